/** The message viewer's thread on three real brokers of the newest Kafka: what it holds, what a broker does meanwhile, and what it leaves behind. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BrokerGateway } from '../../src/kafka/broker-gateway.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { MessagesClient } from '../../src/messages/client.ts';
import type { Look, LookStatus, MessagesAnswers, MessagesQuestion } from '../../src/protocol/messages.ts';
import type { JavaClient } from '../stack/java-client.ts';
import { startKafka, type RunningKafka } from '../stack/kafka.ts';

const plain = { filter: '', sort: 'offset', descending: false, paths: [] } as const;
const auto = { format: 'auto' } as const;

class Viewer {
  static #numbers = 0;
  readonly number = ++Viewer.#numbers;
  #status: LookStatus | undefined;
  #heard: () => void = () => undefined;

  constructor(private readonly thread: MessagesClient, brokers: string, look: Partial<Look> & { topic: string }) {
    thread.onStatus(this.number, (status) => { this.#status = status; this.#heard(); });
    thread.look(this.number, { id: 'test', description: { kind: 'direct', brokers }, secrets: {}, writable: false }, { range: { mode: 'oldest', count: 1000 }, follow: false, uncommitted: false, key: auto, value: auto, ...look });
  }

  /** The first status that is as wanted. */
  async until(wanted: (status: LookStatus) => boolean): Promise<LookStatus> {
    for (;;) {
      if (this.#status && wanted(this.#status)) return this.#status;
      if (this.#status?.state === 'failed') throw new Error(this.#status.problem?.message);
      await new Promise<void>((resolve) => { this.#heard = resolve; });
    }
  }

  async ask<Q extends MessagesQuestion>(question: Q): Promise<MessagesAnswers[Q['ask']]> {
    const answer = await this.thread.ask(this.number, question);
    if ('problem' in answer) throw new Error(answer.problem.message);
    return answer.value;
  }

  async values(filter = ''): Promise<string[]> {
    await this.ask({ ask: 'arrange', arrangement: { ...plain, paths: [], filter } });
    return (await this.ask({ ask: 'rows', from: 0, count: 200 })).rows.map(({ value }) => value.text);
  }
}

describe('the message viewer on three brokers of Kafka 4.1', { timeout: 600_000 }, () => {
  let kafka: RunningKafka, java: JavaClient, folder: string;
  const thread = new MessagesClient(fileURLToPath(new URL('../../dist', import.meta.url)));
  const view = (look: Partial<Look> & { topic: string }): Viewer => new Viewer(thread, kafka.bootstrap, look);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'weir-viewer-'));
    kafka = await startKafka({ version: '4.1.0', brokers: 3 });
    java = await kafka.javaClient();
    await java.producer('p', {});
    await kafka.createTopic('orders', { partitions: 6, replicas: 3, config: { 'min.insync.replicas': '1' } });
    await java.send('p', Array.from({ length: 60 }, (_, n) => ({ topic: 'orders', partition: n % 6, key: `k${n}`, value: JSON.stringify({ id: n, card: n % 2 ? 'gold' : 'blue', big: '9007199254740993' }).replace('"9007199254740993"', '9007199254740993') })));
  });
  after(async () => {
    thread.dispose();
    await kafka?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('reads, filters, tells where messages stand, and exports', async () => {
    const viewer = view({ topic: 'orders' }), status = await viewer.until(({ state }) => state === 'done');
    assert.equal(status.held, 60);
    assert.equal(status.report?.answered, 6);
    assert.equal((await viewer.values('id >= 50 and card = "gold"')).length, 5);
    assert.equal((await viewer.values('big = 9007199254740993 and partition = 3')).length, 10);
    assert.deepEqual(await viewer.values('big = 9007199254740992'), []);
    assert.equal((await viewer.values('/"id":4\\d,/')).length, 10);
    const { total } = await viewer.ask({ ask: 'rows', from: 0, count: 1 }), file = path.join(folder, 'orders.capture.jsonl');
    assert.deepEqual(await viewer.ask({ ask: 'export', format: 'capture', file }), { messages: total });
    assert.equal((await readFile(file, 'utf8')).trim().split('\n').length, total);
    assert.deepEqual(JSON.parse(await viewer.ask({ ask: 'offsets', which: 'endingOffsets' })), { orders: { 0: 9, 1: 9, 2: 8, 3: 8, 4: 8, 5: 8 } });
  });

  test('a message of 20 MB is a short cell, and whole when it is asked for whole', async () => {
    await kafka.createTopic('huge', { config: { 'max.message.bytes': '30000000' } });
    await java.producer('huge', { 'max.request.size': '30000000', 'buffer.memory': '64000000' });
    await java.send('huge', [{ topic: 'huge', value: `${'x'.repeat(20_000_000)}needle` }, { topic: 'huge', value: 'after' }]);
    const viewer = view({ topic: 'huge' });
    await viewer.until(({ state }) => state === 'done');
    const [long, short] = (await viewer.ask({ ask: 'rows', from: 0, count: 2 })).rows.sort((a, b) => b.size - a.size);
    assert.ok(long!.value.cut && long!.value.text.length < 10_000);
    assert.equal(short!.value.text, 'after');
    assert.equal((await viewer.values('NEEDLE')).length, 1);
    const [cut, whole] = [await viewer.ask({ ask: 'detail', id: long!.id }), await viewer.ask({ ask: 'detail', id: long!.id, whole: true })];
    assert.equal(cut!.value.text.length + cut!.value.leftOut, 20_000_006);
    assert.ok(cut!.value.leftOut > 0);
    assert.equal(whole!.value.text.length, 20_000_006);
  });

  test('hostile payloads, values that are not as asked, clocks that are wrong, and offsets that are not there', async () => {
    const now = Date.now(), century = Date.UTC(2126, 0, 1);
    const values = ['<img src=x onerror=alert(1)>', '\u001b[2J\u001b[31mred', 'abc\u202egnp.exe', 'two\nlines\u2028three\u0000', 'y'.repeat(10_000_000)];
    await kafka.createTopic('hostile', { config: { 'max.message.bytes': '30000000', 'message.timestamp.after.max.ms': '9223372036854775807', 'message.timestamp.before.max.ms': '9223372036854775807' } });
    await java.producer('hostile', { 'max.request.size': '30000000', 'buffer.memory': '64000000' });
    // One writer's clock is a century ahead, another's stands at its beginning.
    const clocks = [now, century, 0, now - 1000, now - 500];
    for (const [i, value] of values.entries()) await java.send('hostile', [{ topic: 'hostile', timestamp: clocks[i]!, key: value.slice(0, 40), value, headers: [['<b>h</b>', value.slice(0, 40)]] }]);
    const viewer = view({ topic: 'hostile', range: { mode: 'newest', count: 10 } });
    await viewer.until(({ state }) => state === 'done');
    await viewer.ask({ ask: 'arrange', arrangement: { filter: '', sort: 'timestamp', descending: true, paths: [] } });
    const { rows } = await viewer.ask({ ask: 'rows', from: 0, count: 10 });
    assert.deepEqual(rows.map(({ timestamp }) => timestamp), [century, now, now - 500, now - 1000, 0]);
    for (const { key, value } of rows) for (const { text } of [key, value]) assert.ok(text.length < 10_000 && !/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u.test(text), JSON.stringify(text.slice(0, 60)));
    const { from, to, all, untimed } = await viewer.ask({ ask: 'histogram', bins: 72 });
    assert.deepEqual([from, to >= century, all.reduce((sum, each) => sum + each, 0), untimed], [0, true, 5, 0]);
    const within = view({ topic: 'hostile', range: { mode: 'time', since: now - 60_000 } });
    assert.equal((await within.until(({ state }) => state === 'done')).held, 4, 'what claims to be of 1970 is outside, what was written after it is not');
    const until = view({ topic: 'hostile', range: { mode: 'time', since: now - 60_000, until: now + 60_000 } });
    assert.equal((await until.until(({ state }) => state === 'done')).held, 1, 'to the first message that claims to be as late');

    await viewer.ask({ ask: 'read', key: auto, value: { format: 'int32' } });
    const wrong = (await viewer.ask({ ask: 'rows', from: 0, count: 10 })).rows[0]!;
    assert.match(wrong.value.problem ?? '', /Not int32: it has \d+ bytes, not 4/);
    assert.ok(wrong.value.text.includes('[2J') && !/\p{Cc}/u.test(wrong.value.text), 'what it is is shown');

    const beyond = view({ topic: 'hostile', range: { mode: 'offsets', from: { 0: 1_000_000 }, to: {} } }), status = await beyond.until(({ state }) => state === 'done');
    assert.deepEqual([status.held, status.report?.total, status.problem], [0, 5, undefined]);
  });

  test('a topic that is deleted while it is followed is said, and what was read stays', async () => {
    await kafka.createTopic('doomed');
    await java.send('p', [{ topic: 'doomed', value: 'last words' }]);
    const viewer = view({ topic: 'doomed', range: { mode: 'newest', count: 10 }, follow: true });
    await viewer.until(({ state, held }) => state === 'following' && held === 1);
    await kafka.deleteTopic('doomed');
    const { report, held } = await viewer.until(({ report: said }) => said?.partitions.some(({ problem }) => problem !== undefined) === true);
    assert.deepEqual(report!.partitions.map(({ problem }) => problem?.kind), ['unknown-topic']);
    assert.equal(held, 1);
    assert.deepEqual(await viewer.values(), ['last words']);
  });

  test('following goes on while a broker is silent, has what it held when it is back, and goes on at new leaders when one goes away', async () => {
    const viewer = view({ topic: 'orders', range: { mode: 'newest', count: 1 }, follow: true });
    const first = await viewer.until(({ state, held }) => state === 'following' && held > 0);
    const gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }), { writable: true });
    const all = (text: string): Promise<unknown> => gateway.produce('orders', [0, 1, 2, 3, 4, 5].map((partition) => ({ partition, key: null, value: Buffer.from(`${text} ${partition}`) })));
    try {
      kafka.freezeBroker(2);
      await pause(3000);
      kafka.thawBroker(2);
      await all('thawed');
      await viewer.until(({ held }) => held === first.held + 6);
      await kafka.stopBroker(2);
      await all('moved');
      const { state, waiting } = await viewer.until(({ held }) => held === first.held + 12);
      assert.equal(state, 'following');
      assert.equal(waiting, 12, 'what came waits until it is asked for');
      assert.equal((await viewer.values('moved')).length, 6);
    } finally {
      await gateway.close();
    }
    thread.stop(viewer.number);
    await viewer.until(({ state }) => state === 'stopped');
  });

  test('a broker that dies while it is followed is said, and what it has when it is back comes by itself', async () => {
    await kafka.startBroker(2);
    await kafka.createTopic('alone', { partitions: 6 });
    const gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }), { writable: true });
    try {
      const led = (await gateway.describe('alone')).partitions.filter(({ leader }) => leader === 2).map(({ partition }) => partition);
      assert.ok(led.length > 0, 'a partition is on that broker alone');
      const send = (partitions: readonly number[], text: string): Promise<unknown> => gateway.produce('alone', partitions.map((partition) => ({ partition, key: null, value: Buffer.from(`${text} ${partition}`) })));
      const all = [0, 1, 2, 3, 4, 5], rest = all.filter((partition) => !led.includes(partition));
      await send(all, 'before');
      const viewer = view({ topic: 'alone', range: { mode: 'newest', count: 100 }, follow: true });
      await viewer.until(({ state, held }) => state === 'following' && held === 6);
      await kafka.stopBroker(2);
      await send(rest, 'meanwhile');
      const { report } = await viewer.until(({ held, report: said }) => held === 6 + rest.length && led.every((partition) => said?.partitions.find((each) => each.partition === partition)?.problem !== undefined));
      for (const { partition, problem } of report!.partitions) assert.equal(problem !== undefined, led.includes(partition), `${partition}: ${problem?.message}`);
      await kafka.startBroker(2);
      await send(led, 'back');
      await viewer.until(({ held }) => held === 12);
      assert.deepEqual((await viewer.values('back')).sort(), led.map((partition) => `back ${partition}`));
      thread.stop(viewer.number);
    } finally {
      await gateway.close();
    }
  });

  test('after all of this there is no group, no offset and no topic that was not asked for', async () => {
    const gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }), { writable: false });
    try {
      // A broker makes __consumer_offsets when the first group comes near it.
      assert.deepEqual((await gateway.summaries({ internal: true })).map(({ topic }) => topic).sort(), ['alone', 'hostile', 'huge', 'orders']);
    } finally {
      await gateway.close();
    }
  });
});
