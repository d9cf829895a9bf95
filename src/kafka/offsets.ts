import type { Isolation } from '../protocol/kafka.ts';
import type { Cluster } from './cluster.ts';
import type { Deadline } from './deadline.ts';
import { BrokerFault, KafkaFault, unknownTopic } from './fault.ts';
import type { PartitionBounds, TopicPartition } from './gateway.ts';
import type { OffsetQuery } from './protocol.ts';
import { SpecialTimestamp, listOffsets } from './protocol.ts';

/** An offset (-1: no record is that young), or why there is none. */
export type OffsetResult = number | KafkaFault;

/** Partitions in one request: a broker answers such a one in some hundredths of a second. */
const CHUNK = 5000;
const PAUSE_MS = 100;
/** So long a broken connection or a missing leader is waited for before the partition's answer is given up. */
const PATIENCE_MS = 3000;

export const isolationCode = (isolation: Isolation): 0 | 1 => (isolation === 'read_committed' ? 1 : 0);

/** Whether the reason of a fault may have passed in a moment. */
export const passes = (fault: KafkaFault): boolean => (fault instanceof BrokerFault ? fault.retriable && fault.kind !== 'unknown-topic' : fault.kind === 'connection');

/**
 * One answer for each query, in its order, by one request to each leader, all at once. A partition that cannot be asked has its own
 * fault; only a cluster that cannot be reached at all rejects.
 */
export async function queryOffsets(cluster: Cluster, query: readonly OffsetQuery[], isolation: Isolation, deadline: Deadline): Promise<OffsetResult[]> {
  const results = new Array<OffsetResult>(query.length);
  let pending = query.map((_, i) => i);
  const giveUp = performance.now() + Math.min(PATIENCE_MS, deadline.remainingMs);
  for (;;) {
    const leaders = await leadersOf(cluster, pending.map((i) => query[i]!), deadline);
    const byLeader = new Map<number, number[]>();
    pending.forEach((i, at) => {
      const leader = leaders[at]!;
      if (typeof leader !== 'number') results[i] = leader;
      else {
        const list = byLeader.get(leader);
        if (list) list.push(i);
        else byLeader.set(leader, [i]);
      }
    });
    await Promise.all([...byLeader].flatMap(([leader, items]) => chunks(items).map((chunk) => ask(cluster, leader, chunk, query, isolation, deadline, results))));
    pending = pending.filter((i) => {
      const result = results[i];
      return result instanceof KafkaFault && passes(result);
    });
    if (pending.length === 0 || performance.now() + PAUSE_MS >= giveUp) return results;
    cluster.forgetTopics(new Set(pending.map((i) => query[i]!.topic)));
    await deadline.pause(PAUSE_MS);
  }
}

async function ask(cluster: Cluster, leader: number, items: readonly number[], query: readonly OffsetQuery[], isolation: Isolation, deadline: Deadline, results: OffsetResult[]): Promise<void> {
  try {
    const answers = await cluster.connection(leader).send(listOffsets(items.map((i) => query[i]!), isolationCode(isolation)), deadline);
    const byName = new Map(answers.map((answer) => [`${answer.topic}\n${answer.partition}`, answer]));
    for (const i of items) {
      const { topic, partition } = query[i]!;
      const answer = byName.get(`${topic}\n${partition}`);
      results[i] = answer?.error === 0 ? answer.offset : new BrokerFault(answer?.error ?? -1, `Offsets of ${topic}-${partition}`, cluster.needs('Describe', 'topic', topic));
    }
  } catch (error) {
    if (!(error instanceof KafkaFault)) throw error;
    for (const i of items) results[i] = error;
  }
}

/** The broker that leads each partition, or why there is none. Topics that are not known yet are asked for in one request. */
export async function leadersOf(cluster: Cluster, partitions: readonly TopicPartition[], deadline: Deadline): Promise<(number | KafkaFault)[]> {
  const unknown = [...new Set(partitions.map(({ topic }) => topic))].filter((topic) => !cluster.knows(topic));
  const faults = new Map<string, KafkaFault>();
  if (unknown.length > 0) {
    for (const { topic, error } of await cluster.attempt(deadline, () => cluster.describe(unknown, deadline))) {
      if (error === 3) faults.set(topic, unknownTopic(topic, cluster.name));
      else if (error !== 0) faults.set(topic, new BrokerFault(error, `Topic '${topic}' on ${cluster.name}`, cluster.needs('Describe', 'topic', topic)));
    }
  }
  const byTopic = new Map<string, Map<number, { error: number; leader: number }>>();
  return partitions.map(({ topic, partition }) => {
    let known = byTopic.get(topic);
    if (known === undefined) byTopic.set(topic, known = new Map(cluster.known(topic)?.map((each) => [each.partition, each])));
    const found = known.get(partition);
    if (found === undefined) return faults.get(topic) ?? unknownTopic(`${topic}-${partition}`, cluster.name);
    // 5: LEADER_NOT_AVAILABLE
    return found.leader >= 0 ? found.leader : new BrokerFault(found.error || 5, `Partition ${topic}-${partition} on ${cluster.name}`);
  });
}

function chunks(items: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, i) => items.slice(i * CHUNK, (i + 1) * CHUNK));
}

/** Begin and end of each partition, in the order given. */
export async function boundsOf(cluster: Cluster, partitions: readonly TopicPartition[], isolation: Isolation, deadline: Deadline): Promise<(PartitionBounds | KafkaFault)[]> {
  const at = (timestamp: number): OffsetQuery[] => partitions.map(({ topic, partition }) => ({ topic, partition, timestamp }));
  // Both questions at once; the metadata that they need is asked for once.
  await leadersOf(cluster, partitions, deadline);
  const [lows, ends] = await Promise.all([queryOffsets(cluster, at(SpecialTimestamp.earliest), isolation, deadline), queryOffsets(cluster, at(SpecialTimestamp.latest), isolation, deadline)]);
  return partitions.map((_, i) => {
    const low = lows[i]!, end = ends[i]!;
    if (typeof low !== 'number') return low;
    if (typeof end !== 'number') return end;
    return { low, end: Math.max(low, end) };
  });
}
