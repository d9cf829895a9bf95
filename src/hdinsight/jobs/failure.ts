import { HttpFault } from '../../http/fault.ts';
import type { ClusterJob, JobFailure } from '../../protocol/hdinsight.ts';
import type { Cluster } from '../cluster.ts';
import { failureIn, yarnReason } from '../failure/trace.ts';
import { LogSource } from '../logs/source.ts';

/** Bytes from the end of a log that are looked through. */
const TAIL = 256 * 2 ** 10;

/** Why a job failed: by the driver's log where it can be had (Python prints to stdout there), else by YARN's diagnostics, else by Livy's lines. */
export async function failureOf(cluster: Cluster, { app, diagnostics, batch, forgotten }: ClusterJob, { attempt, signal }: { attempt?: number; signal?: AbortSignal } = {}): Promise<JobFailure | undefined> {
  if (app !== undefined && cluster.yarn) {
    const found: JobFailure[] = [];
    for (const stream of ['stdout', 'stderr'] as const) {
      const lines = await tailOf(new LogSource(cluster, app, stream, attempt), signal), failure = failureIn(lines);
      if (failure) found.push({ ...failure, from: stream });
    }
    const best = found.find(({ kind, at }) => kind === 'python' && at) ?? found.find(({ at }) => at) ?? found[0];
    if (best) return best;
  }
  const inDiagnostics = diagnostics === undefined ? undefined : failureIn(diagnostics.split('\n'));
  if (inDiagnostics) return { ...inDiagnostics, from: 'diagnostics' };
  if (batch !== undefined && !forgotten) {
    const lines = (await cluster.livy.log(batch, undefined, signal))?.lines ?? [], failure = failureIn(lines.flatMap((line) => line.split('\n')));
    if (failure) return { ...failure, from: 'livy' };
  }
  const reason = diagnostics === undefined ? undefined : yarnReason(diagnostics);
  return reason === undefined ? undefined : { kind: 'yarn', message: reason, trace: diagnostics!.split('\n').slice(0, 60), from: 'diagnostics' };
}

/** A log that cannot be had is no reason to say nothing. */
async function tailOf(source: LogSource, signal: AbortSignal | undefined): Promise<string[]> {
  try {
    return (await source.piece(-TAIL, signal)).text.split(/\r?\n/);
  } catch (error) {
    if (error instanceof HttpFault && ['not-found', 'busy', 'unsupported', 'authorization'].includes(error.kind)) return [];
    throw error;
  }
}
