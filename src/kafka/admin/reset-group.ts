import type { AdminRequest, OffsetTarget } from '../../protocol/kafka.ts';
import type { Cluster } from '../cluster.ts';
import type { Deadline } from '../deadline.ts';
import { describeGroup } from '../describe/groups.ts';
import { BrokerFault, KafkaFault, outOfRange } from '../fault.ts';
import type { PartitionOffset, TopicPartition } from '../gateway.ts';
import { boundsOf, queryOffsets } from '../offsets.ts';
import { offsetCommit } from '../requests/groups.ts';

const TOPIC_FORBIDDEN = 29;

type Reset = Extract<AdminRequest, { do: 'reset-group' }>;

/** Sets the offsets of a group without members. A group that does not exist is not made by this. */
export async function resetGroup(cluster: Cluster, { group, topic, partitions: wanted, target }: Reset): Promise<void> {
  const deadline = cluster.deadline();
  const coordinator = await cluster.attempt(deadline, () => cluster.coordinator(group, deadline));
  const { state, members } = await describeGroup(cluster, coordinator, group, deadline);
  if (members.length > 0) {
    throw new KafkaFault('refused', `Consumer group '${group}' has ${members.length} ${members.length === 1 ? 'member that reads' : 'members that read'}: its offsets cannot be set.`, 'Stop its consumers first.');
  }
  // The coordinator says so of a group that it has never heard of; committing would make it exist.
  if (state === 'Dead') throw new KafkaFault('unknown-group', `There is no consumer group '${group}' on ${cluster.name}.`, 'Check the spelling: a reset does not create a group.');
  const all = await cluster.attempt(deadline, () => cluster.partitions(topic, deadline));
  const partitions = (wanted ?? all.map(({ partition }) => partition)).map((partition) => ({ topic, partition }));
  const offsets = await targets(cluster, partitions, target, deadline);
  const answers = await cluster.connection(coordinator.id).send(offsetCommit(group, offsets), deadline);
  const failed = answers.find(({ error }) => error !== 0);
  if (failed) throw new BrokerFault(failed.error, `Setting the offset of group '${group}' for ${failed.topic}-${failed.partition}`, failed.error === TOPIC_FORBIDDEN ? cluster.needs('Read', 'topic', failed.topic) : cluster.needs('Read', 'group', group));
}

async function targets(cluster: Cluster, partitions: readonly TopicPartition[], target: OffsetTarget, deadline: Deadline): Promise<PartitionOffset[]> {
  const bounds = (await boundsOf(cluster, partitions, 'read_uncommitted', deadline)).map((each) => {
    if (each instanceof KafkaFault) throw each;
    return each;
  });
  if (target.to === 'timestamp') {
    const found = await queryOffsets(cluster, partitions.map((each) => ({ ...each, timestamp: target.timestamp })), 'read_uncommitted', deadline);
    return partitions.map((each, i) => {
      const offset = found[i]!;
      if (offset instanceof KafkaFault) throw offset;
      return { ...each, offset: offset < 0 ? bounds[i]!.end : offset };
    });
  }
  return partitions.map((each, i) => {
    const { low, end } = bounds[i]!;
    if (target.to === 'offset' && (target.offset < low || target.offset > end)) throw outOfRange(each, target.offset, low, end);
    return { ...each, offset: target.to === 'offset' ? target.offset : target.to === 'earliest' ? low : end };
  });
}
