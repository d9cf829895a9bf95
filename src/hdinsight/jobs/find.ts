import { HttpFault } from '../../http/fault.ts';
import type { ClusterJob } from '../../protocol/hdinsight.ts';
import type { Cluster } from '../cluster.ts';
import { APP_ID, type YarnApp } from '../yarn/shapes.ts';
import { newestFirst } from '../yarn/client.ts';
import { batchOfTag, joined } from './join.ts';

const MONTH = 30 * 86_400_000;

/**
 * The job of an application's id, or of a batch's. A batch that Livy has forgotten is looked for by the tag that Livy gave its application;
 * where a restarted Livy gave the id again, the newest one is meant. @throws HttpFault where there is none
 */
export async function findJob(cluster: Cluster, id: string, signal?: AbortSignal): Promise<ClusterJob> {
  if (APP_ID.test(id)) return ofApplication(cluster, id, signal);
  if (!/^\d{1,19}$/.test(id)) throw new HttpFault('not-found', `${id.slice(0, 60)} is no id of a job.`, 'A job is named by the id of its batch, or as application_1700000000000_0001; weir jobs lists them.');
  const batch = await cluster.livy.batch(id, signal);
  if (batch) return joined(batch, batch.appId === undefined ? undefined : await cluster.yarn?.app(batch.appId, signal).catch(away));
  const apps = cluster.yarn ? [...await cluster.yarn.active(signal), ...await cluster.yarn.ended(Date.now() - MONTH, signal)] : [], [app] = newestFirst(apps.filter(({ tags }) => batchOfTag(tags) === id));
  if (app) return joined(undefined, app);
  throw new HttpFault('not-found', `${cluster.name} has no batch ${id}.`, cluster.yarn ? 'Livy forgets a batch ten minutes after its end, and YARN knows no application of it.' : 'Livy forgets a batch ten minutes after its end; YARN knows it longer (--yarn).');
}

async function ofApplication(cluster: Cluster, id: string, signal: AbortSignal | undefined): Promise<ClusterJob> {
  const app = await cluster.needYarn(id).app(id, signal);
  if (!app) throw new HttpFault('not-found', `YARN on ${cluster.name} does not know ${id}.`, 'It forgets applications that ended long ago, and with a restart without recovery all.');
  return withBatch(cluster, app, signal);
}

/** Livy's batch of an application, where it is still the same one. */
async function withBatch(cluster: Cluster, app: YarnApp, signal: AbortSignal | undefined): Promise<ClusterJob> {
  const id = batchOfTag(app.tags), batch = id === undefined ? undefined : await cluster.livy.batch(id, signal).catch(away);
  return joined(batch?.appId === app.id ? batch : undefined, app);
}

/** The other of the two says what can be said. */
function away(error: unknown): undefined {
  if (error instanceof HttpFault && ['connection', 'timeout', 'protocol', 'refused', 'busy', 'authorization'].includes(error.kind)) return undefined;
  throw error;
}
