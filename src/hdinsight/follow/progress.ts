import type { FollowEvent, FollowOptions, ProgressFrom, Verdict } from '../../protocol/cluster-run.ts';
import type { RunAnswers, RunQuestion } from '../../protocol/run.ts';
import { Answers } from '../../spark/progress/answers.ts';
import type { Cluster } from '../cluster.ts';
import { Health, type JobNow } from '../health/health.ts';
import { JobPages } from '../jobs/pages.ts';
import { ProgressChooser, type Choice } from '../progress/chooser.ts';
import { progressReaders } from '../progress/readers.ts';
import { FollowedQueries } from './queries.ts';
import { progressFrom } from './words.ts';

/** The progress of a followed job: read, told, and kept for who asks about a batch. */
export class FollowedProgress {
  readonly #queries: FollowedQueries;
  readonly #answers = new Answers();
  readonly #health = new Health();
  #chooser: ProgressChooser | undefined;
  #choice: Choice = { lacks: [], better: [] };

  constructor(private readonly cluster: Cluster, private readonly options: FollowOptions, tell: (event: FollowEvent) => void, private readonly now: () => number) {
    this.#queries = new FollowedQueries((event) => {
      if (event.event === 'run') this.#answers.take(event.run);
      if (event.event === 'sample') this.#health.add(event.queryId, event.sample, now());
      tell(event);
    });
  }

  /** False: a page that was asked for did not come. @throws the signal's reason once it is aborted; nothing else */
  async read(app: string, signal: AbortSignal): Promise<boolean> {
    this.#chooser ??= new ProgressChooser(progressReaders(new JobPages(this.cluster, app), { statistics: this.options.statistics ?? false, now: this.now }), { now: this.now });
    const choice = await this.#chooser.read(signal);
    this.#take(choice);
    return choice.away !== true;
  }

  /** The end of its log, which is all that is left of an ended job's progress. True: there is nothing more to read. */
  async readEnd(app: string, signal: AbortSignal): Promise<boolean> {
    const { reading } = this.#choice;
    if (reading && reading.reader !== 'driver log' && reading.reader !== 'helper') return true;
    const [log] = progressReaders(new JobPages(this.cluster, app), { now: this.now }), choice = await new ProgressChooser([log!], { now: this.now }).read(signal);
    if (choice.failed === undefined) this.#take(choice);
    // A job without a query has none to tell of.
    return choice.failed === undefined || reading === undefined;
  }

  /** Another attempt has another log, and begins its queries anew. */
  again(): void {
    this.#chooser = undefined;
  }

  /** Whether anything was ever read. */
  get any(): boolean {
    return this.#choice.reading !== undefined;
  }

  from(): ProgressFrom {
    return progressFrom(this.#choice);
  }

  verdicts(job: JobNow): Verdict[] {
    return this.#health.verdicts(job);
  }

  answer<Q extends RunQuestion>(question: Q): RunAnswers[Q['ask']];
  answer(question: RunQuestion): RunAnswers[RunQuestion['ask']] {
    if (question.ask === 'printed') return { text: '', offset: 0, total: 0 };
    return this.#answers.answer({ ...question, queryId: this.#queries.idOf(question.queryId) });
  }

  #take(choice: Choice): void {
    if (choice.failed === undefined && choice.reading) {
      this.#queries.take(choice.reading);
      if (choice.reading.queries.length === 1) this.#health.triggerMs = choice.reading.triggerMs;
    }
    // What an attempt before said stays until this one answers.
    this.#choice = choice.reading ? choice : { ...choice, ...(this.#choice.reading && { reading: this.#choice.reading, at: this.#choice.at! }) };
  }
}
