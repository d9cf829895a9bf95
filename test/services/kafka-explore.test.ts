/** Topics, groups and their administration against real brokers: HDInsight's Kafka 3.2.3, and 4.1.0 with its new group protocol. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BrokerGateway } from '../../src/kafka/broker-gateway.ts';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { Peek } from '../../src/kafka/peek/peek.ts';
import { inTimeOrder } from '../../src/kafka/peek/order.ts';
import type { AdminRequest, GroupDetail } from '../../src/protocol/kafka.ts';
import type { JavaClient } from '../stack/java-client.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';

const fault = (kind: string, text: RegExp) => (error: unknown): boolean => {
  assert.ok(error instanceof KafkaFault, String(error));
  assert.equal(error.kind, kind, error.message);
  assert.match(error.message, text);
  return true;
};

for (const version of ['3.2.3', '4.1.0']) {
  describe(`topics and groups on Kafka ${version}`, () => {
    let kafka: RunningKafka;
    let java: JavaClient;
    let gateway: BrokerGateway;
    const open = (writable: boolean): BrokerGateway => new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }), { writable });
    const admin = (request: AdminRequest): Promise<void> => gateway.admin(request);
    const overrides = async (topic: string): Promise<Record<string, string | null>> =>
      Object.fromEntries((await gateway.describe(topic)).config!.filter(({ isDefault }) => !isDefault).map(({ name, value }) => [name, value]));

    before(async () => {
      kafka = await startKafka({ version });
      java = await kafka.javaClient();
      gateway = open(true);
      await java.producer('p');
      await kafka.createTopic('orders', { partitions: 3, config: { 'retention.ms': '-1', 'max.message.bytes': '2000000' } });
      await java.send('p', [0, 0, 0, 1, 1].map((partition, i) => ({ topic: 'orders', partition, timestamp: 1_700_000_000_000 + i * 1000, value: `v${i}` })));
    }, { timeout: 600_000 });
    after(async () => {
      await gateway?.close();
      await kafka?.stop();
    });

    test('looking, peeking and following leave no group, no commit and no topic', async () => {
      const reader = open(false);
      await reader.summaries({ internal: true });
      await reader.describe('orders');
      assert.deepEqual(await reader.groups(), { groups: [], problems: [] });
      for (const range of [{ mode: 'newest', count: 5 }, { mode: 'oldest', count: 5 }, { mode: 'around', offset: 1, before: 1, after: 1 }, { mode: 'time', since: 0 }, { mode: 'offsets', from: {}, to: {} }] as const) {
        for await (const records of new Peek(reader, { topic: 'orders', range })) assert.ok(records.count > 0);
        await assert.rejects(async () => { for await (const records of new Peek(reader, { topic: 'not-there', range })) assert.fail(records.topic); }, fault('unknown-topic', /'not-there' does not exist/));
      }
      const stop = new AbortController();
      for await (const records of new Peek(reader, { topic: 'orders', range: { mode: 'newest', count: 1 }, follow: true }, stop.signal)) {
        assert.ok(records.count > 0);
        stop.abort();
      }
      await reader.close();
      // A broker makes __consumer_offsets when the first group comes near it.
      assert.deepEqual((await gateway.summaries({ internal: true })).map(({ topic }) => topic), ['orders']);
      assert.deepEqual((await gateway.groups()).groups, []);
    });

    test('counts messages, and says where partitions are', async () => {
      assert.deepEqual(await gateway.summaries(), [{ topic: 'orders', internal: false, partitions: 3, replicationFactor: 1, messages: 5 }]);
      const detail = await gateway.describe('orders');
      assert.deepEqual(detail.partitions, [3, 2, 0].map((high, partition) => ({ partition, leader: 1, replicas: [1], isr: [1], offline: false, low: 0, high })));
      const entry = detail.config!.find(({ name }) => name === 'retention.ms');
      assert.deepEqual(entry, { name: 'retention.ms', value: '-1', source: 'topic', isDefault: false, readOnly: false, sensitive: false });
      assert.equal(detail.config!.find(({ name }) => name === 'cleanup.policy')?.source, 'default');
      assert.deepEqual((await gateway.brokers()).map(({ id, controller }) => [id, controller]), [[1, true]]);
      await assert.rejects(gateway.describe('nope'), fault('unknown-topic', /'nope'/));
    });

    test('a connection that was not opened writable changes nothing', async () => {
      const reader = open(false);
      const requests: AdminRequest[] = [
        { do: 'create-topic', topic: 'x', partitions: 1, replicationFactor: 1, config: {} }, { do: 'delete-topic', topic: 'orders' }, { do: 'add-partitions', topic: 'orders', total: 9 },
        { do: 'alter-config', topic: 'orders', set: { 'retention.ms': null } }, { do: 'purge', topic: 'orders' }, { do: 'reset-group', group: 'g', topic: 'orders', target: { to: 'latest' } },
      ];
      for (const request of requests) await assert.rejects(reader.admin(request), fault('read-only', /read-only/));
      await assert.rejects(reader.produce('orders', [{ key: null, value: null }]), fault('read-only', /read-only/));
      await reader.close();
      assert.deepEqual((await gateway.summaries()).map(({ topic, partitions, messages }) => [topic, partitions, messages]), [['orders', 3, 5]]);
    });

    test('creates, changes one setting without the others, grows, purges and deletes', async () => {
      await admin({ do: 'create-topic', topic: 'made', partitions: 2, replicationFactor: 1, config: { 'retention.ms': '3600000', 'segment.bytes': '1048576' } });
      await admin({ do: 'alter-config', topic: 'made', set: { 'cleanup.policy': 'compact,delete', 'segment.bytes': '2097152' } });
      assert.deepEqual(await overrides('made'), { 'cleanup.policy': 'compact,delete', 'retention.ms': '3600000', 'segment.bytes': '2097152' });
      await admin({ do: 'alter-config', topic: 'made', set: { 'retention.ms': null } });
      assert.deepEqual(await overrides('made'), { 'cleanup.policy': 'compact,delete', 'segment.bytes': '2097152' });
      await assert.rejects(admin({ do: 'alter-config', topic: 'made', set: { 'cleanup.policy': 'nonsense' } }), fault('refused', /cleanup\.policy/));
      await assert.rejects(admin({ do: 'alter-config', topic: 'absent', set: { 'retention.ms': '1' } }), fault('unknown-topic', /'absent'/));

      await admin({ do: 'add-partitions', topic: 'made', total: 5 });
      assert.equal((await gateway.describe('made')).partitions.length, 5);
      await assert.rejects(admin({ do: 'add-partitions', topic: 'made', total: 4 }), fault('refused', /INVALID_PARTITIONS/));

      await gateway.produce('made', [0, 0, 3].map((partition) => ({ partition, key: Buffer.from('k'), value: Buffer.from('v') })));
      await admin({ do: 'alter-config', topic: 'made', set: { 'cleanup.policy': 'delete' } });
      await admin({ do: 'purge', topic: 'made', partitions: [0] });
      assert.deepEqual((await gateway.describe('made')).partitions.map(({ low, high }) => [low, high]), [[2, 2], [0, 0], [0, 0], [0, 1], [0, 0]]);
      await admin({ do: 'purge', topic: 'made' });
      assert.equal((await gateway.summaries({ topics: ['made'] }))[0]!.messages, 0);

      await assert.rejects(admin({ do: 'create-topic', topic: 'made', partitions: 1, replicationFactor: 1, config: {} }), fault('refused', /TOPIC_ALREADY_EXISTS/));
      await assert.rejects(admin({ do: 'create-topic', topic: 'a/b', partitions: 1, replicationFactor: 1, config: {} }), fault('refused', /'a\/b' is no name/));
      await assert.rejects(admin({ do: 'create-topic', topic: 'wide', partitions: 1, replicationFactor: 3, config: {} }), fault('refused', /INVALID_REPLICATION_FACTOR/));
      await admin({ do: 'delete-topic', topic: 'made' });
      await assert.rejects(admin({ do: 'delete-topic', topic: 'made' }), fault('unknown-topic', /'made'/));
      assert.deepEqual((await gateway.summaries()).map(({ topic }) => topic), ['orders']);
    });

    const lags = ({ offsets }: GroupDetail): unknown[] => offsets.map(({ partition, committed, lag }) => [partition, committed, lag]);

    for (const [protocol, config] of [['classic', {}], ['consumer', { 'group.protocol': 'consumer' }]] as const) {
      // Kafka has the protocol of KIP-848 since 4.0.
      if (protocol === 'consumer' && version === '3.2.3') continue;
      test(`shows members, lag and missing commits of a ${protocol} group, and sets its offsets when they are gone`, async () => {
        const group = `group-${protocol}`;
        assert.equal(await java.join(group, group, 'orders', { 'client.id': 'app', ...config }), 3);
        await java.commitAt(group, 'orders', { 0: 1, 1: 2 });
        const busy = await gateway.group(group);
        assert.deepEqual([busy.state, busy.members.length, busy.members[0]!.clientId, busy.lag], ['Stable', 1, 'app', 2]);
        assert.deepEqual(busy.members[0]!.assignment.map(({ topic, partitions }) => [topic, [...partitions].sort()]), [['orders', [0, 1, 2]]]);
        assert.deepEqual(lags(busy), [[0, 1, 2], [1, 2, 0], [2, null, null]]);
        assert.ok(busy.offsets.every(({ memberId }) => memberId === busy.members[0]!.memberId));
        assert.deepEqual((await gateway.groups()).groups.find((each) => each.group === group), { group, protocolType: 'consumer', state: 'Stable' });
        await assert.rejects(admin({ do: 'reset-group', group, topic: 'orders', target: { to: 'earliest' } }), fault('refused', /1 member that reads/));
        assert.deepEqual(lags(await gateway.group(group)), lags(busy));

        await java.leave(group);
        const reset = async (target: Extract<AdminRequest, { do: 'reset-group' }>['target'], partitions?: number[]): Promise<unknown[]> => {
          await admin({ do: 'reset-group', group, topic: 'orders', target, ...(partitions ? { partitions } : {}) });
          return lags(await gateway.group(group));
        };
        assert.deepEqual(await reset({ to: 'latest' }, [0]), [[0, 3, 0], [1, 2, 0]]);
        assert.deepEqual(await reset({ to: 'earliest' }), [[0, 0, 3], [1, 0, 2], [2, 0, 0]]);
        assert.deepEqual(await reset({ to: 'offset', offset: 2 }, [0, 1]), [[0, 2, 1], [1, 2, 0], [2, 0, 0]]);
        assert.deepEqual(await reset({ to: 'timestamp', timestamp: 1_700_000_001_500 }), [[0, 2, 1], [1, 0, 2], [2, 0, 0]]);
        await assert.rejects(reset({ to: 'offset', offset: 3 }, [1]), fault('offset-out-of-range', /holds 0 to 2/));
        const idle = await gateway.group(group);
        assert.deepEqual([idle.state, idle.members], ['Empty', []]);
      });
    }

    test('a group that does not exist is not made by asking or by a reset', async () => {
      await assert.rejects(gateway.group('nobody'), fault('unknown-group', /'nobody'/));
      await assert.rejects(admin({ do: 'reset-group', group: 'nobody', topic: 'orders', target: { to: 'latest' } }), fault('unknown-group', /'nobody'/));
      assert.ok(!(await gateway.groups()).groups.some(({ group }) => group === 'nobody'));
    });

    test('counts hundreds of partitions in a request a broker', { timeout: 300_000 }, async () => {
      const many = open(true);
      for (let i = 0; i < 30; i++) await many.admin({ do: 'create-topic', topic: `many-${String(i).padStart(2, '0')}`, partitions: 20, replicationFactor: 1, config: {} });
      await many.produce('many-17', [4, 4, 9].map((partition) => ({ partition, key: null, value: Buffer.from('v') })));
      const found = (await many.summaries()).filter(({ topic }) => topic.startsWith('many-'));
      assert.deepEqual(found.map(({ partitions }) => partitions), found.map(() => 20));
      assert.deepEqual(found.filter(({ messages }) => messages !== 0).map(({ topic, messages }) => [topic, messages]), [['many-17', 3]]);
      const stretches = [];
      for await (const records of new Peek(many, { topic: 'many-17', range: { mode: 'newest', count: 2 } })) stretches.push(records);
      assert.equal(inTimeOrder(stretches).length, 2);
      await many.close();
    });
  });
}
