/** The thread in which clusters are asked. Entry of dist/cluster-worker.js. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import type { FromClusters, ToClusters } from '../protocol/cluster-questions.ts';
import { AzureService } from './azure-service.ts';
import { Follows } from './follow/follows.ts';
import { driverLogsOf } from './logs/of-job.ts';
import { ClusterService } from './service.ts';
import { SubmitService } from './submit/service.ts';

const post = (message: FromClusters): void => { parentPort?.postMessage(message); };
const service = new ClusterService(), azure = new AzureService(), follows = new Follows((follow, event) => { post({ follow, event }); }, driverLogsOf);

async function answer(message: Extract<ToClusters, { type: 'ask' }>): Promise<void> {
  post({ id: message.id, answer: 'follow' in message ? await follows.ask(message.follow, message.question) : 'azure' in message ? await azure.answer(message.azure, message.question) : await service.answer(message.opening, message.question) });
}

parentPort?.on('message', (message: ToClusters | { type: 'submits'; port: MessagePort }) => {
  switch (message.type) {
    case 'ask': return void answer(message);
    case 'submits': return void new SubmitService(message.port, (opening) => service.cluster(opening), __dirname);
    case 'follow': return follows.start(message.follow, message.opening, message.options);
    case 'followed': return follows.act(message.follow, message.act);
    case 'close': return service.close(message.id);
    case 'end':
      follows.closeAll();
      service.closeAll();
      azure.closeAll();
      parentPort?.close();
  }
});
