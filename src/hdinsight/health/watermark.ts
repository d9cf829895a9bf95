import type { QuerySample } from '../../protocol/cluster-run.ts';
import { MINUTE, type Found } from './found.ts';
import { distinct, hasData } from './series.ts';
import { amount, lasting } from './words.ts';

const BATCHES = 10, SPAN = 10 * MINUTE;

/** Data comes in, and the watermark stays where it is: windows stay open, and state is not let go of. */
export function watermarkStuck(samples: readonly QuerySample[]): Found | undefined {
  const all = distinct(samples), newest = all.at(-1), { watermark } = newest ?? {};
  if (watermark === undefined) return undefined;
  const from = all.findLastIndex((sample) => sample.watermark !== watermark) + 1, stretch = all.slice(from), data = stretch.filter((sample) => hasData(sample) === true), since = stretch[0]!.at;
  if (data.length < BATCHES || data.at(-1)!.at - data[0]!.at < SPAN || data.length < stretch.length / 2) return undefined;
  const rows = data.every(({ inputRows }) => inputRows !== undefined) ? data.reduce((sum, { inputRows }) => sum + inputRows!, 0) : undefined;
  const events = data.flatMap(({ newestEvent }) => (newestEvent === undefined ? [] : [newestEvent])), moves = events.length > 1 && Math.max(...events.slice(1)) > events[0]!;
  return {
    id: 'watermark-stuck', severity: 'warning', about: 'watermark', since, text: `unchanged for ${lasting(newest!.at - since)}${rows === undefined ? ' while data came in' : ` while ${amount(rows)} rows came in`}`,
    hint: moves ? 'Newer events do come: of several inputs the slowest one sets the watermark, and one without data holds it.' : 'No event is newer than the newest one before: look at the clock of whoever sends, or at a timestamp that was read wrong.',
  };
}
