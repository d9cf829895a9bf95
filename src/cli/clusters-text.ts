/** Clusters as a table. */
import { kindName, networkName } from '../hdinsight/arm/verdict.ts';
import type { Cluster } from '../protocol/clusters.ts';
import type { Style } from './style.ts';
import { cut, table } from './table.ts';

const COLUMNS = ['cluster', 'kind', 'version', 'state', 'network', 'signs in', 'location', 'subscription'].map((name) => ({ name, numeric: false }));

/** Empty where there are none. @param nameOf of subscriptions, by their id in lower case */
export function clusterTable(clusters: readonly Cluster[], nameOf: ReadonlyMap<string, string>, style: Style): string {
  if (clusters.length === 0) return '';
  const { head, lines } = table(COLUMNS, clusters.map((cluster) => [
    cluster.name, kindText(cluster), cluster.version ?? '-', cluster.state ?? cluster.provisioning ?? '-', networkText(cluster), signInText(cluster), cluster.location ?? '-', nameOf.get(cluster.subscriptionId.toLowerCase()) ?? cluster.subscriptionId,
  ].map((text) => cut(text, 60))));
  return [style.dim(head), ...lines].map((line) => `${line}\n`).join('');
}

function kindText(cluster: Cluster): string {
  const name = kindName(cluster), version = Object.entries(cluster.components).find(([component]) => component.toLowerCase() === cluster.kind)?.[1];
  return `${name}${version === undefined ? '' : ` ${version}`}${cluster.kafkaRest ? ', REST proxy' : ''}`;
}

function networkText({ network, privateLink }: Cluster): string {
  const text = network.kind === 'own' ? networkName(network.vnet) : network.kind === 'managed' ? "Azure's own" : network.kind === 'mixed' ? 'several' : '-';
  return privateLink ? `${text}, private` : text;
}

const signInText = ({ esp, entra, idBroker }: Cluster): string => (entra === true ? 'Entra' : esp ? idBroker ? 'domain user, Entra' : 'domain user' : 'login');
