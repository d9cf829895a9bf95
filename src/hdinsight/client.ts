/** Speaks to the thread in which clusters are asked. */
import { join } from 'node:path';
import type { ClusterAnswer, ClusterExplorer, ClusterOpening, ClusterQuestion, FromClusters } from '../protocol/cluster-questions.ts';
import { AskedThread } from '../threads/asked-thread.ts';

/** One thread for all clusters: their answers are large, and read nowhere else. */
export class ClusterClient implements ClusterExplorer {
  readonly #thread: AskedThread<FromClusters['answer']>;

  /** @param folder dist, native and absolute */
  constructor(folder: string) {
    this.#thread = new AskedThread<FromClusters['answer']>(join(folder, 'cluster-worker.js'), (reason) => ({ problem: { kind: 'closed', message: `The thread that talks to clusters is gone: ${reason}.`, hint: 'Try again.' } }));
  }

  ask<Q extends ClusterQuestion>(opening: ClusterOpening, question: Q): Promise<ClusterAnswer<Q>> {
    return this.#thread.ask({ opening, question }) as Promise<ClusterAnswer<Q>>;
  }

  close(id: string): void { this.#thread.tell({ type: 'close', id }); }
  dispose(): void { this.#thread.dispose(); }
}
