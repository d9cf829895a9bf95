import type { BrokerInfo, GroupDetail, GroupOffset, GroupSummary, KafkaProblem } from '../../protocol/kafka.ts';
import type { Cluster } from '../cluster.ts';
import type { Deadline } from '../deadline.ts';
import { BrokerFault, KafkaFault, problemOf } from '../fault.ts';
import type { PartitionBounds } from '../gateway.ts';
import { boundsOf } from '../offsets.ts';
import { Api } from '../protocol.ts';
import type { DescribedGroup, ListedGroup } from '../requests/groups.ts';
import { describeConsumerGroup, describeGroups, listGroups, offsetFetch } from '../requests/groups.ts';

const GROUP_ID_NOT_FOUND = 69;

/** All consumer groups, sorted by name, and what could not be asked. Reading them changes nothing. */
export async function groupSummaries(cluster: Cluster): Promise<{ groups: GroupSummary[]; problems: KafkaProblem[] }> {
  const deadline = cluster.deadline();
  await cluster.attempt(deadline, () => cluster.describe([], deadline));
  const answers = await Promise.all(cluster.brokerList.map(async ({ id }) => {
    try {
      return await groupsAt(cluster, id, deadline);
    } catch (error) {
      if (error instanceof KafkaFault) return error;
      throw error;
    }
  }));
  const problems = answers.filter((answer) => answer instanceof KafkaFault);
  if (problems.length === answers.length && problems[0]) throw problems[0];
  const groups = answers.flatMap((answer) => (answer instanceof KafkaFault ? [] : answer)).sort((a, b) => (a.group < b.group ? -1 : 1));
  return { groups, problems: problems.map((problem) => problemOf(problem)) };
}

async function groupsAt(cluster: Cluster, broker: number, deadline: Deadline): Promise<GroupSummary[]> {
  const listed = await listedAt(cluster, broker, deadline);
  const unknown = listed.filter(({ state }) => state === undefined).map(({ group }) => group);
  const states = new Map<string, string>();
  if (unknown.length > 0) {
    for (const { group, state, error } of await cluster.connection(broker).send(describeGroups(unknown), deadline)) if (error === 0) states.set(group, state);
  }
  return listed.map(({ group, protocolType, state }) => ({ group, protocolType, state: state ?? states.get(group) ?? 'Unknown' }));
}

async function listedAt(cluster: Cluster, broker: number, deadline: Deadline): Promise<ListedGroup[]> {
  const connection = cluster.connection(broker);
  await connection.open(deadline);
  const max = connection.maxVersion(Api.listGroups);
  const { error, groups } = await connection.send(listGroups(max >= 5 ? 5 : max === 4 ? 4 : 1), deadline);
  if (error !== 0) throw new BrokerFault(error, `Consumer groups of broker ${broker} of ${cluster.name}`);
  return groups;
}

/** Members, committed offsets and lag of a group. Fault `unknown-group` when there is none of this name. */
export async function groupDetail(cluster: Cluster, group: string): Promise<GroupDetail> {
  const deadline = cluster.deadline();
  return cluster.attempt(deadline, async () => {
    const coordinator = await cluster.coordinator(group, deadline);
    const described = await describeGroup(cluster, coordinator, group, deadline);
    const { error, offsets } = await cluster.connection(coordinator.id).send(offsetFetch(group), deadline);
    if (error !== 0) throw new BrokerFault(error, `Offsets of consumer group '${group}' on ${cluster.name}`, cluster.needs('Describe', 'group', group));
    if (described.state === 'Dead' && described.members.length === 0 && offsets.length === 0) throw new BrokerFault(GROUP_ID_NOT_FOUND, `Consumer group '${group}' on ${cluster.name}`);
    const committed = offsets.filter((each) => each.error === 0);
    const rows = groupRows(committed, described.members);
    const bounds = await boundsOf(cluster, rows, 'read_uncommitted', deadline);
    const withLag = rows.map((row, i) => addLag(row, bounds[i]!));
    const lags = withLag.flatMap(({ lag }) => (lag === null ? [] : [lag]));
    const problem = bounds.find((each) => each instanceof KafkaFault);
    return {
      group, protocolType: described.protocolType, state: described.state, protocol: described.protocol, coordinator, members: described.members,
      offsets: withLag, lag: lags.length === 0 || problem ? null : lags.reduce((a, b) => a + b, 0),
      ...(problem ? { problem: problemOf(problem) } : {}),
    };
  });
}

export async function describeGroup(cluster: Cluster, coordinator: BrokerInfo, group: string, deadline: Deadline): Promise<DescribedGroup> {
  const connection = cluster.connection(coordinator.id);
  await connection.open(deadline);
  if (connection.speaks(Api.consumerGroupDescribe)) {
    // Only a group of the new protocol answers; for any other the old request has it.
    const [answer] = await connection.send(describeConsumerGroup(group), deadline);
    if (answer?.error === 0) return answer;
  }
  const [answer] = await connection.send(describeGroups([group]), deadline);
  if (answer?.error !== 0) throw new BrokerFault(answer?.error ?? -1, `Consumer group '${group}' on ${cluster.name}`, cluster.needs('Describe', 'group', group));
  return answer;
}

/** What is committed and what is assigned, by topic and partition; a partition that is only assigned has no commit. */
export function groupRows(committed: readonly { topic: string; partition: number; offset: number }[], members: GroupDetail['members']): GroupOffset[] {
  const rows = new Map<string, GroupOffset>();
  const row = (topic: string, partition: number): GroupOffset => {
    const name = `${topic}\n${partition}`;
    let found = rows.get(name);
    if (!found) rows.set(name, found = { topic, partition, committed: null, lag: null });
    return found;
  };
  for (const { topic, partition, offset } of committed) row(topic, partition).committed = offset < 0 ? null : offset;
  for (const { memberId, assignment } of members) {
    for (const { topic, partitions } of assignment) for (const partition of partitions) row(topic, partition).memberId = memberId;
  }
  return [...rows.values()].sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

/** A topic that may not be described has its commits left out by the broker: whether there is one is not known then. The lag counts from the commit to the high watermark. What retention has deleted meanwhile counts: the group did not read it. */
export function addLag(row: GroupOffset, bounds: PartitionBounds | KafkaFault): GroupOffset {
  if (bounds instanceof KafkaFault) return { ...row, problem: problemOf(bounds) };
  return { ...row, low: bounds.low, high: bounds.end, lag: row.committed === null ? null : Math.max(0, bounds.end - row.committed) };
}
