/** Follows a job that was submitted to its end. */
import type { Cluster } from '../hdinsight/cluster.ts';
import { joined, keyOf } from '../hdinsight/jobs/join.ts';
import type { Submitted } from '../hdinsight/submit/submit.ts';
import { followJob } from './follow-job.ts';
import { Exit } from './exit.ts';
import { samplePrinter } from './progress-text.ts';
import { err, say } from './say.ts';
import { styleFor } from './style.ts';

/** @param verbose a line for each micro-batch. Exit code: 0 where the job succeeded. Ctrl-C ends the waiting, not the job. */
export async function follow(cluster: Cluster, { batch, appId }: Submitted, verbose: boolean, signal: AbortSignal): Promise<number> {
  const { id, state, name } = batch ?? {}, job = id !== undefined && state !== undefined ? joined({ id, state, log: [], ...(name !== undefined && { name }) }, undefined) : { state: 'starting' as const }, app = appId ?? batch?.appId;
  const code = await followJob(cluster, { ...job, key: keyOf(batch?.id, app), ...(app !== undefined && { app }) }, {}, { all: verbose, ...(verbose && { sample: samplePrinter(err, styleFor(process.stderr.isTTY, process.env)) }) }, signal);
  if (code === Exit.interrupted) say(`No longer waiting. The job goes on: weir jobs shows it${batch ? ` as batch ${batch.id}` : ''}.`);
  return code;
}
