/** Starts the thread that signs in, and speaks to it. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AzureToken, DeviceCode, FromAzure, ToAzure, TokenGiver, TokenRequest } from '../protocol/azure.ts';
import type { Answered } from '../protocol/explorer.ts';

interface Waiting { settle(answer: Answered<AzureToken>): void; show(code: DeviceCode): void }

/** One thread, started with the first token that is wanted: what it loads is never in the way of the editor. It keeps no process alive. */
export class AzureClient implements TokenGiver {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;

  /** @param folder dist, native and absolute */
  constructor(private readonly folder: string, private readonly environment: () => NodeJS.ProcessEnv = () => process.env) {}

  token(request: TokenRequest, show: (code: DeviceCode) => void = () => undefined, signal?: AbortSignal): Promise<Answered<AzureToken>> {
    const id = ++this.#ids, worker = this.#worker ??= this.#start();
    worker.ref();
    return new Promise((resolve) => {
      const onAbort = (): void => { worker.postMessage({ type: 'abandon', id } satisfies ToAzure); };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, { show, settle: (answer) => {
        signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(id);
        if (this.#waiting.size === 0) worker.unref();
        resolve(answer);
      } });
      worker.postMessage({ type: 'token', id, request } satisfies ToAzure);
    });
  }

  dispose(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#giveUp('it was closed');
    void worker?.terminate();
  }

  #start(): Worker {
    // Whatever these say elsewhere: nothing of a sign-in is logged.
    const { AZURE_LOG_LEVEL: _, DEBUG: __, ...env } = this.environment(), worker = new Worker(join(this.folder, 'azure-worker.js'), { env });
    worker.on('message', (message: FromAzure) => {
      const waiting = this.#waiting.get(message.id);
      if (message.type === 'code') waiting?.show(message.code);
      else waiting?.settle(message.answer);
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

  #giveUp(reason: string): void {
    for (const { settle } of [...this.#waiting.values()]) settle({ problem: { kind: 'closed', message: `The thread that signs in is gone: ${reason}.`, hint: 'Try again.' } });
  }
}
