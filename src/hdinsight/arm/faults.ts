import { HttpFault, type HttpFaultMore } from '../../http/fault.ts';
import { oneLine, retryAfterMs } from '../../http/words.ts';
import { textAt } from '../fields.ts';
import type { HttpAnswer } from '../http/client.ts';
import { parseJson } from '../http/json.ts';

const LONGEST_WAIT_MS = 60_000;
const LATER: readonly number[] = [429, 500, 502, 503, 504];
const ADDRESS = 'Is it the address of Azure Resource Manager?';

/** Milliseconds until the next try; undefined: there is no use in one. @param now epoch ms */
export function waitOf({ status, header }: Pick<HttpAnswer, 'status' | 'header'>, tried: number, now: number): number | undefined {
  if (!LATER.includes(status)) return undefined;
  const after = header('retry-after')?.trim() ?? '', until = retryAfterMs(after) ?? Date.parse(after) - now;
  if (Number.isNaN(until)) return 1000 * 2 ** (tried - 1);
  return until > LONGEST_WAIT_MS ? undefined : Math.max(0, until);
}

/** What another status than 200 means. */
export function armFault({ status, text, header }: Pick<HttpAnswer, 'status' | 'text' | 'header'>, host: string, path: string): HttpFault {
  const { code, said } = wordsOf(text), reason = said === '' ? '' : `: ${said}`, wait = retryAfterMs(header('retry-after'));
  const more: HttpFaultMore = { status, ...(said !== '' && { said }), ...(wait !== undefined && { retryAfterMs: wait }) };
  const fault = (kind: HttpFault['kind'], message: string, hint: string): HttpFault => new HttpFault(kind, message, hint, more);
  switch (status) {
    case 401: return fault('authentication', `${host} does not accept the token${reason} (HTTP 401).`, code === 'InvalidAuthenticationTokenTenant' ? 'The subscription is of another tenant: sign in to that one.' : 'Sign in again, to the tenant and the cloud of the subscription.');
    case 403: return fault('authorization', `${host} does not allow it${reason} (HTTP 403).`, rolesFor(path));
    case 404: return fault('not-found', `${host} has no ${oneLine(path)}${reason} (HTTP 404).`, path.startsWith('/subscriptions/') ? 'Was it deleted, or is it of another tenant?' : ADDRESS);
    case 409: return fault('refused', `${host} does not do it now${reason} (HTTP 409).`, code === 'MissingSubscriptionRegistration' ? 'Register Microsoft.HDInsight in the subscription.' : 'Try again when the cluster is not being changed.');
    case 429: return fault('busy', `${host} is asked too often${reason} (HTTP 429).`, `Wait ${wait === undefined ? 'a little' : `${wait / 1000} s`} before the next try.`);
    default: break;
  }
  if (status >= 300 && status < 400) return fault('protocol', `${host} sends one elsewhere (HTTP ${status}); the token does not follow.`, ADDRESS);
  if (status >= 500) return fault('connection', `${host} failed${reason} (HTTP ${status}).`, 'Try again later.');
  return fault('protocol', `${host} answers with HTTP ${status}${reason}.`, ADDRESS);
}

function rolesFor(path: string): string {
  if (/\/listKeys$/i.test(path)) return 'Keys of a storage account need the role Storage Account Key Operator Service Role, or Contributor of the account.';
  if (/\/(configurations|getGatewaySettings)$/i.test(path)) return 'What is secret in the configuration of a cluster needs the role HDInsight Cluster Operator. With the role Reader one gives the cluster login instead.';
  return 'The role Reader of the subscription, or of the cluster, is enough.';
}

export const notDocumented = (what: string, host: string): HttpFault => new HttpFault('protocol', `The answer of ${host} is not as documented: ${what}.`, ADDRESS);

/** Azure's code and sentence, in one line; tokens look like eyJ… */
function wordsOf(text: string): { code?: string; said: string } {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch {
    return { said: '' };
  }
  const code = textAt(json, 'error', 'code') ?? textAt(json, 'code'), message = textAt(json, 'error', 'message') ?? textAt(json, 'message');
  return { ...(code !== undefined && { code }), said: oneLine([code, message].filter((part) => part !== undefined).join(': ').replace(/eyJ[\w-]*(\.[\w-]*)*/g, '…')) };
}
