import { setImmediate } from 'node:timers/promises';

/** Longest turn of this thread's time, ms, and steps between two looks at the clock. */
const TURN = 8, STEPS = 64;

/** Takes steps as long as one returns true, and lets others have their turn meanwhile. */
export async function inTurns(step: () => boolean): Promise<void> {
  for (let since = performance.now(), i = 1; step(); i++) {
    if (i % STEPS !== 0 || performance.now() - since < TURN) continue;
    await setImmediate();
    since = performance.now();
  }
}
