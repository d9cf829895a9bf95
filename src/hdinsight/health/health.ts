import type { AttemptFailure, QuerySample, Verdict } from '../../protocol/cluster-run.ts';
import type { ClusterJob } from '../../protocol/hdinsight.ts';
import { fallingBehind } from './behind.ts';
import { MINUTE, type Found } from './found.ts';
import { restartLoop } from './restarts.ts';
import { Series } from './series.ts';
import { noData } from './silence.ts';
import { slowBatches } from './slow.ts';
import { stateGrowing } from './state.ts';
import { watermarkStuck } from './watermark.ts';

export interface JobNow { job: ClusterJob; failures: readonly AttemptFailure[]; /** Epoch ms. */ now: number; over: boolean }

/** Figures older than this say nothing of how a query is now. */
const FRESH = 5 * MINUTE;
/** Judged anew at most so often, where figures came. */
const OFTEN = 3000;
/** Queries that are judged: a job may start one after the other. */
const MOST = 50;

/** How a job and its queries are, by what was heard of them. Without enough figures nothing is said. */
export class Health {
  readonly #series = new Map<string, Series>();
  /** The trigger's interval, where it is known. */
  triggerMs: number | undefined;
  #last: (JobNow & { found: Verdict[] }) | undefined;
  /** Figures came since. */
  #fresh = false;

  add(queryId: string, sample: QuerySample, now: number): void {
    this.#fresh = true;
    const series = this.#series.get(queryId) ?? new Series();
    series.add(sample, now);
    this.#series.delete(queryId);
    this.#series.set(queryId, series);
    const [oldest] = this.#series.keys();
    if (this.#series.size > MOST) this.#series.delete(oldest!);
  }

  verdicts(now: JobNow): Verdict[] {
    const last = this.#last;
    if (last?.job === now.job && last.failures === now.failures && last.over === now.over && now.now - last.now < (this.#fresh ? OFTEN : MINUTE)) return last.found;
    const found = now.over || now.job.state !== 'running' ? [] : this.#judge(now);
    this.#last = { ...now, found };
    this.#fresh = false;
    return found;
  }

  #judge({ job, failures, now }: JobNow): Verdict[] {
    const loop = restartLoop(job, failures, now), found: Verdict[] = loop ? [loop] : [];
    for (const [queryId, { samples, heard }] of this.#series) {
      if (now - heard <= FRESH) found.push(...verdictsOf(samples, this.triggerMs).map((verdict) => ({ ...verdict, queryId })));
    }
    return found;
  }
}

/** Of one query, by its figures in the order of their time. */
export function verdictsOf(samples: readonly QuerySample[], triggerMs?: number): Found[] {
  const behind = fallingBehind(samples);
  return [behind, slowBatches(samples, triggerMs, behind !== undefined), watermarkStuck(samples), stateGrowing(samples), noData(samples)].filter((found) => found !== undefined);
}
