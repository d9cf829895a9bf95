import type { AdminRequest } from '../../protocol/kafka.ts';
import type { Cluster } from '../cluster.ts';
import { alterConfig } from './config.ts';
import { purge } from './purge.ts';
import { resetGroup } from './reset-group.ts';
import { addPartitions, createTopic, deleteTopic } from './topics.ts';

/** Does exactly what the request says and resolves when the cluster has taken it. Whether changes are allowed was checked before. */
export async function administer(cluster: Cluster, request: AdminRequest): Promise<void> {
  switch (request.do) {
    case 'create-topic': return createTopic(cluster, request);
    case 'delete-topic': return deleteTopic(cluster, request.topic);
    case 'add-partitions': return addPartitions(cluster, request.topic, request.total);
    case 'alter-config': return alterConfig(cluster, request.topic, request.set);
    case 'purge': return purge(cluster, request.topic, request.partitions);
    case 'reset-group': return resetGroup(cluster, request);
  }
}
