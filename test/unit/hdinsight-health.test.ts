/** Verdicts on made figures, and none on the recordings of real Spark. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { sampleOf } from '../../src/hdinsight/follow/samples.ts';
import { Health, verdictsOf } from '../../src/hdinsight/health/health.ts';
import { Series } from '../../src/hdinsight/health/series.ts';
import { lasting } from '../../src/hdinsight/health/words.ts';
import { statusOf } from '../../src/hdinsight/progress/driver-log.ts';
import type { AttemptFailure, QuerySample } from '../../src/protocol/cluster-run.ts';
import type { ClusterJob } from '../../src/protocol/hdinsight.ts';
import type { StreamingQueryProgress } from '../../src/protocol/run.ts';

const START = 1_700_000_000_000, MICROS = 1000;
/** One batch every `everyMs`, as `make` says of the i-th one. */
const series = (count: number, everyMs: number, make: (i: number) => Partial<QuerySample>): QuerySample[] => Array.from({ length: count }, (_, i) => ({ at: START + i * everyMs, batchId: i, ...make(i) }));
const healthy = (i: number): Partial<QuerySample> => ({ inputRows: 1000 + i % 7, inputRate: 100 + i % 9, processedRate: 400 + i % 13, watermark: (START + i * 10_000 - 60_000) * MICROS, newestEvent: (START + i * 10_000) * MICROS, stateRows: 5000 + (i % 30) * 40, stateBytes: 2e6, tookMs: 2500 + i % 100, durationMs: { addBatch: 2200, latestOffset: 100, walCommit: 100 } });
const found = (samples: QuerySample[], triggerMs?: number): string[] => verdictsOf(samples, triggerMs).map(({ id, text }) => `${id}: ${text}`);

test('a query that is well is called so, however long it runs', () => {
  for (const count of [1, 2, 5, 50, 1000]) assert.deepEqual(found(series(count, 10_000, healthy), 10_000), []);
});

test('the recordings of real Spark raise no alarm, as they are and stretched over hours', () => {
  for (const where of ['local', 'yarn']) {
    const queries = JSON.parse(readFileSync(new URL(`../recordings/progress/${where}/truth.json`, import.meta.url), 'utf8')) as StreamingQueryProgress[][];
    for (const batches of queries) {
      const samples = batches.map((progress) => sampleOf(statusOf(progress, 0), undefined)!);
      assert.deepEqual(found(samples), []);
      assert.deepEqual(found(samples.map((sample, i) => ({ ...sample, at: START + i * 60_000 }))), [], where);
    }
  }
});

describe('falling behind', () => {
  const behind = (i: number): Partial<QuerySample> => ({ ...healthy(i), inputRate: 2410, processedRate: 1980 + i % 3 });

  test('is said with its numbers, once it lasts', () => {
    const samples = [...series(30, 10_000, healthy), ...series(37, 10_000, behind).map((sample) => ({ ...sample, at: sample.at + 300_000, batchId: sample.batchId! + 30 }))];
    const [verdict, ...others] = verdictsOf(samples);
    assert.deepEqual([verdict!.text, verdict!.since, verdict!.about, verdict!.severity], ['behind by 429 rows/s for 6 min', START + 300_000, 'rate', 'warning']);
    assert.deepEqual(others.map(({ id, text }) => [id, text]), [['slow-batches', 'addBatch takes 87 % of 2.5 s']]);
    assert.deepEqual(found(samples.slice(0, 35)), []);
    for (let count = 1; count <= 12; count++) assert.deepEqual(found(series(count, 10_000, behind)), [], `${count} batches`);
  });

  test('is over as soon as a batch caught up, and is no matter of single batches', () => {
    assert.deepEqual(found([...series(40, 10_000, behind), { at: START + 400_000, batchId: 40, ...healthy(40) }]), []);
    assert.deepEqual(found(series(60, 10_000, (i) => (i % 3 === 0 ? behind(i) : healthy(i)))), []);
    assert.deepEqual(found(series(60, 10_000, (i) => ({ inputRows: 1000, inputRate: 100 + i % 2, processedRate: 100 - i % 2 }))), []);
  });

  test('one batch that gauges show again and again is one batch', () => {
    assert.deepEqual(found(Array.from({ length: 100 }, (_, i) => ({ at: START + i * 5000, inputRate: 100, processedRate: 50, tookMs: 60_000 }))), []);
  });
});

describe('slow batches', () => {
  const slow = (i: number): Partial<QuerySample> => ({ ...healthy(i), tookMs: 4100 + i % 5, durationMs: { addBatch: 3610, walCommit: 300, latestOffset: 150 } });

  test('are slow against a trigger that is known', () => {
    assert.deepEqual(found(series(30, 5000, slow), 2000), ['slow-batches: trigger is 2 s; addBatch takes 88 %']);
    assert.deepEqual(found(series(30, 5000, slow)), []);
    assert.deepEqual(found(series(30, 5000, slow), 5000), []);
    assert.deepEqual(found(series(30, 5000, (i) => ({ tookMs: 3000 + i, inputRows: 1 })), 2000), ['slow-batches: trigger is 2 s; batches take 3 s']);
  });
});

describe('a watermark', () => {
  const stuck = (newest: (i: number) => number) => (i: number): Partial<QuerySample> => ({ ...healthy(i), watermark: START * MICROS, newestEvent: newest(i) });

  test('that stays while data comes in is said, with what it may be', () => {
    const [moving] = verdictsOf(series(100, 10_000, stuck((i) => (START + i * 10_000) * MICROS))), [still] = verdictsOf(series(100, 10_000, stuck(() => START * MICROS)));
    assert.match(moving!.text, /^unchanged for 17 min while 100 \d{3} rows came in$/);
    assert.match(moving!.hint, /slowest/);
    assert.match(still!.hint, /clock/);
    assert.deepEqual([moving!.id, moving!.about], ['watermark-stuck', 'watermark']);
  });

  test('that stays while nothing comes in is as it should be', () => {
    assert.deepEqual(found(series(50, 10_000, (i) => ({ watermark: START * MICROS, inputRows: i < 3 ? 10 : 0 }))), []);
    assert.deepEqual(found(series(20, 10_000, stuck(() => START * MICROS))), []);
  });
});

describe('state', () => {
  test('that only grows is said after half an hour', () => {
    const grows = (i: number): Partial<QuerySample> => ({ ...healthy(i), stateRows: 100_000 + i * 500 + (i % 5) * 20, stateBytes: 212 * 2 ** 20 });
    assert.deepEqual(found(series(100, 10_000, grows)), []);
    assert.match(found(series(400, 10_000, grows))[0]!, /^state-growing: growing for 1 h \d min, by \d{3} \d{3} keys to 299 580, 212 MB$/);
  });

  test('that levels off, saws, or hardly grows is as it should be', () => {
    assert.deepEqual(found(series(400, 10_000, (i) => ({ ...healthy(i), stateRows: Math.round(100_000 * (1 - Math.exp(-i / 60))) }))), []);
    assert.deepEqual(found(series(400, 10_000, (i) => ({ ...healthy(i), stateRows: (i % 60) * 1000 }))), []);
    assert.deepEqual(found(series(400, 10_000, (i) => ({ ...healthy(i), stateRows: 1_000_000 + i }))), []);
  });
});

describe('no data', () => {
  const data = series(40, 10_000, healthy), silent = (minutes: number): QuerySample[] => Array.from({ length: minutes * 6 }, (_, i) => ({ at: data.at(-1)!.at + (i + 1) * 10_000, batchId: 40, inputRows: 0, inputRate: 0 }));

  test('is said when it ran before and is told of still', () => {
    assert.deepEqual(found([...data, ...silent(14)]), ['no-data: no data for 14 min']);
    assert.deepEqual(found([...data, ...silent(9)]), []);
    assert.deepEqual(found(silent(60)), []);
  });

  test('is no news for a query that gets some now and then', () => {
    const rare = series(300, 60_000, (i) => ({ inputRows: i % 12 === 0 ? 5 : 0 }));
    assert.deepEqual(found(rare), []);
  });
});

describe('a job', () => {
  const job: ClusterJob = { key: 'a', app: 'application_1_0001', state: 'running', attempt: 3, started: START }, failure = (attempt: number, minutes: number): AttemptFailure => ({ attempt, at: START + minutes * 60_000, failure: { kind: 'python', message: 'x', trace: [], from: 'stdout' } });
  const said = (failures: AttemptFailure[], minutes: number, change: Partial<ClusterJob> = {}): string[] => new Health().verdicts({ job: { ...job, ...change }, failures, now: START + minutes * 60_000, over: false }).map(({ id, text }) => `${id}: ${text}`);

  test('that YARN starts again and again', () => {
    assert.deepEqual(said([failure(1, 4), failure(2, 9)], 12), ['restart-loop: 2 attempts failed within 5 min']);
    assert.deepEqual(said([failure(1, 4)], 12, { attempt: 2 }), []);
    assert.deepEqual(said([failure(1, 4), failure(2, 600)], 610), []);
    assert.deepEqual(said([failure(1, 4), failure(2, 9)], 600), []);
    assert.deepEqual(said([], 20), ['restart-loop: attempt 3 after 20 min']);
    assert.deepEqual(said([], 2000), []);
    assert.deepEqual(said([failure(1, 4), failure(2, 9)], 12, { state: 'failed' }), []);
  });

  test('of which nothing is heard any more is not judged by old figures', () => {
    const health = new Health(), behind = series(60, 10_000, (i) => ({ inputRate: 200, processedRate: 100 + i % 3 }));
    for (const sample of behind) health.add('q', sample, sample.at + 7);
    const at = (now: number): string[] => health.verdicts({ job: { ...job, attempt: 1 }, failures: [], now, over: false }).map(({ id, queryId }) => `${id} ${queryId}`);
    assert.deepEqual([at(behind.at(-1)!.at + 10_000), at(behind.at(-1)!.at + 600_000)], [['falling-behind q'], []]);
  });
});

test('figures of a long life are held in bounded memory, in the order of their time', () => {
  const held = new Series();
  for (let i = 0; i < 20_000; i++) held.add({ at: START + (i % 2 === 0 ? i + 1 : i - 1) * 5000, batchId: i }, 0);
  assert.ok(held.samples.length <= 1000 && held.samples.every(({ at }, i, all) => i === 0 || at >= all[i - 1]!.at));
  assert.ok(held.samples.at(-1)!.at - held.samples[0]!.at > 3_600_000);
});

test('how long something lasts, in words', () => {
  assert.deepEqual([3000, 59_000, 61_000, 6 * 60_000, 2 * 3_600_000, 3_900_000, 90_000_000].map(lasting), ['3 s', '59 s', '1 min', '6 min', '2 h', '1 h 5 min', '1 d 1 h']);
});
