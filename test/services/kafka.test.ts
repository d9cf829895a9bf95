/** Our reader against a real Kafka 3.2.3: what it reads must be what Kafka's own Java consumer reads. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import type { DirectGateway } from '../../src/kafka/direct.ts';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { transferList } from '../../src/kafka/records.ts';
import type { JavaClient } from '../stack/java-client.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import { freePort } from '../stack/server-process.ts';
import { fetchAll, gatewayTo, rowsOf, texts } from './kafka-reading.ts';

describe('a real Kafka broker', () => {
  let kafka: RunningKafka;
  let java: JavaClient;
  let gateway: DirectGateway;

  before(async () => {
    kafka = await startKafka();
    java = await kafka.javaClient();
    gateway = gatewayTo(kafka.bootstrap);
  }, { timeout: 600_000 });

  after(async () => {
    await gateway?.close();
    await kafka?.stop();
  });

  const isFault = (kind: string, text: RegExp) => (error: unknown): boolean => {
    assert.ok(error instanceof KafkaFault, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, text);
    return true;
  };

  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
    test(`reads ${codec} batches of the Java producer`, async () => {
      const topic = `codec-${codec}`;
      await kafka.createTopic(topic);
      await java.producer(topic, { 'compression.type': codec, 'batch.size': '200000' });
      await java.bulk(topic, topic, 20_000, 90);
      await java.send(topic, [{ topic, value: Buffer.from([0, 255, 128]), key: null, timestamp: 5 }]);
      const read = await fetchAll(gateway, topic);
      const expected = await java.consume(topic, 0, 'read_uncommitted');
      assert.equal(expected.length, 20_001);
      assert.deepEqual(rowsOf(read), expected);
      assert.deepEqual(read.map(({ timestampType }) => timestampType), read.map(() => 0));
    });
  }

  test('reads a topic in which every batch has another codec', async () => {
    await kafka.createTopic('mixed');
    for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd', 'none']) {
      await java.producer(`mixed-${codec}`, { 'compression.type': codec });
      await java.bulk(`mixed-${codec}`, 'mixed', 50, 200);
    }
    assert.deepEqual(rowsOf(await fetchAll(gateway, 'mixed')), await java.consume('mixed', 0, 'read_uncommitted'));
  });

  test('reads exactly the range asked for', async () => {
    const all = texts(await fetchAll(gateway, 'codec-lz4'));
    for (const [from, to] of [[0, 1], [1, 2], [9_999, 12_345], [20_000, 20_001], [7, 7]] as const) {
      assert.deepEqual(texts(await fetchAll(gateway, 'codec-lz4', 0, from, to)), all.slice(from, to));
    }
  });

  test('tells committed, aborted and open transactions apart', async () => {
    const topic = 'transactions';
    await kafka.createTopic(topic);
    await java.producer('plain');
    await java.producer('tx-a', { 'transactional.id': 'a' });
    await java.producer('tx-b', { 'transactional.id': 'b', 'compression.type': 'gzip' });
    await java.send('plain', [{ topic, value: 'outside 1' }]);
    await java.begin('tx-a');
    await java.begin('tx-b');
    await java.send('tx-a', [{ topic, value: 'a aborted 1' }]);
    await java.send('tx-b', [{ topic, value: 'b committed 1' }]);
    await java.send('plain', [{ topic, value: 'outside 2' }]);
    await java.send('tx-a', [{ topic, value: 'a aborted 2' }]);
    await java.abort('tx-a');
    await java.commit('tx-b');
    await java.begin('tx-a');
    await java.send('tx-a', [{ topic, value: 'a committed 3' }]);
    await java.commit('tx-a');
    const committed = gatewayTo(kafka.bootstrap, { 'kafka.isolation.level': 'read_committed' });
    assert.deepEqual(texts(await fetchAll(committed, topic)), ['outside 1', 'b committed 1', 'outside 2', 'a committed 3']);
    assert.deepEqual(rowsOf(await fetchAll(committed, topic)), await java.consume(topic, 0, 'read_committed'));
    assert.deepEqual(texts(await fetchAll(gateway, topic)), ['outside 1', 'a aborted 1', 'b committed 1', 'outside 2', 'a aborted 2', 'a committed 3']);
    assert.deepEqual(rowsOf(await fetchAll(gateway, topic)), await java.consume(topic, 0, 'read_uncommitted'));
    // A range of markers alone holds nothing, and ends.
    const [end] = await gateway.latestOffsets([{ topic, partition: 0 }]);
    assert.deepEqual(await fetchAll(gateway, topic, 0, end!.offset - 1, end!.offset), []);

    const before = (await committed.latestOffsets([{ topic, partition: 0 }]))[0]!.offset;
    await java.begin('tx-b');
    await java.send('tx-b', [{ topic, value: 'open' }]);
    assert.equal((await committed.latestOffsets([{ topic, partition: 0 }]))[0]!.offset, before);
    assert.equal((await gateway.latestOffsets([{ topic, partition: 0 }]))[0]!.offset, before + 1);
    await java.abort('tx-b');
    await committed.close();
  });

  test('reads headers, tombstones, null and empty keys', async () => {
    const topic = 'edges';
    await kafka.createTopic(topic);
    await java.producer('edges', { 'compression.type': 'snappy' });
    await java.send('edges', [
      { topic, key: 'k', value: 'v', headers: [['h', 'one'], ['h', 'two'], ['none', null], ['ключ', Buffer.from([255])]] },
      { topic, key: 'k', value: null },
      { topic, key: null, value: '' },
      { topic, key: '', value: 'x'.repeat(100_000), timestamp: 0 },
    ]);
    const [records, ...more] = await fetchAll(gateway, topic, 0, undefined, undefined, { headers: true });
    assert.ok(records && more.length === 0);
    assert.deepEqual(texts([records], 'keys'), ['k', 'k', null, '']);
    assert.deepEqual(texts([records]), ['v', null, '', 'x'.repeat(100_000)]);
    assert.deepEqual(records.headers?.map((list) => list?.map(({ key, value }) => [key, value && Buffer.from(value).toString('hex')]) ?? null),
      [[['h', '6f6e65'], ['h', '74776f'], ['none', null], ['ключ', 'ff']], null, null, null]);
    const moved = structuredClone(records, { transfer: transferList(records) });
    assert.deepEqual(texts([moved], 'keys'), ['k', 'k', null, '']);
    assert.equal(Buffer.from(moved.headers![0]![1]!.value!).toString(), 'two');
    assert.equal((await fetchAll(gateway, topic))[0]?.headers, undefined);
  });

  test('reads records of several megabytes', async () => {
    await kafka.createTopic('large', { config: { 'max.message.bytes': '20000000' } });
    await java.producer('large', { 'max.request.size': '20000000', 'compression.type': 'none', 'buffer.memory': '64000000' });
    await java.send('large', [{ topic: 'large', value: 'a'.repeat(7_000_000) }, { topic: 'large', value: 'b' }]);
    assert.deepEqual(texts(await fetchAll(gateway, 'large')).map((text) => text?.length), [7_000_000, 1]);
  });

  test('gives the time of the broker under LogAppendTime', async () => {
    const topic = 'append-time';
    await kafka.createTopic(topic, { config: { 'message.timestamp.type': 'LogAppendTime' } });
    await java.producer('append-time', { 'compression.type': 'lz4' });
    const before = Date.now() - 5000;
    await java.send('append-time', [{ topic, value: 'x', timestamp: 1 }, { topic, value: 'y', timestamp: 2 }]);
    const read = await fetchAll(gateway, topic);
    assert.deepEqual(read.map(({ timestampType }) => timestampType), [1]);
    assert.ok(read[0]!.timestamps.every((timestamp) => timestamp > before));
    assert.deepEqual(rowsOf(read), await java.consume(topic, 0, 'read_uncommitted'));
  });

  test('reads over the gaps that compaction leaves', { timeout: 120_000 }, async () => {
    const topic = 'compacted';
    await kafka.createTopic(topic, { config: { 'cleanup.policy': 'compact', 'segment.ms': '100', 'min.cleanable.dirty.ratio': '0.001', 'min.compaction.lag.ms': '0', 'delete.retention.ms': '0' } });
    await java.producer('compacted', { 'compression.type': 'gzip' });
    for (let round = 0; round < 5; round++) {
      await java.send('compacted', ['a', 'b', 'c', 'd'].map((key) => ({ topic, key, value: key === 'd' && round > 0 ? null : `${key}${round}` })));
      await pause(150);
    }
    // A new record rolls the segment before it, which lets the cleaner at it.
    let rows: string[] = [];
    for (let tries = 0; tries < 100 && (rows.length === 0 || rows[0]!.startsWith('0 ')); tries++) {
      await java.send('compacted', [{ topic, key: `roll${tries}`, value: 'x' }]);
      await pause(400);
      rows = rowsOf(await fetchAll(gateway, topic));
    }
    assert.ok(!rows.some((row) => row.startsWith('0 ')), 'nothing was compacted');
    assert.deepEqual(rows, await java.consume(topic, 0, 'read_uncommitted'));
    assert.deepEqual(rowsOf(await fetchAll(gateway, topic, 0, 0, 3)), []);
  });

  test('finds offsets for timestamps', async () => {
    const topic = 'times';
    await kafka.createTopic(topic, { partitions: 2 });
    await java.producer('times');
    await java.send('times', [100, 200, 300].map((timestamp) => ({ topic, partition: 0, value: 'v', timestamp })));
    const ask = (timestamp: number, partition = 0) => gateway.offsetsForTimestamps([{ topic, partition, timestamp }]);
    assert.equal((await ask(0))[0]!.offset, 0);
    assert.equal((await ask(101))[0]!.offset, 1);
    assert.equal((await ask(300))[0]!.offset, 2);
    assert.equal((await ask(301))[0]!.offset, -1);
    assert.equal((await ask(0, 1))[0]!.offset, -1);
  });

  test('lists topics for a pattern, and sees a partition that is added', async () => {
    await kafka.createTopic('list-one');
    await kafka.createTopic('list-two', { partitions: 2 });
    const names = await gateway.topics();
    assert.deepEqual(names.filter((name) => /^list-/.test(name)), ['list-one', 'list-two']);
    assert.ok(!names.includes('__transaction_state'));
    assert.ok((await gateway.topics({ internal: true })).includes('__transaction_state'));
    assert.equal((await gateway.partitions(['list-one', 'list-two'])).length, 3);
    const admin = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createPartitions({ topicPartitions: [{ topic: 'list-one', count: 3 }] });
    await admin.disconnect();
    assert.deepEqual((await gateway.partitions(['list-one'])).map(({ partition }) => partition), [0, 1, 2]);
  });

  test('produces to the partition that the Java producer would choose', async () => {
    await kafka.createTopic('produced', { partitions: 7 });
    const keys = ['', 'a', 'ab', 'abc', 'abcd', 'abcde', 'ключ', 'x'.repeat(1000)];
    const offsets = await gateway.produce('produced', keys.map((key) => ({ key: Buffer.from(key), value: Buffer.from(`v${key}`), timestamp: 42, headers: [{ key: 'h', value: null }] })));
    for (const [i, key] of keys.entries()) {
      assert.equal(offsets[i]!.partition, await java.partitionFor(Buffer.from(key), 7), key);
      const expected = `${offsets[i]!.offset} 42 =${Buffer.from(key).toString('base64')} =${Buffer.from(`v${key}`).toString('base64')}`;
      assert.ok((await java.consume('produced', offsets[i]!.partition, 'read_committed')).includes(expected));
    }
    const many = Array.from({ length: 30_000 }, (_, i) => ({ key: null, value: Buffer.from(`value ${i}`.padEnd(100)) }));
    const where = await gateway.produce('produced', many);
    assert.equal(new Set(where.map(({ partition }) => partition)).size, 1);
    const read = texts(await fetchAll(gateway, 'produced', where[0]!.partition, where[0]!.offset));
    assert.deepEqual(read, many.map(({ value }) => value.toString()));
    await assert.rejects(gateway.produce('produced', [{ key: null, value: Buffer.alloc(3_000_000) }]), isFault('too-large', /MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE/));
  });

  test('says what is missing, and creates nothing', async () => {
    await assert.rejects(gateway.partitions(['no-such-topic']), isFault('unknown-topic', /'no-such-topic' does not exist.*This server does not host this topic-partition\./));
    await assert.rejects(gateway.partitions(['times', 'no-such-topic']), isFault('unknown-topic', /no-such-topic/));
    await assert.rejects(gateway.produce('no-such-topic', [{ key: null, value: null }]), isFault('unknown-topic', /no-such-topic/));
    await assert.rejects(gateway.latestOffsets([{ topic: 'times', partition: 9 }]), isFault('unknown-topic', /times-9/));
    assert.ok(!(await gateway.topics()).includes('no-such-topic'));
    await assert.rejects(fetchAll(gateway, 'times', 0, 50, 60), isFault('offset-out-of-range', /Offset 50 of times-0 is not there: the partition holds 0 to 3/));
  });

  test('a missing broker fails soon and by name', async () => {
    const port = await freePort();
    const started = performance.now();
    await assert.rejects(gatewayTo(`127.0.0.1:${port}`).topics(), isFault('connection', new RegExp(`No Kafka broker at 127\\.0\\.0\\.1:${port}: nothing listens there`)));
    await assert.rejects(gatewayTo(`127.0.0.1:${port},127.0.0.1:${port}`).topics(), isFault('connection', /None of the bootstrap servers/));
    await assert.rejects(gatewayTo('no-such-host.invalid:9092').topics(), isFault('connection', /no-such-host\.invalid:9092: the name does not resolve/));
    assert.ok(performance.now() - started < 8000);
    // One that is down does not matter while another answers.
    const other = gatewayTo(`127.0.0.1:${port},${kafka.bootstrap}`);
    assert.ok((await other.topics()).includes('times'));
    await other.close();
  });

  test('a fetch can be abandoned', async () => {
    const abort = new AbortController();
    const reading = (async () => {
      for await (const records of gateway.fetch({ topic: 'codec-none', partition: 0, start: 0, end: 20_001 }, { signal: abort.signal })) if (records.count > 0) abort.abort();
    })();
    const whole = await Promise.allSettled([reading]);
    assert.ok(whole[0].status === 'fulfilled' || whole[0].reason === abort.signal.reason);
    await assert.rejects(fetchAll(gateway, 'codec-none', 0, 0, 10, { signal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.equal((await fetchAll(gateway, 'codec-none', 0, 0, 10))[0]?.count, 10);
  });

  test('leaves no consumer group behind', async () => {
    const admin = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    assert.deepEqual((await admin.listGroups()).groups, []);
    await admin.disconnect();
  });
});
