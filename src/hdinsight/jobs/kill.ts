import { HttpFault } from '../../http/fault.ts';
import type { ClusterJob } from '../../protocol/hdinsight.ts';
import type { Cluster } from '../cluster.ts';
import { hasEnded } from './join.ts';

export interface Killed {
  /** What YARN was asked. `unknown`: it does not know the application. `refused`: it does not take a kill from here; Livy's delete ends the job too. */
  yarn: 'killed' | 'ended' | 'unknown' | 'refused' | 'none';
  /** What Livy was asked. `other`: its batch of this id has another application or none yet, and was left alone. */
  livy: 'deleted' | 'unknown' | 'other' | 'none';
}

/** Ends a job in YARN, and takes it off Livy's list. Nothing of another job is touched: the id of a batch may have been given again. @throws HttpFault */
export async function killJob(cluster: Cluster, job: ClusterJob, signal?: AbortSignal): Promise<Killed> {
  const { app, batch } = job, done: Killed = { yarn: 'none', livy: 'none' };
  if (app !== undefined && cluster.yarn) {
    const known = await cluster.yarn.app(app, signal);
    done.yarn = known === undefined ? 'unknown' : known.state === 'FINISHED' || known.state === 'FAILED' || known.state === 'KILLED' ? 'ended' : await cluster.yarn.kill(app, signal).then((killed) => (killed ? 'killed' : 'unknown'), (error: unknown) => refusedOr(error, batch !== undefined && job.forgotten !== true));
  }
  if (batch !== undefined && job.forgotten !== true) {
    const now = await cluster.livy.batch(batch, signal);
    if (now === undefined) done.livy = 'unknown';
    else if (app !== undefined && now.appId !== app) done.livy = 'other';
    else done.livy = await cluster.livy.delete(batch, signal) ? 'deleted' : 'unknown';
  }
  if (done.yarn === 'refused' && done.livy !== 'deleted') throw new HttpFault('authorization', `YARN on ${cluster.name} does not take the end of ${job.key} from here, and Livy has no batch of it.`, 'Its owner or an administrator can end it with yarn application -kill.');
  if (done.yarn === 'none' && done.livy !== 'deleted' && !hasEnded(job.state)) throw new HttpFault('not-found', `There is nothing left to end of ${job.key}.`, 'Look at the list of jobs.');
  return done;
}

/** Where Livy can still end it. @throws what was thrown, where it is something else or Livy cannot */
function refusedOr(error: unknown, livyKnows: boolean): 'refused' {
  if (livyKnows && error instanceof HttpFault && ['authorization', 'protocol', 'refused'].includes(error.kind)) return 'refused';
  throw error;
}
