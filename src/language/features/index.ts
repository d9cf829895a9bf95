/** Every feature, one line each: its name, whether it wants a plan, what it answers. */
import type { Feature } from '../feature.ts';

export const FEATURES: readonly Feature[] = [
];
