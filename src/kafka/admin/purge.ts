import type { Cluster } from '../cluster.ts';
import { BrokerFault, KafkaFault } from '../fault.ts';
import { leadersOf, queryOffsets } from '../offsets.ts';
import { SpecialTimestamp } from '../protocol.ts';
import { deleteRecords } from '../requests/topics.ts';

/** Deletes what is in the partitions now (default all): their low offset becomes their end. */
export async function purge(cluster: Cluster, topic: string, wanted?: readonly number[]): Promise<void> {
  const deadline = cluster.deadline();
  const all = await cluster.attempt(deadline, () => cluster.partitions(topic, deadline));
  const partitions = (wanted ?? all.map(({ partition }) => partition)).map((partition) => ({ topic, partition }));
  const ends = await queryOffsets(cluster, partitions.map((each) => ({ ...each, timestamp: SpecialTimestamp.latest })), 'read_uncommitted', deadline);
  const leaders = await leadersOf(cluster, partitions, deadline);
  const byLeader = new Map<number, { topic: string; partition: number; offset: number }[]>();
  partitions.forEach((each, i) => {
    const end = ends[i]!, leader = leaders[i]!;
    if (end instanceof KafkaFault) throw end;
    if (leader instanceof KafkaFault) throw leader;
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), { ...each, offset: end }]);
  });
  const answers = (await Promise.all([...byLeader].map(([leader, items]) => cluster.connection(leader).send(deleteRecords(items, Math.ceil(deadline.remainingMs)), deadline)))).flat();
  const failed = answers.filter(({ error }) => error !== 0);
  if (failed[0]) throw new BrokerFault(failed[0].error, `Purging ${failed.map(({ partition }) => `${topic}-${partition}`).join(', ')}`, cluster.needs('Delete', 'topic', topic), { hint: answers.length > failed.length ? 'The other partitions were purged.' : '' });
}
