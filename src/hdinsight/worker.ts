/** The thread in which clusters are asked. Entry of dist/cluster-worker.js. */
import { parentPort } from 'node:worker_threads';
import type { FromClusters, ToClusters } from '../protocol/cluster-questions.ts';
import { ClusterService } from './service.ts';

const service = new ClusterService();

async function answer({ id, opening, question }: Extract<ToClusters, { type: 'ask' }>): Promise<void> {
  parentPort?.postMessage({ id, answer: await service.answer(opening, question) } satisfies FromClusters);
}

parentPort?.on('message', (message: ToClusters) => {
  if (message.type === 'ask') void answer(message);
  else if (message.type === 'close') service.close(message.id);
  else {
    service.closeAll();
    parentPort?.close();
  }
});
