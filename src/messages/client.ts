/** Starts the thread that holds messages, and speaks to it. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Opening } from '../protocol/explorer.ts';
import type { AnswerToMessages, FromMessages, Look, LookStatus, MessagesQuestion, MessageThread, ToMessages } from '../protocol/messages.ts';

type Settle = (answer: Extract<FromMessages, { type: 'answer' }>['answer']) => void;

/** One thread for all viewers, started with the first look. When it dies its viewers are told, and the next look starts another. */
export class MessagesClient implements MessageThread {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Settle>();
  readonly #told = new Map<number, (status: LookStatus) => void>();
  readonly #last = new Map<number, LookStatus>();
  #ids = 0;

  /** @param folder dist, native and absolute */
  constructor(private readonly folder: string, private readonly environment: () => NodeJS.ProcessEnv = () => process.env) {}

  onStatus(viewer: number, told: (status: LookStatus) => void): void { this.#told.set(viewer, told); }

  look(viewer: number, opening: Opening, look: Look): void { this.#send({ type: 'look', viewer, opening, look }); }
  renew(viewer: number, opening: Opening): void { if (this.#worker) this.#send({ type: 'renew', viewer, opening }); }
  stop(viewer: number): void { if (this.#worker) this.#send({ type: 'stop', viewer }); }

  ask<Q extends MessagesQuestion>(viewer: number, question: Q): Promise<AnswerToMessages<Q>> {
    const id = ++this.#ids;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve as Settle);
      this.#send({ type: 'ask', viewer, id, question });
    });
  }

  close(viewer: number): void {
    this.#told.delete(viewer);
    this.#last.delete(viewer);
    if (this.#worker) this.#send({ type: 'close', viewer });
  }

  dispose(): void {
    if (this.#worker) this.#send({ type: 'end' });
    this.#worker = undefined;
    this.#giveUp('The connection was closed.');
  }

  #send(message: ToMessages): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(join(this.folder, 'messages-worker.js'), { env: this.environment() });
    worker.on('message', (message: FromMessages) => {
      if (message.type === 'answer') {
        const settle = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        settle?.(message.answer);
      } else {
        this.#last.set(message.viewer, message.status);
        this.#told.get(message.viewer)?.(message.status);
      }
    });
    let reason = 'it ended';
    worker.on('error', (error) => { reason = error.message; });
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      const message = `The thread that held the messages is gone: ${reason}.`;
      this.#giveUp(message);
      for (const [viewer, status] of this.#last) this.#told.get(viewer)?.({ ...status, state: 'failed', held: 0, matching: 0, searched: 0, waiting: 0, problem: { kind: 'closed', message, hint: 'Read them again.' } });
      this.#last.clear();
    });
    worker.unref();
    return worker;
  }

  #giveUp(message: string): void {
    for (const settle of this.#waiting.values()) settle({ problem: { kind: 'closed', message, hint: 'Read them again.' } });
    this.#waiting.clear();
  }
}
