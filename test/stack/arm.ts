/**
 * A server of our own that answers as the documentation of Azure Resource Manager shows subscriptions, tenants and HDInsight clusters, over
 * TLS on the loopback: no subscription can be had here.
 */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { makeCertificate, type ServerCertificate } from './certificates.ts';

export interface Arm {
  url: string;
  /** PEM file to trust. */
  caFile: string;
  /** Of each tenant; the first is the account's own. */
  tenants: { id: string; token: string; name?: string; domain?: string }[];
  subscriptions: { id: string; name: string; tenant: string; state?: string }[];
  /** By the id of their subscription, as the documentation shows them. */
  clusters: Map<string, unknown[]>;
  /** How many stand on a page. */
  page: number;
  /** Where a list goes on; default here. */
  nextLink: ((path: string) => string) | undefined;
  /** `METHOD path` of every request with the token it brought, in order. */
  asked: { what: string; token: string }[];
  /** Answers instead; false: it goes on as usual. */
  instead: ((what: string, answer: ServerResponse) => boolean) | undefined;
  /** Answers of POST, by path without its query. */
  posts: Map<string, unknown>;
  stop(): Promise<void>;
}

const json = (answer: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void => { answer.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(value)); };
export const armError = (answer: ServerResponse, status: number, code: string, message: string, headers: Record<string, string> = {}): void => { json(answer, status, { error: { code, message } }, headers); };

/** @param certificate default one of its own */
export async function startArm(folder: string, certificate?: ServerCertificate): Promise<Arm> {
  const { keystore, password, pem } = certificate ?? await makeCertificate(folder);
  const server = createServer({ pfx: await readFile(keystore), passphrase: password }, (asked, answer) => { serve(arm, asked, answer); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback gave no port.');
  const arm: Arm = {
    url: `https://localhost:${address.port}`, caFile: pem, tenants: [], subscriptions: [], clusters: new Map(), page: 100, nextLink: undefined, asked: [], instead: undefined, posts: new Map(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
  return arm;
}

function serve(arm: Arm, asked: IncomingMessage, answer: ServerResponse): void {
  const url = new URL(asked.url!, arm.url), what = `${asked.method} ${asked.url}`, token = asked.headers.authorization?.replace(/^Bearer /, '') ?? '';
  asked.resume();
  arm.asked.push({ what, token });
  if (arm.instead?.(what, answer)) return;
  const tenant = arm.tenants.find((each) => each.token === token);
  if (!tenant) return armError(answer, 401, 'InvalidAuthenticationToken', 'The access token is invalid.');
  if (!url.searchParams.has('api-version')) return armError(answer, 400, 'MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required for all requests.');
  const of = (id: string): Arm['subscriptions'][number] | undefined => arm.subscriptions.find((each) => each.id === id && each.tenant === tenant.id);
  if (asked.method === 'POST') {
    const found = arm.posts.get(url.pathname);
    return found === undefined ? armError(answer, 404, 'ResourceNotFound', 'The resource was not found.') : json(answer, 200, found);
  }
  if (url.pathname === '/tenants') return list(arm, url, answer, arm.tenants.map(({ id, name = id, domain = 'example.com' }, i) => ({ id: `/tenants/${id}`, tenantId: id, countryCode: 'NL', displayName: name, domains: [domain], tenantCategory: i === 0 ? 'Home' : 'ProjectedBy', defaultDomain: domain, tenantType: 'AAD' })));
  if (url.pathname === '/subscriptions') return list(arm, url, answer, arm.subscriptions.filter((each) => each.tenant === tenant.id).map(({ id, name, state = 'Enabled' }) => ({ id: `/subscriptions/${id}`, subscriptionId: id, displayName: name, state, tenantId: tenant.id })));
  const [, subscription] = /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.HDInsight\/clusters$/.exec(url.pathname) ?? [];
  if (subscription === undefined) return armError(answer, 404, 'ResourceNotFound', 'The resource was not found.');
  if (!of(subscription)) return armError(answer, 404, 'SubscriptionNotFound', `The subscription '${subscription}' could not be found.`);
  list(arm, url, answer, arm.clusters.get(subscription) ?? []);
}

function list(arm: Arm, url: URL, answer: ServerResponse, all: readonly unknown[]): void {
  const from = Number(url.searchParams.get('$skiptoken') ?? 0), next = new URL(url);
  next.searchParams.set('$skiptoken', String(from + arm.page));
  const link = arm.nextLink?.(`${next.pathname}${next.search}`) ?? next.href;
  json(answer, 200, { value: all.slice(from, from + arm.page), ...(from + arm.page < all.length ? { nextLink: link } : {}) });
}

export const SUBSCRIPTION = '00000000-1111-2222-3333-444444444444';

/** As the type of the documentation has it; what is given stands instead. */
export function armCluster(name: string, kind: string, { subscription = SUBSCRIPTION, vnet, properties = {} }: { subscription?: string; vnet?: string; properties?: Record<string, unknown> } = {}): Record<string, unknown> {
  const network = vnet === undefined ? {} : { virtualNetworkProfile: { id: `/subscriptions/${subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/${vnet}`, subnet: `/subscriptions/${subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/${vnet}/subnets/default` } };
  const role = (role: string, count: number): Record<string, unknown> => ({ name: role, targetInstanceCount: count, hardwareProfile: { vmSize: 'Standard_E8_V3' }, ...network });
  return {
    id: `/subscriptions/${subscription}/resourceGroups/streaming/providers/Microsoft.HDInsight/clusters/${name}`, name, type: 'Microsoft.HDInsight/clusters', location: 'West Europe', etag: '1', tags: null,
    properties: {
      clusterVersion: '5.1.3000.0', osType: 'Linux', tier: 'Standard', clusterId: '1', clusterDefinition: { blueprint: 'x', kind, componentVersion: { [kind]: kind.toLowerCase() === 'kafka' ? '3.2' : '3.3' } },
      computeProfile: { roles: [role('headnode', 2), role('workernode', 4), role('zookeepernode', 3)] }, provisioningState: 'Succeeded', clusterState: 'Running', createdDate: '2026-01-01T00:00:00.000',
      connectivityEndpoints: [{ name: 'SSH', protocol: 'TCP', location: `${name}-ssh.azurehdinsight.net`, port: 22 }, { name: 'HTTPS', protocol: 'TCP', location: `${name}.azurehdinsight.net`, port: 443 }],
      storageProfile: { storageaccounts: [{ name: 'weirdata.blob.core.windows.net', isDefault: true, container: name, fileSystem: null, resourceId: `/subscriptions/${subscription}/resourceGroups/streaming/providers/Microsoft.Storage/storageAccounts/weirdata` }] },
      ...properties,
    },
  };
}
