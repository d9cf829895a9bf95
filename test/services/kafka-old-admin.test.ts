/** Groups and administration on the Kafka of HDInsight 5.0, 2.4.1, which speaks older versions of some requests. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { alterByReplacing } from '../../src/kafka/admin/config.ts';
import { BrokerGateway } from '../../src/kafka/broker-gateway.ts';
import { Cluster } from '../../src/kafka/cluster.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { inTimeOrder, messageAt } from '../../src/kafka/peek/order.ts';
import { Peek } from '../../src/kafka/peek/peek.ts';
import type { RunningOldKafka } from '../stack/kafka-zookeeper.ts';
import { startOldKafka } from '../stack/kafka-zookeeper.ts';

describe('topics and groups on Kafka 2.4.1', () => {
  let kafka: RunningOldKafka;
  let gateway: BrokerGateway;
  before(async () => {
    kafka = await startOldKafka();
    gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }), { writable: true });
    await gateway.admin({ do: 'create-topic', topic: 'old', partitions: 2, replicationFactor: 1, config: { 'retention.ms': '3600000', 'message.format.version': '0.9.0' } });
  }, { timeout: 600_000 });
  after(async () => {
    await gateway?.close();
    await kafka?.stop();
  });

  test('a change of one setting leaves the others', async () => {
    const overrides = async (): Promise<string[]> => (await gateway.describe('old')).config!.filter(({ isDefault }) => !isDefault).map(({ name, value }) => `${name}=${value}`);
    await gateway.admin({ do: 'alter-config', topic: 'old', set: { 'segment.bytes': '2097152' } });
    assert.deepEqual(await overrides(), ['message.format.version=0.9.0', 'retention.ms=3600000', 'segment.bytes=2097152']);
    await gateway.admin({ do: 'alter-config', topic: 'old', set: { 'retention.ms': null, 'segment.bytes': '1048576' } });
    assert.deepEqual(await overrides(), ['message.format.version=0.9.0', 'segment.bytes=1048576']);
    // What a broker before 2.3 is sent instead; this one takes it too.
    const cluster = new Cluster(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }));
    await alterByReplacing(cluster, 'old', { 'retention.ms': '7200000', 'segment.bytes': null });
    cluster.close();
    for (let tries = 0; tries < 50 && (await overrides()).length !== 2; tries++) await pause(50);
    assert.deepEqual(await overrides(), ['message.format.version=0.9.0', 'retention.ms=7200000']);
  });

  test('messages without timestamps are peeked from the ends of their partitions', async () => {
    await kafka.java.producer('p', { 'compression.type': 'gzip' });
    await kafka.java.send('p', [0, 1, 2, 3, 4].flatMap((i) => [0, 1].map((partition) => ({ topic: 'old', partition, value: `${partition}.${i}` }))));
    const stretches = [];
    for await (const records of new Peek(gateway, { topic: 'old', range: { mode: 'newest', count: 4 } })) stretches.push(records);
    const messages = inTimeOrder(stretches).map(messageAt);
    assert.deepEqual(messages.map(({ value, timestamp, timestampType }) => [Buffer.from(value!).toString(), timestamp, timestampType]), ['0.3', '0.4', '1.3', '1.4'].map((value) => [value, -1, 'none']));
  });

  test('a group has its state, its lag, and is set back', async () => {
    assert.equal(await kafka.java.join('c', 'group', 'old'), 2);
    await kafka.java.commitAt('c', 'old', { 1: 2 });
    assert.deepEqual((await gateway.groups()).groups, [{ group: 'group', protocolType: 'consumer', state: 'Stable' }]);
    assert.deepEqual((await gateway.group('group')).offsets.map(({ partition, committed, lag }) => [partition, committed, lag]), [[0, null, null], [1, 2, 3]]);
    await kafka.java.leave('c');
    await gateway.admin({ do: 'reset-group', group: 'group', topic: 'old', target: { to: 'latest' } });
    const { state, offsets, lag } = await gateway.group('group');
    assert.deepEqual([state, offsets.map(({ committed }) => committed), lag], ['Empty', [5, 5], 0]);
  });

  test('grows, purges and deletes', async () => {
    await gateway.admin({ do: 'add-partitions', topic: 'old', total: 3 });
    await gateway.admin({ do: 'purge', topic: 'old' });
    assert.deepEqual((await gateway.describe('old')).partitions.map(({ low, high }) => [low, high]), [[5, 5], [5, 5], [0, 0]]);
    await gateway.admin({ do: 'delete-topic', topic: 'old' });
    assert.deepEqual(await gateway.summaries(), []);
  });
});
