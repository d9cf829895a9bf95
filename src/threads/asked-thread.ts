/** A thread that answers questions. */
import { Worker, type TransferListItem } from 'node:worker_threads';

export interface Hears {
  /** A message that answers no question. */
  unasked(message: unknown): void;
  /** The thread is gone, for that reason: nothing more comes of what was told to it. */
  gone(reason: string): void;
}

/** Started with the first question, and keeps no process alive. One that dies takes its questions with it; the next starts another. */
export class AskedThread<Answer> {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #ids = 0;

  /**
   * @param file the thread's entry, native and absolute: it takes `{ type: 'ask', id, … }` and posts `{ id, answer }`; a message without `id` is unasked
   * @param environment what the thread is started in
   * @param gone what a question comes to whose thread is gone, for that reason
   */
  constructor(private readonly file: string, private readonly gone: (reason: string) => Answer, private readonly hears?: Hears, private readonly environment: () => NodeJS.ProcessEnv = () => process.env) {}

  ask(question: object): Promise<Answer> {
    const id = ++this.#ids;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      (this.#worker ??= this.#start()).postMessage({ ...question, type: 'ask', id });
    });
  }

  /** Told to a thread that is started for it. */
  begin(message: object, transfer: readonly TransferListItem[] = []): void {
    (this.#worker ??= this.#start()).postMessage(message, transfer);
  }

  /** Told where the thread runs already. */
  tell(message: object): void {
    this.#worker?.postMessage(message);
  }

  /** Lets the thread end by itself. */
  dispose(): void {
    this.#worker?.postMessage({ type: 'end' });
    this.#worker = undefined;
    this.#giveUp('it was closed');
  }

  #start(): Worker {
    const worker = new Worker(this.file, { env: this.environment() });
    worker.on('message', (message: { id: number; answer: Answer } | { id?: undefined }) => {
      if (message.id === undefined) {
        if (this.#worker === worker) this.hears?.unasked(message);
        return;
      }
      const { id, answer } = message, settle = this.#waiting.get(id);
      this.#waiting.delete(id);
      settle?.(answer);
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
    for (const settle of this.#waiting.values()) settle(this.gone(reason));
    this.#waiting.clear();
    this.hears?.gone(reason);
  }
}
