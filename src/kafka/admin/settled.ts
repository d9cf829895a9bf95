import type { Deadline } from '../deadline.ts';

const PAUSE_MS = 50;
const PATIENCE_MS = 3000;

/**
 * Waits until a change that the controller has taken shows on the broker that is asked, which can be a moment later: whoever looks next
 * should see it. The change stands in any case, so this gives up quietly.
 */
export async function settled(deadline: Deadline, shows: () => Promise<boolean>): Promise<void> {
  const giveUp = performance.now() + Math.min(PATIENCE_MS, deadline.remainingMs - PAUSE_MS);
  while (!(await shows()) && performance.now() < giveUp) await deadline.pause(PAUSE_MS);
}
