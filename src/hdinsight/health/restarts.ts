import type { AttemptFailure, Verdict } from '../../protocol/cluster-run.ts';
import type { ClusterJob } from '../../protocol/hdinsight.ts';
import { MINUTE } from './found.ts';
import { lasting } from './words.ts';

/** Attempts that end within so long of each other. */
const SHORT = 15 * MINUTE;

/** YARN starts the job again and again: its attempts fail soon after they begin. */
export function restartLoop({ attempt = 1, started }: ClusterJob, failures: readonly AttemptFailure[], now: number): Verdict | undefined {
  const ends = failures.map(({ at }) => at).sort((a, b) => a - b), close = ends.findLastIndex((at, i) => i > 0 && at - ends[i - 1]! > SHORT), loop = ends.slice(Math.max(0, close));
  const hint = 'Look at the failure of each attempt: YARN gives up at its limit of attempts, and begins to count anew after spark.yarn.am.attemptFailuresValidityInterval.';
  if (loop.length >= 2 && now - loop.at(-1)! < 60 * MINUTE) return { id: 'restart-loop', severity: 'error', about: 'job', since: loop[0]!, text: `${loop.length} attempts failed within ${lasting(Math.max(MINUTE, loop.at(-1)! - loop[0]!))}`, hint };
  if (failures.length > 0 || attempt < 3 || started === undefined || now - started > attempt * SHORT) return undefined;
  return { id: 'restart-loop', severity: 'error', about: 'job', since: started, text: `attempt ${attempt} after ${lasting(now - started)}`, hint };
}
