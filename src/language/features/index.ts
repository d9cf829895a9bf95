/** Every feature, one line each: its name, whether it wants a plan, what it answers. */
import type { Feature } from '../feature.ts';

import { completion } from './completion/index.ts';
import { hover } from './hover/index.ts';
import { definition, prepareRename, references, renaming } from './navigation/index.ts';
import { signature } from './signature/index.ts';
import { symbols } from './symbols/index.ts';
import { tokens } from './tokens/index.ts';

export const FEATURES: readonly Feature[] = [
  completion,
  hover,
  definition,
  references,
  prepareRename,
  renaming,
  signature,
  symbols,
  tokens,
];
