/** Clusters that the setting `weir.clusters` names, for a workspace that is shared. No VS Code here: this is what the unit tests see. */
import { createHash } from 'node:crypto';
import type { ClusterDescription } from '../../protocol/hdinsight';
import { addressOf, addressProblem, fingerprintProblem, isGateway, mayCarrySecret, nameOf, userProblem, type KeptCluster } from './described';

export interface NamedClusters {
  clusters: KeptCluster[];
  /** One sentence each: which entry, and what is wrong with it. */
  problems: string[];
}

const fields: readonly string[] = ['name', 'url', 'auth', 'user', 'caFile', 'certificate', 'yarnUrl'];

/** @param value of the setting, as somebody wrote it */
export function namedClusters(value: unknown): NamedClusters {
  const found: NamedClusters = { clusters: [], problems: [] };
  if (!Array.isArray(value)) return { ...found, problems: ['weir.clusters is no list of clusters.'] };
  for (const [i, entry] of (value as unknown[]).entries()) {
    const read = clusterOf(entry);
    if (typeof read === 'string') found.problems.push(`weir.clusters, entry ${i + 1}: ${read}`);
    else if (found.clusters.some(({ id }) => id === read.id)) found.problems.push(`weir.clusters, entry ${i + 1}: The same cluster stands in the list twice.`);
    else found.clusters.push(read);
  }
  return found;
}

/** What is wrong, where it is none. */
function clusterOf(entry: unknown): KeptCluster | string {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'A cluster is an object with a url.';
  const all = Object.entries(entry), more = all.find(([key]) => !fields.includes(key)), text = (key: string): string | undefined => { const value: unknown = all.find(([name]) => name === key)?.[1]; return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined; };
  if (more) return /pass|secret|token|key/i.test(more[0]) ? `${more[0].slice(0, 40)} does not belong into a setting: the password is asked for, and kept in the secret storage.` : `There is no field ${more[0].slice(0, 40)}: it has ${fields.join(', ')}.`;
  const odd = all.find(([, value]) => typeof value !== 'string');
  if (odd) return `${odd[0]} is no text.`;
  const typed = text('url'), wrong = typed === undefined ? 'It has no url.' : addressProblem(typed);
  if (typed === undefined || wrong !== undefined) return wrong ?? '';
  const url = addressOf(typed), user = text('user'), auth = text('auth') ?? (user === undefined ? 'none' : 'basic'), certificate = text('certificate'), caFile = text('caFile'), yarnUrl = text('yarnUrl');
  if (auth !== 'none' && auth !== 'basic' && auth !== 'bearer') return 'auth is none, basic or bearer.';
  const mistake = [
    auth === 'basic' ? userProblem(user ?? '') : undefined, auth !== 'none' && !mayCarrySecret(url) ? 'A password would be readable on its way: the url begins with https://.' : undefined,
    certificate === undefined ? undefined : fingerprintProblem(certificate), certificate !== undefined && caFile !== undefined ? 'Either certificate or caFile says whom to trust.' : undefined, yarnUrl === undefined ? undefined : addressProblem(yarnUrl),
  ].find((each) => each !== undefined);
  if (mistake !== undefined) return mistake;
  const description: ClusterDescription = {
    url, auth, ...(auth === 'basic' && user !== undefined && { user }), ...(certificate !== undefined && { certificate }), ...(caFile !== undefined && { caFile }), ...(yarnUrl !== undefined && !isGateway(url) && { yarnUrl }),
  };
  // The password that was given is for exactly this: another address, user or certificate has to be given one of its own.
  const id = `setting:${createHash('sha256').update(JSON.stringify([url, auth, user, certificate, caFile])).digest('hex').slice(0, 24)}`;
  return { id, name: (text('name') ?? nameOf(url)).slice(0, 100), description, named: true, ...(auth === 'bearer' && { signIn: { way: 'account' as const } }) };
}

/** What was linked by hand stands before what a setting names under the same address. */
export const besides = (kept: readonly KeptCluster[], named: readonly KeptCluster[]): KeptCluster[] => named.filter(({ id, description }) => !kept.some((each) => each.id === id || (each.visited !== true && sameAddress(each.description.url, description.url))));

const sameAddress = (one: string, two: string): boolean => plain(one) === plain(two);
const plain = (url: string): string => (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, '').toLowerCase();
