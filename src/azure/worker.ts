/** The thread that signs in to Entra, apart from those that talk to Kafka. Entry of dist/azure-worker.js. */
import { parentPort } from 'node:worker_threads';
import type { FromAzure, ToAzure } from '../protocol/azure.ts';
import { SignIns } from './sign-in.ts';

const signIns = new SignIns(), running = new Map<number, AbortController>();
const tell = (message: FromAzure): void => { parentPort?.postMessage(message); };

async function answer({ id, request }: Extract<ToAzure, { type: 'token' }>): Promise<void> {
  const abandoned = new AbortController();
  running.set(id, abandoned);
  const found = await signIns.token(request, (code) => { tell({ type: 'code', id, code }); }, abandoned.signal);
  running.delete(id);
  tell({ type: 'answer', id, answer: found });
}

parentPort?.on('message', (message: ToAzure) => {
  if (message.type === 'token') void answer(message);
  else running.get(message.id)?.abort();
});
