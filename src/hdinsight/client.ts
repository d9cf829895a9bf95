/** Speaks to the thread in which clusters are asked. */
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { AzureAnswer, AzureOpening, AzureQuestion } from '../protocol/azure-questions.ts';
import type { ClusterAnswer, ClusterExplorer, ClusterOpening, ClusterQuestion, FollowAct, FollowedEvent, FollowHandle, FromClusters } from '../protocol/cluster-questions.ts';
import type { FollowEvent, FollowOptions, FollowStatus, LogAnswer } from '../protocol/cluster-run.ts';
import type { ServerProblem } from '../protocol/hdinsight.ts';
import type { SubmitNeeds, Submitter } from '../protocol/submit-thread.ts';
import { AskedThread } from '../threads/asked-thread.ts';
import { SubmitClient } from './submit/client.ts';

type Answer = Extract<FromClusters, { id: number }>['answer'];
interface Followed { onEvent(event: FollowEvent): void; /** What was heard last. */ status: FollowStatus }

/** One thread for all clusters: their answers are large, and read nowhere else. */
export class ClusterClient implements ClusterExplorer {
  readonly #thread: AskedThread<Answer>;
  readonly #follows = new Map<number, Followed>();
  #numbers = 0;

  /** @param folder dist, native and absolute; `environment`: what the thread is started in */
  constructor(folder: string, environment?: () => NodeJS.ProcessEnv) {
    this.#thread = new AskedThread<Answer>(join(folder, 'cluster-worker.js'), (reason) => ({ problem: gone(reason, 'Try again.') }), {
      unasked: (message) => { this.#hear(message as FollowedEvent); }, gone: (reason) => { this.#giveUp(reason); },
    }, environment);
  }

  ask<Q extends ClusterQuestion>(opening: ClusterOpening, question: Q): Promise<ClusterAnswer<Q>> {
    return this.#thread.ask({ opening, question }) as Promise<ClusterAnswer<Q>>;
  }

  follow(opening: ClusterOpening, options: FollowOptions, onEvent: (event: FollowEvent) => void): FollowHandle {
    const follow = ++this.#numbers, act = (what: FollowAct): void => { this.#act(follow, what); };
    this.#follows.set(follow, { onEvent, status: { job: { key: options.job, state: 'unknown' }, progress: { lacks: [], better: [], doubts: [] }, verdicts: [], failures: [], requestsPerMinute: 0, everyMs: options.everyMs ?? 0 } });
    this.#thread.begin({ type: 'follow', follow, opening, options });
    return {
      ask: async (question) => {
        const answer = await this.#thread.ask({ follow, question });
        if ('problem' in answer) throw new Error(`${answer.problem.message} ${answer.problem.hint}`.trim());
        return answer.value as never;
      },
      log: async (request) => {
        const answer = await this.#thread.ask({ follow, question: request });
        return 'problem' in answer ? noLog(request.offset, answer.problem) : answer.value as LogAnswer;
      },
      hidden: (hidden) => { act({ do: 'hidden', hidden }); },
      every: (ms) => { act({ do: 'every', ms }); },
      look: () => { act({ do: 'look' }); },
      renew: (renewed) => { act({ do: 'renew', opening: renewed }); },
      dispose: () => {
        act({ do: 'dispose' });
        this.#follows.delete(follow);
      },
    };
  }

  submitter(needs: SubmitNeeds): Submitter {
    const { port1, port2 } = new MessageChannel();
    this.#thread.begin({ type: 'submits', port: port2 }, [port2]);
    return new SubmitClient(port1, needs);
  }

  azure<Q extends AzureQuestion>(opening: AzureOpening, question: Q): Promise<AzureAnswer<Q>> {
    return this.#thread.ask({ azure: opening, question }) as Promise<AzureAnswer<Q>>;
  }

  close(id: string): void { this.#thread.tell({ type: 'close', id }); }

  dispose(): void {
    this.#follows.clear();
    this.#thread.dispose();
  }

  #act(follow: number, act: FollowAct): void {
    if (this.#follows.has(follow)) this.#thread.tell({ type: 'followed', follow, act });
  }

  #hear({ follow, event }: FollowedEvent): void {
    const followed = this.#follows.get(follow);
    if (followed && event.event === 'status') followed.status = event.status;
    followed?.onEvent(event);
  }

  /** What was heard last stays, and that nothing more comes is said. */
  #giveUp(reason: string): void {
    const follows = [...this.#follows.values()];
    this.#follows.clear();
    for (const { onEvent, status } of follows) if (status.over === undefined) onEvent({ event: 'status', status: { ...status, problem: gone(reason, 'Nothing more is heard of this job; open it again.') } });
  }
}

const gone = (reason: string, hint: string): ServerProblem => ({ kind: 'closed', message: `The thread that talks to clusters is gone: ${reason}.`, hint });

const noLog = (offset: number, problem: ServerProblem): LogAnswer => ({ lines: [], offset: Math.max(0, offset), total: 0, found: [], foundAll: 0, before: 0, gaps: [], following: false, problem });
