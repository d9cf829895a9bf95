/** What is kept of accounts that were signed in to Azure, and how they are called. No VS Code here: this is what the unit tests see. */
import { CLOUDS, gatewaySignIn } from '../../../azure/cluster-scope';
import type { AzureCloud, SignIn, SignInWay } from '../../../protocol/azure';
import type { Cluster } from '../../../protocol/clusters';
import type { KeptCluster } from '../described';

/** One way in to Azure. Holds no secret. */
export interface AzureAccount {
  id: string;
  signIn: SignIn;
  cloud: AzureCloud;
  /** Azure Resource Manager, where it is not that of the cloud. */
  arm?: string;
  /** What the tenant of `signIn` is called. */
  tenant?: string;
}

export const WAYS = ['account', 'cli', 'environment', 'device'] as const satisfies readonly SignInWay[];
const wayNames: Record<SignInWay, string> = { account: 'Microsoft account', cli: 'Azure CLI', environment: 'environment', app: 'application', device: 'by code' };
export const cloudNames: Record<AzureCloud, string> = { public: 'Azure', china: 'Azure China', government: 'Azure US Government' };

export function isAccount(kept: unknown): kept is AzureAccount {
  if (typeof kept !== 'object' || kept === null || !('id' in kept) || !('signIn' in kept) || !('cloud' in kept)) return false;
  const { id, signIn, cloud } = kept;
  if (typeof id !== 'string' || typeof signIn !== 'object' || signIn === null || typeof cloud !== 'string' || !Object.hasOwn(CLOUDS, cloud)) return false;
  return 'way' in signIn && WAYS.some((way) => way === signIn.way) && (!('arm' in kept) || typeof kept.arm === 'string');
}

export const armOf = ({ cloud, arm }: Pick<AzureAccount, 'cloud' | 'arm'>): URL => new URL(arm ?? `https://${CLOUDS[cloud].management}`);

/** Who it is, for a row that says Azure already. */
export const accountLine = ({ signIn: { way, tenantId }, arm, tenant }: AzureAccount): string => [wayNames[way], tenant ?? tenantId, arm === undefined ? undefined : new URL(arm).host].filter((part) => part !== undefined).join(', ');

/** The same way in, whatever it is kept as. */
export const sameAccount = (one: Omit<AzureAccount, 'id'>, two: Omit<AzureAccount, 'id'>): boolean => armOf(one).href === armOf(two).href && ['way', 'tenantId', 'clientId'].every((name) => Reflect.get(one.signIn, name) === Reflect.get(two.signIn, name));

/** Undefined: it is right. */
export function armProblem(typed: string): string | undefined {
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : undefined;
  return url?.protocol === 'https:' && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' ? undefined : 'The address of Azure Resource Manager is https:// and a host.';
}

/** By what a cluster that was looked at below Azure is known among the kept. */
export const idOf = ({ id }: Pick<Cluster, 'id'>): string => `azure:${id.toLowerCase()}`;

/** The kept one that this cluster is: what was entered here, or linked by its address. */
export function keptOf(cluster: Cluster, kept: readonly KeptCluster[]): KeptCluster | undefined {
  const host = cluster.endpoint === undefined ? undefined : new URL(cluster.endpoint).hostname.toLowerCase();
  const linked = (each: KeptCluster): boolean => URL.canParse(each.description.url) && new URL(each.description.url).hostname.toLowerCase() === host;
  return kept.find(({ id }) => id === idOf(cluster)) ?? (host === undefined ? undefined : kept.find(linked));
}

/** How a cluster is kept that lets one in by a token, or lets everybody in. */
export function entered(cluster: Cluster, { signIn, cloud }: AzureAccount, auth: KeptCluster['description']['auth'], user?: string): KeptCluster {
  // An ID broker takes what HDInsight itself is asked with.
  const own: SignIn = cluster.idBroker ? { ...signIn, cloud } : gatewaySignIn(signIn, cluster.name, cloud);
  return { id: idOf(cluster), name: cluster.name, azure: cluster.id, visited: true, description: { url: cluster.endpoint ?? '', auth, ...(user !== undefined && { user }) }, ...(auth === 'bearer' && { signIn: own }) };
}
