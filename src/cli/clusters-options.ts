import { CLOUDS } from '../azure/cluster-scope.ts';
import type { AzureCloud, SignIn } from '../protocol/azure.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, numberOf, parseOptions, textOf, UsageError } from './options.ts';
import { SIGN_IN_WAYS, signInOf } from './sign-in.ts';

export const CLUSTERS_OPTIONS: readonly OptionSpec[] = [
  { name: 'subscription', value: '<id|name>', repeatable: true, help: 'clusters of this subscription only; repeatable', fallback: 'all that the account sees' },
  { name: 'all-tenants', help: 'those of other tenants that the account is a guest of, too' },
  { name: 'kind', value: '<kind>', help: 'clusters of this kind only: spark, kafka, hadoop, hbase, …', fallback: 'all' },
  { name: 'spark', value: '<cluster>', help: 'with --kafka: whether a job on this cluster reaches those brokers' },
  { name: 'kafka', value: '<cluster|brokers>', help: 'for --spark: the Kafka cluster that the job reads, or the brokers that it names' },
  { name: 'sign-in', value: '<way>', help: SIGN_IN_WAYS, fallback: 'environment where AZURE_CLIENT_ID is set, else cli' },
  { name: 'tenant', value: '<id>', help: 'for --sign-in cli and device: the Entra tenant', fallback: "the account's own" },
  { name: 'client', value: '<id>', help: 'for --sign-in device: the application that asks', fallback: "that of Azure's developer tools" },
  { name: 'cloud', value: 'public|china|government', help: 'the Azure cloud', fallback: 'public' },
  { name: 'arm', value: '<url>', help: 'Azure Resource Manager, where it is not that of the cloud' },
  { name: 'ca', value: '<file>', help: 'PEM file of the certificate authority to trust for --arm', fallback: "Node's own" },
  { name: 'timeout', value: '<seconds>', help: 'how long an answer is waited for', fallback: '20' },
  { name: 'format', value: 'table|json', help: 'how it is printed', fallback: 'table' },
  { name: 'help', help: 'shows this' },
];

export interface ClustersAsked {
  signIn: SignIn;
  cloud: AzureCloud;
  arm: string;
  caFile?: string;
  timeoutMs?: number;
  subscriptions?: string[];
  tenants: boolean;
  kind?: string;
  /** Names of a Spark cluster and of a Kafka cluster, or brokers. */
  verdict?: { spark: string; kafka: string };
  json: boolean;
}

/** Undefined: help is wanted. @throws UsageError */
export function clustersAsked(args: readonly string[], env: Readonly<Record<string, string | undefined>>): ClustersAsked | undefined {
  const parsed = parseOptions(args, CLUSTERS_OPTIONS, { mixed: true }), [extra] = parsed.rest;
  if (isSet(parsed, 'help')) return undefined;
  if (extra !== undefined) throw new UsageError(`weir clusters takes options only: what is ${extra}?`);
  const cloud = choiceOf(parsed, 'cloud', Object.keys(CLOUDS) as AzureCloud[]) ?? 'public', caFile = textOf(parsed, 'ca'), kind = textOf(parsed, 'kind')?.toLowerCase(), timeout = numberOf(parsed, 'timeout', 'seconds');
  const subscriptions = parsed.values.get('subscription')?.map(String), verdict = verdictOf(parsed);
  if (caFile !== undefined && !isSet(parsed, 'arm')) throw new UsageError('--ca belongs to --arm.');
  return {
    signIn: signInOf(parsed, env), cloud, arm: textOf(parsed, 'arm') ?? `https://${CLOUDS[cloud].management}`, tenants: isSet(parsed, 'all-tenants'), json: choiceOf(parsed, 'format', ['table', 'json'] as const) === 'json',
    ...(caFile !== undefined && { caFile }), ...(timeout !== undefined && { timeoutMs: timeout * 1000 }), ...(subscriptions && { subscriptions }), ...(kind !== undefined && { kind }), ...(verdict && { verdict }),
  };
}

function verdictOf(parsed: Parsed): { spark: string; kafka: string } | undefined {
  const spark = textOf(parsed, 'spark'), kafka = textOf(parsed, 'kafka');
  if ((spark === undefined) !== (kafka === undefined)) throw new UsageError('--spark and --kafka belong together: from which cluster to which?');
  if (spark === undefined || kafka === undefined) return undefined;
  if (isSet(parsed, 'kind')) throw new UsageError('--kind is for the list of clusters.');
  return { spark, kafka };
}
