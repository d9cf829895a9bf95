/** Why earlier attempts of a job failed, each read once. */
import { HttpFault } from '../../http/fault.ts';
import type { AttemptFailure } from '../../protocol/cluster-run.ts';
import type { ClusterJob, JobFailure } from '../../protocol/hdinsight.ts';
import type { Problem } from '../../protocol/run.ts';
import type { Cluster } from '../cluster.ts';
import { failureOf } from '../jobs/failure.ts';

/** Earlier attempts that are looked at, and how often: the log of one that has just ended may be on its way to the history. */
const MOST = 5, TRIES = 3, AGAIN_MS = 30_000;

export class AttemptFailures {
  #found: readonly AttemptFailure[] = [];
  readonly #tries = new Map<number, { left: number; at: number }>();

  constructor(private readonly cluster: Cluster, private readonly now: () => number) {}

  /** By attempt; the same list until another one is found. */
  get found(): readonly AttemptFailure[] {
    return this.#found;
  }

  /** Reads what is not known yet of the attempts before the job's own; gives what is new. What does not answer is tried again later. */
  async before(job: ClusterJob, signal: AbortSignal): Promise<AttemptFailure[]> {
    const { attempt = 1 } = job, fresh: AttemptFailure[] = [];
    for (let number = Math.max(1, attempt - MOST); number < attempt; number++) {
      const tries = this.#tries.get(number) ?? { left: TRIES, at: 0 };
      if (tries.left === 0 || tries.at > this.now()) continue;
      this.#tries.set(number, { left: tries.left - 1, at: this.now() + AGAIN_MS });
      const found = await this.#read(job, number, tries.left === 1, signal);
      if (!found) continue;
      this.#tries.set(number, { left: 0, at: 0 });
      fresh.push(found);
    }
    for (const each of fresh) this.add(each);
    return fresh;
  }

  add(failure: AttemptFailure): void {
    this.#found = [...this.#found, failure].sort((a, b) => (a.attempt ?? Infinity) - (b.attempt ?? Infinity));
  }

  /** YARN's own words count where its log says nothing at the last try. */
  async #read(job: ClusterJob, attempt: number, last: boolean, signal: AbortSignal): Promise<AttemptFailure | undefined> {
    try {
      const known = (await this.cluster.yarn?.attempts(job.app!, signal))?.find(({ number }) => number === attempt), { diagnostics } = known ?? {};
      const failure = await lastFailure(this.cluster, { key: job.key, state: 'failed', app: job.app!, ...(diagnostics !== undefined && { diagnostics }) }, signal, attempt);
      return failure && (last || failure.from !== 'diagnostics') ? { attempt, at: known?.finished ?? this.now(), failure } : undefined;
    } catch (error) {
      if (error instanceof HttpFault) return undefined;
      throw error;
    }
  }
}

/** @param earlier of an attempt after which YARN started another one */
export function problemOfFailure({ failure: { exception, message, at }, attempt }: AttemptFailure, earlier: boolean): Problem {
  return {
    severity: earlier ? 'warning' : 'error', code: earlier ? 'attempt-failed' : 'job-failed', ...(exception !== undefined && { errorClass: exception }),
    message: `${earlier ? `Attempt ${attempt} failed: ` : ''}${exception === undefined ? '' : `${exception}: `}${message}`,
    ...(at && { span: { file: at.file, line: at.line, column: 0, endLine: at.line, endColumn: 0 } }),
  };
}

/** Why a job, or an attempt of it, failed: by what YARN and Livy say where its log does not answer. @throws the signal's reason once it is aborted; nothing else */
export async function lastFailure(cluster: Cluster, job: ClusterJob, signal: AbortSignal, attempt?: number): Promise<JobFailure | undefined> {
  const { app: _, ...rest } = job;
  for (const each of [job, rest]) {
    try {
      return await failureOf(cluster, each, { signal, ...(attempt !== undefined && { attempt }) });
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error;
    }
  }
  return undefined;
}
