import type { AdminRequest } from '../../protocol/kafka.ts';
import type { Acl } from '../acl.ts';
import type { Cluster } from '../cluster.ts';
import type { Deadline } from '../deadline.ts';
import { BrokerFault, KafkaFault } from '../fault.ts';
import type { Exchange } from '../protocol.ts';
import type { Outcome } from '../requests/topics.ts';
import * as requests from '../requests/topics.ts';
import { settled } from './settled.ts';

const NAME = /^[A-Za-z0-9._-]{1,249}$/;
const PAUSE_MS = 100;
const UNKNOWN_TOPIC = 3;

type Creation = Extract<AdminRequest, { do: 'create-topic' }>;

/** Creates a topic and waits until its partitions have leaders. */
export async function createTopic(cluster: Cluster, { topic, partitions, replicationFactor, config }: Creation): Promise<void> {
  if (!NAME.test(topic) || topic === '.' || topic === '..') {
    throw new KafkaFault('refused', `'${topic}' is no name for a topic.`, 'A name has 1 to 249 letters, digits, ".", "_" and "-", and is not "." or "..".');
  }
  if (!Number.isInteger(partitions) || partitions < 1) throw new KafkaFault('refused', `A topic cannot have ${partitions} partitions.`);
  const deadline = cluster.deadline();
  await change(cluster, deadline, `Creating topic '${topic}' on ${cluster.name}`, cluster.needs('Create', 'topic', topic), (timeoutMs) => requests.createTopic(topic, partitions, replicationFactor, config, timeoutMs));
  for (;;) {
    const [found] = await cluster.attempt(deadline, () => cluster.describe([topic], deadline));
    if (found?.error === 0 && found.partitions.length === partitions && found.partitions.every(({ leader }) => leader >= 0)) return;
    await deadline.pause(PAUSE_MS);
    if (deadline.remainingMs <= PAUSE_MS) throw new KafkaFault('timeout', `Topic '${topic}' was created, but not all of its partitions have a leader yet.`, 'Look at it again in a moment.');
  }
}

export async function deleteTopic(cluster: Cluster, topic: string): Promise<void> {
  const deadline = cluster.deadline();
  await change(cluster, deadline, `Deleting topic '${topic}' on ${cluster.name}`, cluster.needs('Delete', 'topic', topic), (timeoutMs) => requests.deleteTopic(topic, timeoutMs));
  await settled(deadline, async () => (await cluster.describe([topic], deadline))[0]?.error === UNKNOWN_TOPIC);
  cluster.forgetTopics([topic]);
}

/** A topic can only grow; keys then go to other partitions than before. */
export async function addPartitions(cluster: Cluster, topic: string, total: number): Promise<void> {
  const deadline = cluster.deadline();
  await change(cluster, deadline, `Adding partitions to topic '${topic}' on ${cluster.name}`, cluster.needs('Alter', 'topic', topic), (timeoutMs) => requests.createPartitions(topic, total, timeoutMs));
  await settled(deadline, async () => (await cluster.describe([topic], deadline))[0]?.partitions.filter(({ leader }) => leader >= 0).length === total);
}

/**
 * Sends a change to the controller, once more after another only when the controller says that it is none: a change whose answer was
 * lost may have been made.
 */
async function change(cluster: Cluster, deadline: Deadline, about: string, needs: Acl, request: (timeoutMs: number) => Exchange<Outcome[]>): Promise<void> {
  for (;;) {
    const controller = await cluster.attempt(deadline, () => cluster.controller(deadline));
    const [outcome] = await controller.send(request(Math.ceil(deadline.remainingMs)), deadline);
    if (outcome?.error === 0) return;
    const fault = new BrokerFault(outcome?.error ?? -1, about, needs, { reason: outcome?.reason });
    if (fault.codeName !== 'NOT_CONTROLLER' || deadline.remainingMs <= PAUSE_MS) throw fault;
    await deadline.pause(PAUSE_MS);
  }
}
