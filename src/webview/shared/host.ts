import type { Answer, PanelAnswers, PanelCommand, PanelQuestion, ToHost, ToView } from '../../protocol/panel';

interface VsCodeApi { postMessage(message: ToHost): void; getState(): unknown; setState(state: unknown): void }
declare function acquireVsCodeApi(): VsCodeApi;

type Waiting = { resolve: (value: PanelAnswers[keyof PanelAnswers]) => void; reject: (error: Error) => void };

/** The extension host as the view sees it. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  /** `onMessage` gets what is not an answer. */
  listen(onMessage: (message: Exclude<ToView, { kind: 'answer' | 'refused' }>) => void): void {
    window.addEventListener('message', (event: MessageEvent<ToView>) => {
      const message = event.data;
      if (message.kind === 'answer') this.#take(message.id)?.resolve(message.value);
      else if (message.kind === 'refused') this.#take(message.id)?.reject(new Error(message.message));
      else onMessage(message);
    });
    this.#api.postMessage({ kind: 'ready' });
  }

  ask<Q extends PanelQuestion>(question: Q): Promise<Answer<Q>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      // The host answers a question with the answer of its kind: the envelope's id ties the two.
      this.#waiting.set(id, { resolve: (value) => resolve(value as Answer<Q>), reject });
      this.#api.postMessage({ kind: 'ask', id, question });
    });
  }

  command(command: PanelCommand): void { this.#api.postMessage({ kind: 'command', command }); }
  get memory(): unknown { return this.#api.getState(); }
  set memory(value: unknown) { this.#api.setState(value); }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

let host: Host | undefined;
/** `acquireVsCodeApi` may be called once a page. */
export const theHost = (): Host => host ??= new Host();
