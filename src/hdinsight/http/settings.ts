import { resolve } from 'node:path';
import { isFingerprint } from '../../http/agent.ts';
import { authority } from '../../http/authority.ts';
import { HttpFault } from '../../http/fault.ts';
import { tunnelFor } from '../../http/tunnel.ts';
import type { ServerDescription } from '../../protocol/hdinsight.ts';

/** Who asks. Holds a secret, or gives one: never log it. The token is asked for before every request, so that one that runs out is followed by the next. */
export type HttpAuth = { kind: 'none' } | { kind: 'basic'; user: string; password: string } | { kind: 'bearer'; token: () => Promise<string> };

/** How one address is asked. */
export interface HttpSettings {
  url: URL;
  auth: HttpAuth;
  /** PEM of the authority to trust; default Node's own ones. */
  ca?: string;
  /** SHA-256 of the one certificate to trust. */
  pinned?: string;
  /** The network's own proxy to go through. May hold a password. */
  tunnel?: URL;
  /** Milliseconds without a byte of an answer, after which it is given up. */
  timeoutMs: number;
}

const HINT = 'It is written as https://<cluster>.azurehdinsight.net, or as the address of a Livy.';

/** @throws HttpFault where a password would be readable on its way, or the text is no address */
export function serverUrl(text: string, auth: HttpAuth['kind']): URL {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new HttpFault('connection', 'The address of the server is no URL.', HINT);
  }
  if (url.username !== '' || url.password !== '') throw new HttpFault('authentication', 'The address of the server holds a user or a password.', 'Give the user by itself; the password is asked for, or read from the environment.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new HttpFault('unsupported', `The server is spoken to by https or http, not ${url.protocol.replace(':', '')}.`, HINT);
  if (url.search !== '' || url.hash !== '') throw new HttpFault('connection', 'The address of the server ends with its path.', HINT);
  if (url.protocol === 'http:' && auth !== 'none' && !isLoopback(url)) throw new HttpFault('tls', `${url.host} would get the ${auth === 'basic' ? 'password' : 'token'} over http, readable on its way.`, 'Use its https address.');
  return url;
}

const isLoopback = ({ hostname }: URL): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** @param folder what a relative `caFile` counts from. @throws HttpFault */
export function httpSettings({ url: text, caFile, certificate }: ServerDescription, auth: HttpAuth, { timeoutMs = 20_000, folder = '.', env = process.env }: { timeoutMs?: number; folder?: string; env?: Readonly<Record<string, string | undefined>> } = {}): HttpSettings {
  const url = serverUrl(text, auth.kind), tunnel = url.protocol === 'https:' ? tunnelFor(url, env) : undefined;
  if (auth.kind === 'basic' && /[:\p{Cc}]/u.test(auth.user)) throw new HttpFault('authentication', 'The name of a user holds no colon.', 'Basic authentication cannot carry one.');
  if (certificate !== undefined && !isFingerprint(certificate)) throw new HttpFault('tls', 'The certificate to trust is not written as a SHA-256.', 'It has 64 hexadecimal digits, with or without colons: openssl x509 -noout -fingerprint -sha256.');
  return {
    url, auth, timeoutMs, ...(tunnel && { tunnel }),
    ...(caFile === undefined ? {} : { ca: authority(resolve(folder, caFile), caFile) }), ...(certificate === undefined ? {} : { pinned: certificate }),
  };
}
