/** What is asked elsewhere before a submit: which topics a job reads from which brokers, and whether its cluster reaches them by what Azure says. */
import { clusterOfBrokers, type KnownBrokers } from '../arm/brokers.ts';
import { networkVerdict } from '../arm/verdict.ts';
import type { Cluster } from '../../protocol/clusters.ts';
import type { KafkaRead } from '../../protocol/submit-thread.ts';
import type { NetworkVerdict } from '../preflight/input.ts';
import type { PlanReport } from '../preflight/plan.ts';

/** What its streaming sources subscribe to, each list of brokers once. */
export function kafkaReads({ queries }: PlanReport): KafkaRead[] {
  const reads = new Map<string, KafkaRead>();
  for (const { asked } of queries) {
    for (const { format, streaming, options } of asked?.sources ?? []) {
      const servers = options['kafka.bootstrap.servers'], topics = options['subscribe']?.split(',').map((topic) => topic.trim()).filter((topic) => topic !== '');
      if (format !== 'kafka' || !streaming || servers === undefined || topics === undefined) continue;
      const plain = (options['kafka.security.protocol'] ?? 'PLAINTEXT').toUpperCase() === 'PLAINTEXT', before = reads.get(servers);
      reads.set(servers, { servers, plain: plain && (before?.plain ?? true), topics: [...new Set([...before?.topics ?? [], ...topics])] });
    }
  }
  return [...reads.values()];
}

/** Brokers that any of its queries names, written to or read from. */
export const brokersNamed = ({ queries }: PlanReport): string[] => [...new Set(queries.flatMap(({ asked }) => (asked ? [...asked.sources, asked.sink] : []).flatMap(({ format, options }) => (format === 'kafka' ? options['kafka.bootstrap.servers'] ?? [] : []))))];

/** @param livy its address. @param clusters all that Azure lists. @param known brokers that Ambari told */
export function networkOf(livy: string, brokers: readonly string[], clusters: readonly Cluster[], known: readonly KnownBrokers[] = []): NetworkVerdict | undefined {
  if (brokers.length === 0) return undefined;
  const name = /^https:\/\/([a-z0-9-]+?)(?:-int)?\.azurehdinsight\.[a-z]+(?:\/|$)/i.exec(livy)?.[1], spark = clusters.find((each) => each.name.toLowerCase() === name?.toLowerCase());
  if (!spark) return { reaches: 'unknown', reason: `${name ?? new URL(livy).host} is not among the clusters that Azure lists for this account.` };
  const whose = clusterOfBrokers(brokers.join(','), clusters, known);
  if (whose.found !== 'one') return { reaches: 'unknown', reason: whose.reason };
  const { verdict, reason, hint } = networkVerdict(spark, clusters.find(({ id }) => id === whose.cluster)!);
  return { reaches: verdict === 'same' ? 'yes' : verdict === 'unreachable' ? 'no' : 'unknown', reason: hint === '' || verdict === 'unreachable' ? reason : `${reason} ${hint}` };
}
