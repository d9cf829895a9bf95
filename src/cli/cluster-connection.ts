/** How the options of a command say which cluster is asked, and who asks. */
import { Cluster } from '../hdinsight/cluster.ts';
import type { HttpAuth } from '../hdinsight/http/settings.ts';
import { HttpFault } from '../http/fault.ts';
import type { SignIn } from '../protocol/azure.ts';
import type { ClusterDescription } from '../protocol/hdinsight.ts';
import { signedIn } from './azure-token.ts';
import { interruptible } from './interruptible.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { numberOf, textOf, UsageError } from './options.ts';
import { askedSignIn, SIGN_IN_WAYS } from './sign-in.ts';

export const CLUSTER_OPTIONS: readonly OptionSpec[] = [
  { name: 'livy', value: '<url>', help: 'the gateway of a cluster, https://<cluster>.azurehdinsight.net, or a Livy' },
  { name: 'user', value: '<name>', help: 'the cluster login, with Enterprise Security Package user@domain; its password is read from WEIR_LIVY_PASSWORD', fallback: 'nobody, unless WEIR_LIVY_TOKEN holds a token or --sign-in is given' },
  { name: 'sign-in', value: '<way>', help: `with Microsoft Entra: ${SIGN_IN_WAYS}`, fallback: 'none' },
  { name: 'tenant', value: '<id>', help: 'for --sign-in cli and device: the Entra tenant', fallback: "the account's own" },
  { name: 'client', value: '<id>', help: 'for --sign-in device: the application that asks', fallback: "that of Azure's developer tools" },
  { name: 'scope', value: '<scope>', help: 'for --sign-in: what the token is for', fallback: 'https://hib.azurehdinsight.net/.default, in other clouds made alike' },
  { name: 'ca', value: '<file>', help: 'PEM file of the certificate authority to trust', fallback: "Node's own" },
  { name: 'certificate', value: '<sha256>', help: 'the one certificate to trust although nobody vouches for it, by its SHA-256', fallback: 'none' },
  { name: 'yarn', value: '<url>', help: 'for a Livy by itself: its ResourceManager, http://host:8088, which is asked without credentials', fallback: 'below the gateway' },
  { name: 'timeout', value: '<seconds>', help: 'how long an answer is waited for', fallback: '20' },
];

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError */
export function clusterIn(parsed: Parsed, env: Environment, signal?: AbortSignal): { description: ClusterDescription; auth: HttpAuth; timeoutMs?: number } {
  const url = textOf(parsed, 'livy'), user = textOf(parsed, 'user'), caFile = textOf(parsed, 'ca'), certificate = textOf(parsed, 'certificate'), yarnUrl = textOf(parsed, 'yarn'), timeout = numberOf(parsed, 'timeout', 'seconds');
  if (url === undefined) throw new UsageError('Which cluster? --livy https://<cluster>.azurehdinsight.net, or the address of a Livy.');
  if (certificate !== undefined && caFile !== undefined) throw new UsageError('--ca and --certificate were both given: which of them?');
  const auth = authOf(url, user, askedSignIn(parsed, env), env, signal);
  return {
    description: { url, auth: auth.kind, ...(user === undefined ? {} : { user }), ...(caFile === undefined ? {} : { caFile }), ...(certificate === undefined ? {} : { certificate }), ...(yarnUrl === undefined ? {} : { yarnUrl }) },
    auth, ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
  };
}

function authOf(url: string, user: string | undefined, signIn: SignIn | undefined, env: Environment, signal: AbortSignal | undefined): HttpAuth {
  const token = env['WEIR_LIVY_TOKEN'], password = env['WEIR_LIVY_PASSWORD'];
  if (user !== undefined && signIn) throw new UsageError('--user and --sign-in were both given: which of them?');
  if (signIn) return { kind: 'bearer', token: signedIn(signIn, url, signal) };
  if (user === undefined) return token === undefined || token === '' ? { kind: 'none' } : { kind: 'bearer', token: () => Promise.resolve(token) };
  if (password === undefined || password === '') throw new UsageError('--user needs a password in the environment variable WEIR_LIVY_PASSWORD.');
  return { kind: 'basic', user, password };
}

/** Does the work of a command on a cluster, and ends its connections. What is wrong with the description is wrong use. */
export function withCluster(parsed: Parsed, work: (cluster: Cluster, signal: AbortSignal) => Promise<number>): Promise<number> {
  return interruptible(async (signal) => {
    const { description, auth, timeoutMs } = clusterIn(parsed, process.env, signal), cluster = opened(description, auth, timeoutMs);
    try {
      return await work(cluster, signal);
    } finally {
      cluster.close();
    }
  });
}

function opened(description: ClusterDescription, auth: HttpAuth, timeoutMs: number | undefined): Cluster {
  try {
    return new Cluster(description, auth, timeoutMs === undefined ? {} : { timeoutMs });
  } catch (error) {
    if (error instanceof HttpFault) throw new UsageError(`${error.message} ${error.hint}`.trim());
    throw error;
  }
}
