/** Whether a job on one cluster reaches the brokers of another. */
import { clusterOfBrokers } from '../hdinsight/arm/brokers.ts';
import { networkVerdict, targetVerdict } from '../hdinsight/arm/verdict.ts';
import type { NetworkVerdict } from '../protocol/cluster-verdict.ts';
import type { Cluster, ClusterListing } from '../protocol/clusters.ts';
import { Exit } from './exit.ts';
import { sayProblem } from './interruptible.ts';
import { UsageError } from './options.ts';
import { plainJson } from './plain.ts';
import { out } from './say.ts';

/** Exit 0 where they are in one network, else 1. @throws UsageError where a name is no cluster's */
export function clustersVerdict({ clusters, problems }: ClusterListing, { spark, kafka }: { spark: string; kafka: string }, json: boolean): number {
  for (const problem of problems) sayProblem(problem);
  const job = named(clusters, spark, 'spark'), target = targetVerdict(job, clusters);
  if (!target.takes) return tell({ cluster: job.name, verdict: 'refused', reason: target.reason, hint: target.hint }, json, Exit.failed);
  const chosen = clusters.filter(({ name }) => name.toLowerCase() === kafka.toLowerCase());
  if (chosen[0]) return judged(job, named(clusters, kafka, 'kafka'), undefined, json);
  const whose = clusterOfBrokers(kafka, clusters);
  if (whose.found !== 'one') return tell({ cluster: job.name, verdict: 'unknown', reason: whose.reason, hint: whose.hint }, json, Exit.failed);
  return judged(job, clusters.find(({ id }) => id === whose.cluster)!, whose.reason, json);
}

function judged(job: Cluster, brokers: Cluster, because: string | undefined, json: boolean): number {
  const verdict = networkVerdict(job, brokers), reason = because === undefined ? verdict.reason : `${because} ${verdict.reason}`;
  return tell({ cluster: job.name, kafka: brokers.name, ...verdict, reason }, json, verdict.verdict === 'same' ? Exit.done : Exit.failed);
}

interface Told extends Omit<NetworkVerdict, 'verdict'> { cluster: string; kafka?: string; verdict: NetworkVerdict['verdict'] | 'refused' }

const HEADS: Record<Told['verdict'], string> = { same: 'one network', different: 'two networks', unreachable: 'not reachable', unknown: 'not known', refused: 'not a target' };

function tell(told: Told, json: boolean, code: number): number {
  out(json ? `${plainJson(JSON.stringify(told, undefined, 2))}\n` : `${HEADS[told.verdict]}: ${told.reason}${told.hint === '' ? '' : ` ${told.hint}`}\n`);
  return code;
}

function named(clusters: readonly Cluster[], name: string, option: string): Cluster {
  const found = clusters.filter((each) => each.name.toLowerCase() === name.toLowerCase());
  if (found.length === 1) return found[0]!;
  throw new UsageError(found.length > 1 ? `There are ${found.length} clusters ${name}: --subscription tells them apart.` : `--${option}: there is no cluster ${name}${clusters.length === 0 ? '' : `; there are ${clusters.slice(0, 20).map((each) => each.name).join(', ')}`}.`);
}
