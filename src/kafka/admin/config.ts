import type { Cluster } from '../cluster.ts';
import { BrokerFault, KafkaFault } from '../fault.ts';
import { topicConfig } from '../describe/topics.ts';
import { Api } from '../protocol.ts';
import { changeTopicConfig, replaceTopicConfig } from '../requests/configs.ts';
import type { Outcome } from '../requests/topics.ts';
import { settled } from './settled.ts';

/** Changes the named settings of a topic and leaves its other overrides as they are. null takes an override away. */
export async function alterConfig(cluster: Cluster, topic: string, set: Readonly<Record<string, string | null>>): Promise<void> {
  if (Object.keys(set).length === 0) return;
  const deadline = cluster.deadline();
  // AlterConfigs and IncrementalAlterConfigs would also take a topic that is not there for one without settings.
  await cluster.attempt(deadline, () => cluster.partitions(topic, deadline));
  const controller = await cluster.attempt(deadline, () => cluster.controller(deadline));
  await controller.open(deadline);
  if (controller.speaks(Api.incrementalAlterConfigs)) mustBeTaken(cluster, topic, await controller.send(changeTopicConfig(topic, set), deadline));
  else await alterByReplacing(cluster, topic, set);
  await settled(deadline, async () => {
    const shown = new Map((await topicConfig(cluster, topic)).map((entry) => [entry.name, entry]));
    return Object.entries(set).every(([name, value]) => {
      const entry = shown.get(name);
      return value === null ? entry?.isDefault !== false : entry?.isDefault === false && (entry.sensitive || entry.value === value);
    });
  });
}

/** Brokers before Kafka 2.3 only replace all overrides: those that the topic has are sent along. */
export async function alterByReplacing(cluster: Cluster, topic: string, set: Readonly<Record<string, string | null>>): Promise<void> {
  const deadline = cluster.deadline();
  const all = new Map<string, string>();
  for (const { name, value, isDefault, sensitive } of await topicConfig(cluster, topic)) {
    if (isDefault || name in set) continue;
    if (sensitive || value === null) throw new KafkaFault('refused', `Topic '${topic}' has the sensitive setting ${name}, which this broker would reset.`, 'Change the configuration with kafka-configs on the cluster.');
    all.set(name, value);
  }
  for (const [name, value] of Object.entries(set)) if (value !== null) all.set(name, value);
  const controller = await cluster.attempt(deadline, () => cluster.controller(deadline));
  mustBeTaken(cluster, topic, await controller.send(replaceTopicConfig(topic, Object.fromEntries(all)), deadline));
}

function mustBeTaken(cluster: Cluster, topic: string, [outcome]: readonly Outcome[]): void {
  if (outcome?.error !== 0) throw new BrokerFault(outcome?.error ?? -1, `Changing the configuration of topic '${topic}' on ${cluster.name}`, cluster.needs('AlterConfigs', 'topic', topic), { reason: outcome?.reason });
}
