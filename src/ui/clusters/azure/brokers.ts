/** What the connection form of the Topics view begins with for a Kafka cluster. No VS Code here. */
import type { BrokersOffer } from '../../../contract';
import type { ClusterBrokers } from '../../../protocol/cluster-inside';
import type { Cluster } from '../../../protocol/clusters';

/** The user that Azure suggests where a cluster is made. */
const SSH_USER = 'sshuser';

/** Brokers have names of their network: SSH to the cluster resolves them, and the REST proxy needs none. */
export function offerOf({ name, endpoint, kafkaRest }: Cluster, brokers?: ClusterBrokers): BrokersOffer {
  const domain = endpoint === undefined ? undefined : new URL(endpoint).hostname.split('.').slice(1).join('.');
  return {
    brokers: brokers?.bootstrap ?? '', cluster: name, ...(domain !== undefined && { ssh: `${SSH_USER}@${name}-ssh.${domain}` }), ...(kafkaRest?.url !== undefined && { restUrl: kafkaRest.url }),
    ...(brokers?.protocol !== undefined && { protocol: brokers.protocol }),
  };
}
