/** Livy's batches and YARN's applications as one list of jobs. */
import type { ClusterJob, JobState } from '../../protocol/hdinsight.ts';
import type { LivyBatch } from '../livy/shapes.ts';
import { masked } from '../mask.ts';
import type { YarnApp } from '../yarn/shapes.ts';

const LIVY: Readonly<Record<string, JobState>> = {
  not_started: 'starting', starting: 'starting', recovering: 'starting', idle: 'running', running: 'running', busy: 'running', shutting_down: 'running',
  error: 'failed', dead: 'failed', killed: 'killed', success: 'succeeded',
};
const FINAL: Readonly<Record<string, JobState>> = { SUCCEEDED: 'succeeded', FAILED: 'failed', KILLED: 'killed' };
const YARN: Readonly<Record<string, JobState>> = { NEW: 'starting', NEW_SAVING: 'starting', SUBMITTED: 'starting', ACCEPTED: 'starting', RUNNING: 'running', FAILED: 'failed', KILLED: 'killed' };

export const livyState = (state: string): JobState => LIVY[state] ?? 'unknown';
export const yarnState = ({ state, finalStatus }: Pick<YarnApp, 'state' | 'finalStatus'>): JobState => (state === 'FINISHED' ? FINAL[finalStatus ?? ''] ?? 'unknown' : YARN[state] ?? 'unknown');
export const hasEnded = (state: JobState): boolean => state === 'succeeded' || state === 'failed' || state === 'killed';

/** Livy tags what it starts: `livy-batch-<id>-<random>`. */
const LIVY_TAG = /^livy-batch-(\d{1,19})-[a-z0-9]+$/;
export const batchOfTag = (tags: readonly string[]): string | undefined => tags.map((tag) => LIVY_TAG.exec(tag)?.[1]).find((id) => id !== undefined);

/** YARN knows how the job is: Livy calls one dead that it only lost sight of. */
export function joined(batch: LivyBatch | undefined, app: YarnApp | undefined): ClusterJob {
  const id = batch?.id ?? batchOfTag(app?.tags ?? []), appId = app?.id ?? batch?.appId, fromYarn = app && yarnState(app);
  const state = fromYarn !== undefined && fromYarn !== 'unknown' ? fromYarn : batch ? livyState(batch.state) : 'unknown';
  const name = batch?.name ?? app?.name, user = batch?.proxyUser ?? batch?.owner ?? app?.user;
  return {
    key: keyOf(id, appId), state,
    ...(id !== undefined && { batch: id }), ...(batch === undefined && id !== undefined && { forgotten: true as const }), ...(appId !== undefined && { app: appId }),
    ...(name !== undefined && { name: masked(name) }), ...(user !== undefined && { user }), ...(batch && { livyState: batch.state }),
    ...(app && {
      yarnState: app.state, ...(app.queue !== undefined && { queue: app.queue }), ...(app.finalStatus !== undefined && { finalStatus: app.finalStatus }), ...(app.started !== undefined && { started: app.started }), ...(app.finished !== undefined && { finished: app.finished }),
      ...(app.memoryMb !== undefined && { memoryMb: app.memoryMb }), ...(app.cores !== undefined && { cores: app.cores }), ...(app.tags.length > 0 && { tags: app.tags }), ...(app.diagnostics !== undefined && { diagnostics: masked(app.diagnostics) }),
      ...attemptOf(app),
    }),
  };
}

export const keyOf = (batch: string | undefined, app: string | undefined): string => app ?? `batch ${batch ?? '?'}`;

/** Its number stands in the name of the container: `container_[e<epoch>_]<cluster>_<app>_<attempt>_<container>`. */
function attemptOf({ amContainerLogs }: YarnApp): { attempt?: number } {
  const attempt = /container_(?:e\d+_)?\d+_\d+_(\d{2,6})_\d+/.exec(amContainerLogs ?? '')?.[1];
  return attempt === undefined ? {} : { attempt: Number(attempt) };
}

/**
 * Newest first: what YARN started, then batches that have no application, by their ids. A batch without an application is not joined by its
 * tag: a Livy that was restarted gives an id again while the job that had it still runs.
 */
export function joinAll(batches: readonly LivyBatch[], apps: readonly YarnApp[]): ClusterJob[] {
  const byId = new Map(apps.map((app) => [app.id, app])), taken = new Set(batches.map(({ appId }) => appId)), waiting = new Set(batches.filter(({ appId }) => appId === undefined).map(({ id }) => id));
  const jobs = batches.map((batch) => joined(batch, batch.appId === undefined ? undefined : byId.get(batch.appId)));
  for (const app of apps) {
    if (taken.has(app.id)) continue;
    const job = joined(undefined, app);
    // Livy may only not have found it yet.
    if (job.batch !== undefined && waiting.has(job.batch)) delete job.forgotten;
    jobs.push(job);
  }
  return jobs.sort(newest);
}

function newest(a: ClusterJob, b: ClusterJob): number {
  const [x, y] = [orderOf(a), orderOf(b)];
  return y[0] - x[0] || y[1] - x[1] || (a.key < b.key ? 1 : -1);
}

/** Without a time, what has no application yet is the newest; what YARN forgot is the oldest, by its application's id. */
function orderOf({ started, app, batch, state }: ClusterJob): [number, number] {
  const [, cluster, number] = /^application_(\d+)_(\d+)$/.exec(app ?? '') ?? [];
  if (started !== undefined) return [started, Number(number ?? 0)];
  if (cluster !== undefined) return [Number(cluster), Number(number)];
  return [hasEnded(state) ? 0 : Number.MAX_SAFE_INTEGER, Number(batch ?? 0)];
}
