/** What is cut for a comparison, and what counts as a difference. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { cutQueries } from '../../src/cli/compare-cut.ts';
import { differences, type ComparedBatch, type ComparedQuery } from '../../src/cli/compare-differences.ts';
import type { CaptureMessage } from '../../src/kafka/capture.ts';
import type { StreamingQueryProgress } from '../../src/protocol/run.ts';

const progress = (change: Partial<StreamingQueryProgress> = {}): StreamingQueryProgress => ({ id: 'q', runId: 'r', name: null, timestamp: '', batchId: 0, numInputRows: 0, durationMs: { addBatch: 1 }, stateOperators: [], sources: [], sink: { description: '' }, ...change });

describe('the first difference of a micro-batch', () => {
  const batch = (rows: (string | null)[][], type = 'string', change: Partial<StreamingQueryProgress> = {}): ComparedBatch => ({ columns: [{ name: 'a', type }], rows, progress: progress(change) });
  const query = (...batches: ComparedBatch[]): ComparedQuery[] => [{ label: 'q', batches: new Map(batches.map((each, id) => [id, each])) }];
  const found = (ours: ComparedQuery[], theirs: ComparedQuery[]): string[] => differences(ours, theirs).map(({ batch: id, what, simulator, spark }) => `${id}: ${what}: ${simulator}, ${spark}`);

  test('of rows, in any order', () => {
    assert.deepEqual(found(query(batch([['b'], ['a'], [null]])), query(batch([[null], ['a'], ['b']]))), []);
    assert.deepEqual(found(query(batch([['a'], ['b']])), query(batch([['a'], ['c']]))), ['0: row 2 of 2 and 2: b, c']);
    assert.deepEqual(found(query(batch([['a'], ['a']])), query(batch([['a']]))), ['0: row 2 of 2 and 1: a, nothing']);
    assert.deepEqual(found(query(batch([])), query(batch([[null]]))), ['0: row 1 of 0 and 1: nothing, NULL']);
  });
  test('of doubles that were added in another order, none; of decimals every digit', () => {
    assert.deepEqual(found(query(batch([['0.30000000000000004']], 'double')), query(batch([['0.3']], 'double'))), []);
    assert.equal(found(query(batch([['0.31']], 'double')), query(batch([['0.3']], 'double'))).length, 1);
    assert.equal(found(query(batch([['0.30000000000000004']], 'decimal(20,17)')), query(batch([['0.3']], 'decimal(20,17)'))).length, 1);
  });
  test('of types, of progress, of batches and queries that one of them has not', () => {
    assert.deepEqual(found(query(batch([], 'int')), query(batch([], 'bigint'))), ['0: columns: a int, a bigint']);
    assert.deepEqual(found(query(batch([], 'int', { numInputRows: 3 })), query(batch([], 'int', { numInputRows: 4 }))), ['0: numInputRows: 3, 4']);
    assert.deepEqual(found(query(batch([], 'int', { eventTime: { watermark: 'x' } })), query(batch([], 'int', { eventTime: {} }))), ['0: eventTime.watermark: x, nothing']);
    assert.deepEqual(found(query(batch([]), batch([])), query(batch([]))), ['1: micro-batch: 0 rows, nothing']);
    assert.deepEqual(found(query(batch([])), []), ['0: micro-batch: 0 rows, nothing']);
  });
});

describe('the micro-batches that Spark is given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-cut-'));
  after(() => { rmSync(folder, { recursive: true }); });
  const message = (offset: number, key: string | null = null): CaptureMessage => ({ topic: 't', partition: 0, offset, timestamp: 5, key: key === null ? null : Buffer.from(key), value: Buffer.from([0xff, offset]), headers: [] });
  const topics = new Map([['t', [3, 4, 5, 6].map((offset) => message(offset, offset === 3 ? '' : null))]]);
  const batch = (numInputRows: number, end: number, description = 'KafkaV2[Subscribe[t]]'): StreamingQueryProgress => progress({ numInputRows, sources: [{ description, startOffset: null, endOffset: { t: { 0: end } }, latestOffset: null, numInputRows }] });
  const cut = (trigger: string, ...all: StreamingQueryProgress[]) => cutQueries([{ label: 'q', trigger, progress: all }], topics, folder);

  test('are those of the simulated run, with every byte, an empty one between, and none after the last data', () => {
    const [source] = cut('every 10 s', batch(2, 5), batch(0, 5), batch(2, 7), batch(0, 7)).queries[0]!.sources;
    assert.equal(source!.key, 'Subscribe[t]');
    const lines = source!.files.map((file) => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>));
    assert.deepEqual(lines.map((rows) => rows.map(({ offset }) => offset)), [[3, 4], [], [5, 6]]);
    assert.deepEqual(lines[0]![0], { key: '', value: 'ff03', topic: 't', partition: 0, offset: 3, timestamp: 5, timestampType: 0, headers: null });
    assert.equal(lines[0]![1]!['key'], null);
  });
  test('cannot be had of topics that are not read from their beginning, and of other sources that time decides', () => {
    assert.throws(() => cut('every 10 s', batch(1, 5)), /does not read its topics from their beginning/);
    assert.throws(() => cut('every 10 s', batch(2, 5, 'FileStreamSource[file:/in]')), /FileStreamSource\[file:\/in\] with a trigger that time decides/);
    assert.deepEqual(cut('available now', batch(2, 5, 'FileStreamSource[file:/in]')).queries, [{ sources: [] }]);
    const two = batch(2, 5);
    assert.throws(() => cut('once', { ...two, sources: [...two.sources, ...two.sources] }), /the same topics through two sources/);
    assert.throws(() => cut('once', { ...two, sources: [...two.sources, ...batch(2, 5, 'RateStreamV2[x]').sources] }), /reads a topic beside RateStreamV2/);
  });
});
