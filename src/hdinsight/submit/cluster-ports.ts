/** A submit's ports over a real cluster: its Livy, and its YARN where that is known. */
import { setTimeout as pause } from 'node:timers/promises';
import { HttpFault } from '../../http/fault.ts';
import type { QueueNow, RunningJob } from '../preflight/input.ts';
import type { Cluster } from '../cluster.ts';
import { hasEnded } from '../jobs/join.ts';
import { listJobs } from '../jobs/list.ts';
import type { LivyBatch } from '../livy/shapes.ts';
import { AnswerLost, type SeenBatch, type SubmitPorts } from './submit.ts';

/** Names are unique among all batches that Livy knows, so all are looked at; HDInsight's Livy may hold thousands. */
const MOST = 5000;
/** Spark-submit starts before Livy answers; a busy Livy takes its time. */
const CREATE_MS = 60_000;

export function clusterPorts(cluster: Cluster, more: Pick<SubmitPorts, 'upload' | 'step'>): SubmitPorts {
  const { livy, yarn } = cluster;
  return {
    ...more,
    batches: async (signal) => (await livy.newest(MOST, signal)).batches.map(seen),
    create: async (body, signal) => {
      try {
        return seen(await livy.create(body, signal ? AbortSignal.any([signal, AbortSignal.timeout(CREATE_MS)]) : AbortSignal.timeout(CREATE_MS)));
      } catch (error) {
        if (mayHaveArrived(error)) throw new AnswerLost(error instanceof Error ? error.message : String(error), { cause: error });
        throw error;
      }
    },
    ...(yarn ? { tagged: async (tag: string, signal: AbortSignal | undefined) => (await yarn.byTag(tag, signal)).map(({ id, state, tags }) => ({ id, state, tags })) } : {}),
    wait: async (ms, signal) => { await pause(ms, undefined, signal ? { signal } : {}); },
  };
}

const seen = ({ id, name, appId, state }: LivyBatch): SeenBatch => ({ id, name, appId, state });

/** A gateway's 502, a broken connection, a page instead of Livy's answer, a Livy that failed: the batch may be there. A clear no: it is not. */
export function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof HttpFault)) return true;
  const { kind, status } = error;
  if (status !== undefined && status >= 300 && status < 500) return false;
  return kind === 'connection' || kind === 'timeout' || kind === 'protocol' || kind === 'closed' || kind === 'too-large' || (status !== undefined && status >= 500);
}

/** What runs on the cluster, and names that Livy still holds. @throws HttpFault */
export async function runningOn(cluster: Cluster, signal?: AbortSignal): Promise<RunningJob[]> {
  const { jobs } = await listJobs(cluster, { batches: MOST, ...(signal ? { signal } : {}) });
  return jobs.filter(({ state, livyState }) => !hasEnded(state) || livyState !== undefined)
    .map(({ batch, app, name, tags, state }) => ({ label: batch === undefined ? app ?? 'a job' : `batch ${batch}`, name, tags: tags ?? [], active: !hasEnded(state) }));
}

/** What a queue has now; undefined where YARN is not known. What containers are rounded to is there where YARN tells its settings. @throws HttpFault */
export async function queueOn(cluster: Cluster, queue: string | undefined, signal?: AbortSignal): Promise<QueueNow | undefined> {
  const [free, sizes] = await Promise.all([cluster.yarn?.free(queue, signal), cluster.yarn?.allocation(signal)]);
  return free ? { name: free.queue, freeMb: free.freeMemoryMb, ...sizes } : undefined;
}
