/** Follows a job of a cluster to its end. */
import type { Cluster } from '../hdinsight/cluster.ts';
import { FollowedJob } from '../hdinsight/follow/followed-job.ts';
import type { FollowEvent, FollowOptions, FollowStatus, QuerySample } from '../protocol/cluster-run.ts';
import type { ClusterJob } from '../protocol/hdinsight.ts';
import { Exit } from './exit.ts';
import { exitOf, sayProblem } from './interruptible.ts';
import { StatusChanges } from './progress-changes.ts';
import type { QueryNow } from './progress-text.ts';
import { outClosed, say } from './say.ts';

/** A cluster that does not answer for so long is given up; the job goes on. */
const PATIENCE_MS = 300_000;
/** What does not pass by itself. */
const LASTING: readonly string[] = ['authentication', 'authorization', 'tls', 'unsupported'];

export interface Shown {
  /** Each batch, or what is known of a query at a moment. */
  sample?(query: QueryNow, sample: QuerySample, all: readonly QueryNow[]): void;
  /** Also what is read and what is wrong with it, on stderr; else only how the job is. */
  all?: boolean;
}

/** Exit code: 0 where the job succeeded. Ctrl-C ends the following, not the job. */
export async function followJob(cluster: Cluster, known: ClusterJob, options: Omit<FollowOptions, 'job'>, { sample, all = false }: Shown, signal: AbortSignal): Promise<number> {
  const queries = new Map<string, QueryNow>(), changes = new StatusChanges(all);
  let status: FollowStatus | undefined, impatient: NodeJS.Timeout | undefined;
  const followed: FollowedJob = new FollowedJob(cluster, { job: known.key, ...options }, (event) => { hear(event); }, { known });
  const hear = (event: FollowEvent): void => {
    if (outClosed()) followed.dispose();
    if (event.event === 'run' && event.run.kind === 'query') queries.set(event.run.query.id, { ...queries.get(event.run.query.id), info: event.run.query });
    const query = event.event === 'sample' ? queries.get(event.queryId) : undefined;
    if (event.event === 'sample' && query) sample?.(query, event.sample, [...queries.values()]);
    if (event.event !== 'status') return;
    status = event.status;
    for (const line of changes.next(status, [...queries.values()])) say(line);
    if (status.problem === undefined) {
      clearTimeout(impatient);
      impatient = undefined;
    } else if (LASTING.includes(status.problem.kind)) followed.dispose();
    else impatient ??= setTimeout(() => { followed.dispose(); }, PATIENCE_MS);
  };
  const stop = (): void => { followed.dispose(); };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await followed.run();
  } finally {
    clearTimeout(impatient);
    signal.removeEventListener('abort', stop);
  }
  return signal.aborted ? Exit.interrupted : codeOf(status);
}

function codeOf(status: FollowStatus | undefined): number {
  if (status?.over === 'ended') return status.job.state === 'succeeded' ? Exit.done : Exit.failed;
  if (status?.over === 'gone') say('Neither Livy nor YARN knows the job any more: how it ended is not known.');
  else if (status?.problem) {
    sayProblem(status.problem);
    return exitOf(status.problem);
  }
  return status?.over === 'gone' ? Exit.failed : Exit.done;
}
