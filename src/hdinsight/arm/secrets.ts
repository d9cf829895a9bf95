/** What Azure Resource Manager gives to those who may have it: the login of a cluster, the key of its storage. Whoever may not is told what to give instead. */
import { HttpFault } from '../../http/fault.ts';
import type { ClusterLogin } from '../../protocol/azure-questions.ts';
import type { Cluster, ClusterStorage } from '../../protocol/clusters.ts';
import { at, listAt, textAt, textsAt } from '../fields.ts';
import { field } from '../http/json.ts';
import type { ArmCall, ArmClient } from './client.ts';
import { CLUSTERS_VERSION } from './listing.ts';

/** The first that tells of users of Entra. */
const GATEWAY_VERSION = '2025-01-15-preview';
const KEYS_VERSION = '2023-05-01';

/** Holds a secret: never log it. `ask`: why a person has to give the key, or another right. */
export type StorageKey = { key: string } | { ask: string };

/** @throws HttpFault, but not where a role is missing */
export async function gatewayLogin(arm: ArmClient, cluster: Pick<Cluster, 'id' | 'name'>, call: ArmCall = {}): Promise<ClusterLogin> {
  const settings = await arm.post(`${cluster.id}/getGatewaySettings?api-version=${GATEWAY_VERSION}`, call).catch(refused);
  if (settings instanceof HttpFault) return { ask: `This account may not read the login of ${cluster.name}. ${settings.hint}` };
  const enabled = field(settings, 'restAuthCredential.isEnabled'), user = textAt(settings, 'restAuthCredential.username'), password = textAt(settings, 'restAuthCredential.password');
  if (listAt(settings, 'restAuthEntraUsers').length > 0 && enabled !== true && enabled !== 'true') return { entra: true };
  return user === undefined || password === undefined ? { ask: `Azure does not tell the login of ${cluster.name}.` } : { user, password };
}

/** Of the account itself, else as the cluster was given it. @throws HttpFault, but not where a role is missing */
export async function storageKey(arm: ArmClient, cluster: Pick<Cluster, 'id' | 'name'>, { host, resourceId }: ClusterStorage, call: ArmCall = {}): Promise<StorageKey> {
  const why: string[] = [];
  if (resourceId !== undefined && /^\/subscriptions\/[^/?#]+\/resourceGroups\/[^/?#]+\/providers\/Microsoft\.Storage\/storageAccounts\/[a-z0-9]+$/i.test(resourceId)) {
    const keys = await arm.post(`${resourceId}/listKeys?api-version=${KEYS_VERSION}`, call).catch(refused);
    if (keys instanceof HttpFault) why.push(keys.hint);
    else {
      const key = listAt(keys, 'keys').filter((each) => textAt(each, 'permissions')?.toLowerCase() !== 'read').map((each) => textAt(each, 'value')).find(isKey);
      if (key !== undefined) return { key };
    }
  }
  const configurations = await arm.post(`${cluster.id}/configurations?api-version=${CLUSTERS_VERSION}`, call).catch(refused);
  if (configurations instanceof HttpFault) why.push(configurations.hint);
  else {
    const key = textsAt(at(configurations, 'configurations'), 'core-site')[`fs.azure.account.key.${host}`];
    if (isKey(key)) return { key };
  }
  return { ask: `This account is not given the key of ${host}. ${[...new Set(why)].join(' ')}`.trim() };
}

/** 512 bits; older accounts and Azurite have the same. */
const isKey = (text: string | undefined): text is string => text !== undefined && /^[A-Za-z0-9+/]{40,}={0,2}$/.test(text);

/** A role that is missing, or a lock against it, is an answer here. */
function refused(error: unknown): HttpFault {
  if (error instanceof HttpFault && (error.kind === 'authorization' || error.kind === 'not-found' || error.kind === 'refused')) return error;
  throw error;
}
