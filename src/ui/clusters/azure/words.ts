/** Clusters of Azure in words. No VS Code here: this is what the unit tests see. */
import { kindName, networkName } from '../../../hdinsight/arm/verdict';
import type { ClusterHealth } from '../../../protocol/cluster-inside';
import type { NetworkVerdict } from '../../../protocol/cluster-verdict';
import type { Cluster, ClusterListing, Subscription } from '../../../protocol/clusters';
import { count } from '../../topics/words';

export const isReady = ({ state }: Pick<Cluster, 'state'>): boolean => state === undefined || /^(running|operational)$/i.test(state);

/** What is looked for most stands first: a sidebar is narrow. */
export function clusterLine(cluster: Cluster): string {
  return [kindLine(cluster), isReady(cluster) ? undefined : cluster.state, networkLine(cluster)].filter((part) => part !== undefined).join(', ');
}

function kindLine(cluster: Cluster): string {
  const version = Object.entries(cluster.components).find(([component]) => component.toLowerCase() === cluster.kind)?.[1];
  return `${kindName(cluster)}${version === undefined ? '' : ` ${version}`}`;
}

export function networkLine({ network }: Pick<Cluster, 'network'>): string | undefined {
  return network.kind === 'own' ? networkName(network.vnet) : network.kind === 'managed' ? "Azure's own network" : network.kind === 'mixed' ? 'several networks' : undefined;
}

/** `near`: what else is in its network. */
export function clusterTooltip(cluster: Cluster, subscription: string, near: readonly Cluster[]): string {
  const { name, version, state, location, resourceGroup, endpoint, kafkaRest, privateLink } = cluster;
  return [
    `${name}: ${kindLine(cluster)}`, version === undefined ? undefined : `HDInsight ${version}`, state, networkTooltip(cluster), privateLink ? 'Only its private address answers' : undefined,
    near.length === 0 ? undefined : `In the same network: ${near.map((each) => `${each.name} (${kindName(each)})`).join(', ')}`,
    kafkaRest ? 'With a REST proxy' : undefined, [location, resourceGroup, subscription].filter((part) => part !== undefined).join(', '), endpoint,
  ].filter((line) => line !== undefined && line !== '').join('\n');
}

export function networkTooltip({ network }: Pick<Cluster, 'network'>): string {
  switch (network.kind) {
    case 'own': return `Virtual network ${networkName(network.vnet)}${network.subnet === undefined ? '' : `, subnet ${networkName(network.subnet)}`}`;
    case 'managed': return 'In a network that Azure manages, which nobody else can join';
    case 'mixed': return 'Its nodes are said to be in several networks';
    case 'unknown': return 'Azure does not say in which network it is';
  }
}

/** Undefined: all have answered. */
export function partialLine({ subscriptions, problems }: ClusterListing): string | undefined {
  const silent = subscriptions.filter(({ id }) => problems.some(({ subscription }) => subscription === id)).length;
  return silent === 0 ? undefined : `${subscriptions.length - silent} of ${subscriptions.length} subscriptions answered`;
}

/** Those that have clusters, by name; and those that have answered and have none. */
export function divided({ subscriptions, clusters, problems }: ClusterListing): { full: { subscription: Subscription; clusters: Cluster[] }[]; empty: Subscription[] } {
  const of = ({ id }: Subscription): Cluster[] => clusters.filter(({ subscriptionId }) => subscriptionId.toLowerCase() === id.toLowerCase()), silent = new Set(problems.map(({ subscription }) => subscription));
  const all = subscriptions.map((subscription) => ({ subscription, clusters: of(subscription) }));
  return { full: all.filter((each) => each.clusters.length > 0), empty: all.filter((each) => each.clusters.length === 0 && !silent.has(each.subscription.id)).map(({ subscription }) => subscription) };
}

export const plural = (number: number, one: string): string => `${count(number)} ${one}${number === 1 ? '' : 's'}`;

export function healthLine({ hosts, counts, services }: ClusterHealth): string {
  const stopped = services.filter(({ state }) => state !== 'STARTED').length, lost = (hosts.lost ?? 0) + (hosts.unhealthy ?? 0);
  const bad = [counts.critical > 0 ? `${count(counts.critical)} critical` : undefined, counts.warning > 0 ? plural(counts.warning, 'warning') : undefined, lost > 0 ? `${plural(lost, 'host')} of ${count(hosts.total)} not healthy` : undefined, stopped > 0 ? `${plural(stopped, 'service')} not started` : undefined].filter((part) => part !== undefined);
  return bad.length > 0 ? bad.join(', ') : `no alerts, ${plural(hosts.total, 'host')}`;
}

/** A verdict at a glance; its reason says the rest. */
export const compared: Record<NetworkVerdict['verdict'], { text: string; icon: string }> = {
  same: { text: 'one network', icon: 'pass' }, different: { text: 'two networks', icon: 'warning' }, unreachable: { text: 'not reachable', icon: 'error' }, unknown: { text: 'not known', icon: 'question' },
};
