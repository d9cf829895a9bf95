import type { PartitionInfo, TopicConfigEntry, TopicDetail, TopicSummary } from '../../protocol/kafka.ts';
import type { Cluster } from '../cluster.ts';
import { BrokerFault, KafkaFault, problemOf, unknownTopic } from '../fault.ts';
import type { SummaryOptions } from '../gateway.ts';
import { boundsOf } from '../offsets.ts';
import type { PartitionMetadata, TopicMetadata } from '../protocol.ts';
import { describeTopicConfig } from '../requests/configs.ts';

/** Topics by name, with message counts asked of each broker once for all topics. */
export async function topicSummaries(cluster: Cluster, options: SummaryOptions): Promise<TopicSummary[]> {
  const deadline = cluster.deadline();
  const found = (await cluster.attempt(deadline, () => cluster.describe(options.topics ?? null, deadline)))
    .filter(({ internal }) => options.internal === true || !internal)
    .sort((a, b) => (a.topic < b.topic ? -1 : 1));
  const summaries = found.map((topic) => summaryOf(topic, cluster));
  if (options.counts === false) return summaries;
  const asked = found.flatMap(({ topic, error, partitions }) => (error === 0 ? partitions.map(({ partition }) => ({ topic, partition })) : []));
  const bounds = await boundsOf(cluster, asked, 'read_uncommitted', deadline);
  const byTopic = new Map(summaries.map((summary) => [summary.topic, summary]));
  asked.forEach(({ topic }, i) => {
    const summary = byTopic.get(topic)!, bound = bounds[i]!;
    if (bound instanceof KafkaFault) {
      summary.unanswered = (summary.unanswered ?? 0) + 1;
      summary.problem ??= problemOf(bound);
    } else {
      summary.messages = (summary.messages ?? 0) + bound.end - bound.low;
    }
  });
  return summaries;
}

function summaryOf({ topic, error, internal, partitions }: TopicMetadata, cluster: Cluster): TopicSummary {
  if (error !== 0) return { topic, internal, partitions: partitions.length, problem: problemOf(error === 3 ? unknownTopic(topic, cluster.name) : new BrokerFault(error, `Topic '${topic}' on ${cluster.name}`, cluster.needs('Describe', 'topic', topic))) };
  return { topic, internal, partitions: partitions.length, replicationFactor: partitions.reduce((least, { replicas }) => Math.min(least, replicas.length), partitions[0]?.replicas.length ?? 0) };
}

/** Everything about one topic. Fault `unknown-topic` when it does not exist. */
export async function topicDetail(cluster: Cluster, topic: string): Promise<TopicDetail> {
  const deadline = cluster.deadline();
  cluster.forgetTopics([topic]);
  const [config, found] = await Promise.all([
    topicConfig(cluster, topic).catch((error: unknown) => problemOf(error)),
    // The second question waits a moment for a topic that was just created.
    cluster.attempt(deadline, async () => (await cluster.describe([topic], deadline)).find(({ error }) => error === 0)
      ?? { internal: false, partitions: await cluster.partitions(topic, deadline) }),
  ]);
  const { internal, partitions } = found;
  const bounds = await boundsOf(cluster, partitions.map(({ partition }) => ({ topic, partition })), 'read_uncommitted', deadline);
  return {
    topic, internal,
    partitions: partitions.map((metadata, i) => partitionInfo(metadata, bounds[i]!)),
    ...(Array.isArray(config) ? { config } : { configProblem: config }),
  };
}

function partitionInfo({ partition, leader, replicas, isr }: PartitionMetadata, bounds: { low: number; end: number } | KafkaFault): PartitionInfo {
  return {
    partition, replicas, isr, offline: leader < 0, ...(leader >= 0 ? { leader } : {}),
    ...(bounds instanceof KafkaFault ? { problem: problemOf(bounds) } : { low: bounds.low, high: bounds.end }),
  };
}

/** All configuration of a topic, sorted by name. */
export async function topicConfig(cluster: Cluster, topic: string): Promise<TopicConfigEntry[]> {
  const deadline = cluster.deadline();
  return cluster.attempt(deadline, async () => {
    const [answer] = await cluster.sendToAny(describeTopicConfig(topic), deadline);
    if (answer?.error !== 0) throw new BrokerFault(answer?.error ?? -1, `Configuration of topic '${topic}' on ${cluster.name}`, cluster.needs('DescribeConfigs', 'topic', topic), { reason: answer?.reason });
    return answer.entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}
