/** Looking at a real Kafka 3.2.3 as explorer and viewer do, against kafkajs's own consumer on the same broker. */
import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { BrokerGateway } from '../../src/kafka/broker-gateway.ts';
import { ExplorerClient } from '../../src/kafka/explorer/client.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { Peek } from '../../src/kafka/peek/peek.ts';
import type { PeekRequest } from '../../src/protocol/kafka.ts';
import type { JavaClient } from '../stack/java-client.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import type { Figure } from './figure.ts';
import { figure, median, milliseconds, times } from './figure.ts';
import { messagesHeld } from './messages.ts';
import { scrolling } from './scrolling.ts';

const WIDE = 200;
const NEWEST = 100;
const MANY = 5000;
/** Topics that the view asks for at once. */
const PAGE = 250;
const MILLION = 1_000_000;
let groups = 0;

export async function kafkaReading(say: (line: string) => void): Promise<Figure[]> {
  // As Kafka has it by default: so long a group waits for further members.
  const kafka = await startKafka({ say, properties: { 'group.initial.rebalance.delay.ms': '3000' } });
  try {
    const java = await kafka.javaClient();
    await java.producer('bench', { 'linger.ms': '20' });
    return [...await newest(kafka, java, say), ...await load(kafka, java, say), ...await messagesHeld(kafka, () => consumeMs(kafka, `held-${groups++}`), say), await scrolling(kafka, say), ...await explorer(kafka, say)];
  } finally {
    await kafka.stop();
  }
}

const gatewayTo = ({ bootstrap }: RunningKafka): BrokerGateway => new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': bootstrap }), { writable: false });
const client = ({ bootstrap }: RunningKafka): Kafka => new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, clientId: 'bench' });

/** Milliseconds to the last message, from no connection and from the first stretch on. */
async function peeked(kafka: RunningKafka, request: PeekRequest, expected: number): Promise<{ whole: number; reading: number }> {
  const started = performance.now();
  const gateway = gatewayTo(kafka);
  let messages = 0, first = 0;
  for await (const records of new Peek(gateway, request)) {
    first ||= performance.now();
    messages += records.count;
  }
  const ended = performance.now();
  await gateway.close();
  if (messages !== expected) throw new Error(`${messages} messages came instead of ${expected}.`);
  return { whole: ended - started, reading: ended - first };
}

async function newest(kafka: RunningKafka, java: JavaClient, say: (line: string) => void): Promise<Figure[]> {
  await kafka.createTopic('wide', { partitions: WIDE });
  await java.readings('bench', 'wide', WIDE * 500, { partitions: WIDE });
  const request: PeekRequest = { topic: 'wide', range: { mode: 'newest', count: NEWEST } };
  const peeks: number[] = [];
  for (let i = 0; i < 15; i++) peeks.push((await peeked(kafka, request, NEWEST)).whole);
  const groups: number[] = [];
  for (let i = 0; i < 3; i++) groups.push(await groupMs(kafka, `bench-${i}`));
  const ours = median(peeks);
  say(`newest ${NEWEST} of ${WIDE} partitions: ${ours.toFixed(0)} ms (the first ${peeks[0]!.toFixed(0)} ms), kafkajs consumer group ${median(groups).toFixed(0)} ms`);
  const figures = [
    figure(`newest ${NEWEST} of ${WIDE} partitions, connect included`, ours, { atMost: 300 }, milliseconds),
    figure('the same, kafkajs consumer group / Weir', median(groups) / ours, { atLeast: 10 }, times),
  ];
  const kcat = kcatMs(kafka);
  if (kcat === undefined) say('kcat is not installed: not compared.');
  else figures.push(figure('the same, kcat / Weir', kcat / ours, { atLeast: 1 }, times));
  return figures;
}

/** A consumer group until it has the last message of half of the partitions: as many as the peek shows. */
async function groupMs(kafka: RunningKafka, groupId: string): Promise<number> {
  const started = performance.now();
  const admin = client(kafka).admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets('wide');
  const consumer = client(kafka).consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topic: 'wide' });
  let messages = 0;
  await new Promise<void>((resolve, reject) => {
    consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        messages += batch.messages.length;
        if (messages >= NEWEST) resolve();
      },
    }).then(() => { for (const { partition, high } of ends) consumer.seek({ topic: 'wide', partition, offset: String(Number(high) - 1) }); }, reject);
  });
  const took = performance.now() - started;
  await consumer.disconnect();
  await admin.disconnect();
  return took;
}

/** The last message of each partition, as kcat reads them without a group. Undefined where there is no kcat. */
function kcatMs({ bootstrap }: RunningKafka): number | undefined {
  const took: number[] = [];
  for (let i = 0; i < 5; i++) {
    const started = performance.now();
    const { error, status, stdout, stderr } = spawnSync('kcat', ['-b', bootstrap, '-C', '-t', 'wide', '-o', '-1', '-e', '-q'], { encoding: 'utf8' });
    if (error) return undefined;
    if (status !== 0 || stdout.trimEnd().split('\n').length !== WIDE) throw new Error(`kcat: ${stderr}`);
    took.push(performance.now() - started);
  }
  return median(took);
}

async function load(kafka: RunningKafka, java: JavaClient, say: (line: string) => void): Promise<Figure[]> {
  await kafka.createTopic('million', { partitions: 8 });
  await java.bulk('bench', 'million', MILLION, 200);
  const request = (checkCrc: boolean): PeekRequest => ({ topic: 'million', range: { mode: 'offsets', from: {}, to: {} }, limit: MILLION, checkCrc, timeoutMs: 60_000 });
  const unchecked: number[] = [], checked: number[] = [], theirs: number[] = [];
  for (let i = 0; i < 3; i++) {
    unchecked.push((await peeked(kafka, request(false), MILLION)).reading);
    checked.push((await peeked(kafka, request(true), MILLION)).reading);
    theirs.push(await consumeMs(kafka, `load-${i}`));
  }
  say(`${MILLION} messages: ${median(unchecked).toFixed(0)} ms, with checksums ${median(checked).toFixed(0)} ms, kafkajs ${median(theirs).toFixed(0)} ms, each from its first messages on`);
  // kafkajs checks no checksum.
  return [figure('rate over 10^6 messages, Weir / kafkajs consumer', median(theirs) / median(unchecked), { atLeast: 3 }, times)];
}

/** From the first batch to the last, so that joining the group does not count. */
async function consumeMs(kafka: RunningKafka, groupId: string): Promise<number> {
  const consumer = client(kafka).consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topic: 'million', fromBeginning: true });
  let started = 0, messages = 0;
  await new Promise<void>((resolve, reject) => {
    consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        started ||= performance.now();
        messages += batch.messages.length;
        if (messages >= MILLION) resolve();
      },
    }).catch(reject);
  });
  const took = performance.now() - started;
  await consumer.disconnect();
  return took;
}

async function explorer(kafka: RunningKafka, say: (line: string) => void): Promise<Figure[]> {
  const admin = client(kafka).admin();
  await admin.connect();
  for (let from = 0; from < MANY; from += 250) {
    await admin.createTopics({ waitForLeaders: false, timeout: 120_000, topics: Array.from({ length: 250 }, (_, i) => ({ topic: `many-${from + i}`, numPartitions: 1, replicationFactor: 1 })) });
  }
  await admin.disconnect();
  const waiting = gatewayTo(kafka);
  // The controller takes topics faster than the broker makes them.
  const ready = async (): Promise<boolean> => (await waiting.summaries()).filter(({ messages }) => messages !== undefined).length >= MANY;
  for (let tries = 0; tries < 300 && !(await ready()); tries++) await pause(1000);
  await waiting.close();
  const opened: number[] = [];
  for (let i = 0; i < 7; i++) {
    const started = performance.now();
    const gateway = gatewayTo(kafka);
    const found = await gateway.summaries();
    opened.push(performance.now() - started);
    await gateway.close();
    if (found.length < MANY || found.some(({ messages }) => messages === undefined)) throw new Error('Topics are missing.');
  }
  say(`${MANY} topics with their counts: ${opened.map((took) => took.toFixed(0)).join(', ')} ms`);
  return [figure(`${MANY} topics with their message counts, connect included`, median(opened), { atMost: 1000 }, milliseconds), ...await view(kafka, say)];
}

/** What the Topics view asks: its thread is started for the first page, then a filter is typed. */
async function view({ bootstrap }: RunningKafka, say: (line: string) => void): Promise<Figure[]> {
  const opening = { id: 'bench', description: { kind: 'direct', brokers: bootstrap }, secrets: {}, writable: false } as const, first: number[] = [], typed: number[] = [];
  const folder = fileURLToPath(new URL('../../dist', import.meta.url));
  for (let i = 0; i < 7; i++) {
    const client = new ExplorerClient(folder);
    const page = async (filter: string, matching: number): Promise<number> => {
      const started = performance.now(), found = await client.ask(opening, { ask: 'topics', filter, internal: false, from: 0, count: PAGE, again: false });
      if ('problem' in found || found.value.topics.length !== Math.min(PAGE, found.value.matching) || found.value.matching < matching) throw new Error(`${filter}: ${JSON.stringify(found).slice(0, 200)}`);
      return performance.now() - started;
    };
    first.push(await page('', MANY));
    for (const [filter, matching] of [['many-4', 1111], ['many-49', 111], ['many-499', 11], ['many-4999', 1]] as const) typed.push(await page(filter, matching));
    client.dispose();
  }
  say(`first page of ${MANY} topics: ${first.map((took) => took.toFixed(0)).join(', ')} ms; each letter of a filter: ${typed.map((took) => took.toFixed(0)).join(', ')} ms`);
  return [figure(`first page of the Topics view over ${MANY} topics, its thread and connecting included`, median(first), { atMost: 1000 }, milliseconds), figure('a letter typed into its filter, slowest', Math.max(...typed), { atMost: 200 }, milliseconds)];
}
