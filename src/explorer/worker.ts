/** Joins Kafka and what Spark makes of messages: the thread in which the explorer's connections live. Entry of dist/explorer-worker.js. */
import { parentPort } from 'node:worker_threads';
import type { FromExplorer, ToExplorer } from '../protocol/explorer.ts';
import { ExplorerService } from '../kafka/explorer/service.ts';
import { inferTopicSchema } from '../topic-schema/index.ts';

const service = new ExplorerService(inferTopicSchema);

async function answer({ id, opening, question }: Extract<ToExplorer, { type: 'ask' }>): Promise<void> {
  parentPort?.postMessage({ id, answer: await service.answer(opening, question) } satisfies FromExplorer);
}

parentPort?.on('message', (message: ToExplorer) => {
  if (message.type === 'ask') void answer(message);
  else if (message.type === 'close') service.close(message.id);
  else {
    service.closeAll();
    parentPort?.close();
  }
});
