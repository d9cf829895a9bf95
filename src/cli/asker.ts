import type { FromRunner, ToRunner } from '../protocol/rpc.ts';
import type { RunAnswers, RunQuestion } from '../protocol/run.ts';

interface Waiting { resolve(answer: RunAnswers[keyof RunAnswers] | undefined): void }

/** Questions to a run, as promises. An answer that cannot be had is undefined: the view goes on without. */
export class Asker {
  readonly #send: (message: ToRunner) => void;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;
  #closed = false;

  constructor(send: (message: ToRunner) => void) {
    this.#send = send;
  }

  ask<Q extends RunQuestion>(question: Q): Promise<RunAnswers[Q['ask']] | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const id = ++this.#ids;
    return new Promise((resolve) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'] });
      this.#send({ type: 'ask', id, question });
    });
  }

  answered(message: Extract<FromRunner, { type: 'answer' }>): void {
    this.#waiting.get(message.id)?.resolve('answer' in message ? message.answer : undefined);
    this.#waiting.delete(message.id);
  }

  /** The thread that held the answers is gone. */
  close(): void {
    this.#closed = true;
    for (const { resolve } of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
