/** Three real brokers: leaders spread over them, and one that goes away while a reader is at work. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { BrokerGateway } from '../../src/kafka/broker-gateway.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { Peek } from '../../src/kafka/peek/peek.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import { fetchAll, gatewayTo, texts } from './kafka-reading.ts';

describe('a Kafka cluster of three', () => {
  let kafka: RunningKafka;
  before(async () => {
    kafka = await startKafka({ brokers: 3 });
    await kafka.createTopic('single', { partitions: 6, replicas: 1 });
    const writer = gatewayTo(kafka.bootstrap);
    await writer.produce('single', [0, 1, 2, 3, 4, 5].map((partition) => ({ partition, key: null, value: Buffer.from('v') })));
    await writer.close();
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

  test('a broker that falls silent costs its own partitions, and only until it is back', { timeout: 120_000 }, async () => {
    const gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }), { writable: false });
    const answered = async (timeoutMs: number): Promise<{ partitions: number[]; silent: (string | undefined)[] }> => {
      const peek = new Peek(gateway, { topic: 'single', range: { mode: 'newest', count: 100 }, timeoutMs });
      const seen: number[] = [];
      for await (const records of peek) seen.push(records.partition);
      return { partitions: seen.sort(), silent: peek.report().partitions.flatMap(({ problem }) => (problem ? [problem.kind] : [])) };
    };
    const held = (await gateway.describe('single')).partitions.filter(({ leader }) => leader === 2).map(({ partition }) => partition);
    assert.ok(held.length > 0 && held.length < 6);
    assert.deepEqual(await answered(10_000), { partitions: [0, 1, 2, 3, 4, 5], silent: [] });
    kafka.freezeBroker(2);
    try {
      const { partitions: seen, silent } = await answered(4000);
      assert.deepEqual(seen, [0, 1, 2, 3, 4, 5].filter((partition) => !held.includes(partition)));
      assert.deepEqual(silent, held.map(() => 'timeout'));
    } finally {
      kafka.thawBroker(2);
    }
    // Whether the controller has given up on it meanwhile or not, it is asked again.
    for (let tries = 0; tries < 100 && (await answered(4000)).silent.length > 0; tries++) await pause(200);
    assert.deepEqual(await answered(10_000), { partitions: [0, 1, 2, 3, 4, 5], silent: [] });
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

  test('a peek says which partitions did not answer, and shows the others', { timeout: 120_000 }, async () => {
    // Broker 3 is down: the partitions that it alone held have no leader, those with replicas have another.
    const gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }), { writable: false });
    const detail = await gateway.describe('single');
    const gone = detail.partitions.filter(({ replicas }) => replicas![0] === 3).map(({ partition }) => partition);
    assert.ok(gone.length > 0 && gone.length < 6, String(gone));
    assert.deepEqual(detail.partitions.filter(({ offline }) => offline).map(({ partition }) => partition), gone);
    for (const range of [{ mode: 'newest', count: 100 }, { mode: 'offsets', from: {}, to: {} }, { mode: 'time', since: 0 }] as const) {
      const peek = new Peek(gateway, { topic: 'single', range });
      const seen: number[] = [];
      for await (const records of peek) seen.push(records.partition);
      const report = peek.report();
      assert.deepEqual(report.partitions.filter(({ problem }) => problem !== undefined).map(({ partition }) => partition), gone);
      assert.deepEqual([...seen].sort(), partitions.map(({ partition }) => partition).filter((partition) => !gone.includes(partition)));
      assert.equal(report.answered, 6 - gone.length);
      for (const { partition, problem } of report.partitions) if (problem) assert.match(problem.message, new RegExp(`single-${partition} .*no leader`));
    }
    const [summary] = await gateway.summaries({ topics: ['single'] });
    assert.deepEqual([summary!.messages, summary!.unanswered], [6 - gone.length, gone.length]);
    const whole = new Peek(gateway, { topic: 'spread', range: { mode: 'newest', count: 50 } });
    let found = 0;
    for await (const records of whole) found += records.count;
    assert.deepEqual([found, whole.report().answered], [50, 6]);
    await gateway.close();
  });

  test('a follower goes on at the new leaders when a broker goes away', { timeout: 120_000 }, async () => {
    const gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }), { writable: true });
    const stop = new AbortController();
    const peek = new Peek(gateway, { topic: 'spread', range: { mode: 'newest', count: 1 }, follow: true }, stop.signal);
    const seen = new Set<string>();
    const wanted = partitions.map(({ partition }) => `after ${partition}`);
    let moved: Promise<unknown> | undefined;
    for await (const records of peek) {
      moved ??= kafka.stopBroker(2).then(() => gateway.produce('spread', partitions.map(({ partition }) => ({ partition, key: null, value: Buffer.from(`after ${partition}`) }))));
      for (const text of texts([records])) seen.add(text!);
      if (wanted.every((text) => seen.has(text))) stop.abort();
    }
    await moved;
    assert.equal(peek.report().answered, 6);
    await gateway.close();
  });
});
