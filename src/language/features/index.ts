/** Every feature, one line each: its name, whether it wants a plan, what it answers. */
import type { Feature } from '../feature.ts';

import { completion } from './completion/index.ts';

export const FEATURES: readonly Feature[] = [
  completion,
];
