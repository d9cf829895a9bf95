/** Subscriptions of an account, and the HDInsight clusters in them. */
import type { Cluster, ClusterListing, Subscription, Tenant } from '../../protocol/clusters.ts';
import { HttpFault } from '../../http/fault.ts';
import type { ArmCall, ArmClient } from './client.ts';
import { clusterOf, subscriptionOf, tenantOf } from './parse.ts';

export const CLUSTERS_VERSION = '2021-06-01';
const SUBSCRIPTIONS_VERSION = '2022-12-01';
const AT_ONCE = 4, MOST_TENANTS = 50;

export interface ListingOptions {
  /** Ids or names; absent: all. */
  subscriptions?: readonly string[];
  /** Those of other tenants that the account is a guest of, too. */
  tenants?: boolean;
  signal?: AbortSignal;
  /** Called with what was found in a subscription, as soon as it was. */
  found?(subscription: Subscription, clusters: readonly Cluster[]): void;
}

type Problems = ClusterListing['problems'];

/** By name. What cannot be looked at is named among the problems and keeps nothing else away. @throws HttpFault where there is not even a list of subscriptions */
export async function listClusters(arm: ArmClient, options: ListingOptions = {}): Promise<ClusterListing> {
  const { signal } = options, problems: Problems = [], all = await subscriptionsOf(arm, options, problems), clusters = new Map<string, Cluster>();
  const chosen = options.subscriptions === undefined ? all : chosenOf(all, options.subscriptions, problems);
  await sideBySide(chosen, async (subscription) => {
    if (subscription.state?.toLowerCase() === 'deleted') return;
    try {
      const found = await clustersOf(arm, subscription, { signal });
      for (const cluster of found) clusters.set(cluster.id.toLowerCase(), cluster);
      options.found?.(subscription, found);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof HttpFault)) throw error;
      problems.push({ kind: error.kind, hint: error.hint, message: `${subscription.name}: ${error.message}`, subscription: subscription.id });
    }
  });
  const byName = (a: { name: string; id: string }, b: { name: string; id: string }): number => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : a.name.toLowerCase() > b.name.toLowerCase() ? 1 : a.id < b.id ? -1 : 1);
  return { subscriptions: [...chosen].sort(byName), clusters: [...clusters.values()].sort(byName), problems };
}

/** @throws HttpFault */
export async function clustersOf(arm: ArmClient, { id, through }: Subscription, call: Pick<ArmCall, 'signal'> = {}): Promise<Cluster[]> {
  const found: Cluster[] = [];
  for await (const page of arm.list(`/subscriptions/${id}/providers/Microsoft.HDInsight/clusters?api-version=${CLUSTERS_VERSION}`, { ...call, tenantId: through })) found.push(...page.flatMap((json) => clusterOf(json) ?? []));
  return found;
}

/** One cluster, with what a list may leave out. @throws HttpFault */
export async function oneCluster(arm: ArmClient, cluster: Pick<Cluster, 'id'>, call: ArmCall = {}): Promise<Cluster> {
  const found = clusterOf(await arm.get(`${cluster.id}?api-version=${CLUSTERS_VERSION}`, call));
  if (found === undefined) throw new HttpFault('protocol', `${arm.url.host} answers with something that is no cluster.`, 'Try again later.');
  return found;
}

/** Each once, as they come. @throws HttpFault */
export async function tenantsOf(arm: ArmClient, call: Pick<ArmCall, 'signal'> = {}): Promise<Tenant[]> {
  const found = new Map<string, Tenant>();
  for await (const page of arm.list(`/tenants?api-version=${SUBSCRIPTIONS_VERSION}`, call)) for (const tenant of page.flatMap((json) => tenantOf(json) ?? [])) if (!found.has(tenant.id)) found.set(tenant.id, tenant);
  return [...found.values()];
}

async function subscriptionsOf(arm: ArmClient, { tenants = false, signal }: ListingOptions, problems: Problems): Promise<Subscription[]> {
  const found = new Map<string, Subscription>();
  const read = async (tenantId: string | undefined): Promise<void> => {
    for await (const page of arm.list(`/subscriptions?api-version=${SUBSCRIPTIONS_VERSION}`, { tenantId, signal })) {
      for (const each of page.flatMap((json) => subscriptionOf(json) ?? [])) {
        // What another tenant lets the account manage is seen by the account's own token.
        if (!found.has(each.id)) found.set(each.id, { ...each, ...(tenantId !== undefined && { through: tenantId }) });
      }
    }
  };
  await read(undefined);
  if (!tenants) return [...found.values()];
  const ids = (await tenantsOf(arm, { signal })).map(({ id }) => id);
  await sideBySide(ids.slice(0, MOST_TENANTS), async (tenantId) => {
    try {
      await read(tenantId);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof HttpFault)) throw error;
      problems.push({ kind: error.kind, hint: error.hint, message: `Tenant ${tenantId}: ${error.message}` });
    }
  });
  return [...found.values()];
}

function chosenOf(all: readonly Subscription[], wanted: readonly string[], problems: Problems): Subscription[] {
  return wanted.flatMap((each) => {
    const found = all.filter(({ id, name }) => [id, name].some((text) => text.toLowerCase() === each.trim().toLowerCase()));
    if (found.length === 0) problems.push({ kind: 'not-found', message: `There is no subscription ${each} for this account.`, hint: all.length === 0 ? 'It has none in this tenant: name its tenant.' : `It has ${all.map(({ name }) => name).slice(0, 20).join(', ')}.` });
    return found;
  });
}

async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}
