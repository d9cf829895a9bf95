/** Readers of a remote query's progress, over what a real Spark 3.3.1 showed (test/stack/record-progress.ts) and over what was made hostile. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parseExecutions, take } from '../../src/hdinsight/progress/executions.ts';
import { parseLogPage, PastEnd } from '../../src/hdinsight/progress/log-page.ts';
import { HELPER_LINE, ProgressInLog } from '../../src/hdinsight/progress/log-progress.ts';
import { metricsReading } from '../../src/hdinsight/progress/metrics.ts';
import { parseProgress } from '../../src/hdinsight/progress/progress-json.ts';
import { parseQueries, parseStatistics } from '../../src/hdinsight/progress/statistics.ts';
import type { QueryStatus } from '../../src/hdinsight/progress/status.ts';
import { Unreadable } from '../../src/hdinsight/progress/status.ts';
import { Doubts } from '../../src/hdinsight/progress/values.ts';
import type { StreamingQueryProgress } from '../../src/protocol/run.ts';

const recorded = (name: string): string => readFileSync(new URL(`../recordings/progress/${name}`, import.meta.url), 'utf8');
const truth = (where: string): StreamingQueryProgress[][] => JSON.parse(recorded(`${where}/truth.json`)) as StreamingQueryProgress[][];
const refused = (work: () => unknown, kind: Unreadable['kind'], text: RegExp): void => {
  assert.throws(work, (error) => error instanceof Unreadable && error.kind === kind && text.test(error.message), String(text));
};
const sum = (progress: StreamingQueryProgress, part: 'numRowsTotal' | 'numRowsUpdated' | 'memoryUsedBytes' | 'numRowsDroppedByWatermark'): number => progress.stateOperators.reduce((all, each) => all + each[part], 0);
const EPOCH = '1970-01-01T00:00:00.000Z';

for (const where of ['local', 'yarn']) {
  describe(`Spark 3.3.1, ${where}`, () => {
    const queries = truth(where), byRun = new Map(queries.map((all) => [all[0]!.runId, all]));

    test('the list names each query as it is, with its newest finished batch', () => {
      const doubts = new Doubts(), listed = parseQueries(recorded(`${where}/queries.html`), doubts);
      assert.deepEqual(listed.map(({ name }) => name).sort(), ['per_window', 'spät "x" <b> a.latency', null].sort());
      for (const { runId, id, name, state, batchId } of listed) {
        const said = byRun.get(runId)!;
        assert.deepEqual([id, name, state], [said[0]!.id, said[0]!.name ?? null, 'running']);
        assert.ok(said.some((progress) => progress.batchId === batchId), `batch ${batchId} of ${name}`);
      }
      assert.deepEqual(doubts.found, []);
    });

    test('the statistics say of each batch what the query itself said', () => {
      let compared = 0;
      for (const at of [0, 1, 2]) {
        const doubts = new Doubts(), { runId, id, name, batches } = parseStatistics(recorded(`${where}/statistics-${at}.html`), doubts), said = byRun.get(runId)!;
        assert.deepEqual([id, name, doubts.found], [said[0]!.id, said[0]!.name ?? null, []]);
        for (const batch of batches) {
          const real = said.find(({ timestamp }) => timestamp === batch.timestamp)!;
          const state = real.stateOperators.length > 0, watermark = real.eventTime?.watermark;
          assert.equal(batch.batchId, real.batchId);
          assert.equal(batch.numInputRows, real.numInputRows);
          assert.equal(batch.inputRowsPerSecond, real.inputRowsPerSecond);
          assert.equal(batch.processedRowsPerSecond, real.processedRowsPerSecond);
          assert.equal(batch.watermark, watermark === EPOCH ? undefined : watermark);
          assert.deepEqual([batch.stateRows, batch.stateRowsUpdated, batch.stateBytes, batch.rowsDroppedByWatermark], state ? [sum(real, 'numRowsTotal'), sum(real, 'numRowsUpdated'), sum(real, 'memoryUsedBytes'), sum(real, 'numRowsDroppedByWatermark')] : [undefined, undefined, undefined, undefined]);
          const { triggerExecution, ...parts } = batch.durationMs!;
          assert.deepEqual(parts, Object.fromEntries(Object.entries(real.durationMs).filter(([part, ms]) => part !== 'triggerExecution' && ms > 0)));
          assert.ok(triggerExecution! >= Object.values(parts).reduce((all, ms) => all + ms, 0) * 0.9);
          compared++;
        }
      }
      assert.ok(compared >= 12);
    });

    test('the page of statistics takes triggerExecution out of what the job reads of itself, so that it is asked only where it was chosen', () => {
      for (const all of queries) assert.equal(all[0]!.durationMs['triggerExecution'], undefined);
    });

    test('the gauges are those of a batch that the query reported', () => {
      const { queries: found, doubts } = metricsReading(recorded(`${where}/metrics.json`), 7);
      assert.deepEqual([found.length, doubts], [3, []]);
      for (const status of found) {
        const said = queries.find(([first]) => status.name === null ? first!.name === null && first!.id === status.id : first!.name === status.name)!;
        assert.ok(said.some((real) => real.inputRowsPerSecond === status.inputRowsPerSecond && real.processedRowsPerSecond === status.processedRowsPerSecond
          && (real.eventTime === undefined ? undefined : real.eventTime.watermark) === status.watermark && sum(real, 'numRowsTotal') === status.stateRows && sum(real, 'memoryUsedBytes') === status.stateBytes), `${status.name}`);
        assert.deepEqual([status.at, status.batchId], [7, undefined]);
        // Gone where the statistics page was asked for since that batch.
        assert.ok(status.durationMs === undefined || status.durationMs['triggerExecution']! > 0);
      }
    });

    test('executions and jobs name the batches of each query', () => {
      for (const [name, failed] of [['sql', 0], ['jobs', 0]] as const) {
        const latest = new Map<string, QueryStatus>(), { executions } = parseExecutions(recorded(`${where}/${name}.json`), new Doubts());
        take(latest, executions, 3);
        assert.equal(latest.size, 3);
        for (const [runId, status] of latest) {
          const said = byRun.get(runId)!;
          assert.deepEqual([status.id, status.name, [...latest.values()].filter(({ state }) => state === 'failed').length], [said[0]!.id, said[0]!.name ?? null, failed]);
          // The newest may not be finished yet.
          assert.ok(said.some(({ batchId }) => batchId === status.batchId || batchId + 1 === status.batchId));
        }
      }
    });

    test('before the first query there is nothing, in words', () => {
      refused(() => parseQueries(recorded(`${where}/before.html`), new Doubts()), 'nothing', /no query has started yet/);
      refused(() => metricsReading(recorded(`${where}/before.metrics.json`), 0), 'nothing', /metricsEnabled/);
      refused(() => parseStatistics(recorded(`${where}/statistics-missing.html`), new Doubts()), 'unknown', /Error 400 Failed to find streaming query/);
    });
  });
}

describe('the driver\'s log on YARN', () => {
  const said = new Map(truth('yarn').flat().map((each) => [`${each.runId} ${each.timestamp}`, each]));

  for (const page of ['log-running.html', 'log-finished.html']) {
    test(`${page}: progress is whole, and the same when it comes in pieces`, () => {
      const { text } = parseLogPage(recorded(`yarn/${page}`)), doubts: string[] = [], found = new ProgressInLog().feed(text, (why) => doubts.push(why));
      assert.deepEqual(doubts, []);
      assert.ok(found.length >= 2);
      for (const { progress, by } of found) {
        assert.equal(by, 'driver log');
        const real = said.get(`${progress.runId} ${progress.timestamp}`);
        if (real === undefined) continue;
        // The log was written before the statistics page took the whole duration away.
        const { triggerExecution, ...durationMs } = progress.durationMs;
        assert.ok(triggerExecution! > 0);
        const { triggerExecution: _, ...rest } = real.durationMs;
        assert.deepEqual({ ...progress, durationMs }, { ...real, durationMs: rest, ...(Object.keys(real.eventTime ?? {}).length === 0 ? {} : { eventTime: real.eventTime }) });
      }
      const pieces = new ProgressInLog(), again = [];
      for (let at = 0; at < text.length; at += 777) again.push(...pieces.feed(text.slice(at, at + 777)));
      assert.deepEqual(again, found);
    });
  }

  test('a log has its characters back, whatever entities YARN made of them', () => {
    const page = (text: string): string => `<td class="content"><pre>${text}</pre></td></html>`;
    assert.equal(parseLogPage(page('sp&auml;t &Auml; &copy; &yuml; &alpha;&thetasym; &euro; &frac12; &hearts; &lt;&amp;&quot;&gt; &amp;auml; &nonsense; &#8364;&#x41; 🙂')).text, 'spät Ä © ÿ αϑ € ½ ♥ <&"> &auml; &nonsense; €A 🙂');
  });

  test('pages without a log say why', () => {
    assert.throws(() => parseLogPage(recorded('yarn/log-past-end.html')), (error) => error instanceof PastEnd && error.length > 10_000);
    assert.equal(parseLogPage(recorded('yarn/log-empty.html')).text, '');
    refused(() => parseLogPage(recorded('yarn/log-no-file.html')), 'nothing', /Cannot find this log on the local disk/);
    refused(() => parseLogPage(recorded('yarn/log-no-container.html')), 'nothing', /Cannot find this log|Unknown container/);
    refused(() => parseLogPage(recorded('yarn/log-finished-missing.html')), 'nothing', /log/i);
    refused(() => metricsReading(recorded('yarn/moved.html'), 0), 'nothing', /no Spark UI/);
    assert.deepEqual(new ProgressInLog().feed(recorded('local/log.txt')), []);
  });
});

describe('what is hostile, absurd or cut', () => {
  const SIGN_IN = '<!DOCTYPE html><html><head><title>Sign in &amp; go</title></head><body></body></html>';

  test('another page is named, never read', () => {
    for (const read of [() => metricsReading(SIGN_IN, 0), () => parseQueries(SIGN_IN, new Doubts()), () => parseStatistics(SIGN_IN, new Doubts()), () => parseExecutions(SIGN_IN, new Doubts()), () => parseLogPage(SIGN_IN)]) {
      refused(read, 'unknown', /"Sign in & go"/);
    }
    refused(() => metricsReading('', 0), 'unknown', /nothing at all/);
    refused(() => parseExecutions('{"msg":"no"}', new Doubts()), 'unknown', /no list/);
    refused(() => metricsReading('{"gauges":[1', 0), 'unknown', /damaged or cut short/);
  });

  test('a recorded page that is cut anywhere is refused, or says the same', () => {
    const whole = recorded('local/statistics-2.html'), list = recorded('local/queries.html'), all = parseStatistics(whole, new Doubts()), rows = parseQueries(list, new Doubts());
    for (let at = 0; at < whole.length - 10; at += 97) assert.throws(() => parseStatistics(whole.slice(0, at), new Doubts()), Unreadable);
    for (let at = 0; at < list.length - 10; at += 97) assert.throws(() => parseQueries(list.slice(0, at), new Doubts()), Unreadable);
    assert.ok(all.batches.length > 0 && rows.length === 3);
  });

  test('numbers that cannot be are left out and said', () => {
    const gauge = (values: Record<string, unknown>): string => JSON.stringify({ gauges: Object.fromEntries(Object.entries(values).map(([key, value]) => [`a.driver.spark.streaming.q.${key}`, { value }])) });
    const { queries: [status], doubts } = metricsReading(gauge({ 'inputRate-total': 1e400, 'processingRate-total': -4, 'latency': 1e99, 'eventTime-watermark': 9e15, 'states-rowsTotal': 1.5, 'states-usedBytes': 12 }).replace('null', '1e400'), 0);
    assert.deepEqual([status!.inputRowsPerSecond, status!.processedRowsPerSecond, status!.durationMs, status!.watermark, status!.stateRows, status!.stateBytes], [undefined, undefined, undefined, undefined, undefined, 12]);
    assert.equal(doubts.length, 5);
    const page = recorded('local/statistics-2.html').replace(/^var v3 = .*$/m, (line) => line.replace(/"y": [\d.]+\}/, '"y": 1e300}').replace(/"y": \d+\.0\}\];/, '"y": -5.0}];')), found = new Doubts(), { batches } = parseStatistics(page, found);
    assert.deepEqual([batches[0]!.numInputRows, batches.at(-1)!.numInputRows, found.found.length], [undefined, undefined, 2]);
    refused(() => parseStatistics(recorded('local/statistics-2.html').replace(/^var v3 = \[\{[^}]*\},/m, 'var v3 = ['), new Doubts()), 'unknown', /not those of the batches/);
  });

  test('gauges that all say 0 measure nothing', () => {
    const { queries: [status] } = metricsReading(recorded('yarn/metrics.json').replace(/"value":[-\d.E]+/g, '"value":0'), 0);
    assert.deepEqual([status!.inputRowsPerSecond, status!.watermark, status!.stateRows], [undefined, undefined, undefined]);
  });

  const real = truth('local')[0]![2]!;
  test('a progress is right or refused', () => {
    assert.deepEqual(parseProgress(JSON.stringify(real)), JSON.parse(JSON.stringify(real)));
    assert.match(String(parseProgress(JSON.stringify({ ...real, batchId: -1 }))), /batchId is -1/);
    assert.match(String(parseProgress(JSON.stringify({ ...real, numInputRows: 'x' }))), /numInputRows is "x"/);
    assert.match(String(parseProgress(JSON.stringify(real).replace(/"numInputRows":\d+/, '"numInputRows":99999999999999999999'))), /numInputRows is 99999999999999999999/);
    assert.match(String(parseProgress(JSON.stringify({ ...real, sources: undefined }))), /no sources/);
    const offsets = parseProgress(JSON.stringify({ ...real, sources: [{ ...real.sources[0], endOffset: { t: { 0: 12 } } }] }).replace('"0":12', '"0":9223372036854775807'));
    assert.deepEqual(typeof offsets === 'string' ? offsets : offsets.sources[0]!.endOffset, { t: { 0: '9223372036854775807' } });
  });

  test('a progress that others write into, or that does not end, is said and does not hide the next', () => {
    const pretty = JSON.stringify(real, null, 2), begin = '26/11/28 03:17:57 INFO MicroBatchExecution: Streaming query made progress: ', doubts: string[] = [];
    const text = `${begin}${pretty.replace('\n  "name"', '\nprinted by the job\n  "name"')}\n${begin}{\n  "id" : "x",\n${begin}${pretty}\nafter\n${HELPER_LINE}${JSON.stringify(real)}\n${HELPER_LINE}{}\n`;
    assert.deepEqual(new ProgressInLog().feed(text, (why) => doubts.push(why)).map(({ by, progress }) => [by, progress.batchId]), [['driver log', real.batchId], ['helper', real.batchId]]);
    assert.equal(doubts.length, 3);
  });
});
