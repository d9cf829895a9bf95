/** Three real brokers: leaders spread over them, and one that goes away while a reader is at work. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import { fetchAll, gatewayTo, texts } from './kafka-reading.ts';

describe('a Kafka cluster of three', () => {
  let kafka: RunningKafka;
  before(async () => {
    kafka = await startKafka({ brokers: 3 });
    await kafka.createTopic('spread', { partitions: 6, replicas: 3, config: { 'min.insync.replicas': '1' } });
  }, { timeout: 600_000 });
  after(() => kafka?.stop());

  const partitions = [0, 1, 2, 3, 4, 5].map((partition) => ({ topic: 'spread', partition }));

  test('reads and writes partitions wherever their leaders are', async () => {
    const gateway = gatewayTo(kafka.bootstrap);
    await gateway.produce('spread', partitions.flatMap(({ partition }) => Array.from({ length: 100 }, (_, i) => ({ partition, key: null, value: Buffer.from(`${partition}/${i}`) }))));
    assert.deepEqual((await gateway.latestOffsets(partitions)).map(({ offset }) => offset), partitions.map(() => 100));
    const read = await Promise.all(partitions.map(({ partition }) => fetchAll(gateway, 'spread', partition)));
    assert.deepEqual(read.map((stretches) => texts(stretches)), partitions.map(({ partition }) => Array.from({ length: 100 }, (_, i) => `${partition}/${i}`)));
    await gateway.close();
  });

  test('goes on when a broker goes away', { timeout: 120_000 }, async () => {
    const gateway = gatewayTo(kafka.bootstrap, {}, 30_000);
    await gateway.latestOffsets(partitions);
    await kafka.stopBroker(3);
    const [first, ...more] = await Promise.all(partitions.map(({ partition }) => fetchAll(gateway, 'spread', partition)));
    assert.equal(texts(first!).length, 100);
    assert.ok(more.every((stretches) => texts(stretches).length === 100));
    assert.equal((await gateway.produce('spread', partitions.map(({ partition }) => ({ partition, key: null, value: null })))).length, 6);
    await gateway.close();
  });
});
