import type { Finding } from '../../protocol/language.ts';
import type { StartedQuery, Trap } from './finding.ts';

const TRAPS: readonly Trap[] = [];

/** Everything that is found in a started query. */
export const trapsOf = (query: StartedQuery): Finding[] => TRAPS.flatMap((trap) => trap(query));
