import type { QuerySample } from '../../protocol/cluster-run.ts';
import { MINUTE, type Found } from './found.ts';
import { hasData } from './series.ts';
import { lasting } from './words.ts';

/** So many batches with data before, and a silence of so long at least, or of so many times the longest one before. */
const BATCHES = 10, SILENCE = 10 * MINUTE, LONGER = 3;

/** Nothing comes in any more, though it did, and the query goes on telling so. */
export function noData(samples: readonly QuerySample[]): Found | undefined {
  const known = samples.filter((sample) => hasData(sample) !== undefined), newest = known.at(-1), data = known.filter((sample) => hasData(sample) === true), last = data.at(-1);
  if (!newest || !last || data.length < BATCHES) return undefined;
  const silent = newest.at - last.at, longest = Math.max(0, ...data.slice(1).map(({ at }, i) => at - data[i]!.at));
  if (silent < Math.max(SILENCE, longest * LONGER)) return undefined;
  return { id: 'no-data', severity: 'warning', about: 'rate', since: last.at, text: `no data for ${lasting(silent)}`, hint: 'Look whether the topic still gets messages: weir topics shows what it holds, weir peek the newest.' };
}
