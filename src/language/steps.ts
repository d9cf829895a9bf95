/** Work on a whole job in steps, so that what is typed meanwhile does not wait for it. */
import { performance } from 'node:perf_hooks';
import type { CancellationToken } from 'vscode-languageserver';

/** Yields where it may be interrupted. */
export type Steps<T> = Generator<void, T, void>;

/** How long nothing else is answered, milliseconds. */
const SLICE_MS = 8;

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Undefined: nobody wants it any more. */
export async function inSlices<T>(steps: Steps<T>, cancel: Pick<CancellationToken, 'isCancellationRequested'>): Promise<T | undefined> {
  for (let until = performance.now() + SLICE_MS; ;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (performance.now() < until) continue;
    await new Promise<void>((resolve) => { setImmediate(resolve); });
    if (cancel.isCancellationRequested) return undefined;
    until = performance.now() + SLICE_MS;
  }
}
