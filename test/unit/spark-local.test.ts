/** A run on local Spark: what the hook in the job's process wrote becomes the events of a run. Lines as Spark 3.3.1 wrote them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { RunEvent, StreamingQueryProgress } from '../../src/protocol/run.ts';
import { Answers } from '../../src/spark/progress/answers.ts';
import { HookReader, type HookLine } from '../../src/spark-local/hook-lines.ts';
import { problemOf } from '../../src/spark-local/problem.ts';
import { RunEvents } from '../../src/spark-local/run-events.ts';
import { infoOf } from '../../src/spark-local/summary.ts';
import { batchOf } from '../../src/spark/progress/summary.ts';
import { chart } from '../../src/ui/run/model/chart.ts';
import { RunModel } from '../../src/ui/run/model/run-model.ts';
import { summary } from '../../src/ui/run/summary.ts';

const ID = '94ace591-f089-478d-9ec0-113a01f39773';
const progress = (change: Partial<StreamingQueryProgress> = {}): StreamingQueryProgress => ({
  id: ID, runId: 'r', name: 'counts', timestamp: '2024-01-01T00:00:00.000Z', batchId: 4, numInputRows: 3, durationMs: { addBatch: 80, triggerExecution: 120 },
  eventTime: { avg: '2024-01-01T00:00:20.000Z', max: '2024-01-01T00:00:40.000Z', min: '2024-01-01T00:00:01.500Z', watermark: '2024-01-01T00:00:35.000Z' },
  stateOperators: [{ operatorName: 'stateStoreSave', numRowsTotal: 2, numRowsUpdated: 1, allUpdatesTimeMs: 1, numRowsRemoved: 0, allRemovalsTimeMs: 1, commitTimeMs: 1, memoryUsedBytes: 1, numRowsDroppedByWatermark: 1, numShufflePartitions: 1, numStateStoreInstances: 1, customMetrics: {} }],
  sources: [{ description: 'KafkaV2[Subscribe[card-transactions]]', startOffset: null, endOffset: { 'card-transactions': { 0: 3 } }, latestOffset: null, numInputRows: 3 }],
  sink: { description: 'org.apache.spark.sql.execution.streaming.ConsoleTable$@1', numOutputRows: 2 }, ...change,
});
const query: HookLine = { kind: 'query', id: ID, runId: 'r', name: 'counts', outputMode: 'append', trigger: 'ProcessingTimeTrigger(10000)', sink: 'org.apache.spark.sql.execution.streaming.ConsoleTable$', timeZone: 'Etc/UTC', watermarks: [['ts', '5 seconds']], span: { file: '/j/job.py', line: 8, column: 4, endLine: 10, endColumn: 12 } };

function eventsOf(...lines: HookLine[]): RunEvent[] {
  const events: RunEvent[] = [], run = new RunEvents('/j/job.py', (event) => { events.push(event); });
  for (const line of lines) run.take(line);
  return events;
}

describe('a batch by its progress', () => {
  test('has what Spark tells, and nothing else', () => {
    assert.deepEqual(batchOf(progress()), {
      queryId: ID, batchId: 4, inputRows: 3, outputRows: 2, droppedBySpark: 1, stateRows: 2, watermark: Date.parse('2024-01-01T00:00:35Z') * 1000, tookMs: 120, noData: false,
      eventTime: { min: Date.parse('2024-01-01T00:00:01.5Z') * 1000, max: Date.parse('2024-01-01T00:00:40Z') * 1000 },
    });
  });
  test('of a sink that does not tell, without output rows', () => {
    assert.equal('outputRows' in batchOf(progress({ sink: { description: 'ForeachBatchSink', numOutputRows: -1 } }))!, false);
  });
  test('of a query without a watermark, and before the first', () => {
    assert.equal(batchOf(progress({ eventTime: {} }))!.watermark, null);
    assert.equal(batchOf(progress({ eventTime: { watermark: '1970-01-01T00:00:00.000Z' } }))!.watermark, 0);
  });
  test('a progress of waiting is no batch', () => {
    assert.equal(batchOf(progress({ numInputRows: 0, durationMs: { latestOffset: 1, triggerExecution: 1 } })), undefined);
    assert.deepEqual(eventsOf({ kind: 'progress', text: JSON.stringify(progress({ durationMs: { latestOffset: 1 } })) }).map(({ kind }) => kind), ['progress']);
  });
});

describe('a query', () => {
  test('is told at its start, and what it reads with its first progress', () => {
    const events = eventsOf(query, { kind: 'progress', text: JSON.stringify(progress()) }, { kind: 'progress', text: JSON.stringify(progress({ batchId: 5 })) }, { kind: 'queryEnd', id: ID, runId: 'r', error: null });
    assert.deepEqual(events.map(({ kind }) => kind), ['query', 'query', 'batch', 'progress', 'batch', 'progress', 'queryEnd']);
    assert.deepEqual(events.flatMap((event) => event.kind === 'query' ? [event.query.sources] : []), [[], ['topic card-transactions']]);
  });
  test('its trigger and sink in the words of a simulated one', () => {
    const { trigger, sink, span, watermarks } = infoOf(query, 1);
    assert.deepEqual([trigger, sink, span?.line, span?.endLine, watermarks], ['every 10 s', 'console', 8, 10, [{ column: 'ts', delay: '5 seconds' }]]);
    const other = (change: object): string[] => { const info = infoOf({ ...query, ...change }, 2); return [info.trigger, info.sink, info.label]; };
    assert.deepEqual(other({ trigger: 'AvailableNowTrigger$@1a2b', sink: 'org.apache.spark.sql.kafka010.KafkaSourceProvider$KafkaTable' }), ['available now', 'kafka', 'counts']);
    assert.deepEqual(other({ trigger: 'OneTimeTrigger', name: null, sink: 'org.apache.spark.sql.execution.streaming.sources.ForeachBatchSink' }), ['once', 'foreachBatch', 'foreachBatch']);
    assert.deepEqual(other({ trigger: 'ProcessingTimeTrigger(0)' })[0], 'as fast as possible');
  });
  test('that lost progress says so', () => {
    const [, said] = eventsOf(query, { kind: 'lost', id: ID, after: 3, before: 9 });
    assert.ok(said?.kind === 'problem' && said.problem.severity === 'warning' && /counts between batch 3 and batch 9/.test(said.problem.message));
  });
});

describe('what a job died of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-problem-')), file = join(folder, 'job.py');
  writeFileSync(file, 'import x\n\n    f(1)  \n');
  after(() => { rmSync(folder, { recursive: true }); });
  const died = (change: object) => problemOf({ kind: 'exception', class: 'ValueError', message: 'bad', frames: [], ...change }, file);

  test('stands at the last line of the user\'s own files', () => {
    const found = died({ frames: [[file, 3], [join(folder, '.venv', 'lib', 'python3.10', 'site-packages', 'x.py'), 9], ['/usr/lib/python3.10/json/decoder.py', 3]] });
    assert.deepEqual(found, { severity: 'error', code: 'python-exception', errorClass: 'ValueError', message: 'bad', span: { file, line: 3, column: 4, endLine: 3, endColumn: 8 } });
  });
  test('of a function that Spark called: where it raised, without Java\'s trace', () => {
    const found = died({ class: 'StreamingQueryException', frames: [[file, 1]], message: `An exception was raised by the Python Proxy. Return Message: Traceback (most recent call last):\n  File "/x/site-packages/py4j/java_gateway.py", line 2\n  File "${file}", line 3, in f\nValueError: bad\n\n\tat py4j.Protocol.x(P.java:1)\n=== Streaming Query ===\nsecrets` });
    assert.equal(found?.span?.line, 3);
    assert.equal(found?.code, 'spark-query-failed');
    assert.ok(found.message.endsWith('ValueError: bad'));
  });
  test('of syntax, of a missing module, of Ctrl-C', () => {
    assert.deepEqual(died({ class: 'SyntaxError', syntax: [file, 3, 'invalid syntax'] })?.span?.line, 3);
    assert.equal(died({ class: 'ModuleNotFoundError', message: "No module named 'y'" })?.code, 'missing-module');
    assert.equal(died({ class: 'KeyboardInterrupt' }), undefined);
  });
  test('without the Kafka connector: how it is given', () => {
    assert.match(died({ class: 'AnalysisException', message: 'Failed to find data source: kafka. Please deploy' })?.hint ?? '', /--jars/);
  });
});

describe('the end of a run', () => {
  const end = (exitCode: number, stopped: boolean, ...lines: HookLine[]): unknown => {
    const events: RunEvent[] = [], run = new RunEvents('/j/job.py', (event) => { events.push(event); });
    for (const line of lines) run.take(line);
    run.end(exitCode, stopped);
    return events.at(-1);
  };
  test('is the job\'s', () => {
    assert.deepEqual(end(0, false), { kind: 'state', state: 'succeeded', exitCode: 0 });
    assert.deepEqual(end(3, false), { kind: 'state', state: 'failed', message: 'The job ended with exit code 3.', exitCode: 3 });
    assert.deepEqual(end(1, false, { kind: 'exception', class: 'ValueError', message: 'bad', frames: [] }), { kind: 'state', state: 'failed', message: 'bad', exitCode: 1 });
    assert.deepEqual(end(130, true), { kind: 'state', state: 'stopped', exitCode: 130 });
    assert.deepEqual(end(130, false, { kind: 'exception', class: 'KeyboardInterrupt', message: '', frames: [] }), { kind: 'state', state: 'stopped', exitCode: 130 });
  });
});

test('lines come whole, however they were cut', () => {
  const reader = new HookReader(), text = '{"kind":"end"}\n{"kind":"hello","pid":1,"version":"3.10.1"}\nno json\n';
  assert.deepEqual([...text].flatMap((letter) => reader.take(letter)), [{ kind: 'end' }, { kind: 'hello', pid: 1, version: '3.10.1' }]);
});

test('the panel shows what Spark tells, and nothing for what it does not', () => {
  const model = new RunModel({ key: 'k', file: '/j/job.py', title: 'job.py', target: 'spark', startedAt: 0 }), silent = progress({ sink: { description: 'ForeachBatchSink', numOutputRows: -1 } });
  for (const event of eventsOf(query, { kind: 'progress', text: JSON.stringify(silent) })) model.apply(event);
  const held = model.queries.get(ID)!, { totals, last } = held.view(), [column] = chart(held, 0, 1).columns;
  assert.deepEqual(totals, { inputRows: 3, droppedRows: 1, tookMs: 120 });
  assert.equal(summary({ batches: 1, ...totals }), '1 batch, 3 in, 1 dropped late');
  assert.ok(last && !('outputRows' in last) && !('droppedRows' in last) && last.droppedBySpark === 1);
  assert.ok(column && !('outputRows' in column) && !('inTime' in column) && !('late' in column) && column.dropped === 1 && column.stateRows === 2);
  for (const event of eventsOf(query, { kind: 'progress', text: JSON.stringify(progress({ batchId: 5 })) })) model.apply(event);
  assert.equal(held.view().totals.outputRows, 2, 'of the batch that told');
});

test('what can be asked of a run on Spark', () => {
  const answers = new Answers(), at = { queryId: ID, batchId: 4, offset: 0, limit: 10 };
  answers.take({ kind: 'progress', progress: progress() });
  answers.take({ kind: 'progress', progress: progress({ durationMs: { latestOffset: 1 } }) });
  assert.deepEqual(answers.answer({ ask: 'progress', queryId: ID, batchId: 4 }), progress());
  assert.equal(answers.answer({ ask: 'progress', queryId: ID, batchId: 5 }), null);
  assert.match(JSON.stringify(answers.answer({ ask: 'output', ...at })), /does not tell which rows/);
  assert.match(JSON.stringify(answers.answer({ ask: 'late', ...at })), /does not tell which they were/);
  assert.deepEqual((answers.answer({ ask: 'state', ...at, operator: 0 }) as { operators: unknown }).operators, [{ node: 0, name: 'stateStoreSave', total: 2 }]);
});
