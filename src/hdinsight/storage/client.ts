/** Starts the thread that speaks to storage accounts, and speaks to it. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answered } from '../../protocol/explorer.ts';
import type { FromStorage, Looked, LookRequest, ToStorage, Uploaded, UploadRequest } from '../../protocol/upload.ts';
import type { Looker, Uploader, UploadOptions } from './uploader.ts';

type Answer = Answered<Uploaded[] | Looked>;
interface Waiting { settle(answer: Answer): void; options: UploadOptions }

/** One thread, started with the first upload or look. It keeps no process alive. */
export class StorageClient implements Uploader, Looker {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;

  /** @param folder dist, native and absolute */
  constructor(private readonly folder: string) {}

  upload(request: UploadRequest, options: UploadOptions = {}): Promise<Answered<Uploaded[]>> {
    return this.#ask((id) => ({ type: 'upload', id, request }), options) as Promise<Answered<Uploaded[]>>;
  }

  look(request: LookRequest, options: Omit<UploadOptions, 'progress'> = {}): Promise<Answered<Looked>> {
    return this.#ask((id) => ({ type: 'look', id, request }), options) as Promise<Answered<Looked>>;
  }

  #ask(message: (id: number) => ToStorage, options: UploadOptions): Promise<Answer> {
    const id = ++this.#ids, worker = this.#worker ??= this.#start(), { signal } = options;
    worker.ref();
    return new Promise((resolve) => {
      const onAbort = (): void => { worker.postMessage({ type: 'abandon', id } satisfies ToStorage); };
      this.#waiting.set(id, { options, settle: (answer) => {
        signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(id);
        if (this.#waiting.size === 0) worker.unref();
        resolve(answer);
      } });
      worker.postMessage(message(id));
      if (signal?.aborted === true) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  dispose(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#giveUp('it was closed');
    void worker?.terminate();
  }

  #start(): Worker {
    // Whatever these say elsewhere: no request of Azure's client is logged, since what lets one in goes with it.
    const { AZURE_LOG_LEVEL: _, DEBUG: __, ...env } = process.env, worker = new Worker(join(this.folder, 'storage-worker.js'), { env });
    worker.on('message', (message: FromStorage) => {
      const waiting = this.#waiting.get(message.id);
      if (message.type === 'progress') waiting?.options.progress?.(message.progress);
      else if (message.type === 'answer') waiting?.settle(message.answer);
      else void this.#token(worker, message, waiting);
    });
    let reason = 'it ended';
    worker.on('error', (error) => { reason = error.message; });
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#giveUp(reason);
    });
    worker.unref();
    return worker;
  }

  async #token(worker: Worker, { id, wanted, what }: Extract<FromStorage, { type: 'wanted' }>, waiting: Waiting | undefined): Promise<void> {
    const answer = await waiting?.options.token?.(what) ?? { problem: { kind: 'authentication', message: 'Nobody is signed in for it.', hint: 'Sign in with Microsoft Entra.' } };
    worker.postMessage({ type: 'token', id, wanted, answer } satisfies ToStorage);
  }

  #giveUp(reason: string): void {
    for (const { settle } of [...this.#waiting.values()]) settle({ problem: { kind: 'closed', message: `The thread that speaks to storage is gone: ${reason}.`, hint: 'Try again.' } });
  }
}
