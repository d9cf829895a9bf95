import type { QuerySample } from '../../protocol/cluster-run.ts';
import { MINUTE, type Found } from './found.ts';
import { distinct, lately, mean, spanOf } from './series.ts';
import { amount, lasting } from './words.ts';

/** So many batches over so long at least, and so much more comes in than is processed; one batch in five may be an exception. */
const BATCHES = 6, WINDOW = 5 * MINUTE, SPAN = 2 * MINUTE, MORE = 1.1, SHARE = 0.8;

type Rated = QuerySample & { inputRate: number; processedRate: number };
const isRated = (sample: QuerySample): sample is Rated => sample.inputRate !== undefined && sample.processedRate !== undefined && sample.inputRate > 0 && sample.processedRate > 0;
const isBehind = ({ inputRate, processedRate }: Rated): boolean => inputRate > processedRate * MORE;

/** More comes in than is processed, for a while: each batch becomes larger than the last. */
export function fallingBehind(samples: readonly QuerySample[]): Found | undefined {
  const all = distinct(samples);
  // A batch without data in the last while: it has caught up.
  const recent = [...lately(all, WINDOW)], rated = recent.filter(isRated);
  if (rated.length < BATCHES || rated.length < recent.length || spanOf(rated) < SPAN || !isBehind(rated.at(-1)!)) return undefined;
  if (rated.filter(isBehind).length < rated.length * SHARE || mean(rated.map((each) => each.inputRate)) <= mean(rated.map((each) => each.processedRate)) * MORE) return undefined;
  const since = beginning(all), stretch = all.filter(({ at }) => at >= since).filter(isRated), by = mean(stretch.map((each) => each.inputRate - each.processedRate));
  return {
    id: 'falling-behind', severity: 'warning', about: 'rate', since, text: `behind by ${amount(by)} rows/s for ${lasting(all.at(-1)!.at - since)}`,
    hint: 'Give it more executors or cores, or do less for each row; maxOffsetsPerTrigger keeps a batch small, and does not help it to catch up.',
  };
}

/** Back from the newest batch until two in a row were not behind. */
function beginning(all: readonly QuerySample[]): number {
  let since = all.at(-1)!.at;
  for (let i = all.length - 1, passed = 0; i >= 0 && passed < 2; i--) {
    const sample = all[i]!;
    if (isRated(sample) && isBehind(sample)) [since, passed] = [sample.at, 0];
    else passed++;
  }
  return since;
}
