/** Peeking into captures: which messages come, however they are spread over partitions. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { CaptureFolder } from '../../src/kafka/capture-folder.ts';
import { formatCaptureLine } from '../../src/kafka/capture-line.ts';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { inTimeOrder, messageAt } from '../../src/kafka/peek/order.ts';
import { Peek } from '../../src/kafka/peek/peek.ts';
import type { PeekReport, PeekRequest } from '../../src/protocol/kafka.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-peek-'));
after(() => { rmSync(folder, { recursive: true, force: true }); });

interface Row { partition: number; offset: number; timestamp: number; key?: string; value?: string | null }

function capture(topic: string, rows: readonly Row[]): CaptureFolder {
  writeFileSync(join(folder, `${topic}.capture.jsonl`), rows.map(({ partition, offset, timestamp, key, value }) => formatCaptureLine({
    topic, partition, offset, timestamp, key: key === undefined ? null : Buffer.from(key), value: value === null ? null : Buffer.from(value ?? `${partition}/${offset}`), headers: [],
  })).join(''));
  return new CaptureFolder(folder);
}

async function look(gateway: CaptureFolder, request: Omit<PeekRequest, 'topic'>, topic: string): Promise<{ rows: string[]; report: PeekReport }> {
  const peek = new Peek(gateway, { topic, ...request });
  const stretches = [];
  for await (const records of peek) stretches.push(records);
  return { rows: inTimeOrder(stretches).map(messageAt).map(({ partition, offset }) => `${partition}/${offset}`), report: peek.report() };
}

/** Pseudo-random but the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Times rise along each partition; offsets have holes. */
function spread(partitions: number, perPartition: (partition: number) => number, seed: number): Row[] {
  const random = numbers(seed);
  return Array.from({ length: partitions }, (_, partition) => {
    let offset = Math.floor(random() * 50), timestamp = 1000;
    return Array.from({ length: perPartition(partition) }, () => ({ partition, offset: (offset += 1 + Math.floor(random() * 3)), timestamp: (timestamp += 1 + Math.floor(random() * 20)) }));
  }).flat();
}

describe('newest and oldest over all partitions', () => {
  for (const [name, partitions, per] of [['even', 8, () => 300], ['one', 1, () => 500], ['skewed', 6, (p: number) => (p === 3 ? 2000 : 5)], ['with an empty one', 4, (p: number) => (p === 1 ? 0 : 100)]] as const) {
    test(name, async () => {
      const topic = `t-${name.replaceAll(' ', '-')}`;
      const rows = spread(partitions, per, partitions);
      const gateway = capture(topic, rows);
      const byTime = [...rows].sort((a, b) => a.timestamp - b.timestamp || a.partition - b.partition || a.offset - b.offset);
      for (const count of [0, 1, 7, 100, 1999, 10_000]) {
        for (const mode of ['newest', 'oldest'] as const) {
          const { rows: found, report } = await look(gateway, { range: { mode, count } }, topic);
          assert.equal(found.length, Math.min(count, rows.length));
          // Where times are equal at the edge, either of them may be there.
          const times = (list: readonly string[]): number[] => list.map((id) => rows.find(({ partition, offset }) => id === `${partition}/${offset}`)!.timestamp);
          const expected = mode === 'newest' ? byTime.slice(Math.max(0, rows.length - count)) : byTime.slice(0, count);
          assert.deepEqual(times(found), expected.map(({ timestamp }) => timestamp), `${mode} ${count}`);
          assert.equal(report.messages, found.length);
          assert.equal(report.answered, report.partitions.length);
        }
      }
    });
  }
});

describe('ranges', () => {
  const rows = [0, 1, 2, 10, 11, 12, 13].map((offset) => ({ partition: 0, offset, timestamp: 1000 + offset * 10, key: offset % 2 === 0 ? 'Even' : 'odd' }))
    .concat([5, 6, 7].map((offset) => ({ partition: 1, offset, timestamp: 1000 + offset * 10, key: 'other' })));
  const gateway = capture('ranges', rows);
  const ids = async (request: Omit<PeekRequest, 'topic'>): Promise<string[]> => (await look(gateway, request, 'ranges')).rows;

  test('offsets, from inclusive, to exclusive; what is not named is open', async () => {
    assert.deepEqual(await ids({ range: { mode: 'offsets', from: { 0: 2, 1: 6 }, to: { 0: 12 } } }), ['0/2', '1/6', '1/7', '0/10', '0/11']);
    assert.deepEqual(await ids({ range: { mode: 'offsets', from: { 0: 99 }, to: {} }, partitions: [0] }), []);
    assert.deepEqual(await ids({ range: { mode: 'offsets', from: { 0: 0 }, to: { 0: 3 } }, partitions: [0] }), ['0/0', '0/1', '0/2']);
  });

  test('a limit leaves the oldest, and says so', async () => {
    const { rows: found, report } = await look(gateway, { range: { mode: 'offsets', from: {}, to: {} }, limit: 4 }, 'ranges');
    assert.deepEqual(found, ['0/0', '0/1', '0/2', '1/5']);
    assert.equal(report.limited, true);
    assert.equal((await look(gateway, { range: { mode: 'offsets', from: {}, to: {} } }, 'ranges')).report.limited, false);
  });

  test('around an offset counts messages, not offsets', async () => {
    assert.deepEqual(await ids({ range: { mode: 'around', offset: 10, before: 2, after: 3 }, partitions: [0] }), ['0/1', '0/2', '0/10', '0/11', '0/12']);
    assert.deepEqual(await ids({ range: { mode: 'around', offset: 6, before: 1, after: 1 } }), ['0/2', '1/5', '1/6', '0/10']);
  });

  test('an offset that a partition does not hold is that partition\'s problem', async () => {
    const { rows: found, report } = await look(gateway, { range: { mode: 'around', offset: 12, before: 1, after: 1 } }, 'ranges');
    assert.deepEqual(found, ['0/11', '0/12']);
    assert.deepEqual(report.partitions.map(({ problem }) => problem?.kind), [undefined, 'offset-out-of-range']);
    assert.equal(report.answered, 1);
  });

  test('time, since inclusive, until exclusive', async () => {
    assert.deepEqual(await ids({ range: { mode: 'time', since: 1020, until: 1110 } }), ['0/2', '1/5', '1/6', '1/7', '0/10']);
    assert.deepEqual(await ids({ range: { mode: 'time', since: 1121 } }), ['0/13']);
    assert.deepEqual(await ids({ range: { mode: 'time', since: 9999 } }), []);
    assert.deepEqual(await ids({ range: { mode: 'time', until: 1001 } }), ['0/0']);
  });

  test('a filter is met by key, value or header, and newest counts what passes', async () => {
    assert.deepEqual(await ids({ range: { mode: 'newest', count: 2 }, filter: { text: 'EVEN', regex: false } }), ['0/10', '0/12']);
    assert.deepEqual(await ids({ range: { mode: 'newest', count: 9 }, filter: { text: '^1/[56]$', regex: true } }), ['1/5', '1/6']);
    assert.deepEqual(await ids({ range: { mode: 'offsets', from: {}, to: {} }, filter: { text: 'other', regex: false } }), ['1/5', '1/6', '1/7']);
    await assert.rejects(ids({ range: { mode: 'newest', count: 1 }, filter: { text: '(', regex: true } }), (error) => error instanceof KafkaFault && error.kind === 'unsupported' && /no regular expression/.test(error.message));
  });

  test('what is not there is a fault; a range with an end is not followed', async () => {
    const fails = (request: Omit<PeekRequest, 'topic'>, topic: string, kind: string) => assert.rejects(look(gateway, request, topic), (error) => error instanceof KafkaFault && error.kind === kind);
    await fails({ range: { mode: 'newest', count: 1 } }, 'none', 'unknown-topic');
    await fails({ range: { mode: 'newest', count: 1 }, partitions: [7] }, 'ranges', 'unknown-topic');
    await fails({ range: { mode: 'newest', count: 1 }, follow: true }, 'ranges', 'unsupported');
  });
});

describe('a folder of captures', () => {
  test('names the file that is broken and shows the others', async () => {
    const gateway = capture('good', [{ partition: 1, offset: 3, timestamp: 1 }]);
    writeFileSync(join(folder, 'bad.capture.jsonl'), '{"timestamp":1,"value":"x"}\nnonsense\n');
    const summaries = await gateway.summaries({ topics: ['bad', 'good'] });
    assert.deepEqual(summaries.map(({ topic, partitions, messages }) => [topic, partitions, messages]), [['bad', 0, undefined], ['good', 2, 1]]);
    assert.match(summaries[0]!.problem!.message, /bad\.capture\.jsonl, line 2: it is not valid JSON/);
    await assert.rejects(gateway.partitions(['bad']), (error) => error instanceof KafkaFault && error.kind === 'capture');
    assert.deepEqual((await gateway.describe('good')).partitions, [{ partition: 0, offline: false, low: 0, high: 0 }, { partition: 1, offline: false, low: 3, high: 4 }]);
    await assert.rejects(gateway.groups(), (error) => error instanceof KafkaFault && error.kind === 'unsupported');
  });

  test('a file that changes is read again', async () => {
    const gateway = capture('grows', [{ partition: 0, offset: 0, timestamp: 1 }]);
    assert.equal((await gateway.summaries({ topics: ['grows'] }))[0]!.messages, 1);
    capture('grows', [{ partition: 0, offset: 0, timestamp: 1 }, { partition: 0, offset: 1, timestamp: 1 }]);
    assert.equal((await gateway.summaries({ topics: ['grows'] }))[0]!.messages, 2);
    rmSync(join(folder, 'grows.capture.jsonl'));
    assert.match((await gateway.summaries({ topics: ['grows'] }))[0]!.problem!.message, /Topic 'grows' does not exist/);
  });
});
