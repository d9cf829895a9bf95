/** What Azure Resource Manager answers of HDInsight. Every field may be missing; one of another kind counts as missing. */
import type { Cluster, ClusterNetwork, ClusterNodes, ClusterStorage, Subscription, Tenant } from '../../protocol/clusters.ts';
import { at, given, listAt, textAt, textsAt } from '../fields.ts';
import { field } from '../http/json.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i, NAME = /^[a-z0-9][a-z0-9-]{0,58}$/i;
const CLUSTER_ID = /^\/subscriptions\/([^/?#]+)\/resourceGroups\/([^/?#]+)\/providers\/Microsoft\.HDInsight\/clusters\/([^/?#]+)$/i;

/** Undefined: it is none that one could ask for. */
export function subscriptionOf(json: unknown): Subscription | undefined {
  const id = textAt(json, 'subscriptionId');
  if (id === undefined || !GUID.test(id)) return undefined;
  return { id, name: textAt(json, 'displayName') ?? id, ...given('tenantId', guidAt(json, 'tenantId')), ...given('state', textAt(json, 'state')) };
}

export const guidAt = (json: unknown, name: string): string | undefined => {
  const text = textAt(json, name);
  return text !== undefined && GUID.test(text) ? text : undefined;
};

/** Undefined: it has no id. */
export function tenantOf(json: unknown): Tenant | undefined {
  const id = guidAt(json, 'tenantId');
  return id === undefined ? undefined : { id, home: textAt(json, 'tenantCategory')?.toLowerCase() === 'home', ...given('name', textAt(json, 'displayName')), ...given('domain', textAt(json, 'defaultDomain')) };
}

/** Undefined: it has no id of a cluster, so that nothing could be asked of it. */
export function clusterOf(json: unknown): Cluster | undefined {
  const id = textAt(json, 'id'), [, subscriptionId, resourceGroup, name] = CLUSTER_ID.exec(id ?? '') ?? [];
  if (id === undefined || subscriptionId === undefined || resourceGroup === undefined || name === undefined || !GUID.test(subscriptionId) || !NAME.test(name)) return undefined;
  const properties = field(json, 'properties'), roles = listAt(properties, 'computeProfile', 'roles'), nodes = roles.flatMap(nodesOf), gateway = endpointOf(properties, 'HTTPS');
  const rest = at(properties, 'kafkaRestProperties'), entra = entraOf(properties);
  return {
    id, name, subscriptionId, resourceGroup: decoded(resourceGroup), ...given('location', textAt(json, 'location')),
    kind: (textAt(properties, 'clusterDefinition', 'kind') ?? '').toLowerCase(), components: textsAt(properties, 'clusterDefinition', 'componentVersion'),
    ...given('version', textAt(properties, 'clusterVersion')), ...given('state', textAt(properties, 'clusterState')), ...given('provisioning', textAt(properties, 'provisioningState')),
    ...given('endpoint', gateway && `https://${gateway}`), network: networkOf(properties, roles), privateLink: textAt(properties, 'networkProperties', 'privateLink')?.toLowerCase() === 'enabled',
    esp: at(properties, 'securityProfile', 'directoryType') !== undefined || at(properties, 'securityProfile', 'domain') !== undefined,
    idBroker: nodes.some(({ role }) => role.toLowerCase() === 'idbrokernode'), ...given('entra', entra),
    ...(rest !== undefined && rest !== null || nodes.some(({ role }) => role.toLowerCase() === 'kafkamanagementnode') ? { kafkaRest: { ...given('url', restUrl(properties, name, gateway)), ...given('group', textAt(rest, 'clientGroupInfo', 'groupName')) } } : {}),
    storage: listAt(properties, 'storageProfile', 'storageaccounts').flatMap(storageOf), nodes,
  };
}

function nodesOf(json: unknown): ClusterNodes[] {
  const role = textAt(json, 'name'), count = field(json, 'targetInstanceCount');
  return role === undefined ? [] : [{ role, ...given('count', Number.isSafeInteger(count) ? count as number : undefined), ...given('size', textAt(json, 'hardwareProfile', 'vmSize')) }];
}

/** Ids of Azure are compared without regard to case. */
function networkOf(properties: unknown, roles: readonly unknown[]): ClusterNetwork {
  if (!Array.isArray(at(properties, 'computeProfile', 'roles')) || roles.length === 0) return { kind: 'unknown' };
  const vnets = roles.map((role) => textAt(role, 'virtualNetworkProfile', 'id')), ids = new Set(vnets.map((id) => id?.toLowerCase()).filter((id) => id !== undefined)), [first] = ids;
  if (first === undefined) return { kind: 'managed' };
  if (ids.size > 1) return { kind: 'mixed' };
  return { kind: 'own', vnet: vnets.find((id) => id !== undefined)!, ...given('subnet', textAt(roles.find((role) => textAt(role, 'virtualNetworkProfile', 'subnet') !== undefined), 'virtualNetworkProfile', 'subnet')) };
}

function endpointOf(properties: unknown, name: string): string | undefined {
  const found = listAt(properties, 'connectivityEndpoints').find((each) => textAt(each, 'name')?.toUpperCase() === name.toUpperCase()), host = textAt(found, 'location');
  return host !== undefined && HOST.test(host) && host.length < 254 ? host.toLowerCase() : undefined;
}

/** It stands beside the gateway, where no other address of it is told. */
function restUrl(properties: unknown, name: string, gateway: string | undefined): string | undefined {
  const told = listAt(properties, 'connectivityEndpoints').map((each) => textAt(each, 'location')?.toLowerCase()).find((host) => host !== undefined && HOST.test(host) && host.split('.')[0]!.endsWith('-kafkarest'));
  if (told !== undefined) return `https://${told}`;
  const domain = gateway === undefined ? undefined : gateway.slice(gateway.indexOf('.') + 1);
  return domain === undefined ? undefined : `https://${name.toLowerCase()}-kafkarest.${domain}`;
}

/** Told only by what the cluster was made with, and then as text or not. */
function entraOf(properties: unknown): boolean | undefined {
  const gateway = at(properties, 'clusterDefinition', 'configurations', 'gateway'), enabled = field(gateway, 'restAuthCredential.isEnabled'), users = field(gateway, 'restAuthEntraUsers');
  if (users !== undefined && users !== null && users !== '' && users !== '[]' && !(Array.isArray(users) && users.length === 0)) return true;
  return enabled === true || enabled === 'true' ? false : undefined;
}

function storageOf(json: unknown): ClusterStorage[] {
  const host = textAt(json, 'name')?.replace(/^https?:\/\//i, '').replace(/\/+$/, '').toLowerCase();
  if (host === undefined || !HOST.test(host)) return [];
  const [account, service] = host.split('.'), kind = service === 'blob' ? 'blob' : service === 'dfs' ? 'adls2' : 'other';
  const container = kind === 'adls2' ? textAt(json, 'fileSystem') ?? textAt(json, 'container') : textAt(json, 'container');
  return [{ host, account: account!, kind, ...given('container', container), isDefault: field(json, 'isDefault') === true, ...given('resourceId', textAt(json, 'resourceId')) }];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
