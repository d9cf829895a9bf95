import { spanOf } from '../../http/claims.ts';
import { HttpFault, type HttpFaultMore } from '../../http/fault.ts';
import { isPage, retryAfterMs, wordsOf } from '../../http/words.ts';

/** What was asked, for messages. */
export interface Asked {
  method: string;
  /** Below the address, without its query. */
  path: string;
  /** What a person calls it: `batch 7`. */
  about?: string | undefined;
}

/** Whose words they are, and what of them is not repeated. */
export interface Asker { name: string; auth: 'none' | 'basic' | 'bearer'; secrets: readonly string[] }

const SIGN_IN = {
  none: 'It wants to know who asks: give the user and the password of the cluster login, or sign in with Microsoft Entra.',
  basic: 'Check user and password: the cluster login, or user@domain on a cluster with Enterprise Security Package. Livy and Ambari share it.',
  bearer: 'Sign in again; the token has to be for this cluster.',
} as const;

/** An answer that is none, by its HTTP status. `text` is another machine's: one line of it is repeated, and none of the secrets. */
export function statusFault(status: number, text: string, header: (name: string) => string | undefined, { method, path, about }: Asked, { name, auth, secrets }: Asker): HttpFault {
  const said = wordsOf(text, secrets), reason = said === '' ? '' : `: ${said}`, what = about ?? `${method} ${path}`, wait = retryAfterMs(header('retry-after'));
  const more: HttpFaultMore = { status, ...(said !== '' && { said }), ...(wait !== undefined && { retryAfterMs: wait }) };
  const fault = (kind: HttpFault['kind'], message: string, hint = ''): HttpFault => new HttpFault(kind, message, hint, more);
  if (status >= 300 && status < 400) return elsewhere(status, header('location'), name, more);
  switch (status) {
    case 400: return fault('refused', isPage(text) && /CSRF/i.test(text) ? `${name} wants a header that says who asks (HTTP 400).` : `${name} does not take ${what}${reason} (HTTP 400).`, said === '' ? 'It says no more.' : '');
    case 401: return fault('authentication', `${name} does not accept ${auth === 'none' ? 'a request without a user' : auth === 'basic' ? 'user and password' : 'the token'}${reason} (HTTP 401).`, `${SIGN_IN[auth]} ${auth === 'bearer' ? spanOf(secrets[0] ?? '') : ''}`.trim());
    case 403: return fault('authorization', `${name} does not allow ${what}${reason} (HTTP 403).`, 'Whoever asks needs the right to see or change it: its owner, or an administrator of the cluster.');
    case 404: return fault('not-found', `${name} has no ${about?.replace(/^the /, '') ?? path}${reason} (HTTP 404).`, 'Was it deleted or forgotten? Otherwise check the address.');
    case 405: case 406: case 415: return fault('protocol', `${name} does not serve ${what} in this form${reason} (HTTP ${status}).`, 'Check the address, and the version of what answers there.');
    case 409: return fault('refused', `${name} is in another state than ${what} needs${reason} (HTTP 409).`, 'Look at its state, then try again.');
    case 413: return fault('too-large', `${name} finds ${what} too large (HTTP 413).`);
    case 429: return fault('busy', `${name} is asked too often (HTTP 429).`, `Wait ${wait === undefined ? 'a little' : `${wait / 1000} s`} before the next try.`);
    case 502: case 503: case 504: return fault('connection', `The gateway of ${name} does not reach what is behind it${reason} (HTTP ${status}).`, 'It may be starting, scaling or overloaded: try again in a minute, and look at the health of the cluster if that stays.');
    default: return status >= 500 ? fault('refused', `${name} failed at ${what}${reason} (HTTP ${status}).`, 'Its own log says more.') : fault('protocol', `${name} answers ${what} with HTTP ${status}${reason}.`, 'Check the address.');
  }
}

/** Credentials go to the host that was chosen and to no other. */
function elsewhere(status: number, location: string | undefined, name: string, more: HttpFaultMore): HttpFault {
  const host = hostOf(location);
  if (host !== undefined && /^login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn|chinacloudapi\.cn)$/.test(host)) {
    return new HttpFault('authentication', `${name} wants a sign-in with Microsoft Entra (HTTP ${status}).`, 'Sign in with a Microsoft account instead of a user and a password.', more);
  }
  return new HttpFault('protocol', `${name} sends one to ${host ?? 'another address'} (HTTP ${status}); nothing is sent there.`, 'Check the address; a sign-in page, or a proxy of the network, may stand before it.', more);
}

function hostOf(location: string | undefined): string | undefined {
  try {
    return location === undefined ? undefined : new URL(location).hostname;
  } catch {
    return undefined;
  }
}

/** A 200 that is no JSON: a sign-in page, or a proxy on the way. */
export function notJson(text: string, { method, path, about }: Asked, name: string, cause?: unknown): HttpFault {
  const what = text.trim() === '' ? 'nothing' : isPage(text) ? 'a web page' : 'something that is no JSON';
  return new HttpFault('protocol', `${name} answers ${about ?? `${method} ${path}`} with ${what}.`, 'A sign-in page, or a proxy of the network, may stand before it. Check the address.', { cause });
}
