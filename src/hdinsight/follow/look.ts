import type { FollowEvent, FollowOptions, FollowStatus } from '../../protocol/cluster-run.ts';
import type { Cluster } from '../cluster.ts';
import { findJob } from '../jobs/find.ts';
import { hasEnded } from '../jobs/join.ts';
import { lastFailure } from './failures.ts';
import { FollowedProgress } from './progress.ts';

/** Readings until the readers below the best one were asked, where that gets no page. */
const READINGS = 2;

/** A job as it is now: its progress, and why it failed. What the progress says is told as of a job that is followed. @throws HttpFault */
export async function lookAt(cluster: Cluster, options: FollowOptions, tell: (event: FollowEvent) => void, signal: AbortSignal, now: () => number = Date.now): Promise<FollowStatus> {
  const job = await findJob(cluster, options.job, signal), progress = new FollowedProgress(cluster, options, tell, now), ended = hasEnded(job.state), failures = [];
  if (job.app !== undefined && job.state === 'running') {
    for (let left = READINGS; left > 0; left--) if (await progress.read(job.app, signal)) break;
  }
  if (job.app !== undefined && ended) await progress.readEnd(job.app, signal);
  const failure = job.state === 'failed' ? await lastFailure(cluster, job, signal) : undefined;
  if (failure) failures.push({ at: job.finished ?? now(), ...(job.attempt !== undefined && { attempt: job.attempt }), failure });
  return { job, progress: progress.from(), verdicts: progress.verdicts({ job, failures, now: now(), over: ended }), failures, requestsPerMinute: 0, everyMs: 0, ...(ended && { over: 'ended' as const }) };
}
