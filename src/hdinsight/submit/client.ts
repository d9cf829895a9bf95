/** The extension host's end of a form's submits. */
import type { MessagePort } from 'node:worker_threads';
import type { Answered } from '../../protocol/explorer.ts';
import type { FromSubmit, Stop, SubmitAnswer, SubmitNeeds, SubmitQuestion, SubmitTold, Submitter, ToSubmit } from '../../protocol/submit-thread.ts';

interface Waiting { settle(answer: Answered<unknown>): void; told: ((step: SubmitTold) => void) | undefined }

export class SubmitClient implements Submitter {
  readonly #waiting = new Map<number, Waiting>();
  readonly #wanted = new Map<number, AbortController>();
  #ids = 0;

  constructor(private readonly port: MessagePort, private readonly needs: SubmitNeeds) {
    port.on('message', (message: FromSubmit) => { void this.#receive(message); });
    port.on('close', () => { this.#giveUp(); });
    port.unref();
  }

  ask<Q extends SubmitQuestion>(question: Q, { told, signal }: { told?(step: SubmitTold): void; signal?: Stop } = {}): Promise<SubmitAnswer<Q>> {
    const id = ++this.#ids, stop = (): void => { this.#tell({ type: 'stop', id }); };
    return new Promise((resolve) => {
      this.#waiting.set(id, { told, settle: (answer) => {
        signal?.removeEventListener('abort', stop);
        this.#waiting.delete(id);
        // The thread answers a question with the answer of its kind.
        resolve(answer as SubmitAnswer<Q>);
      } });
      this.#tell({ type: 'ask', id, question });
      if (signal?.aborted === true) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
  }

  dispose(): void {
    this.#tell({ type: 'end' });
    this.#giveUp();
  }

  #tell(message: ToSubmit): void { this.port.postMessage(message); }

  async #receive(message: FromSubmit): Promise<void> {
    if (message.type === 'answer') this.#waiting.get(message.id)?.settle(message.answer);
    else if (message.type === 'told') this.#waiting.get(message.id)?.told?.(message.step);
    else if (message.type === 'unwanted') this.#wanted.get(message.wanted)?.abort();
    else {
      const { want, wanted } = message, unwanted = new AbortController();
      this.#wanted.set(wanted, unwanted);
      const value = want.want === 'plan' ? await this.needs.plan(want.job, unwanted.signal) : want.want === 'around' ? await this.needs.around(want.reads) : await this.needs.token(want.what, want.cluster, want.storage);
      this.#wanted.delete(wanted);
      this.#tell({ type: 'given', wanted, value });
    }
  }

  #giveUp(): void {
    for (const each of this.#wanted.values()) each.abort();
    for (const { settle } of [...this.#waiting.values()]) settle({ problem: { kind: 'closed', message: 'The thread that talks to clusters is gone.', hint: 'Try again.' } });
  }
}
