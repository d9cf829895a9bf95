/** What a panel and the extension host say to each other. */
export interface Speech {
  question: { ask: string };
  /** By the question's `ask`. */
  answers: object;
  command: { do: string };
  /** What comes unasked. */
  told: { kind: string };
}

type ToView<S extends Speech> = S['told'] | { kind: 'answer'; id: number; value: unknown } | { kind: 'refused'; id: number; message: string };

interface VsCodeApi { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void }
declare function acquireVsCodeApi(): VsCodeApi;

interface Waiting { resolve: (value: unknown) => void; reject: (error: Error) => void }

/** The extension host as the view sees it. */
export class Host<S extends Speech> {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  /** `onMessage` gets what is not an answer. */
  listen(onMessage: (message: S['told']) => void): void {
    window.addEventListener('message', (event: MessageEvent<ToView<S>>) => {
      const message = event.data;
      if (message.kind === 'answer' && 'value' in message) this.#take(message.id)?.resolve(message.value);
      else if (message.kind === 'refused' && 'message' in message) this.#take(message.id)?.reject(new Error(message.message));
      else onMessage(message);
    });
    this.#api.postMessage({ kind: 'ready' });
  }

  ask<Q extends S['question']>(question: Q): Promise<S['answers'][Q['ask'] & keyof S['answers']]> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      // The host answers a question with the answer of its kind: the envelope's id ties the two.
      this.#waiting.set(id, { resolve: (value) => { resolve(value as S['answers'][Q['ask'] & keyof S['answers']]); }, reject });
      this.#api.postMessage({ kind: 'ask', id, question });
    });
  }

  command(command: S['command']): void { this.#api.postMessage({ kind: 'command', command }); }
  get memory(): unknown { return this.#api.getState(); }
  set memory(value: unknown) { this.#api.setState(value); }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

let host: Host<Speech> | undefined;
/** `acquireVsCodeApi` may be called once a page; which speech it is, is the panel's to know. */
export const hostOf = <S extends Speech>(): Host<S> => (host ??= new Host<Speech>()) as unknown as Host<S>;

/** Every panel's host takes this command. */
export const copyText = (text: string): void => { hostOf<{ question: never; answers: object; command: { do: 'copy'; text: string }; told: never }>().command({ do: 'copy', text }); };
