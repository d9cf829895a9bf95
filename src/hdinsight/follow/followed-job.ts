import { pause } from '../../http/exchange.ts';
import { HttpFault } from '../../http/fault.ts';
import type { AttemptFailure, FollowEvent, FollowOptions, FollowStatus } from '../../protocol/cluster-run.ts';
import type { ClusterJob } from '../../protocol/hdinsight.ts';
import type { RunAnswers, RunQuestion, RunState } from '../../protocol/run.ts';
import type { Cluster } from '../cluster.ts';
import { findJob } from '../jobs/find.ts';
import { hasEnded } from '../jobs/join.ts';
import { problemOf } from '../jobs/list.ts';
import { JobWatch, TURNED_DOWN_MS, type WatchEvent } from '../jobs/watch.ts';
import { APP_ID } from '../yarn/shapes.ts';
import { maxAttemptsOf } from './attempts.ts';
import { AttemptFailures, lastFailure, problemOfFailure } from './failures.ts';
import { Pace, type Wait } from './pace.ts';
import { FollowedProgress } from './progress.ts';
import { Told } from './told.ts';

/** Requests in a minute at the pause of 5 s, and while nobody looks. */
const MOST = 20, MOST_HIDDEN = 4, LEAST_MS = 1000;
/** Between two looks at the progress, where nobody chose. */
export const EVERY_MS = 5000;
/** While nobody looks: between two looks at the progress, and at the job. */
const HIDDEN_MS = 30_000, HIDDEN_WATCH_MS = 60_000, LONGEST_BACKOFF = 60_000;
/** Looks at the end of a job: its log may be on its way to the history. They are requests beyond the limit, once: what comes after is none. */
const LAST_LOOKS = 3, MOST_LAST = 12;
const STATES: Readonly<Partial<Record<ClusterJob['state'], RunState>>> = { starting: 'starting', running: 'running', succeeded: 'succeeded', failed: 'failed', killed: 'stopped' };

/**
 * Follows one job of a cluster to its end: its state (JobWatch), the progress of its queries (ProgressChooser), why it failed. Everything that
 * is asked of the cluster goes through one pace: at most 20 requests in a minute at the usual pause, 4 while nobody looks, and a dozen more once at
 * its end. The cluster is this job's own: what else is asked through it is counted too.
 */
export class FollowedJob {
  readonly #progress: FollowedProgress;
  readonly #failures: AttemptFailures;
  readonly #pace: Pace;
  readonly #told: Told;
  readonly #now: () => number;
  readonly #wait: Wait;
  readonly #known: ClusterJob | undefined;
  #watch: JobWatch | undefined;
  #everyMs: number;
  #hidden = false;
  #failed = 0;
  /** Asks for the limit of attempts that are left. */
  #limitTries = 2;
  #state: RunState | undefined;
  readonly #stop = new AbortController();
  /** Aborted when the job is over, too. */
  readonly #live = new AbortController();
  #wake = new AbortController();

  /** @param tell hears nothing more after `dispose` */
  constructor(private readonly cluster: Cluster, private readonly options: FollowOptions, tell: (event: FollowEvent) => void, { now = Date.now, wait = pause, known }: { now?: () => number; wait?: Wait; /** What is known of it already. */ known?: ClusterJob } = {}) {
    const hear = (event: FollowEvent): void => { if (!this.#stop.signal.aborted) tell(event); };
    [this.#now, this.#wait, this.#everyMs] = [now, wait, pauseOf(options.everyMs)];
    this.#progress = new FollowedProgress(cluster, options, hear, now);
    this.#known = known;
    this.#told = new Told(known ?? unknownJob(options.job), hear);
    this.#failures = new AttemptFailures(cluster, now);
    this.#pace = new Pace(this.#most, now, wait);
    cluster.turn = (stops) => this.#pace.turn(stops);
  }

  /** Resolves when the job is over and all of it was told, or after `dispose`. */
  async run(): Promise<void> {
    try {
      this.#tellStatus();
      const job = this.#known ?? await this.#find();
      if (!job) return;
      if (!hasEnded(job.state)) this.#tellState(STATES[job.state]);
      const watch = this.#watch = new JobWatch(this.cluster, job, (event) => { this.#heard(event); }, { everyMs: this.#everyMs, hiddenMs: HIDDEN_WATCH_MS, wait: this.#wait, now: this.#now });
      watch.hidden = this.#hidden;
      await Promise.all([watch.run().finally(() => { this.#live.abort(); }), this.#reads()]);
      if (!this.#stop.signal.aborted) await this.#end();
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  get job(): ClusterJob {
    return this.#told.status.job;
  }

  /** What the job did, as far as its progress tells. */
  ask<Q extends RunQuestion>(question: Q): RunAnswers[Q['ask']] {
    return this.#progress.answer(question);
  }

  /** Nobody looks at it. */
  set hidden(hidden: boolean) {
    if (hidden === this.#hidden) return;
    this.#hidden = hidden;
    this.#pace.limit = this.#most;
    if (this.#watch) this.#watch.hidden = hidden;
    if (!hidden) this.#wake.abort();
    this.#tellStatus();
  }

  /** Between two looks at the progress from now on, ms; at least 1000. */
  every(ms: number): void {
    this.#everyMs = pauseOf(ms);
    this.#pace.limit = this.#most;
    if (this.#watch) this.#watch.everyMs = this.#everyMs;
    this.look();
    this.#tellStatus();
  }

  look(): void {
    this.#watch?.look();
    this.#wake.abort();
  }

  dispose(): void {
    this.#stop.abort();
    this.#live.abort();
    this.#watch?.stop();
  }

  /** The password or the token is not taken: a domain locks out who tries it again and again. */
  get #turnedDown(): boolean {
    return this.#told.status.problem?.kind === 'authentication';
  }

  get #most(): number {
    return this.#hidden ? MOST_HIDDEN : Math.max(MOST, Math.ceil(MOST * EVERY_MS / this.#everyMs));
  }

  get #usualMs(): number {
    return this.#hidden ? Math.max(HIDDEN_MS, this.#everyMs) : this.#everyMs;
  }

  /** Undefined: there is none, which was told. */
  async #find(): Promise<ClusterJob | undefined> {
    for (;;) {
      try {
        const job = await findJob(this.cluster, this.options.job, this.#stop.signal);
        this.#told.change({ job, problem: undefined });
        this.#failed = 0;
        return job;
      } catch (error) {
        this.#stop.signal.throwIfAborted();
        const gone = error instanceof HttpFault && error.kind === 'not-found';
        this.#told.change({ problem: problemOf(error), ...(gone && { over: 'gone' as const }) });
        if (gone) return undefined;
        this.#failed++;
      }
      await this.#sleep(this.#turnedDown ? TURNED_DOWN_MS : this.#backoff(), this.#stop.signal);
      this.#stop.signal.throwIfAborted();
    }
  }

  #heard(event: WatchEvent): void {
    if (event.event === 'problem') this.#told.change({ problem: event.problem });
    else if (event.event === 'back') this.#told.change({ problem: undefined });
    else {
      const before = this.job, { job } = event;
      if (job.app !== before.app || (job.attempt !== undefined && job.attempt !== before.attempt)) this.#progress.again();
      this.#told.change({ job });
      if (!hasEnded(job.state)) this.#tellState(STATES[job.state]);
      if (job.state === 'running' && before.state !== 'running') this.#wake.abort();
      this.#tellStatus();
    }
  }

  /** Until the job is over. */
  async #reads(): Promise<void> {
    const { signal } = this.#live;
    try {
      while (!signal.aborted) {
        if (this.job.state === 'running' && this.job.app !== undefined && !this.#turnedDown) await this.#read(this.job, this.job.app, signal);
        await this.#sleep(Math.max(this.#backoff(), this.#pace.spacing), signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #read(job: ClusterJob, app: string, signal: AbortSignal): Promise<void> {
    const went = await this.#progress.read(app, signal);
    // Its pages go first when a job ends.
    if (!went && this.#failed === 0) this.#watch?.look();
    this.#failed = went ? 0 : this.#failed + 1;
    this.#tellStatus();
    for (const failure of await this.#failures.before(job, signal)) this.#tellFailure(failure, true);
    if (this.#told.status.maxAttempts === undefined && this.#limitTries > 0 && this.#progress.any) {
      this.#limitTries--;
      const maxAttempts = await maxAttemptsOf(this.cluster, app, signal);
      if (maxAttempts !== undefined) this.#told.change({ maxAttempts });
    }
    this.#tellStatus();
  }

  /** What the job said last, and why it failed; then that it is over. */
  async #end(): Promise<void> {
    const { signal } = this.#stop, { job } = this, ended = hasEnded(job.state), failed = job.state === 'failed';
    this.#pace.limit = this.#most + MOST_LAST;
    let read = job.app === undefined, failure: AttemptFailure['failure'] | undefined;
    for (let look = 1; look <= LAST_LOOKS && ended; look++) {
      if (look > 1) await this.#sleep(this.#everyMs, signal);
      read ||= await this.#progress.readEnd(job.app!, signal);
      if (failed) failure = await lastFailure(this.cluster, job, signal) ?? failure;
      if (read && (!failed || (failure !== undefined && failure.kind !== 'yarn'))) break;
    }
    if (failure) this.#tellFailure({ ...(job.attempt !== undefined && { attempt: job.attempt }), at: job.finished ?? this.#now(), failure }, false);
    this.#tellState(ended ? STATES[job.state] : 'stopped', failure?.message ?? (ended ? undefined : 'Neither Livy nor YARN knows the job any more: how it ended is not known.'));
    this.#tellStatus(ended ? 'ended' : 'gone');
  }

  #tellFailure(failure: AttemptFailure, earlier: boolean): void {
    if (!earlier) this.#failures.add(failure);
    this.#told.tell({ event: 'run', run: { kind: 'problem', problem: problemOfFailure(failure, earlier) } });
  }

  #tellState(state: RunState | undefined, message?: string): void {
    if (state === undefined || state === this.#state) return;
    this.#state = state;
    this.#told.tell({ event: 'run', run: { kind: 'state', state, ...(message !== undefined && { message }) } });
  }

  #tellStatus(over?: FollowStatus['over']): void {
    const { job } = this, failures = this.#failures.found, verdicts = this.#progress.verdicts({ job, failures, now: this.#now(), over: hasEnded(job.state) });
    this.#told.change({ progress: this.#progress.from(), failures, verdicts, requestsPerMinute: this.#pace.perMinute, everyMs: this.#usualMs, ...(over && { over }) });
  }

  #backoff(): number {
    return this.#failed === 0 ? this.#usualMs : Math.max(this.#usualMs, Math.min(LONGEST_BACKOFF, this.#usualMs * 2 ** Math.min(this.#failed, 10)));
  }

  async #sleep(ms: number, stop: AbortSignal): Promise<void> {
    await this.#wait(ms, [stop, this.#wake.signal]).catch(() => undefined);
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
  }
}

const pauseOf = (ms: number | undefined): number => (ms === undefined || !Number.isFinite(ms) ? EVERY_MS : Math.max(LEAST_MS, ms));

const unknownJob = (id: string): ClusterJob => ({ key: id, state: 'unknown', ...(APP_ID.test(id) ? { app: id } : { batch: id }) });
