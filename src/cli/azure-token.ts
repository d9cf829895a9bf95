/** The token of a REST proxy or of a cluster, where somebody signs in for it. */
import { AzureClient } from '../azure/client.ts';
import { HttpFault } from '../http/fault.ts';
import { fromHttp } from '../kafka/fault.ts';
import type { TokenSource } from '../kafka/rest/settings.ts';
import type { SignIn } from '../protocol/azure.ts';
import type { ConnectionDescription } from '../protocol/kafka.ts';
import { say } from './say.ts';

let client: AzureClient | undefined;

/** Nothing where the connection needs none. */
export function tokenOf(description: ConnectionDescription, signal?: AbortSignal): { token?: TokenSource } {
  return description.kind !== 'rest' || description.signIn === undefined ? {} : { token: signedIn(description.signIn, description.url, signal) };
}

/** Tokens for an address. Reject with a `KafkaFault`. */
export function signedIn(signIn: SignIn, url: string, signal?: AbortSignal): TokenSource {
  return () => tokenBy(signIn, url, signal).catch((error: unknown) => { throw error instanceof HttpFault ? fromHttp(error) : error; });
}

/** A token that is valid now. The thread that signs in starts with the first one that is wanted, and keeps nothing alive. @throws HttpFault */
export async function tokenBy(signIn: SignIn, url: string, signal?: AbortSignal, interactive = true): Promise<string> {
  client ??= new AzureClient(__dirname);
  const answer = await client.token({ signIn, url, interactive }, (code) => { say(`to sign in, open ${code.url} and type ${code.code}`); }, signal);
  signal?.throwIfAborted();
  if ('value' in answer) return answer.value.token;
  const { kind, message, hint } = answer.problem;
  throw new HttpFault(kind === 'connection' ? 'connection' : 'authentication', message, hint);
}
