import type { QuerySample } from '../../protocol/cluster-run.ts';
import { MINUTE, type Found } from './found.ts';
import { mean } from './series.ts';
import { amount, lasting, size } from './words.ts';

/** The last while in so many parts, each with so many samples, each larger than the one before. */
const PARTS = 6, SAMPLES = 3, SPAN = 30 * MINUTE;
/** Growth that counts: of the whole, in keys, and of the last part against the usual one. */
const SHARE = 0.2, KEYS = 1000, STEADY = 0.5;

/** State that only grows, and no slower than before. */
export function stateGrowing(samples: readonly QuerySample[]): Found | undefined {
  const sized = samples.filter((sample): sample is QuerySample & { stateRows: number } => sample.stateRows !== undefined), newest = sized.at(-1);
  if (!newest) return undefined;
  // As far back as it has only grown: dips of single batches are none.
  const partMs = SPAN / PARTS, parts: { at: number; rows: number }[] = [];
  for (let end = newest.at + 1; ; end -= partMs) {
    const part = sized.filter(({ at }) => at >= end - partMs && at < end);
    if (part.length < SAMPLES) break;
    const rows = mean(part.map(({ stateRows }) => stateRows));
    if (parts[0] && rows >= parts[0].rows) break;
    parts.unshift({ at: part[0]!.at, rows });
  }
  if (parts.length < PARTS) return undefined;
  const first = parts[0]!, last = parts.at(-1)!, grown = newest.stateRows - first.rows, usual = (last.rows - first.rows) / (parts.length - 1);
  if (grown < KEYS || grown < first.rows * SHARE || last.rows - parts.at(-2)!.rows < usual * STEADY) return undefined;
  const { stateBytes } = newest;
  return {
    id: 'state-growing', severity: 'warning', about: 'state', since: first.at, text: `growing for ${lasting(newest.at - first.at)}, by ${amount(grown)} keys to ${amount(newest.stateRows)}${stateBytes === undefined ? '' : `, ${size(stateBytes)}`}`,
    hint: 'Without a watermark on its keys nothing is ever let go of; with one, state grows for as long as its delay.',
  };
}
