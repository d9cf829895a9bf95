/** Starts the explorer's thread and speaks to it. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AnswerTo, ExplorerQuestion, FromExplorer, KafkaExplorer, Opening, ToExplorer } from '../../protocol/explorer.ts';

type Settle = (answer: FromExplorer['answer']) => void;

/** One thread for all connections, started with the first question. One that dies takes its questions with it; the next starts another. */
export class ExplorerClient implements KafkaExplorer {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Settle>();
  private ids = 0;

  /** @param folder dist, native and absolute */
  constructor(private readonly folder: string) {}

  ask<Q extends ExplorerQuestion>(opening: Opening, question: Q): Promise<AnswerTo<Q>> {
    const id = ++this.ids;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve as Settle);
      this.send({ type: 'ask', id, opening, question });
    });
  }

  close(id: string): void {
    if (this.worker) this.send({ type: 'close', id });
  }

  dispose(): void {
    if (this.worker) this.send({ type: 'end' });
    this.worker = undefined;
    this.giveUp('The connection was closed.');
  }

  private send(message: ToExplorer): void {
    this.worker ??= this.start();
    this.worker.postMessage(message);
  }

  private start(): Worker {
    const worker = new Worker(join(this.folder, 'explorer-worker.js'));
    worker.on('message', ({ id, answer }: FromExplorer) => {
      const settle = this.waiting.get(id);
      this.waiting.delete(id);
      settle?.(answer);
    });
    let reason = 'it ended';
    worker.on('error', (error) => { reason = error.message; });
    worker.on('exit', () => {
      if (this.worker !== worker) return;
      this.worker = undefined;
      this.giveUp(`The thread that talks to Kafka is gone: ${reason}.`);
    });
    worker.unref();
    return worker;
  }

  private giveUp(message: string): void {
    for (const settle of this.waiting.values()) settle({ problem: { kind: 'closed', message, hint: 'Try again.' } });
    this.waiting.clear();
  }
}
