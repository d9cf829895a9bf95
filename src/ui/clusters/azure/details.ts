/** What is known of one cluster, row by row: what Azure says, and once somebody has signed in to it what Ambari says. No VS Code here. */
import { networkName } from '../../../hdinsight/arm/verdict';
import type { AuthMode, ClusterHealth, ClusterInside } from '../../../protocol/cluster-inside';
import type { Cluster } from '../../../protocol/clusters';
import { moment } from '../../moment';
import { healthLine, networkLine, networkTooltip, plural } from './words';

export interface Detail { label: string; text: string; tooltip?: string; icon: string; warning?: boolean; below?: Detail[] }

const roles: Partial<Record<string, string>> = { headnode: 'Head nodes', workernode: 'Worker nodes', zookeepernode: 'ZooKeeper nodes', kafkamanagementnode: 'Kafka management nodes', idbrokernode: 'ID broker nodes', edgenode: 'Edge nodes' };

/** @param inside absent: nobody has signed in to it. @param mode as it lets one in; absent: nobody knows */
export function detailsOf(cluster: Cluster, { inside, mode }: { inside?: ClusterInside | undefined; mode?: AuthMode | undefined } = {}): Detail[] {
  const { health, fileSystem } = inside ?? {}, own = cluster.storage.find(({ isDefault }) => isDefault), files = fileSystem ?? (own && `${own.container ?? '?'}@${own.host}`);
  return [
    ...(health ? [healthDetail(health)] : []),
    ...(files === undefined ? [] : [{ label: 'Files', text: files, icon: 'folder', tooltip: fileSystem === undefined ? `${files}, as Azure says` : `fs.defaultFS is ${fileSystem}` }]),
    { label: 'Network', text: networkLine(cluster) ?? 'not known', icon: 'type-hierarchy-sub', tooltip: networkTooltip(cluster), ...(cluster.network.kind === 'own' && { below: idsOf(cluster.network) }) },
    ...nodesDetail(cluster), { label: 'Sign-in', text: signInLine(cluster, mode), icon: 'key' },
    ...(cluster.kafkaRest ? [{ label: 'REST proxy', text: cluster.kafkaRest.url ?? 'address not told', icon: 'globe', ...(cluster.kafkaRest.group !== undefined && { tooltip: `Members of ${cluster.kafkaRest.group} may use it` }) }] : []),
    { label: 'Version', text: cluster.version === undefined ? 'not told' : `HDInsight ${cluster.version}`, icon: 'versions', below: Object.entries(cluster.components).map(([label, text]) => ({ label, text, icon: 'dash' })) },
  ];
}

function healthDetail(health: ClusterHealth): Detail {
  const { hosts, services, alerts, counts } = health, bad = counts.critical + counts.warning > 0 || (hosts.lost ?? 0) + (hosts.unhealthy ?? 0) > 0;
  return {
    label: 'Health', text: healthLine(health), icon: bad ? 'warning' : 'pass', warning: bad,
    below: [
      ...alerts.map(({ state, label, text, service, host, since }): Detail => ({
        label, text: [state.toLowerCase(), host?.split('.')[0]].filter((part) => part !== undefined).join(', '), icon: state === 'CRITICAL' ? 'error' : state === 'WARNING' ? 'warning' : 'question', warning: state !== 'UNKNOWN',
        tooltip: [label, text, service, host, since === undefined ? undefined : `since ${moment(since)}`].filter((line) => line !== undefined && line !== '').join('\n'),
      })),
      ...services.map(({ name, state }): Detail => ({ label: name, text: state.toLowerCase(), icon: state === 'STARTED' ? 'pass' : 'circle-slash' })),
    ],
  };
}

const idsOf = ({ vnet, subnet }: Extract<Cluster['network'], { kind: 'own' }>): Detail[] => [{ label: 'Virtual network', text: networkName(vnet), icon: 'dash', tooltip: vnet }, ...(subnet === undefined ? [] : [{ label: 'Subnet', text: networkName(subnet), icon: 'dash', tooltip: subnet }])];

function nodesDetail({ nodes }: Cluster): Detail[] {
  if (nodes.length === 0) return [];
  const counts = nodes.map(({ count }) => count), total = counts.every((count) => count !== undefined) ? counts.reduce((sum, count) => sum + count, 0) : undefined;
  return [{ label: 'Nodes', text: total === undefined ? 'not told' : plural(total, 'node'), icon: 'vm', below: nodes.map(({ role, count, size }) => ({ label: roles[role.toLowerCase()] ?? role, text: [count, size].filter((part) => part !== undefined).join(' × '), icon: 'dash' })) }];
}

function signInLine({ esp, entra, idBroker }: Cluster, mode: AuthMode = 'unknown'): string {
  if (mode === 'none') return 'everybody is let in';
  if (mode === 'entra' || entra === true) return 'Entra';
  if (esp) return idBroker ? 'domain user, or Entra by its ID broker' : 'domain user';
  return mode === 'basic' || entra === false ? 'cluster login' : 'not told';
}
