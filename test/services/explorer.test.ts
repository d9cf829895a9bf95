/** The explorer's questions on a real Kafka 3.2.3, and what they leave behind there: nothing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Kafka, logLevel } from 'kafkajs';
import { ExplorerService } from '../../src/kafka/explorer/service.ts';
import type { ExplorerQuestion, Opening } from '../../src/protocol/explorer.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import { inferTopicSchema } from '../../src/topic-schema/index.ts';

const MANY = 600;
let kafka: RunningKafka, opening: Opening;
const service = new ExplorerService(inferTopicSchema);
const client = () => new Kafka({ brokers: kafka.bootstrap.split(','), logLevel: logLevel.NOTHING });

before(async () => {
  kafka = await startKafka({});
  opening = { id: 'a', description: { kind: 'direct', brokers: kafka.bootstrap }, secrets: {}, writable: false };
  await kafka.createTopic('clicks', { partitions: 3, config: { 'retention.ms': '1234567' } });
  const producer = client().producer();
  await producer.connect();
  await producer.send({ topic: 'clicks', messages: Array.from({ length: 10 }, (_, i) => ({ value: String(i), partition: 1 })) });
  await producer.disconnect();
  const admin = client().admin();
  await admin.connect();
  await admin.setOffsets({ groupId: 'readers', topic: 'clicks', partitions: [{ partition: 1, offset: '4' }] });
  await admin.createTopics({ topics: Array.from({ length: MANY }, (_, i) => ({ topic: `many-${String(i).padStart(4, '0')}`, numPartitions: 1 })) });
  await admin.disconnect();
}, { timeout: 600_000 });
after(async () => {
  service.closeAll();
  await kafka?.stop();
});

async function ask<Q extends ExplorerQuestion>(question: Q, with_: Partial<Opening> = {}) {
  const answer = await service.answer({ ...opening, ...with_ }, question);
  if ('problem' in answer) throw new Error(`${answer.problem.kind}: ${answer.problem.message}`);
  return answer.value;
}
const page = { ask: 'topics', filter: '', internal: false, from: 0, count: 250, again: true } as const;

/** Groups with their commits, and topics, as Kafka's own client sees them. */
async function state(): Promise<unknown> {
  const admin = client().admin();
  await admin.connect();
  const { groups } = await admin.listGroups();
  const offsets = await Promise.all(groups.map(async ({ groupId }) => [groupId, await admin.fetchOffsets({ groupId })]));
  const topics = (await admin.listTopics()).sort();
  await admin.disconnect();
  return { offsets, topics };
}

test('topics in pages, a topic, its groups: and no group, no commit and no topic is left behind', async () => {
  const before = await state();
  const first = await ask(page);
  assert.deepEqual([first.total, first.matching, first.topics.length], [MANY + 1, MANY + 1, 250]);
  assert.deepEqual(first.topics[0], { topic: 'clicks', internal: false, partitions: 3, replicationFactor: 1, messages: 10 });
  assert.equal((await ask({ ...page, from: 500, again: false })).topics.length, MANY + 1 - 500);
  assert.deepEqual((await ask({ ...page, filter: 'MANY-0599' })).topics.map(({ topic }) => topic), ['many-0599']);
  assert.ok((await ask({ ...page, internal: true })).topics.some(({ topic, internal }) => topic === '__consumer_offsets' && internal));

  const topic = await ask({ ask: 'topic', topic: 'clicks' });
  assert.deepEqual(topic.partitions.map(({ low, high, leader, isr }) => [low, high, leader, isr]), [[0, 0, 1, [1]], [0, 10, 1, [1]], [0, 0, 1, [1]]]);
  assert.deepEqual(topic.config?.filter(({ isDefault }) => !isDefault).map(({ name, value }) => [name, value]), [['retention.ms', '1234567']]);

  assert.deepEqual((await ask({ ask: 'groups' })).groups.map(({ group, state: stands }) => [group, stands]), [['readers', 'Empty']]);
  const { groups: [readers] } = await ask({ ask: 'topicGroups', topic: 'clicks' });
  assert.deepEqual([readers?.lag, readers?.offsets.map(({ partition, committed, lag }) => [partition, committed, lag])], [6, [[1, 4, 6]]]);
  assert.deepEqual(await ask({ ask: 'topicGroups', topic: 'many-0000' }), { groups: [], problems: [] });

  const missing = await service.answer(opening, { ask: 'topic', topic: 'not-there' });
  assert.ok('problem' in missing && missing.problem.kind === 'unknown-topic');
  assert.deepEqual(await state(), before);
});

test('a change is refused on a read-only connection, and made on a writable one', async () => {
  const before = await state();
  for (const request of [{ do: 'create-topic', topic: 'new', partitions: 1, replicationFactor: 1, config: {} }, { do: 'delete-topic', topic: 'clicks' }, { do: 'purge', topic: 'clicks' }, { do: 'reset-group', group: 'readers', topic: 'clicks', target: { to: 'earliest' } }] as const) {
    const answer = await service.answer(opening, { ask: 'admin', request });
    assert.ok('problem' in answer && answer.problem.kind === 'read-only', request.do);
  }
  assert.deepEqual(await state(), before);
  const writable = { id: 'w', writable: true };
  await ask({ ask: 'admin', request: { do: 'create-topic', topic: 'new', partitions: 2, replicationFactor: 1, config: {} } }, writable);
  assert.equal((await ask({ ...page, filter: 'new', again: false }, writable)).matching, 1, 'a change makes the list of names be read again');
});
