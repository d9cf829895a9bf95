/** The jobs that are followed in the thread of clusters, each with connections of its own. */
import type { FollowEvent, FollowOptions, LogAnswer, LogRequest } from '../../protocol/cluster-run.ts';
import type { ClusterOpening, FollowAct, FollowAnswer, FollowQuestion } from '../../protocol/cluster-questions.ts';
import type { ClusterJob } from '../../protocol/hdinsight.ts';
import { HttpFault } from '../../http/fault.ts';
import type { Cluster } from '../cluster.ts';
import { problemOf } from '../jobs/list.ts';
import { OpenedCluster } from '../opened.ts';
import { EVERY_MS, FollowedJob } from './followed-job.ts';

/** The driver's log of a followed job, as it is held. */
export interface FollowedLog {
  answer(request: LogRequest): Promise<LogAnswer>;
  close(): void;
}

/** Makes it. What is asked through the cluster is held to the job's pace. `job` and its pace: as they are now. */
export type LogOf = (cluster: Cluster, job: () => ClusterJob, everyMs: () => number) => FollowedLog;

interface Followed { opened: OpenedCluster; job: FollowedJob; options: FollowOptions; log: FollowedLog | undefined; hidden: boolean }

export class Follows {
  readonly #all = new Map<number, Followed>();
  /** Nobody could sign in for them yet: nothing is asked before somebody can. */
  readonly #without = new Map<number, { options: FollowOptions; hidden: boolean }>();

  constructor(private readonly tell: (follow: number, event: FollowEvent) => void, private readonly logOf?: LogOf) {}

  start(follow: number, opening: ClusterOpening, options: FollowOptions): void {
    this.#without.delete(follow);
    if (opening.tokenProblem) {
      const { kind: _, message, hint } = opening.tokenProblem;
      this.#refuse(follow, options, new HttpFault('authentication', message, hint));
      this.#without.set(follow, { options, hidden: false });
      return;
    }
    let opened: OpenedCluster;
    try {
      opened = new OpenedCluster(opening);
    } catch (error) {
      return this.#refuse(follow, options, error);
    }
    const job = new FollowedJob(opened.cluster, options, (event) => { this.tell(follow, event); });
    const followed: Followed = { opened, job, options, log: this.logOf?.(opened.cluster, () => job.job, () => followed.options.everyMs ?? EVERY_MS), hidden: false };
    this.#all.set(follow, followed);
    void job.run().catch((error: unknown) => { this.#refuse(follow, options, error); });
  }

  act(follow: number, act: FollowAct): void {
    const followed = this.#all.get(follow), without = this.#without.get(follow);
    if (act.do === 'dispose') this.#without.delete(follow);
    if (without && act.do === 'hidden') without.hidden = act.hidden;
    if (without && act.do === 'every') without.options = { ...without.options, everyMs: act.ms };
    if (without && act.do === 'renew') {
      this.start(follow, act.opening, without.options);
      return this.act(follow, { do: 'hidden', hidden: without.hidden });
    }
    if (!followed) return;
    const { job } = followed;
    switch (act.do) {
      case 'hidden': job.hidden = followed.hidden = act.hidden; return;
      case 'every': followed.options = { ...followed.options, everyMs: act.ms }; return job.every(act.ms);
      case 'look': return job.look();
      case 'renew': return this.#renew(follow, followed, act.opening);
      case 'dispose': return this.#end(follow);
    }
  }

  /** Never rejects. */
  async ask(follow: number, question: FollowQuestion): Promise<FollowAnswer> {
    try {
      const followed = this.#all.get(follow);
      if (!followed) throw new HttpFault('closed', 'The job is not followed any more.');
      if (question.ask !== 'log') return { value: followed.job.ask(question) };
      if (!followed.log) throw new HttpFault('unsupported', 'The log of a followed job cannot be shown.', 'weir logs shows it.');
      return { value: await followed.log.answer(question) };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  closeAll(): void {
    for (const follow of [...this.#all.keys()]) this.#end(follow);
  }

  /** Another address is another cluster: it is followed anew. */
  #renew(follow: number, { opened, job, options, hidden }: Followed, opening: ClusterOpening): void {
    if (opened.isFor(opening)) {
      opened.renew(opening);
      return job.look();
    }
    this.#end(follow);
    this.start(follow, opening, options);
    this.act(follow, { do: 'hidden', hidden });
  }

  #refuse(follow: number, { job, everyMs = 0 }: FollowOptions, error: unknown): void {
    this.#end(follow);
    this.tell(follow, { event: 'status', status: { job: { key: job, state: 'unknown' }, progress: { lacks: [], better: [], doubts: [] }, verdicts: [], failures: [], requestsPerMinute: 0, everyMs, problem: problemOf(error) } });
  }

  #end(follow: number): void {
    const followed = this.#all.get(follow);
    this.#all.delete(follow);
    followed?.job.dispose();
    followed?.log?.close();
    followed?.opened.cluster.close();
  }
}
