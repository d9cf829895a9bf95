import { resolve } from 'node:path';
import { authority } from '../../http/authority.ts';
import { HttpFault } from '../../http/fault.ts';
import { tunnelFor } from '../../http/tunnel.ts';
import type { ConnectionSecrets, RestDescription } from '../../protocol/kafka.ts';
import { fromHttp, KafkaFault } from '../fault.ts';

/** A token that is valid now; asked for before every request, so that one that runs out is followed by the next. Rejects with a `KafkaFault`. */
export type TokenSource = () => Promise<string>;

/** How a REST proxy is spoken to. Its token source holds a secret: never log it. */
export interface RestSettings {
  url: URL;
  /** PEM of the authority to trust; default Node's own ones. */
  ca?: string;
  /** The network's own proxy to go through. May hold a password. */
  tunnel?: URL;
  token: TokenSource;
  /** Milliseconds without a byte of an answer, after which it is given up. */
  timeoutMs: number;
}

/** The address of a proxy: https only, since the token goes with each request. @throws KafkaFault */
export function proxyUrl(text: string): URL {
  const hint = 'It is written as https://<cluster>-kafkarest.azurehdinsight.net.';
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new KafkaFault('connection', 'The address of the REST proxy is no URL.', hint);
  }
  if (url.username !== '' || url.password !== '') throw new KafkaFault('authentication', 'The address of a REST proxy holds no user and no password.', 'One signs in there with a token.');
  if (url.protocol !== 'https:') throw new KafkaFault('tls', `A REST proxy is spoken to by https, not ${url.protocol.replace(':', '')}: the token would be readable on its way.`, hint);
  if (url.search !== '' || url.hash !== '') throw new KafkaFault('connection', 'The address of the REST proxy ends with its path.', hint);
  return url;
}

/** @throws KafkaFault */
export function restSettings({ url: text, caFile }: RestDescription, secrets: ConnectionSecrets, { timeoutMs, folder, token }: { timeoutMs?: number; folder?: string; token?: TokenSource }): RestSettings {
  const url = proxyUrl(text), tunnel = ofHttp(() => tunnelFor(url, process.env));
  return { url, ...(tunnel === undefined ? {} : { tunnel }), timeoutMs: timeoutMs ?? 10_000, token: token ?? fixedToken(secrets), ...(caFile === undefined ? {} : { ca: ofHttp(() => authority(resolve(folder ?? '.', caFile), caFile)) }) };
}

/** The token that was handed in, or why there is none. */
export function fixedToken({ token, tokenProblem }: ConnectionSecrets): TokenSource {
  return async () => {
    if (tokenProblem) throw new KafkaFault('authentication', tokenProblem.message, tokenProblem.hint);
    if (token === undefined || token === '') throw new KafkaFault('authentication', 'The REST proxy needs a token.', 'Give one that is valid now.');
    return token;
  };
}

/** @throws KafkaFault */
function ofHttp<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof HttpFault ? fromHttp(error) : error;
  }
}
