/** Follows a job that was submitted to its end. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../hdinsight/cluster.ts';
import { hasEnded, joined } from '../hdinsight/jobs/join.ts';
import type { Submitted } from '../hdinsight/submit/submit.ts';
import { HttpFault } from '../http/fault.ts';
import type { ClusterJob } from '../protocol/hdinsight.ts';
import { Exit } from './exit.ts';
import { say } from './say.ts';

const POLL_MS = 5000;
/** A cluster that does not answer for so many looks is given up; the job goes on. */
const PATIENCE = 24;

/** Exit code: 0 where the job succeeded. Ctrl-C ends the waiting, not the job. */
export async function follow(cluster: Cluster, { batch, appId }: Submitted, signal: AbortSignal): Promise<number> {
  let app = appId, said = '', failed = 0;
  for (;;) {
    try {
      const job = await look(cluster, batch?.id, app, signal);
      failed = 0;
      if (job === undefined) {
        say('Neither Livy nor YARN knows the job any more: how it ended is not known.');
        return Exit.failed;
      }
      app = job.app ?? app;
      const words = `${job.batch === undefined ? '' : `batch ${job.batch}, `}${job.app ?? 'no application yet'}: ${job.state}`;
      if (words !== said) say(words);
      said = words;
      if (hasEnded(job.state)) return job.state === 'succeeded' ? Exit.done : Exit.failed;
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof HttpFault)) throw error;
      if (failed++ === 0) say(`${error.message} The job goes on; asking again.`);
      if (failed > PATIENCE) throw error;
    }
    await pause(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
  }
  say(`No longer waiting. The job goes on: weir jobs shows it${batch ? ` as batch ${batch.id}` : ''}.`);
  return Exit.interrupted;
}

/** Livy forgets a batch some minutes after its end; YARN then knows how it ended. */
async function look(cluster: Cluster, id: string | undefined, app: string | undefined, signal: AbortSignal): Promise<ClusterJob | undefined> {
  const batch = id === undefined ? undefined : await cluster.livy.batch(id, signal), appId = batch?.appId ?? app;
  // A Livy that was restarted may give the id to another job.
  const ours = batch !== undefined && (app === undefined || batch.appId === undefined || batch.appId === app) ? batch : undefined;
  const known = appId === undefined ? undefined : await cluster.yarn?.app(ours ? appId : app ?? appId, signal);
  return ours || known ? joined(ours, known) : undefined;
}
