import { spanOf } from '../../http/claims.ts';
import { isPage, retryAfterMs, wordsOf } from '../../http/words.ts';
import { KafkaFault, unknownTopic } from '../fault.ts';

/** What was asked, for messages. */
export interface Asked {
  method: 'GET' | 'POST' | 'PUT';
  /** Below the proxy's address, percent-encoded. */
  path: string;
  /** The topic that it is about. */
  topic?: string;
}

const ADDRESS = 'Is it the address of the REST proxy, https://<cluster>-kafkarest.azurehdinsight.net? It is in the properties of the cluster, and there only where the cluster was created with it.';

/** An answer that is none, by its HTTP status. `text` is another machine's: one line of it is repeated, never the token. */
export function statusFault(status: number, text: string, header: (name: string) => string | undefined, asked: Asked, name: string, token: string): KafkaFault {
  const said = wordsOf(text, [token]), about = `${asked.method} ${asked.path}`, reason = said === '' ? '' : `: ${said}`;
  switch (status) {
    case 400: return new KafkaFault('refused', `${name} does not take ${about}${reason} (HTTP 400).`, said === '' ? 'It says no more.' : '');
    case 401: return new KafkaFault('authentication', `${name} does not accept the token${reason} (HTTP 401).`, `Sign in again; the token has to be for the scope https://hib.azurehdinsight.net/.default and of the cluster's tenant. ${spanOf(token)}`.trim());
    case 403: return new KafkaFault('authorization', `${name} does not let this caller in${reason} (HTTP 403).`, "Whoever signs in must be a member of the Entra security group that the cluster's REST proxy was created with.");
    case 404: return asked.topic === undefined ? new KafkaFault('protocol', `${name} has no ${asked.path} (HTTP 404).`, ADDRESS) : unknownTopic(asked.topic, name);
    case 405: return new KafkaFault('protocol', `${name} does not allow ${about} (HTTP 405).`, ADDRESS);
    case 413: return new KafkaFault('too-large', `${name} finds ${about} too large (HTTP 413).`, 'Write smaller messages.');
    case 429: return new KafkaFault('timeout', `${name} is asked too often (HTTP 429).`, `Wait ${waitOf(header('retry-after'))} before the next try.`);
    case 502: case 503: case 504: return new KafkaFault('connection', `The gateway of ${name} does not reach the REST proxy (HTTP ${status})${reason}.`, 'Is the cluster running? In a virtual network of your own, a network security group must let port 9400 in beside 443.');
    default: break;
  }
  if (status >= 300 && status < 400) return new KafkaFault('protocol', `${name} sends one elsewhere (HTTP ${status}); the token does not follow.`, ADDRESS);
  if (status >= 500) return new KafkaFault('refused', `The REST proxy at ${name} failed at ${about}${reason} (HTTP ${status}).`, 'A topic that was just created shows after some seconds; else look at the state of the brokers.');
  return new KafkaFault('protocol', `${name} answers ${about} with HTTP ${status}${reason}.`, ADDRESS);
}

/** A 200 that is no JSON: a sign-in page, or a proxy on the way. */
export function notJson(text: string, { method, path }: Asked, name: string, cause: unknown): KafkaFault {
  const what = text.trim() === '' ? 'nothing' : isPage(text) ? 'a web page' : 'something that is no JSON';
  return new KafkaFault('protocol', `${name} answers ${method} ${path} with ${what}.`, `A sign-in page, or a proxy of the network, may stand before it. ${ADDRESS}`, { cause });
}

export const otherShape = (what: string, name: string): KafkaFault => new KafkaFault('protocol', `The answer of ${name} is not as documented: ${what}.`, ADDRESS);

export const closedFault = (name: string): KafkaFault => new KafkaFault('closed', `The connection to ${name} was closed.`);

function waitOf(header: string | undefined): string {
  const ms = retryAfterMs(header);
  return ms === undefined ? 'a little' : `${ms / 1000} s`;
}
