/** Kafka through HDInsight's REST proxy. A real one cannot be had here: the server is our own, after the swagger of the real one. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { KafkaFault } from '../../src/kafka/fault.ts';
import type { ClusterGateway } from '../../src/kafka/gateway.ts';
import { openConnection, type OpenOptions } from '../../src/kafka/open.ts';
import { inTimeOrder, messageAt } from '../../src/kafka/peek/order.ts';
import { Peek } from '../../src/kafka/peek/peek.ts';
import type { ConnectionSecrets, PeekRange, PeekRequest } from '../../src/protocol/kafka.ts';
import type { RestProxy } from '../stack/rest-proxy.ts';
import { startRestProxy } from '../stack/rest-proxy.ts';

let proxy: RestProxy, folder: string;
const opened: ClusterGateway[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-rest-'));
  proxy = await startRestProxy(folder);
}, { timeout: 60_000 });
after(async () => {
  for (const gateway of opened) await gateway.close();
  await proxy?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(proxy, { shape: 'list', nextOffset: true, instead: undefined, token: 'good.token' });
  proxy.create('clicks', 3);
  proxy.append('clicks', 0, ...Array.from({ length: 30 }, (_, i) => ({ key: `k${i % 3}`, value: `{"n": ${i}}`, timestamp: 1000 + i })));
  proxy.append('clicks', 1, ...Array.from({ length: 5 }, (_, i) => ({ value: `late ${i}`, timestamp: 5000 + i })));
  proxy.asked.length = 0;
});

function open(options: OpenOptions = {}, secrets: ConnectionSecrets = { token: 'good.token' }, url = proxy.url): ClusterGateway {
  const gateway = openConnection({ kind: 'rest', url, caFile: proxy.caFile }, secrets, { timeoutMs: 3000, ...options });
  opened.push(gateway);
  return gateway;
}

async function peek(gateway: ClusterGateway, range: PeekRange, more: Partial<PeekRequest> = {}, signal?: AbortSignal): Promise<{ lines: string[]; problems: string[] }> {
  const run = new Peek(gateway, { topic: 'clicks', range, ...more }, signal), stretches = [];
  for await (const records of run) stretches.push(records);
  const lines = [...inTimeOrder(stretches)].map(messageAt).map(({ partition, offset, value }) => `${partition}:${offset} ${Buffer.from(value ?? []).toString()}`);
  return { lines, problems: run.report().partitions.flatMap(({ problem }) => (problem ? [problem.message] : [])) };
}

async function faultOf(work: Promise<unknown>): Promise<KafkaFault> {
  return work.then(() => assert.fail('it worked'), (error: unknown) => {
    assert.ok(error instanceof KafkaFault, String(error));
    return error;
  });
}

for (const shape of ['list', 'object'] as const) describe(`reading, answers as ${shape === 'list' ? 'the bare list of the swagger' : "the object of Microsoft's sample"} (no real proxy: a server of our own)`, () => {
  beforeEach(() => { proxy.shape = shape; });

  test('topics with counts, partitions with offsets, leader and replicas', async () => {
    const gateway = open();
    proxy.create('__consumer_offsets', 1);
    assert.deepEqual(await gateway.summaries({ topics: ['clicks', 'gone'] }), [
      { topic: 'clicks', internal: false, partitions: 3, replicationFactor: 1, messages: 35 },
      { topic: 'gone', internal: false, partitions: 0, problem: { kind: 'unknown-topic', message: `Topic 'gone' does not exist on ${gateway.name}. UnknownTopicOrPartitionException: This server does not host this topic-partition.`, hint: 'Check the spelling and the address of the broker, or create the topic: a reader never creates one.' } },
    ]);
    assert.ok(!(await gateway.topics()).includes('__consumer_offsets'));
    assert.deepEqual((await gateway.describe('clicks')).partitions[0], { partition: 0, leader: 1001, replicas: [1001], isr: [1001], offline: false, low: 0, high: 30 });
    assert.deepEqual(await gateway.brokers(), [{ id: 1001, host: 'wn0-kafka.internal.cloudapp.net', port: 9092 }]);
  });

  test('the newest, the oldest, from an offset, around one', async () => {
    const gateway = open();
    assert.deepEqual((await peek(gateway, { mode: 'newest', count: 6 })).lines, ['0:29 {"n": 29}', '1:0 late 0', '1:1 late 1', '1:2 late 2', '1:3 late 3', '1:4 late 4']);
    assert.deepEqual((await peek(gateway, { mode: 'oldest', count: 2 })).lines, ['0:0 {"n": 0}', '0:1 {"n": 1}']);
    assert.deepEqual((await peek(gateway, { mode: 'offsets', from: { 0: 28, 1: 4, 2: 0 }, to: {} })).lines, ['0:28 {"n": 28}', '0:29 {"n": 29}', '1:4 late 4']);
    assert.deepEqual((await peek(gateway, { mode: 'around', offset: 10, before: 1, after: 2 }, { partitions: [0] })).lines, ['0:9 {"n": 9}', '0:10 {"n": 10}', '0:11 {"n": 11}']);
  });

  test('holes of compaction are gone over, with and without the header that says where to go on', async () => {
    for (const offset of [3, 4, 29]) proxy.drop('clicks', 0, offset);
    for (const nextOffset of [true, false]) {
      proxy.nextOffset = nextOffset;
      const { lines, problems } = await peek(open(), { mode: 'offsets', from: { 0: 2 }, to: { 0: 30 } }, { partitions: [0] });
      assert.deepEqual([lines.length, lines[0], lines[1], lines.at(-1), problems], [25, '0:2 {"n": 2}', '0:5 {"n": 5}', '0:28 {"n": 28}', []]);
    }
  });

  test('following shows what arrives, and goes on with a token that was renewed', { timeout: 30_000 }, async () => {
    const gateway = open(), stop = new AbortController(), seen: string[] = [];
    const run = new Peek(gateway, { topic: 'clicks', range: { mode: 'newest', count: 0 }, follow: true }, stop.signal);
    const reading = (async () => {
      for await (const records of run) for (let row = 0; row < records.count; row++) {
        seen.push(Buffer.from(messageAt({ records, row }).value ?? []).toString());
        if (seen.length === 2) stop.abort();
      }
    })();
    let ended = false;
    reading.catch(() => undefined).finally(() => { ended = true; });
    const until = async (what: () => boolean): Promise<void> => { while (!what() && !ended) await new Promise((resolve) => setTimeout(resolve, 20)); };
    await until(() => run.following);
    proxy.append('clicks', 2, { value: 'first' });
    await until(() => seen.length === 1);
    proxy.token = 'next.token';
    await until(() => run.report().partitions.some(({ problem }) => problem?.kind === 'authentication'));
    gateway.renew!(() => Promise.resolve('next.token'));
    proxy.append('clicks', 0, { value: 'second' });
    await reading;
    assert.deepEqual(seen, ['first', 'second']);
  });
});

describe('what a proxy may answer besides (no real proxy: a server of our own)', () => {
  const answering = (status: number, body: string, headers: Record<string, string> = {}): void => { proxy.instead = (_, answer) => { answer.writeHead(status, headers).end(body); return true; }; };

  test('each HTTP status is one fault that says what to do, and none repeats the token', async () => {
    for (const [status, body, kind, message, hint] of [
      [400, '{"message": "no such thing"}', 'refused', /no such thing \(HTTP 400\)/, /^$/],
      [401, '{"error": {"message": "expired good.token"}}', 'authentication', /does not accept the token: expired … \(HTTP 401\)/, /scope https:\/\/hib\.azurehdinsight\.net\/\.default/],
      [403, '<html>Forbidden</html>', 'authorization', /does not let this caller in \(HTTP 403\)/, /security group/],
      [404, '', 'protocol', /has no \/v1\/metadata\/topics \(HTTP 404\)/, /-kafkarest\.azurehdinsight\.net/],
      [405, '', 'protocol', /does not allow GET/, /address of the REST proxy/],
      [429, '', 'timeout', /asked too often/, /Wait 7 s/],
      [500, '"org.apache.kafka.common.errors.TimeoutException"', 'refused', /failed at GET .*TimeoutException \(HTTP 500\)/, /state of the brokers/],
      [502, '<html>Bad Gateway</html>', 'connection', /does not reach the REST proxy \(HTTP 502\)/, /port 9400/],
      [503, '', 'connection', /HTTP 503/, /port 9400/],
      [302, '', 'protocol', /sends one elsewhere/, /address/],
      [200, '<!doctype html><title>Sign in</title>', 'protocol', /with a web page/, /sign-in page/],
      [200, '', 'protocol', /with nothing/, /sign-in page/],
      [200, '{"topics": "clicks"}', 'protocol', /a list of topics has none/, /address/],
      [200, '[1, 2', 'protocol', /something that is no JSON/, /sign-in page/],
    ] as const) {
      answering(status, body, { 'retry-after': '7', location: 'https://elsewhere.invalid/' });
      const fault = await faultOf(open().topics());
      assert.equal(fault.kind, kind, `${status} ${body}`);
      assert.match(fault.message, message);
      assert.match(fault.hint, hint);
      assert.ok(!`${fault.message}${fault.hint}`.includes('good.token'));
    }
  });

  test('a topic that fails is named beside the others; a proxy that is late again and again is given up', async () => {
    for (const topic of ['a', 'b', 'c', 'd', 'e', 'f']) proxy.create(topic, 1);
    proxy.instead = (what, answer) => { if (!what.includes('/a/')) return false; answer.writeHead(500).end('"gone"'); return true; };
    const [a, b] = await open().summaries();
    assert.match(a?.problem?.message ?? '', /gone \(HTTP 500\)/);
    assert.deepEqual([b?.topic, b?.problem], ['b', undefined]);
    proxy.instead = (what) => what.includes('/partitions');
    proxy.asked.length = 0;
    assert.equal((await faultOf(open({ timeoutMs: 100 }).summaries())).kind, 'timeout');
    assert.ok(proxy.asked.length <= 7, proxy.asked.join());
  });

  test('a topic that is not there, a token that is none, an address that is none', async () => {
    assert.equal((await faultOf(open().describe('gone'))).kind, 'unknown-topic');
    assert.equal((await faultOf(open().describe('../brokers'))).kind, 'unknown-topic');
    assert.equal((await faultOf(open({}, { token: 'old.token' }).topics())).kind, 'authentication');
    assert.match((await faultOf(open({}, { token: 'two\r\nlines: x' }).topics())).message, /characters that no token has/);
    assert.match((await faultOf(open({}, {}).topics())).message, /needs a token/);
    assert.match((await faultOf(open({}, { tokenProblem: { kind: 'authentication', message: 'Nobody signed in.', hint: 'Do.' } }).topics())).message, /Nobody signed in/);
    for (const url of ['http://a-kafkarest.azurehdinsight.net', 'nonsense', 'https://u:p@host', 'https://host/?x=1']) assert.throws(() => open({}, {}, url), KafkaFault, url);
    assert.equal(proxy.asked.length, 2, 'what is known to be wrong is not sent');
  });

  test('a certificate that nobody vouches for, a port where nothing listens, an answer that never comes', async () => {
    const untrusted = openConnection({ kind: 'rest', url: proxy.url }, { token: 't' }, { timeoutMs: 3000 });
    opened.push(untrusted);
    assert.equal((await faultOf(untrusted.topics())).kind, 'tls');
    const nobody = await faultOf(open({}, { token: 't' }, 'https://localhost:1').topics());
    assert.equal(nobody.kind, 'connection');
    assert.match(nobody.message, /No REST proxy at localhost:1: nothing listens there/);
    proxy.instead = () => true;
    assert.equal((await faultOf(open({ timeoutMs: 200 }).topics())).kind, 'timeout');
  });

  test('an answer that breaks off is no shorter answer; a kept connection that was closed meanwhile is made again', async () => {
    const gateway = open();
    await gateway.topics();
    proxy.hangUp();
    assert.ok((await gateway.topics()).includes('clicks'));
    proxy.instead = (_, answer) => { answer.writeHead(200, { 'content-length': '1000' }); answer.write('{"topics": ["a"]}'); setTimeout(() => { answer.destroy(); }, 20); return true; };
    assert.equal((await faultOf(gateway.topics())).kind, 'connection');
  });

  test('an endless answer is ended; closing and abandoning end what is under way', async () => {
    const endless = Buffer.alloc(1 << 20, 0x20);
    proxy.instead = (_, answer) => {
      answer.writeHead(200);
      const more = (): void => { if (!answer.destroyed) answer.write(endless, more); };
      more();
      return true;
    };
    assert.equal((await faultOf(open({ timeoutMs: 30_000 }).topics())).kind, 'too-large');
    proxy.instead = () => true;
    const gateway = open({ timeoutMs: 30_000 }), closing = faultOf(gateway.topics());
    setTimeout(() => { void gateway.close(); }, 50);
    assert.equal((await closing).kind, 'closed');
    const stop = new AbortController(), reason = new Error('enough');
    proxy.instead = (what) => what.includes('/consumer/');
    const abandoned = peek(open({ timeoutMs: 30_000 }), { mode: 'newest', count: 1 }, {}, stop.signal);
    setTimeout(() => { stop.abort(reason); }, 50);
    await assert.rejects(abandoned, reason);
  });

  test('a value that is no text, and a partition without a leader, are named and the others read', async () => {
    proxy.append('clicks', 1, { value: { nested: 1 } }, { value: 'after it' });
    proxy.log('clicks', 2).leader = false;
    const gateway = open(), { lines, problems } = await peek(gateway, { mode: 'newest', count: 2 });
    assert.deepEqual(lines, ['1:4 late 4', '1:6 after it']);
    assert.ok(problems.some((each) => /value of clicks-1 at offset 5 comes as no text/.test(each)), problems.join());
    assert.ok(problems.some((each) => /clicks-2 .* has no leader/.test(each)), problems.join());
    assert.equal((await gateway.describe('clicks')).partitions[2]!.offline, true);
  });

  test('what retention deletes while it is read is an error, not a shorter answer', async () => {
    proxy.instead = (what) => { if (what.includes('/consumer/')) proxy.deleteBefore('clicks', 0, 20); return false; };
    const { problems } = await peek(open(), { mode: 'offsets', from: { 0: 5 }, to: {} }, { partitions: [0] });
    assert.match(problems.join(), /Offset 5 of clicks-0 is not there: the partition holds 20 to 30/);
  });

  test('offsets that JSON cannot hold exactly are refused', async () => {
    proxy.instead = (what, answer) => {
      if (!what.includes('/partitions')) return false;
      answer.writeHead(200).end('{"topic":"clicks","partitions":[{"partition_id":0,"earliest_offset":0,"latest_offset":9007199254740993,"leader":{"id":1},"replicas":[],"isr":[]}]}');
      return true;
    };
    assert.match((await faultOf(open().describe('clicks'))).message, /latest_offset is 9007199254740992, which is no exact whole number/);
  });
});

describe('writing (no real proxy: a server of our own)', () => {
  const text = (value: string, key: string | null = null): { key: Uint8Array | null; value: Uint8Array } => ({ key: key === null ? null : Buffer.from(key), value: Buffer.from(value) });

  test('read-only unless opened writable; the partition is chosen as Kafka chooses it; offsets are not known', async () => {
    assert.equal((await faultOf(open().produce('clicks', [text('x')]))).kind, 'read-only');
    const gateway = open({ writable: true });
    const written = await gateway.produce('clicks', [text('a', 'user-1'), text('ü "q"', 'user-2'), { ...text('c'), partition: 2 }]);
    assert.deepEqual(written.map(({ offset }) => offset), [-1, -1, -1]);
    for (const [i, value] of ['a', 'ü "q"', 'c'].entries()) assert.equal(proxy.log('clicks', written[i]!.partition).records.some((each) => each.value === value), true);
    // murmur2 of the key, as the Java client's: the same keys go to the same partitions by brokers and by proxy.
    const again = await gateway.produce('clicks', [text('d', 'user-1')]);
    assert.equal(again[0]!.partition, written[0]!.partition);
  });

  test('what the proxy has no field for is refused by name before anything is sent', async () => {
    const gateway = open({ writable: true });
    for (const [record, what] of [
      [{ key: null, value: null }, /a message without a value/], [{ ...text('x'), headers: [{ key: 'h', value: null }] }, /headers/], [{ ...text('x'), timestamp: 1 }, /a timestamp/], [{ key: null, value: Buffer.from([0xff]) }, /a value that is not UTF-8/],
    ] as const) {
      const fault = await faultOf(gateway.produce('clicks', [text('fine'), record]));
      assert.equal(fault.kind, 'unsupported');
      assert.match(fault.message, what);
    }
    assert.deepEqual(proxy.asked, []);
  });

  test('a topic is created only where it was asked for; nothing else is changed', async () => {
    const gateway = open({ writable: true });
    assert.equal((await faultOf(gateway.produce('gone', [text('x')]))).kind, 'unknown-topic');
    assert.ok(!(await gateway.topics()).includes('gone'));
    await gateway.admin({ do: 'create-topic', topic: 'made', partitions: 2, replicationFactor: 3, config: { 'retention.ms': '1000' } });
    assert.equal((await gateway.partitions(['made'])).length, 2);
    assert.equal((await faultOf(gateway.admin({ do: 'create-topic', topic: 'made', partitions: 2, replicationFactor: 3, config: {} }))).kind, 'refused');
    for (const work of [gateway.admin({ do: 'delete-topic', topic: 'made' }), gateway.groups(), gateway.group('g'), gateway.seek([], { isolation: 'read_committed' })]) assert.equal((await faultOf(work)).kind, 'unsupported');
    assert.equal((await faultOf(open().admin({ do: 'create-topic', topic: 'other', partitions: 1, replicationFactor: 1, config: {} }))).kind, 'read-only');
  });
});
