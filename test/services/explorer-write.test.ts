/** Messages and captures written through the explorer's thread to a real Kafka 3.2.3. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ExplorerService } from '../../src/kafka/explorer/service.ts';
import { openConnection } from '../../src/kafka/open.ts';
import { inTimeOrder, messageAt } from '../../src/kafka/peek/order.ts';
import { Peek } from '../../src/kafka/peek/peek.ts';
import type { KafkaRecords } from '../../src/kafka/records.ts';
import type { ExplorerQuestion, Opening } from '../../src/protocol/explorer.ts';
import type { Message } from '../../src/protocol/kafka.ts';
import { inferTopicSchema } from '../../src/topic-schema/index.ts';
import { describedMessages } from '../../src/ui/produce/message-text.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';

let kafka: RunningKafka, opening: Opening;
const service = new ExplorerService(inferTopicSchema), folder = mkdtempSync(join(tmpdir(), 'weir-write-'));
before(async () => {
  kafka = await startKafka({});
  opening = { id: 'w', description: { kind: 'direct', brokers: kafka.bootstrap }, secrets: {}, writable: true };
  for (const topic of ['hand', 'copy', 'slow', 'safe']) await kafka.createTopic(topic, { partitions: 2 });
}, { timeout: 600_000 });
after(async () => {
  service.closeAll();
  await kafka?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask<Q extends ExplorerQuestion>(question: Q, with_: Partial<Opening> = {}) {
  const answer = await service.answer({ ...opening, ...with_ }, question);
  if ('problem' in answer) throw new Error(`${answer.problem.kind}: ${answer.problem.message} ${answer.problem.hint}`);
  return answer.value;
}
async function held(topic: string): Promise<Message[]> {
  const gateway = openConnection(opening.description, {}, { writable: false }), stretches: KafkaRecords[] = [];
  for await (const records of new Peek(gateway, { topic, range: { mode: 'oldest', count: 10_000 } })) stretches.push(records);
  await gateway.close();
  return inTimeOrder(stretches).map(messageAt);
}
const text = (bytes: Uint8Array | null): string | null => (bytes ? Buffer.from(bytes).toString('utf8') : null);
function capture(name: string, count: number, gapMs: number): string {
  const file = join(folder, `${name}.capture.jsonl`);
  writeFileSync(file, Array.from({ length: count }, (_, i) => `${JSON.stringify({ timestamp: 1_700_000_000_000 + i * gapMs, key: `k${i}`, value: String(i) })}\n`).join(''));
  return file;
}

test('what a document describes is what is in the topic', async () => {
  const { messages } = describedMessages('{"key": "a", "value": {"id": 9007199254740993}, "headers": [{"key": "h", "value": "1"}, {"key": "h", "value": null}], "partition": 1, "timestamp": 1700000000000}\n{"key": {"base64": "AP8="}, "value": null, "partition": 0, "timestamp": 1700000000001}', 'hand');
  const written = await ask({ ask: 'produce', topic: 'hand', messages: messages.map(({ message }) => message) });
  assert.deepEqual(written, [{ partition: 1, offset: 0 }, { partition: 0, offset: 0 }]);
  const [first, second] = await held('hand');
  assert.deepEqual([first?.partition, first?.timestamp, text(first?.key ?? null), text(first?.value ?? null), first?.headers.map(({ key, value }) => [key, text(value)])], [1, 1_700_000_000_000, 'a', '{"id":9007199254740993}', [['h', '1'], ['h', null]]]);
  assert.deepEqual([second?.partition, second?.value, [...second?.key ?? []]], [0, null, [0, 255]]);
});

test('a capture is written whole, and told', async () => {
  assert.deepEqual(await ask({ ask: 'replay', run: 'a', topic: 'copy', file: capture('copy', 2500, 1) }), { written: 2500, total: 2500 });
  const messages = await held('copy');
  assert.deepEqual([messages.length, new Set(messages.map(({ value }) => text(value))).size, new Set(messages.map(({ partition }) => partition)).size], [2500, 2500, 2]);
  assert.equal(await ask({ ask: 'replayed', run: 'a' }), null);
});

test('one that is stopped ends, with what was written so far in the topic', async () => {
  const done = ask({ ask: 'replay', run: 'b', topic: 'slow', file: capture('slow', 100, 60_000), original: true });
  while (((await ask({ ask: 'replayed', run: 'b' }))?.written ?? 0) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(await ask({ ask: 'replayed', run: 'b' }), { written: 1, total: 100 });
  await ask({ ask: 'stopReplay', run: 'b' });
  assert.deepEqual(await done, { written: 1, total: 100 });
  assert.equal((await held('slow')).length, 1);
  assert.equal(await ask({ ask: 'stopReplay', run: 'none' }), null);
});

test('a read-only connection, captures, a missing topic and a broken file are refused by name, and nothing is written', async () => {
  const readOnly = { id: 'r', writable: false }, message = { key: null, value: Buffer.from('x'), headers: [] };
  await assert.rejects(ask({ ask: 'produce', topic: 'safe', messages: [message] }, readOnly), /read-only: Nothing is written to safe: the connection to .* is read-only\. Make the connection writable/);
  await assert.rejects(ask({ ask: 'replay', run: 'c', topic: 'safe', file: capture('safe', 3, 1) }, readOnly), /read-only: Nothing is written to safe/);
  await assert.rejects(ask({ ask: 'produce', topic: 'copy', messages: [message] }, { id: 'f', description: { kind: 'captures', folder } }), /unsupported: Nothing can be written to copy/);
  await assert.rejects(ask({ ask: 'replay', run: 'd', topic: 'none', file: capture('safe', 3, 1) }), /unknown-topic: Topic 'none' does not exist/);
  writeFileSync(join(folder, 'broken.capture.jsonl'), '{"timestamp": 1, "value": "a"}\n{"timestamp": \n');
  await assert.rejects(ask({ ask: 'replay', run: 'e', topic: 'safe', file: join(folder, 'broken.capture.jsonl') }), /capture: .*broken\.capture\.jsonl, line 2/);
  await assert.rejects(ask({ ask: 'replay', run: 'g', topic: 'safe', file: join(folder, 'none.capture.jsonl') }), /capture: The capture .*none\.capture\.jsonl cannot be read/);
  await assert.rejects(ask({ ask: 'produce', topic: 'safe', messages: [{ ...message, partition: 7 }] }), /safe-7|partition/i);
  assert.deepEqual(await held('safe'), []);
});
