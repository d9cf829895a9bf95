/** What a REST proxy answers, read by its swagger. Numbers that are not exact and fields of another kind are refused, never guessed. */
import type { BrokerInfo } from '../../protocol/kafka.ts';
import { KafkaFault } from '../fault.ts';
import { TimestampType } from '../records.ts';
import { otherShape } from './faults.ts';

export interface RestPartition {
  partition: number;
  /** First offset that is there, and one past the last one; absent while the partition has no leader. */
  low?: number;
  end?: number;
  leader?: number;
  replicas: number[];
  isr: number[];
}

export interface RestRecord {
  offset: number;
  timestamp: number;
  /** See `TimestampType`. */
  type: number;
  key: string | null;
  value: string | null;
}

export interface RestRecords {
  records: RestRecord[];
  /** Those that are no text. */
  damage: { fault: KafkaFault; offset: number }[];
}

const MOST_PARTITIONS = 1_000_000;

/** Names, sorted. */
export function topicNames(json: unknown, name: string): string[] {
  const topics = field(json, 'topics');
  if (!Array.isArray(topics) || !topics.every((each) => typeof each === 'string')) throw otherShape('a list of topics has none', name);
  return [...new Set(topics)].sort();
}

export function brokerList(json: unknown, name: string): BrokerInfo[] {
  const brokers = field(json, 'brokers');
  if (!Array.isArray(brokers)) throw otherShape('a list of brokers has none', name);
  return brokers.map((each: unknown) => {
    const host = field(each, 'hostName');
    if (typeof host !== 'string') throw otherShape('a broker has no hostName', name);
    return { id: whole(field(each, 'id'), "a broker's id", name), host, port: whole(field(each, 'port'), "a broker's port", name) };
  }).sort((a, b) => a.id - b.id);
}

/** By number. */
export function partitionList(json: unknown, name: string): RestPartition[] {
  const partitions = field(json, 'partitions');
  if (!Array.isArray(partitions)) throw otherShape("a topic's metadata have no partitions", name);
  const list = partitions.map((each) => partitionOf(each, name)).sort((a, b) => a.partition - b.partition);
  const twice = list.find(({ partition }, i) => list[i + 1]?.partition === partition);
  if (twice) throw otherShape(`partition ${twice.partition} is named twice`, name);
  return list;
}

function partitionOf(json: unknown, name: string): RestPartition {
  const partition = whole(field(json, 'partition_id'), 'partition_id', name), id = field(field(json, 'leader'), 'id');
  if (partition >= MOST_PARTITIONS) throw otherShape(`partition_id is ${partition}`, name);
  const about = { partition, replicas: brokerIds(field(json, 'replicas')), isr: brokerIds(field(json, 'isr')) };
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) return about;
  const low = whole(field(json, 'earliest_offset'), 'earliest_offset', name), end = whole(field(json, 'latest_offset'), 'latest_offset', name);
  if (low > end) throw otherShape(`partition ${partition} begins at ${low} and ends at ${end}`, name);
  return { ...about, leader: id, low, end };
}

const brokerIds = (json: unknown): number[] => (Array.isArray(json) ? json.map((each) => field(each, 'id')).filter((id): id is number => typeof id === 'number' && Number.isSafeInteger(id)) : []);

/**
 * The records of one partition in offset order. The swagger says a bare array, Microsoft's own sample reads `{"records": […]}`: both are
 * taken. A key or value that is no text is named in `damage`.
 */
export function consumed(json: unknown, place: { topic: string; partition: number }, name: string): RestRecords {
  const list = Array.isArray(json) ? json as unknown[] : field(json, 'records');
  if (!Array.isArray(list)) throw otherShape('an answer with messages is neither a list nor has records', name);
  const records: RestRecord[] = [], damage: RestRecords['damage'] = [];
  let last = -1;
  for (const each of list as unknown[]) {
    const offset = whole(field(each, 'offset'), 'offset', name), partition = field(each, 'partition');
    if (partition !== undefined && partition !== place.partition) throw otherShape(`partition ${place.partition} was asked for and a message is of another one`, name);
    if (offset <= last) throw otherShape(`offset ${offset} comes after ${last}`, name);
    last = offset;
    const key = textOf(field(each, 'key')), value = textOf(field(each, 'value')), timestamp = field(each, 'timestamp');
    if (key === undefined || value === undefined) {
      damage.push({ offset, fault: new KafkaFault('protocol', `The ${key === undefined ? 'key' : 'value'} of ${place.topic}-${place.partition} at offset ${offset} comes as no text, so that its bytes are not known.`, 'Read it from the brokers.') });
      continue;
    }
    records.push({ offset, key, value, timestamp: timestamp === undefined || timestamp === null || timestamp === -1 ? -1 : whole(timestamp, 'timestamp', name), type: typeOf(field(each, 'timestampType')) });
  }
  return { records, damage };
}

/** Where the proxy says to go on; undefined: it does not say. */
export function nextOffset(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,16}$/.test(text.trim()) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

/** Its spelling is not documented. */
function typeOf(json: unknown): number {
  if (typeof json !== 'string') return TimestampType.none;
  return /append/i.test(json) ? TimestampType.logAppendTime : /create/i.test(json) ? TimestampType.createTime : TimestampType.none;
}

const textOf = (json: unknown): string | null | undefined => (json === undefined || json === null ? null : typeof json === 'string' ? json : undefined);

function field(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, name) ? Reflect.get(json, name) as unknown : undefined;
}

/** JSON.parse rounds what is too large for it to a number that is not safe either. */
function whole(json: unknown, what: string, name: string): number {
  if (typeof json !== 'number' || !Number.isSafeInteger(json) || json < 0) throw otherShape(`${what} is ${typeof json === 'number' ? `${json}, which is no exact whole number` : 'no number'}`, name);
  return json;
}
