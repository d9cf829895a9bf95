/** What a submit asks beside the cluster: the brokers for their partitions, Azure for the networks. Whatever does not answer is not known; the submit goes on. */
import { CLOUDS, cloudOf, managementSignIn } from '../azure/cluster-scope.ts';
import { ArmClient } from '../hdinsight/arm/client.ts';
import { listClusters } from '../hdinsight/arm/listing.ts';
import type { PreflightInput } from '../hdinsight/preflight/input.ts';
import { brokersNamed, kafkaReads, networkOf } from '../hdinsight/submit/network.ts';
import { HttpFault } from '../http/fault.ts';
import { KafkaFault } from '../kafka/fault.ts';
import { openConnection } from '../kafka/open.ts';
import type { PartitionInfo } from '../protocol/kafka.ts';
import { tokenBy } from './azure-token.ts';
import { sayProblem } from './interruptible.ts';
import { choiceOf, textOf, type OptionSpec, type Parsed } from './options.ts';
import { SIGN_IN_WAYS } from './sign-in.ts';

export const AROUND_OPTIONS: readonly OptionSpec[] = [
  { name: 'brokers', value: '<host:port,…>', help: 'who is asked how many partitions the topics of the job have, where this machine reaches the brokers by another name', fallback: 'the brokers that the job names, for three seconds' },
  { name: 'azure-sign-in', value: '<way>', help: `asks Azure whether the cluster and the brokers are in one virtual network, signed in by ${SIGN_IN_WAYS}`, fallback: 'not asked' },
  { name: 'arm', value: '<url>', help: 'for --azure-sign-in: Azure Resource Manager, where it is not that of the cloud' },
];

const LIMIT_MS = 3000;

/** How many partitions the topics of the job have, where brokers answer soon. Never rejects. */
export async function partitionsOf({ plan }: Pick<PreflightInput, 'plan'>, parsed: Parsed): Promise<Pick<PreflightInput, 'partitions' | 'partitionsUnknown'>> {
  const given = textOf(parsed, 'brokers'), partitions = new Map<string, PartitionInfo[]>();
  let why: string | undefined;
  for (const { servers, topics, plain } of plan ? kafkaReads(plan) : []) {
    if (!plain && given === undefined) {
      why ??= `${servers} wants a sign-in`;
      continue;
    }
    try {
      const gateway = openConnection({ kind: 'direct', brokers: given ?? servers }, {}, { timeoutMs: LIMIT_MS });
      try {
        for (const detail of await within(Promise.all(topics.map((topic) => gateway.describe(topic))), `${given ?? servers} did not answer within ${LIMIT_MS / 1000} seconds`)) partitions.set(detail.topic, detail.partitions);
      } finally {
        void gateway.close().catch(() => undefined);
      }
    } catch (error) {
      why ??= error instanceof KafkaFault || error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    }
  }
  return { ...(partitions.size > 0 ? { partitions } : {}), ...(why === undefined ? {} : { partitionsUnknown: why }) };
}

function within<T>(work: Promise<T>, otherwise: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => { reject(new Error(otherwise)); }, LIMIT_MS + 500); });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => { clearTimeout(timer); });
}

/** Whether the cluster reaches the brokers, where Azure is asked. What it does not tell is said. */
export async function networkFor({ plan, livy }: Pick<PreflightInput, 'plan' | 'livy'>, parsed: Parsed, signal: AbortSignal): Promise<Pick<PreflightInput, 'network'>> {
  const way = choiceOf(parsed, 'azure-sign-in', ['environment', 'cli', 'device'] as const), brokers = plan ? brokersNamed(plan) : [];
  if (way === undefined || brokers.length === 0) return {};
  const cloud = cloudOf({}, livy), caFile = textOf(parsed, 'ca'), arm: ArmClient = new ArmClient(textOf(parsed, 'arm') ?? `https://${CLOUDS[cloud].management}`, {
    token: (tenantId) => tokenBy({ ...managementSignIn({ way }, arm.url, cloud), ...(tenantId !== undefined && { tenantId }) }, arm.url.href, signal, tenantId === undefined), ...(caFile !== undefined && { caFile }),
  });
  try {
    const { clusters, problems } = await listClusters(arm, { signal }), network = networkOf(livy, brokers, clusters);
    problems.forEach(sayProblem);
    return network ? { network } : {};
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    sayProblem(error);
    return {};
  } finally {
    arm.close();
  }
}
