import { pause } from '../../http/exchange.ts';
import { HttpFault } from '../../http/fault.ts';
import type { ClusterJob, ServerProblem } from '../../protocol/hdinsight.ts';
import type { Cluster } from '../cluster.ts';
import type { LivyBatch } from '../livy/shapes.ts';
import type { YarnApp } from '../yarn/shapes.ts';
import { batchOfTag, hasEnded, joined } from './join.ts';
import { problemOf } from './list.ts';

/** One for each change, and none for an answer that says the same again. */
export type WatchEvent =
  | { event: 'job'; job: ClusterJob }
  /** Nothing is known until it passes; said once, and again when it is another one. */
  | { event: 'problem'; problem: ServerProblem }
  /** The problem passed. */
  | { event: 'back' }
  /** Neither Livy nor YARN knows the job: `job` is what was seen last. Nothing comes after it. */
  | { event: 'gone'; job: ClusterJob }
  /** It has ended, and both were heard. Nothing comes after it. */
  | { event: 'end'; job: ClusterJob };

export interface WatchOptions {
  /** Between two looks while it starts; a job that runs is looked at half as often, since its progress says that it does. Default 5000. */
  everyMs?: number;
  /** While nobody looks; default 20 000. */
  hiddenMs?: number;
  wait?: (ms: number, stops: readonly AbortSignal[]) => Promise<void>;
  now?: () => number;
}

const LONGEST_BACKOFF = 60_000;
/** Until credentials that were turned down are sent again without being asked to: a domain locks out who tries too often. */
export const TURNED_DOWN_MS = 30 * 60_000;
const HIDDEN_MS = 20_000;
/** Looks at YARN for each at Livy. */
const LIVY_EACH = 4;

/**
 * Follows one job: Livy while there is no application, then YARN, and Livy now and then. Requests in a minute at the default of 5 s: 12 while
 * it starts and at most 8 while it runs, which leaves 12 of the 20 for its progress; 4 while nobody looks. A fault doubles the wait, up to a
 * minute, and a server that says how long to wait is heard.
 */
export class JobWatch {
  #job: ClusterJob;
  #hidden = false;
  #failures = 0;
  #turn = 0;
  #problem: string | undefined;
  #shown = '';
  #askedMs: number | undefined;
  #everyMs: number;
  readonly #stop = new AbortController();
  #wake = new AbortController();

  constructor(private readonly cluster: Cluster, job: ClusterJob, private readonly tell: (event: WatchEvent) => void, private readonly options: WatchOptions = {}) {
    this.#job = job;
    this.#everyMs = options.everyMs ?? 5000;
  }

  get job(): ClusterJob {
    return this.#job;
  }

  /** Nobody looks at it. */
  set hidden(hidden: boolean) {
    if (this.#hidden && !hidden) this.look();
    this.#hidden = hidden;
  }

  /** From the next look on. */
  set everyMs(ms: number) {
    this.#everyMs = ms;
  }

  /** Looks now: somebody saw a sign of a change. */
  look(): void {
    this.#wake.abort();
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Resolves when there is nothing more to see, or after `stop`. */
  async run(): Promise<void> {
    const { wait = pause } = this.options;
    try {
      while (!this.#stop.signal.aborted) {
        if (await this.#look()) return;
        this.#wake = new AbortController();
        await wait(this.#pauseMs(), [this.#stop.signal, this.#wake.signal]).catch(() => undefined);
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  /** Between two looks, as it is now. */
  #pauseMs(): number {
    const everyMs = this.#everyMs, usual = this.#hidden ? Math.max(this.options.hiddenMs ?? HIDDEN_MS, everyMs) : this.#job.state === 'running' ? everyMs * 2 : everyMs;
    return this.#failures === 0 ? usual : Math.max(this.#askedMs ?? 0, Math.min(LONGEST_BACKOFF, usual * 2 ** Math.min(this.#failures, 10)));
  }

  /** True: nothing more comes. */
  async #look(): Promise<boolean> {
    let found: ClusterJob | undefined;
    try {
      found = await this.#asked();
    } catch (error) {
      if (this.#stop.signal.aborted) throw error;
      this.#failures++;
      this.#askedMs = error instanceof HttpFault ? error.kind === 'authentication' ? TURNED_DOWN_MS : error.retryAfterMs : undefined;
      const problem = problemOf(error);
      if (problem.message !== this.#problem) this.tell({ event: 'problem', problem });
      this.#problem = problem.message;
      return false;
    }
    this.#failures = 0;
    if (this.#problem !== undefined) {
      this.#problem = undefined;
      this.tell({ event: 'back' });
    }
    if (found === undefined) {
      this.tell({ event: hasEnded(this.#job.state) ? 'end' : 'gone', job: this.#job });
      return true;
    }
    this.#job = found;
    const shown = JSON.stringify(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (shown !== this.#shown) this.tell({ event: 'job', job: found });
    this.#shown = shown;
    if (!hasEnded(found.state)) return false;
    this.tell({ event: 'end', job: found });
    return true;
  }

  /** Undefined: neither knows it. */
  async #asked(): Promise<ClusterJob | undefined> {
    const { batch, app, forgotten } = this.#job, { yarn } = this.cluster, signal = this.#stop.signal, turn = this.#turn++;
    const knowsLivy = batch !== undefined && forgotten !== true;
    const fromYarn = app !== undefined && yarn ? await yarn.app(app, signal) : undefined;
    // YARN says how it is; Livy is asked where YARN cannot, now and then, and at the end.
    const askLivy = knowsLivy && (fromYarn === undefined || turn % LIVY_EACH === 0 || (!hasEnded(this.#job.state) && hasEnded(joined(undefined, fromYarn).state)));
    const livy = askLivy ? await this.#livy(batch, app, fromYarn !== undefined) : undefined;
    if (livy === 'other') return fromYarn ? merged(this.#job, undefined, fromYarn, true) : undefined;
    if (livy === 'away') return merged(this.#job, undefined, fromYarn, false);
    if (!fromYarn && !livy) return undefined;
    return merged(this.#job, livy, fromYarn, askLivy && livy === undefined);
  }

  /** A Livy that does not answer is no fault as long as YARN does. `other`: the id was given to another job. */
  async #livy(batch: string, app: string | undefined, yarnAnswers: boolean): Promise<LivyBatch | undefined | 'other' | 'away'> {
    try {
      const found = await this.cluster.livy.batch(batch, this.#stop.signal);
      if (found === undefined) return undefined;
      // Without an application it is ours before Livy has found it, or another job: nothing is taken from it.
      return app !== undefined && found.appId === undefined && yarnAnswers ? 'away' : isOther(this.#job, found, app) ? 'other' : found;
    } catch (error) {
      if (yarnAnswers && error instanceof HttpFault) return 'away';
      throw error;
    }
  }
}

/** A Livy that was restarted without recovery counts from 0 again: the application, the name or the owner is another one then. */
function isOther(job: ClusterJob, found: LivyBatch, app: string | undefined): boolean {
  if (app !== undefined) return found.appId !== app;
  return job.livyState !== undefined && job.name !== undefined && found.name !== undefined && joined(found, undefined).name !== job.name;
}

/** What is not asked this time stays as it was heard last. */
function merged(before: ClusterJob, livy: LivyBatch | undefined, yarn: YarnApp | undefined, forgotten: boolean): ClusterJob {
  const now = joined(livy, yarn), { batch, livyState } = before, known = batch ?? (yarn && batchOfTag(yarn.tags));
  const kept: ClusterJob = { ...now, ...(known !== undefined && { batch: known }), ...(livy === undefined && livyState !== undefined && { livyState }), ...(livy === undefined && before.name !== undefined && { name: before.name }), ...(livy === undefined && before.user !== undefined && { user: before.user }) };
  if (livy === undefined && (forgotten || before.forgotten)) kept.forgotten = true;
  else delete kept.forgotten;
  // YARN was restarted without recovery, or forgot it: what it said of the past stays.
  if (yarn === undefined && before.app !== undefined) return { ...before, ...kept, app: before.app, key: before.key };
  return kept;
}
