/** Jobs of a cluster in words. */
import type { ClusterJob } from '../../protocol/hdinsight';
import { count } from '../topics/words';

/** The whole of it fits a row at the sidebar's usual width only at its beginning: what is looked for most stands first. */
export function jobLine(job: ClusterJob, now: number): string {
  const { batch, app, memoryMb, cores, forgotten } = job;
  return [stateWord(job), took(job, now), batch !== undefined && !forgotten ? `batch ${batch}` : undefined, app, memoryMb === undefined || memoryMb <= 0 ? undefined : `${count(memoryMb)} MB`, cores === undefined || cores <= 0 ? undefined : `${count(cores)} ${cores === 1 ? 'core' : 'cores'}`]
    .filter((part) => part !== undefined).join(', ');
}

/** Livy's or YARN's own word where it is none that is known. */
export function stateWord({ state, livyState, yarnState, attempt }: ClusterJob): string {
  return `${state === 'unknown' ? (livyState ?? yarnState ?? 'unknown').slice(0, 30) : state}${attempt !== undefined && attempt > 1 ? `, attempt ${attempt}` : ''}`;
}

function took({ started, finished, state }: ClusterJob, now: number): string | undefined {
  if (started === undefined || (finished === undefined && state !== 'running' && state !== 'starting')) return undefined;
  const minutes = Math.floor(Math.max(0, (finished ?? now) - started) / 60_000), hours = Math.floor(minutes / 60);
  return minutes < 1 ? 'under a minute' : hours < 1 ? `${minutes} min` : hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** `a moment ago`, `14 min ago` */
export function agoWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 1 ? 'a moment ago' : minutes < 120 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

const problemWords: Partial<Record<string, string>> = { connection: 'Not reachable', timeout: 'No answer in time', authentication: 'Signing in failed', authorization: 'No permission', tls: 'TLS failed', busy: 'Asked too often' };
/** The kind of a problem in words that fit a narrow row; undefined: its message has to say it. */
export const problemWord = (kind: string): string | undefined => problemWords[kind];
