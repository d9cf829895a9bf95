/** Peeking into a real Kafka 3.2.3: the messages must be those that Kafka's own Java consumer reads from the same place. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { BrokerGateway } from '../../src/kafka/broker-gateway.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { inTimeOrder, messageAt } from '../../src/kafka/peek/order.ts';
import { Peek } from '../../src/kafka/peek/peek.ts';
import type { Message, PeekReport, PeekRequest } from '../../src/protocol/kafka.ts';
import type { JavaClient } from '../stack/java-client.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';

describe('a peek into Kafka 3.2.3', () => {
  let kafka: RunningKafka;
  let java: JavaClient;
  let gateway: BrokerGateway;
  before(async () => {
    kafka = await startKafka();
    java = await kafka.javaClient();
    gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }), { writable: true });
    await java.producer('p');
  }, { timeout: 600_000 });
  after(async () => {
    await gateway?.close();
    await kafka?.stop();
  });

  const look = async (topic: string, request: Partial<PeekRequest> & Pick<PeekRequest, 'range'>): Promise<{ messages: Message[]; report: PeekReport }> => {
    const peek = new Peek(gateway, { topic, ...request });
    const stretches = [];
    for await (const records of peek) stretches.push(records);
    return { messages: inTimeOrder(stretches).map(messageAt), report: peek.report() };
  };
  const base64 = (bytes: Uint8Array | null): string => (bytes === null ? '-' : `=${Buffer.from(bytes).toString('base64')}`);
  const said = (messages: readonly Message[]): string[] => messages.map(({ offset, timestamp, key, value }) => `${offset} ${timestamp} ${base64(key)} ${base64(value)}`);
  const values = (messages: readonly Message[]): (string | null)[] => messages.map(({ value }) => value && Buffer.from(value).toString());
  const newest = (count: number) => ({ mode: 'newest' as const, count });

  test('finds the newest and the oldest in batches of every codec', async () => {
    await kafka.createTopic('codecs', { partitions: 5 });
    for (const [partition, codec] of ['none', 'gzip', 'snappy', 'lz4', 'zstd'].entries()) {
      await java.producer(codec, { 'compression.type': codec });
      for (let i = 0; i < 40; i++) await java.send(codec, [0, 1].map((j) => ({ topic: 'codecs', partition, timestamp: 1_700_000_000_000 + (i * 2 + j) * 10 + partition, key: `${partition}`, value: `${codec} ${i * 2 + j}`, headers: [['h', codec]] })));
    }
    const all = (await Promise.all([0, 1, 2, 3, 4].map((partition) => java.consume('codecs', partition, 'read_committed')))).flat().sort((a, b) => Number(a.split(' ')[1]) - Number(b.split(' ')[1]));
    assert.equal(all.length, 400);
    for (const count of [1, 7, 100, 399, 1000]) {
      assert.deepEqual(said((await look('codecs', { range: newest(count) })).messages), all.slice(Math.max(0, 400 - count)));
      assert.deepEqual(said((await look('codecs', { range: { mode: 'oldest', count } })).messages), all.slice(0, count));
    }
    const { messages, report } = await look('codecs', { range: newest(1000), filter: { text: 'zstd 7', regex: false } });
    assert.deepEqual(values(messages), ['zstd 7', ...Array.from({ length: 10 }, (_, i) => `zstd ${70 + i}`)]);
    assert.deepEqual([report.answered, report.partitions.length, report.total], [5, 5, 400]);
    assert.equal(Buffer.from(messages[0]!.headers[0]!.value!).toString(), 'zstd');
    assert.deepEqual(values((await look('codecs', { range: newest(2), filter: { text: '^gzip [12]$', regex: true } })).messages), ['gzip 1', 'gzip 2']);
    const between = await look('codecs', { range: { mode: 'time', since: 1_700_000_000_100, until: 1_700_000_000_200 } });
    assert.deepEqual(said(between.messages), all.slice(50, 100));
  });

  test('skips markers and aborted messages, and shows them when asked to', async () => {
    await kafka.createTopic('tx');
    await java.producer('tx', { 'transactional.id': 'peek' });
    for (const [round, end] of (['commit', 'abort', 'commit', 'abort', 'abort'] as const).entries()) {
      await java.begin('tx');
      await java.send('tx', [0, 1, 2].map((i) => ({ topic: 'tx', value: `${end} ${round}.${i}` })));
      await java[end]('tx');
    }
    assert.deepEqual(values((await look('tx', { range: newest(4) })).messages), ['commit 0.2', 'commit 2.0', 'commit 2.1', 'commit 2.2']);
    assert.deepEqual(said((await look('tx', { range: newest(100) })).messages), await java.consume('tx', 0, 'read_committed'));
    assert.deepEqual(values((await look('tx', { range: newest(4), isolation: 'read_uncommitted' })).messages), ['abort 3.2', 'abort 4.0', 'abort 4.1', 'abort 4.2']);
    assert.deepEqual(values((await look('tx', { range: { mode: 'around', offset: 8, before: 1, after: 1 } })).messages), ['commit 0.2', 'commit 2.0']);
    await java.begin('tx');
    await java.send('tx', [{ topic: 'tx', value: 'open' }]);
    assert.deepEqual(values((await look('tx', { range: newest(1) })).messages), ['commit 2.2']);
    assert.deepEqual(values((await look('tx', { range: newest(1), isolation: 'read_uncommitted' })).messages), ['open']);
    await java.abort('tx');
  });

  test('finds the newest behind the holes of compaction', { timeout: 120_000 }, async () => {
    await kafka.createTopic('compacted', { config: { 'cleanup.policy': 'compact', 'segment.ms': '100', 'min.cleanable.dirty.ratio': '0.001', 'min.compaction.lag.ms': '0', 'delete.retention.ms': '0' } });
    await java.send('p', [{ topic: 'compacted', key: 'kept', value: 'first' }]);
    for (let round = 0; round < 6; round++) {
      await java.send('p', Array.from({ length: 50 }, (_, i) => ({ topic: 'compacted', key: `k${i % 3}`, value: `${round}.${i}` })));
      await pause(300);
    }
    await java.send('p', [{ topic: 'compacted', key: 'last', value: null }]);
    for (let tries = 0; tries < 200 && (await java.consume('compacted', 0, 'read_committed')).length > 40; tries++) await pause(200);
    const expected = await java.consume('compacted', 0, 'read_committed');
    assert.ok(expected.length <= 60, `${expected.length} messages are left`);
    assert.deepEqual(said((await look('compacted', { range: newest(expected.length) })).messages), expected);
    assert.deepEqual(said((await look('compacted', { range: { mode: 'oldest', count: 2 } })).messages), expected.slice(0, 2));
    assert.deepEqual(values((await look('compacted', { range: newest(1) })).messages), [null]);
  });

  test('names the damaged batch, and shows what is around it and in other partitions', async () => {
    await kafka.createTopic('damaged', { partitions: 2 });
    for (const codec of ['none', 'gzip', 'none']) {
      await java.producer(`damaged-${codec}`, { 'compression.type': codec });
      await java.send(`damaged-${codec}`, [0, 1].map((i) => ({ topic: 'damaged', partition: 0, value: `${codec} ${i}` })));
    }
    await java.send('p', [{ topic: 'damaged', partition: 1, value: 'other' }]);
    const log = join(kafka.dataFolder(1), 'damaged-0', '00000000000000000000.log');
    const bytes = readFileSync(log);
    // The last byte of the second batch, which is compressed.
    const second = 12 + bytes.readInt32BE(8);
    const at = second + 12 + bytes.readInt32BE(second + 8) - 1;
    bytes[at] = bytes[at]! ^ 0xff;
    writeFileSync(log, bytes);
    for (const range of [newest(10), { mode: 'oldest', count: 10 }, { mode: 'offsets', from: {}, to: {} }] as const) {
      for (const checkCrc of [true, false]) {
        const { messages, report } = await look('damaged', { range, checkCrc });
        assert.deepEqual(values(messages), ['none 0', 'none 1', 'none 0', 'none 1', 'other']);
        assert.deepEqual(report.partitions.map(({ problem, stoppedAt }) => [problem?.kind, stoppedAt]), [['corrupt', 2], [undefined, undefined]]);
        assert.equal(report.answered, 1);
        assert.match(report.partitions[0]!.problem!.message, /damaged-0 at offset 2/);
      }
    }
  });

  test('a message of 20 MB', async () => {
    await kafka.createTopic('huge', { config: { 'max.message.bytes': '30000000' } });
    await java.producer('huge', { 'max.request.size': '30000000', 'buffer.memory': '64000000' });
    await java.send('huge', [{ topic: 'huge', value: 'before' }, { topic: 'huge', value: 'x'.repeat(20_000_000) }, { topic: 'huge', value: 'after' }]);
    assert.deepEqual((await look('huge', { range: newest(3) })).messages.map(({ value }) => value?.length), [6, 20_000_000, 5]);
  });

  test('goes on where retention left something', async () => {
    await kafka.createTopic('racing');
    await java.bulk('p', 'racing', 1000, 200);
    const { low, end } = { low: 0, end: 1000 };
    await gateway.admin({ do: 'purge', topic: 'racing' });
    await java.bulk('p', 'racing', 10, 200);
    // As if the ends had been asked for before the purge.
    for (const [from, to, expected] of [[low, end + 10, Array.from({ length: 10 }, (_, i) => 1000 + i)], [5, end, []]] as const) {
      const steps = [];
      for await (const step of gateway.windows('racing', [{ partition: 0, from, to }], { isolation: 'read_committed', headers: true, checkCrc: true, timeoutMs: 10_000 })) steps.push(step);
      assert.deepEqual(steps.flatMap(({ records }) => records.flatMap(({ offsets }) => [...offsets])), expected);
      assert.ok(steps.every(({ fault }) => fault === undefined));
      assert.equal(steps.at(-1)!.done, true);
    }
  });

  test('follows what arrives, from the end that it has shown, until it is stopped', async () => {
    await kafka.createTopic('live', { partitions: 3 });
    await java.send('p', [{ topic: 'live', partition: 0, value: 'old' }]);
    const stop = new AbortController();
    const seen: string[] = [];
    const peek = new Peek(gateway, { topic: 'live', range: newest(5), follow: true }, stop.signal);
    for await (const records of peek) {
      for (const { value } of inTimeOrder([records]).map(messageAt)) seen.push(Buffer.from(value!).toString());
      if (seen.length === 1) await java.send('p', [0, 1, 2].map((partition) => ({ topic: 'live', partition, value: `new ${partition}` })));
      if (seen.length === 4) await java.send('p', [{ topic: 'live', partition: 1, value: 'last' }]);
      if (seen.length === 5) stop.abort();
    }
    assert.deepEqual([seen[0], ...seen.slice(1, 4).sort(), seen[4]], ['old', 'new 0', 'new 1', 'new 2', 'last']);
    assert.equal(peek.report().messages, 5);
  });

  test('a topic that is deleted while it is followed is said', { timeout: 60_000 }, async () => {
    await kafka.createTopic('doomed');
    await java.send('p', [{ topic: 'doomed', value: 'v' }]);
    const peek = new Peek(gateway, { topic: 'doomed', range: newest(5), follow: true });
    for await (const records of peek) {
      assert.equal(records.count, 1);
      await kafka.deleteTopic('doomed');
    }
    assert.deepEqual(peek.report().partitions.map(({ problem }) => problem?.kind), ['unknown-topic']);
  });

  test('an abandoned peek rejects with the reason', async () => {
    const stop = new AbortController();
    const peek = new Peek(gateway, { topic: 'codecs', range: newest(5) }, stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(async () => { for await (const records of peek) assert.fail(records.topic); }, /enough/);
  });
});
