import * as vscode from 'vscode';
import type { Cluster } from '../../protocol/clusters';
import type { PartitionInfo } from '../../protocol/kafka';
import type { Around, KafkaRead } from '../../protocol/submit-thread';
import type { Connection, Connections } from '../topics/connections';
import type { Ask } from '../topics/pick-topic';

/** A check waits no longer for brokers. */
const LIMIT_MS = 5000;

/** What is known beside the cluster: partitions through the connections of the Topics view, networks by what Azure lists. */
export async function lookAround(connections: Connections, ask: Ask, azure: () => Promise<Cluster[]>, reads: readonly KafkaRead[]): Promise<Around> {
  const partitions: Around['partitions'] = [];
  let why: string | undefined;
  for (const { servers, topics } of reads) {
    const connection = connections.list.find((each) => names(each, servers));
    if (!connection) {
      why ??= vscode.l10n.t('no connection of the Topics view has the brokers {0}', servers);
      continue;
    }
    const late = new Promise<undefined>((resolve) => { setTimeout(() => { resolve(undefined); }, LIMIT_MS); });
    for (const topic of topics) {
      const answer = await Promise.race([ask(connection, { ask: 'topic', topic }), late]);
      if (answer === undefined) why ??= vscode.l10n.t('{0} did not answer in time', connection.name);
      else if ('problem' in answer) why ??= answer.problem.message.replace(/\.$/, '');
      else partitions.push([topic, answer.value.partitions satisfies PartitionInfo[]]);
    }
  }
  const clusters = await azure();
  return { partitions, ...(why !== undefined && { partitionsUnknown: why }), ...(clusters.length > 0 && { clusters }) };
}

/** One broker in common is enough. */
function names({ description }: Connection, servers: string): boolean {
  if (description.kind !== 'direct' && description.kind !== 'ssh') return false;
  const list = (text: string): string[] => text.toLowerCase().split(',').map((each) => each.trim()), wanted = list(servers);
  return list(description.brokers).some((each) => wanted.includes(each));
}
