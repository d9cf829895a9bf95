import type { BatchRow, QueryView } from '../../protocol/panel';
import type { LatePage } from '../../protocol/run';
import { count, duration, plural, type Clock } from '../shared/format';

export interface Verdict {
  /** Said in the warning colour. */
  lead: string;
  rest: string;
  /** The delay that would have kept all rows, where there is one. */
  delay?: string;
  after?: string;
}

/** What was dropped, why, and what delay would have kept it: from the batch's late rows as far as they are on the page. */
export function verdict(page: LatePage, batch: BatchRow, query: QueryView, clock: Clock): Verdict {
  const { rows } = page, total = page.missing === undefined ? page.total : batch.droppedRows ?? batch.droppedBySpark, whole = rows.length >= total;
  const own = page.columns.map((column, i) => ({ column, i })).filter(({ column }) => column.name !== 'window' && !column.type.startsWith('struct<start:timestamp,end:timestamp'));
  const seen = new Set(rows.map((r) => JSON.stringify([r.eventTime, ...own.map(({ i }) => r.row[i])])));
  // Under sliding windows one row falls into several windows and is dropped once in each.
  const pairs = whole && seen.size < rows.length && rows.some((r) => r.window);
  const lead = pairs ? `${plural(seen.size, 'row')} of ${count(batch.inputRows)} ${seen.size === 1 ? 'was' : 'were'} dropped from ${plural(total, 'window')} in batch ${batch.batchId}:`
    : `${count(total)} of ${plural(batch.inputRows, 'row')} ${total === 1 ? 'was' : 'were'} dropped in batch ${batch.batchId}:`;
  const watermark = clock.short(rows[0]?.watermark ?? batch.watermark ?? 0);
  const windows = rows.every((r) => r.window);
  const rest = windows ? ` ${total === 1 ? 'its window' : pairs ? 'these windows' : 'their windows'} had closed at watermark ${watermark}.` : ` ${total === 1 ? 'it was' : 'they were'} behind the watermark ${watermark}.`;
  const after = spark(batch, total);
  const needs = rows.flatMap((r) => r.neededDelay === undefined ? [] : [r.neededDelay]);
  if (needs.length === 0) return { lead, rest: `${rest} No delay would have kept ${total === 1 ? 'it' : 'them'}.`, ...after };
  const most = Math.max(...needs), instead = query.info.watermarks.length === 1 ? ` instead of ${inWords(query.info.watermarks[0]?.delay ?? '')}` : '';
  const kept = needs.length < rows.length ? ` would have kept ${count(needs.length)} of them; for the others no delay would.` : ` would have kept ${whole ? total === 1 ? 'it' : 'them' : `the first ${count(rows.length)}`}.`;
  return { lead, rest: `${rest} A delay of `, delay: duration(most), after: `${instead}${kept}${after.after ?? ''}` };
}

function spark(batch: BatchRow, total: number): { after?: string } {
  if (batch.droppedBySpark === batch.droppedRows || batch.droppedRows !== total) return {};
  return { after: ` Spark's numRowsDroppedByWatermark says ${count(batch.droppedBySpark)}: it counts what reaches the operator after partial aggregation.` };
}

/** `30 seconds` → `30 s`; anything less plain stays as the job has it. */
export function inWords(delay: string): string {
  const short = /^\s*(?:interval\s+)?(\d+)\s+(millisecond|second|minute|hour|day)s?\s*$/i.exec(delay);
  const units: Record<string, string> = { millisecond: 'ms', second: 's', minute: 'min', hour: 'h', day: 'days' };
  return short ? `${short[1]} ${units[short[2]?.toLowerCase() ?? ''] ?? short[2] ?? ''}` : delay;
}
