/** What is kept of linked clusters, and how they are called. No VS Code here: this is what the unit tests see. */
import type { SignIn } from '../../protocol/azure';
import type { ClusterDescription } from '../../protocol/hdinsight';

export interface KeptCluster {
  id: string;
  name: string;
  description: ClusterDescription;
  signIn?: SignIn;
  /** Its id in Azure Resource Manager, where it was found there. */
  azure?: string;
  /** It was looked at below Azure, and is not among the linked. */
  visited?: true;
  /** The setting `weir.clusters` names it. */
  named?: true;
}

const auths: readonly string[] = ['none', 'basic', 'bearer'] satisfies ClusterDescription['auth'][];

export function isCluster(kept: unknown): kept is KeptCluster {
  if (typeof kept !== 'object' || kept === null || !('id' in kept) || !('name' in kept) || !('description' in kept)) return false;
  const { id, name, description } = kept;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof description !== 'object' || description === null) return false;
  return 'url' in description && typeof description.url === 'string' && 'auth' in description && typeof description.auth === 'string' && auths.includes(description.auth);
}

/** What is before the domain of a cluster; else host and port. */
export function nameOf(url: string): string {
  const { host, hostname } = new URL(url);
  return /^([^.]+)\.azurehdinsight\.(?:net|cn|us)$/i.exec(hostname)?.[1] ?? host;
}

/** The name of a cluster stands for its address. */
export const addressOf = (typed: string): string => (/^[A-Za-z0-9][A-Za-z0-9-]{1,57}[A-Za-z0-9]$/.test(typed.trim()) ? `https://${typed.trim()}.azurehdinsight.net` : typed.trim());

/** At a gateway YARN is known; of a Livy by itself it has to be said where it is. */
export const isGateway = (url: string): boolean => { const { hostname, pathname } = new URL(url); return /\.azurehdinsight\.(net|cn|us)$/i.test(hostname) || /\/livy\/*$/.test(pathname); };

/** Undefined: it is right. */
export function addressProblem(typed: string): string | undefined {
  try {
    const { protocol, username, password, search, hash } = new URL(addressOf(typed));
    if (username !== '' || password !== '') return 'User and password are asked for next, apart from the address.';
    if (protocol !== 'https:' && protocol !== 'http:') return 'The address begins with https:// or http://.';
    return search === '' && hash === '' ? undefined : 'The address ends with its path.';
  } catch {
    return 'Give the name of a cluster, or an address such as https://mycluster.azurehdinsight.net or http://localhost:8998.';
  }
}

/** A password or a token would be readable on its way. */
export function mayCarrySecret(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

export const userProblem = (text: string): string | undefined => (text.trim() === '' ? 'A user is needed.' : /[:\p{Cc}]/u.test(text) ? 'The name of a user holds no colon.' : undefined);
export const fingerprintProblem = (text: string): string | undefined => (/^[0-9A-Fa-f]{64}$/.test(text.replace(/[:\s]/g, '')) ? undefined : 'A SHA-256 has 64 hexadecimal digits, with or without colons: openssl x509 -noout -fingerprint -sha256.');

/** Where Spark's history server shows an application: behind a gateway it is known. A job in cluster mode has one log of events an attempt. */
export function historyPage({ description: { url } }: KeptCluster, app: string, attempt = 1): string | undefined {
  return isGateway(url) ? `${url.replace(/\/livy\/*$/, '').replace(/\/+$/, '')}/sparkhistory/history/${app}/${attempt}/jobs/` : undefined;
}

/** Below which the pages of YARN are; HDInsight's gateway has them under `hn`. Undefined: nobody said where they are. */
export function yarnPages({ description: { url, yarnUrl } }: KeptCluster): string | undefined {
  if (yarnUrl !== undefined) return yarnUrl.replace(/\/+$/, '');
  return isGateway(url) ? `${url.replace(/\/livy\/*$/, '').replace(/\/+$/, '')}/yarnui/hn` : undefined;
}
