import { HttpFault } from '../../http/fault.ts';
import type { JobList, ServerProblem } from '../../protocol/hdinsight.ts';
import type { Cluster } from '../cluster.ts';
import type { YarnApp } from '../yarn/shapes.ts';
import { joinAll } from './join.ts';

const DAY = 86_400_000;

export interface ListOptions {
  /** Of Livy's batches, the newest; default 100. */
  batches?: number;
  /** Applications that ended longer ago are left out, in ms; default a day. */
  endedWithin?: number;
  now?: number;
  signal?: AbortSignal;
}

export const problemOf = (error: unknown): ServerProblem => (error instanceof HttpFault ? { kind: error.kind, message: error.message, hint: error.hint } : { kind: 'unexpected', message: error instanceof Error ? error.message : String(error), hint: '' });

/** The jobs of a cluster. One of Livy and YARN may be away: what the other says is shown beside the problem. @throws HttpFault where neither answers */
export async function listJobs(cluster: Cluster, { batches = 100, endedWithin = DAY, now = Date.now(), signal }: ListOptions = {}): Promise<JobList> {
  const { yarn } = cluster;
  const [page, active, ended] = await Promise.allSettled([cluster.livy.newest(batches, signal), yarn?.active(signal) ?? Promise.resolve([]), yarn?.ended(now - endedWithin, signal) ?? Promise.resolve([])]);
  signal?.throwIfAborted();
  if (page.status === 'rejected' && (yarn === undefined || active.status === 'rejected')) throw page.reason;
  const apps = unique([active, ended].flatMap((each) => (each.status === 'fulfilled' ? each.value : [])));
  const known = page.status === 'fulfilled' ? page.value : { batches: [], total: 0 };
  const problems = [page, active, ended].flatMap((each) => (each.status === 'rejected' ? [problemOf(each.reason)] : []));
  return { jobs: joinAll(known.batches, apps), batches: known.total, problems: problems.filter(({ message }, i) => problems.findIndex((other) => other.message === message) === i) };
}

/** One that ended between two questions is in both answers; the later one counts. */
const unique = (apps: readonly YarnApp[]): YarnApp[] => [...new Map(apps.map((app) => [app.id, app])).values()];
