import { setTimeout as wait } from 'node:timers/promises';
import { KafkaFault, outOfRange } from '../fault.ts';
import type { OffsetRange, PartitionBounds, TopicPartition } from '../gateway.ts';
import type { KafkaRecords } from '../records.ts';
import { RecordsBuilder } from '../records-builder.ts';
import type { RestRecord, RestRecords } from './answers.ts';
import { consumed, nextOffset, partitionList, type RestPartition } from './answers.ts';
import type { RestClient } from './client.ts';

/** Messages that one request asks for; the proxy ends an answer at 6 MB by itself. */
const AT_ONCE = 10_000;
/** So often an answer without any message is taken for chance, before it is taken for a hole that compaction or a transaction left. */
const EMPTY_ANSWERS = 3;
const PAUSE_MS = 200;

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** What is left of the time, asked for before each request; it throws when nothing is. */
  timeoutMs?: () => number;
}

export interface Stretch {
  /** Everything before this offset is read. */
  next: number;
  records: KafkaRecords[];
  damage: RestRecords['damage'];
}

/** Kafka's own rule for names: what breaks it is in no path. @throws KafkaFault */
export function topicPath(topic: string): string {
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(topic) || topic === '.' || topic === '..') throw new KafkaFault('unknown-topic', `'${topic.slice(0, 249)}' is no name of a topic.`, 'A name has letters, digits, . _ and - only, at most 249.');
  return topic;
}

/** Every partition of a topic, from one request. Fault `unknown-topic` when it does not exist. */
export async function topicPartitions(client: RestClient, topic: string, { signal, timeoutMs }: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined } = {}): Promise<RestPartition[]> {
  const { json } = await client.ask({ method: 'GET', path: `/v1/metadata/topics/${topicPath(topic)}/partitions`, topic, signal, timeoutMs });
  return partitionList(json, client.name);
}

/** Begin and end of a partition, unless it has no leader or is not there. */
export function boundsAmong(partitions: readonly RestPartition[], { topic, partition }: TopicPartition, name: string): PartitionBounds | KafkaFault {
  const found = partitions.find((each) => each.partition === partition);
  if (!found) return new KafkaFault('unknown-topic', `Topic '${topic}' on ${name} has no partition ${partition}.`);
  return found.low === undefined || found.end === undefined ? new KafkaFault('connection', `${topic}-${partition} on ${name} has no leader at the moment.`, 'Try again; if it stays so, look at the state of the brokers.') : { low: found.low, end: found.end };
}

/** Reads a range of one partition, an answer at a time. */
export async function* readRange(client: RestClient, { topic, partition, start, end }: OffsetRange, { signal, timeoutMs }: ReadOptions): AsyncGenerator<Stretch> {
  let next = start, empty = 0;
  const stillThere = async (): Promise<void> => {
    const bounds = boundsAmong(await topicPartitions(client, topic, { signal, timeoutMs: timeoutMs?.() }), { topic, partition }, client.name);
    if (bounds instanceof KafkaFault) throw bounds;
    if (next < bounds.low || end > bounds.end) throw outOfRange({ topic, partition }, next < bounds.low ? next : end, bounds.low, bounds.end);
  };
  while (next < end) {
    const answer = await consume(client, { topic, partition }, next, Math.min(AT_ONCE, end - next), { signal, timeoutMs: timeoutMs?.() });
    const first = answer.first;
    if (first === undefined) {
      if (answer.next !== undefined && answer.next > next) next = Math.min(end, answer.next);
      else if (++empty < EMPTY_ANSWERS) await wait(PAUSE_MS, undefined, signal ? { signal } : {}).catch(() => { signal?.throwIfAborted(); });
      else {
        await stillThere();
        return;
      }
      continue;
    }
    empty = 0;
    // A gap is left by compaction, or what was there is deleted by now: a proxy may begin elsewhere then without saying so.
    if (first > next) await stillThere();
    if (first < next) throw new KafkaFault('protocol', `${client.name} gives offset ${first} of ${topic}-${partition} where ${next} was asked for.`);
    const within = answer.records.filter(({ offset }) => offset < end);
    next = Math.min(end, answer.last! + 1);
    yield { next, records: stretches(topic, partition, within), damage: answer.damage.filter(({ offset }) => offset < end) };
  }
}

async function consume(client: RestClient, place: TopicPartition, from: number, count: number, more: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined }): Promise<RestRecords & { first?: number; last?: number; next?: number }> {
  const { json, header } = await client.ask({ method: 'GET', path: `/v1/consumer/topics/${topicPath(place.topic)}/partitions/${place.partition}/offsets/${from}?count=${count}`, topic: place.topic, ...more });
  const { records, damage } = consumed(json, place, client.name), offsets = [...records, ...damage].map(({ offset }) => offset), next = nextOffset(header('NextOffset'));
  return { records, damage, ...(next === undefined ? {} : { next }), ...(offsets.length > 0 ? { first: offsets.reduce((a, b) => Math.min(a, b)), last: offsets.reduce((a, b) => Math.max(a, b)) } : {}) };
}

/** As columns; what follows each other has one type of timestamp. */
function stretches(topic: string, partition: number, records: readonly RestRecord[]): KafkaRecords[] {
  const builder = new RecordsBuilder(topic, partition), found: KafkaRecords[] = [];
  for (const { offset, timestamp, key, value } of records) builder.push(offset, timestamp, key === null ? null : Buffer.from(key), value === null ? null : Buffer.from(value), null);
  let from = 0;
  records.forEach(({ type }, i) => {
    if (records[i + 1]?.type === type) return;
    found.push({ ...builder.slice(from, i + 1), timestampType: type });
    from = i + 1;
  });
  return found;
}
