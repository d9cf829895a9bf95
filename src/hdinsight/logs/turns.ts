import { setImmediate } from 'node:timers/promises';

/** Longest turn of this thread's time, ms. */
const TURN = 8;

/**
 * Takes steps as long as one returns true, and lets others have their turn meanwhile.
 * @param steps between two looks at the clock
 */
export async function inTurns(step: () => boolean, steps = 64): Promise<void> {
  for (let since = performance.now(), i = 1; step(); i++) {
    if (i % steps !== 0 || performance.now() - since < TURN) continue;
    await setImmediate();
    since = performance.now();
  }
}
