/** How a gateway lets one in: by what Azure says of the cluster, else by what the gateway answers to nobody. */
import { oneLine } from '../../http/words.ts';
import type { AuthEvidence } from '../../protocol/cluster-inside.ts';
import type { Cluster } from '../../protocol/clusters.ts';
import type { HttpAnswer, HttpClient } from '../http/client.ts';

const SIGN_IN_HOST = /^(login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn|chinacloudapi\.cn|microsoft\.com|windows\.net)|sts\.windows\.net)$/i;

/** Undefined: Azure does not say, and the gateway is to be asked. */
export function authByAzure({ name, entra, esp, idBroker }: Cluster): AuthEvidence | undefined {
  if (entra === true) return { mode: 'entra', by: 'arm', evidence: `${name} was made with Entra users instead of a login.` };
  if (esp && idBroker) return undefined;
  if (esp) return { mode: 'basic', by: 'arm', domainUser: true, evidence: `${name} has the Enterprise Security Package: a domain user signs in.` };
  return entra === false ? { mode: 'basic', by: 'arm', evidence: `${name} was made with a cluster login.` } : undefined;
}

/**
 * Asks without saying who asks. @param http of the gateway or of a Livy, without credentials
 * @param path that wants a user where any is wanted. @throws HttpFault where nobody answers
 */
export async function authByAnswer(http: HttpClient, path = '/livy/batches?from=0&size=1', signal?: AbortSignal): Promise<AuthEvidence> {
  const answer = await http.send({ path, accept: 'application/json', most: 64 * 1024, cut: true, signal });
  return { by: 'gateway', ...judged(answer, http.name) };
}

export function judged({ status, header, text }: Pick<HttpAnswer, 'status' | 'header' | 'text'>, name: string): Pick<AuthEvidence, 'mode' | 'evidence'> {
  const said = (what: string): string => `${name} answers ${what}.`, location = header('location'), challenge = header('www-authenticate') ?? '';
  if (status >= 300 && status < 400) {
    const host = location !== undefined && URL.canParse(location) ? new URL(location).hostname : undefined;
    return host !== undefined && SIGN_IN_HOST.test(host) ? { mode: 'entra', evidence: said(`with the way to Entra's sign-in page (HTTP ${status})`) } : { mode: 'unknown', evidence: said(`with the way to ${host === undefined ? 'another page' : oneLine(host)} (HTTP ${status})`) };
  }
  if (status === 401) {
    const schemes = [...challenge.matchAll(/(?:^|,\s*)([A-Za-z][A-Za-z0-9-]*)(?=\s|,|$)(?!\s*=)/g)].map(([, scheme]) => scheme!.toLowerCase());
    if (schemes.includes('basic')) return { mode: 'basic', evidence: said('that it wants a user and a password (HTTP 401, Basic)') };
    if (schemes.includes('bearer')) return { mode: 'entra', evidence: said('that it wants a token (HTTP 401, Bearer)') };
    return { mode: 'unknown', evidence: said(`that it wants to know who asks, by ${schemes.length === 0 ? 'no way that it names' : oneLine(schemes.join(', '))} (HTTP 401)`) };
  }
  if (status === 200 && /^\s*[{[]/.test(text)) return { mode: 'none', evidence: said('without asking who asks (HTTP 200)') };
  return { mode: 'unknown', evidence: said(status === 200 ? 'with a page instead of data (HTTP 200)' : `with HTTP ${status}`) };
}
