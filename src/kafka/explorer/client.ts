/** Speaks to the explorer's thread. */
import { join } from 'node:path';
import type { AnswerTo, ExplorerQuestion, FromExplorer, KafkaExplorer, Opening } from '../../protocol/explorer.ts';
import { AskedThread } from '../../threads/asked-thread.ts';

/** One thread for all connections. */
export class ExplorerClient implements KafkaExplorer {
  readonly #thread: AskedThread<FromExplorer['answer']>;

  /** @param folder dist, native and absolute; `environment`: what the thread is started in */
  constructor(folder: string, environment?: () => NodeJS.ProcessEnv) {
    this.#thread = new AskedThread<FromExplorer['answer']>(join(folder, 'explorer-worker.js'), (reason) => ({ problem: { kind: 'closed', message: `The thread that talks to Kafka is gone: ${reason}.`, hint: 'Try again.' } }), undefined, environment);
  }

  ask<Q extends ExplorerQuestion>(opening: Opening, question: Q): Promise<AnswerTo<Q>> {
    return this.#thread.ask({ opening, question }) as Promise<AnswerTo<Q>>;
  }

  close(id: string): void { this.#thread.tell({ type: 'close', id }); }
  dispose(): void { this.#thread.dispose(); }
}
