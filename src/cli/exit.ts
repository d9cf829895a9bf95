/** Exit codes of every command. */
export const Exit = { done: 0, failed: 1, usage: 2, unreachable: 69, notPermitted: 77, notSimulated: 78, interrupted: 130 } as const;
