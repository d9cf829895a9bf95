/** A Spark checkpoint's offsets against the ends of partitions. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { CaptureFolder } from '../../src/kafka/capture-folder.ts';
import { formatCaptureLine } from '../../src/kafka/capture-line.ts';
import { checkpointLag } from '../../src/kafka/checkpoint-lag.ts';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { localFiles, readCheckpoint, type CheckpointFiles } from '../../src/kafka/spark-checkpoint.ts';

const root = mkdtempSync(join(tmpdir(), 'weir-lag-'));
after(() => { rmSync(root, { recursive: true, force: true }); });

function checkpoint(name: string, files: Record<string, string>): CheckpointFiles {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, file)), { recursive: true });
    writeFileSync(join(root, name, file), text);
  }
  return localFiles(join(root, name));
}

const batch = (...lines: string[]): string => ['v1', '{"batchWatermarkMs":0}', ...lines].join('\n');

writeFileSync(join(root, 'orders.capture.jsonl'), [[0, 5], [0, 9], [1, 0], [1, 1], [2, 0]].map(([partition, offset]) =>
  formatCaptureLine({ topic: 'orders', partition: partition!, offset: offset!, timestamp: 1, key: null, value: null, headers: [] })).join(''));
const topics = new CaptureFolder(root);

test('lag counts from what is committed, and says what is planned', async () => {
  const read = await readCheckpoint(checkpoint('running', {
    metadata: '{"id":"x"}', 'offsets/8': batch('{"orders":{"0":6,"1":1}}'), 'offsets/9': batch('{"orders":{"0":10,"1":1}}'), 'offsets/10': batch('{"orders":{"0":10,"1":2}}'),
    'offsets/.10.crc': 'x', 'commits/8': 'v1\n{}', 'commits/9': 'v1\n{}',
  }));
  assert.deepEqual([read.committedBatch, read.plannedBatch], [9, 10]);
  assert.deepEqual(await checkpointLag(topics, read), [
    { source: 0, topic: 'orders', partition: 0, committed: 10, planned: 10, low: 5, end: 10, lag: 0 },
    { source: 0, topic: 'orders', partition: 1, committed: 1, planned: 2, low: 0, end: 2, lag: 1 },
    // A partition that was added: Spark will read it from its beginning.
    { source: 0, topic: 'orders', partition: 2, committed: null, planned: null, low: 0, end: 1, lag: 1 },
  ]);
});

test('before the first commit it counts from where the query began', async () => {
  const read = await readCheckpoint(checkpoint('first', { metadata: '{"id":"x"}', 'sources/0/0': '\0v1\n{"orders":{"0":7,"1":2,"2":0}}', 'offsets/0': batch('{"orders":{"0":10,"1":2,"2":1}}') }));
  assert.equal(read.committedBatch, null);
  assert.deepEqual((await checkpointLag(topics, read)).map(({ committed, planned, lag }) => [committed, planned, lag]), [[7, 10, 3], [2, 2, 0], [0, 1, 1]]);
});

test('what retention took, and a topic that is another one, are said', async () => {
  const rows = await checkpointLag(topics, await readCheckpoint(checkpoint('late', { 'offsets/3': batch('{"orders":{"0":2,"1":50},"gone":{"0":1}}'), 'commits/3': 'v1\n{}' })));
  assert.deepEqual(rows.map(({ topic, partition, lag, lost, problem }) => [topic, partition, lag, lost, problem?.kind]), [
    ['gone', 0, undefined, undefined, 'unknown-topic'], ['orders', 0, 8, 3, undefined], ['orders', 1, undefined, undefined, 'offset-out-of-range'], ['orders', 2, 1, undefined, undefined],
  ]);
});

test('sources are told apart, and other kinds are left out', async () => {
  const read = await readCheckpoint(checkpoint('two', { 'offsets/0': batch('{"logOffset":3}', '{"orders":{"0":6}}', '-', '17', '{"other":{"1":2}}'), 'commits/0': 'v1\n{}' }));
  assert.equal(read.others, 2);
  assert.deepEqual(read.sources.map(({ source, committed }) => [source, committed]), [[1, [{ topic: 'orders', partition: 0, offset: 6 }]], [4, [{ topic: 'other', partition: 1, offset: 2 }]]]);
});

test('a folder that is none, and a damaged file, are named', async () => {
  const fails = (files: CheckpointFiles, text: RegExp): Promise<void> => assert.rejects(readCheckpoint(files), (error) => error instanceof KafkaFault && error.kind === 'checkpoint' && text.test(error.message));
  await fails(localFiles(join(root, 'nowhere')), /nowhere is no Spark checkpoint/);
  await fails(checkpoint('broken', { 'offsets/0': 'not a log' }), /broken.offsets.0 is damaged: its first line is "not a log"/);
  await fails(checkpoint('missing', { 'offsets/5': batch('{"orders":{"0":6}}'), 'commits/4': 'v1\n{}' }), /missing.offsets.4 cannot be read/);
});
