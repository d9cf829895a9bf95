import type { ClusterExplorer, ClusterOpening, FollowHandle } from '../../protocol/cluster-questions';
import type { FollowEvent } from '../../protocol/cluster-run';
import type { PanelAnswers, PanelQuestion } from '../../protocol/panel';
import type { ShownRun } from '../run/model/session';
import { JobModel, type JobStart } from './model/job-model';

/** Before a token's end: an Entra token lives about an hour. */
const renewMs = 10 * 60_000;

export interface JobReach {
  explorer(): Promise<ClusterExplorer>;
  /** Who asks; a person is not asked to sign in. */
  opening(): Promise<ClusterOpening>;
}

/** One job on a cluster that is followed as long as its panel is there. */
export class JobRun implements ShownRun {
  readonly #model: JobModel;
  #handle: FollowHandle | undefined;
  #hidden = false;
  #everyMs: number | undefined;
  #disposed = false;
  #renewing: ReturnType<typeof setInterval> | undefined;

  /** @param id `application_…`, or a batch's digits */
  constructor(readonly start: JobStart, public id: string, private readonly reach: JobReach, private readonly told: (event: FollowEvent) => void) {
    this.#model = new JobModel(start);
  }

  get its(): JobModel { return this.#model; }
  get model(): JobModel['run'] { return this.#model.run; }

  /** Follows it, anew where it was followed already. */
  async follow(): Promise<void> {
    this.#handle?.dispose();
    this.#handle = undefined;
    clearInterval(this.#renewing);
    try {
      const [explorer, opening] = await Promise.all([this.reach.explorer(), this.reach.opening()]);
      if (this.#disposed) return;
      const { statistics } = this.#model;
      this.#handle = explorer.follow(opening, { job: this.id, ...(this.#everyMs !== undefined && { everyMs: this.#everyMs }), ...(statistics && { statistics }) }, (event) => { this.#told(event); });
      this.#handle.hidden(this.#hidden);
      this.#renewing = setInterval(() => { void this.renew(); }, renewMs);
    } catch (error) {
      this.#told({ event: 'run', run: { kind: 'state', state: 'failed', message: error instanceof Error ? error.message : String(error) } });
    }
  }

  view(): ReturnType<JobModel['view']> { return this.#model.view(); }

  ask: ShownRun['ask'] = (question) => this.#handle ? this.#handle.ask(question) : Promise.reject(new Error('The job is not followed yet.'));

  readonly job: NonNullable<ShownRun['job']> = {
    figures: (queryId, most) => this.#model.series(queryId, most),
    log: (request: Extract<PanelQuestion, { ask: 'log' }>): Promise<PanelAnswers['log']> => this.#handle ? this.#handle.log(request) : Promise.reject(new Error('The job is not followed yet.')),
  };

  set hidden(hidden: boolean) {
    this.#hidden = hidden;
    this.#handle?.hidden(hidden);
  }

  look(): void { this.#handle?.look(); }

  /** As somebody chose; kept where the job is followed anew. */
  every(ms: number): void {
    this.#everyMs = ms;
    this.#handle?.every(ms);
  }

  /** The password or the token is another one. */
  async renew(): Promise<void> {
    const opening = await this.reach.opening();
    this.#handle?.renew(opening);
  }

  async statistics(asked: boolean): Promise<void> {
    this.#model.statistics = asked;
    await this.follow();
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#renewing);
    this.#handle?.dispose();
    this.#handle = undefined;
  }

  #told(event: FollowEvent): void {
    this.#model.apply(event);
    // The application outlives what Livy remembers.
    if (event.event === 'status' && event.status.job.app !== undefined) this.id = event.status.job.app;
    this.told(event);
  }
}
