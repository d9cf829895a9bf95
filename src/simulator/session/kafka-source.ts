import { Refusal } from '../../spark/errors.ts';
import type { Relation } from '../../spark/plan/plan.ts';
import { concat, type Batch } from '../../engine/columns/batch.ts';
import { KafkaSource, type KafkaTopics } from '../../engine/sources/kafka.ts';
import { setOffset, parseOffsets, partitionsOf, type Partition, type PartitionOffsets } from '../../engine/sources/kafka-offsets.ts';
import { IoError } from '../host-types.ts';
import { BrokerTopics } from './broker-topics.ts';
import { recordsToBatch } from './kafka-rows.ts';
import type { SimulatedTopics } from './topics.ts';
import type { World } from './world.ts';

/** What the job subscribed to, in words and as a matcher. */
interface Subscription { readonly description: string; topics(known: () => string[]): string[]; readonly assigned?: Partition[] }

export function subscriptionOf(options: Readonly<Record<string, string>>): Subscription {
  if (options['subscribe'] !== undefined) {
    const topics = options['subscribe'].split(',').map((t) => t.trim()).filter((t) => t !== '');
    return { description: `Subscribe[${topics.join(', ')}]`, topics: () => topics };
  }
  if (options['subscribepattern'] !== undefined) {
    const pattern = options['subscribepattern'].trim();
    let matcher: RegExp;
    try { matcher = new RegExp(`^(?:${pattern})$`); } catch { throw new Refusal(`the pattern ${pattern}`, 'It uses a construct of Java\'s regular expressions that JavaScript does not have: subscribe to the topics by name.'); }
    return { description: `SubscribePattern[${pattern}]`, topics: (known) => known().filter((t) => matcher.test(t)) };
  }
  const assigned = assignment(options['assign'] ?? '{}');
  return { description: `Assign[${assigned.map((p) => `${p.topic}-${p.partition}`).join(', ')}]`, topics: () => [...new Set(assigned.map((p) => p.topic))], assigned };
}

function assignment(text: string): Partition[] {
  let json: unknown;
  try { json = JSON.parse(text); } catch { json = null; }
  const bad = (): never => { throw new Error(`Expected e.g. {"topicA":[0,1],"topicB":[0,1]}, got ${text}`); };
  if (json === null || typeof json !== 'object') return bad();
  return Object.entries(json as Record<string, unknown>).flatMap(([topic, parts]) => (Array.isArray(parts) ? parts.map((p) => ({ topic, partition: Number(p) })) : bad()));
}

/** True when every topic is there without a broker. */
export function fromCaptures(options: Readonly<Record<string, string>>, topics: SimulatedTopics): boolean {
  const s = subscriptionOf(options);
  const names = s.topics(() => topics.known());
  return names.length > 0 && names.every((t) => topics.has(t));
}

export function openKafka(r: Relation, topics: SimulatedTopics, w: World): KafkaSource {
  checkStart(r.source.options);
  const s = subscriptionOf(r.source.options);
  const access = accessTo(s, r.source.options, topics, w);
  return new KafkaSource(`KafkaV2[${s.description}]`, r.output, access, r.source.options, () => Math.floor(w.now() / 1000));
}

function accessTo(s: Subscription, options: Readonly<Record<string, string>>, topics: SimulatedTopics, w: World): KafkaTopics {
  if (fromCaptures(options, topics)) return simulated(s, topics);
  if (w.host.options.offline !== true) return new BrokerTopics(options, s, w);
  const missing = s.topics(() => topics.known()).filter((t) => !topics.has(t));
  throw new IoError('no-input', `No broker is asked here, and ${missing.length === 0 ? `no topic is given that ${s.description} takes` : `the topic ${missing.join(', ')} is not given`}.`, { hint: 'Give it a capture or messages among the inputs; [] is a topic without messages.' });
}

/** KafkaSourceProvider.getKafkaOffsetRangeLimit: the text is read before any broker is asked. */
function checkStart(options: Readonly<Record<string, string>>): void {
  const text = options['startingoffsets']?.trim();
  if (text === undefined || options['startingtimestamp'] !== undefined || options['startingoffsetsbytimestamp'] !== undefined) return;
  if (text.toLowerCase() !== 'earliest' && text.toLowerCase() !== 'latest') parseOffsets(text);
}

function simulated(s: Subscription, topics: SimulatedTopics): KafkaTopics {
  const names = (): string[] => s.topics(() => topics.known());
  const each = (ps: readonly Partition[], f: (t: string, p: number) => number): PartitionOffsets => {
    const out: PartitionOffsets = new Map();
    for (const p of ps) setOffset(out, p, f(p.topic, p.partition));
    return out;
  };
  return {
    partitions: () => s.assigned ?? names().flatMap((t) => Array.from({ length: topics.partitions(t) }, (_, partition) => ({ topic: t, partition }))),
    earliest: (ps) => each(ps, (t, p) => topics.earliest(t, p)),
    latest: (ps) => each(ps, (t, p) => topics.latest(t, p)),
    forTime: (query) => query.map((q) => ({ topic: q.topic, partition: q.partition, offset: topics.forTime(q.topic, q.partition, q.ms) })),
    read: (ranges, headers) => ranges.map((g) => recordsToBatch(topics.read(g.topic, g.partition, g.from, g.to, headers), headers)),
    nextArrivalMs: () => topics.nextArrivalMs(names()),
    close: () => undefined,
  };
}

/** `spark.read.format("kafka")`: everything between startingOffsets (default earliest) and endingOffsets (default latest). */
export function readKafkaBatch(r: Relation, w: World): Batch {
  const o = r.source.options, topics = w.topics;
  const s = subscriptionOf(o);
  const access = accessTo(s, o, topics, w);
  const bound = (text: string | undefined, otherwise: 'earliest' | 'latest'): PartitionOffsets => {
    const t = (text ?? otherwise).trim().toLowerCase();
    if (t === 'earliest') return access.earliest(access.partitions());
    if (t === 'latest') return access.latest(access.partitions());
    const given = parseOffsets(text!);
    const earliest = access.earliest(access.partitions()), latest = access.latest(access.partitions());
    for (const p of [...partitionsOf(given)]) if (p.offset < 0) setOffset(given, p, (p.offset === -2 ? earliest : latest).get(p.topic)!.get(p.partition)!);
    return given;
  };
  const from = bound(o['startingoffsets'], 'earliest'), to = bound(o['endingoffsets'], 'latest');
  const ranges = [...partitionsOf(to)].map((p) => ({ topic: p.topic, partition: p.partition, from: from.get(p.topic)?.get(p.partition) ?? 0, to: p.offset })).filter((g) => g.to > g.from);
  const rows = concat([...access.read(ranges, o['includeheaders']?.toLowerCase() === 'true')], r.output.length);
  access.close();
  return rows;
}
