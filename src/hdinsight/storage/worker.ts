/** The thread that puts files where a cluster reads them, and looks at some there; what it loads is in no other. Entry of dist/storage-worker.js. */
import { parentPort } from 'node:worker_threads';
import type { Answered } from '../../protocol/explorer.ts';
import type { FromStorage, ToStorage } from '../../protocol/upload.ts';
import { look, upload } from './service.ts';
import type { UploadOptions } from './uploader.ts';

const running = new Map<number, AbortController>(), wanting = new Map<number, (answer: Answered<string>) => void>();
let wanted = 0;
const tell = (message: FromStorage): void => { parentPort?.postMessage(message); };

async function answer(asked: Extract<ToStorage, { type: 'upload' | 'look' }>): Promise<void> {
  const { id } = asked;
  const abandoned = new AbortController();
  running.set(id, abandoned);
  const options: UploadOptions = {
    signal: abandoned.signal, progress: (progress) => { tell({ type: 'progress', id, progress }); },
    token: (what) => new Promise((resolve) => {
      wanting.set(++wanted, resolve);
      tell({ type: 'wanted', id, wanted, what });
    }),
  };
  const found = asked.type === 'look' ? await look(asked.request, options) : await upload(asked.request, options);
  running.delete(id);
  tell({ type: 'answer', id, answer: found });
}

parentPort?.on('message', (message: ToStorage) => {
  if (message.type === 'upload' || message.type === 'look') void answer(message);
  else if (message.type === 'abandon') running.get(message.id)?.abort();
  else {
    wanting.get(message.wanted)?.(message.answer);
    wanting.delete(message.wanted);
  }
});
