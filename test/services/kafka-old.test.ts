/** A real Kafka 2.4.1 (HDInsight 5.0) that keeps its topics in the message formats v0, v1 and v2. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DirectGateway } from '../../src/kafka/direct.ts';
import type { RunningOldKafka } from '../stack/kafka-zookeeper.ts';
import { startOldKafka } from '../stack/kafka-zookeeper.ts';
import { createTopic } from '../stack/kafka.ts';
import { fetchAll, gatewayTo, rowsOf } from './kafka-reading.ts';

describe('Kafka 2.4 and the old message formats', () => {
  let kafka: RunningOldKafka;
  let gateway: DirectGateway;
  before(async () => {
    kafka = await startOldKafka();
    gateway = gatewayTo(kafka.bootstrap);
  }, { timeout: 600_000 });
  after(async () => {
    await gateway?.close();
    await kafka?.stop();
  });

  for (const [format, types] of [['0.9.0', [-1]], ['0.10.2', [0, 1]], ['2.4', [0, 1]]] as const) {
    test(`reads what a broker keeps in the format of ${format}`, async () => {
      for (const [i, type] of ['CreateTime', 'LogAppendTime'].entries()) {
        for (const codec of ['none', 'gzip', 'snappy', 'lz4', ...(format === '2.4' ? ['zstd'] : [])]) {
          const topic = `format-${format}-${type}-${codec}`;
          await createTopic(kafka.bootstrap, topic, { config: { 'message.format.version': format, 'message.timestamp.type': type } });
          await kafka.java.producer(topic, { 'compression.type': codec });
          await kafka.java.bulk(topic, topic, 500, 90);
          await kafka.java.send(topic, [{ topic, key: 'k', value: null }, { topic, key: null, value: 'x' }]);
          const read = await fetchAll(gateway, topic);
          const expected = await kafka.java.consume(topic, 0, 'read_uncommitted');
          assert.equal(expected.length, 502);
          assert.deepEqual(rowsOf(read), expected, topic);
          assert.deepEqual(new Set(read.map(({ timestampType }) => timestampType)), new Set([types[i] ?? types[0]]), topic);
          assert.deepEqual(rowsOf(await fetchAll(gateway, topic, 0, 250, 260)), expected.slice(250, 260), topic);
        }
      }
    });
  }

  test('writes to it, and finds times in it', async () => {
    await createTopic(kafka.bootstrap, 'written', { config: { 'message.format.version': '2.4' } });
    await gateway.produce('written', [1000, 2000].map((timestamp) => ({ key: null, value: Buffer.from('v'), timestamp })));
    assert.deepEqual(rowsOf(await fetchAll(gateway, 'written')), await kafka.java.consume('written', 0, 'read_uncommitted'));
    assert.deepEqual(await gateway.offsetsForTimestamps([{ topic: 'written', partition: 0, timestamp: 1500 }]), [{ topic: 'written', partition: 0, offset: 1 }]);
  });
});
