/** Which messages are read, as a person chooses it. */
import type { PeekRange } from '../../protocol/kafka';
import { count } from '../shared/format';

/** Stands for all partitions that a range does not name. */
const everyPartition = -1;

export interface RangeChoice {
  id: string;
  title: string;
  /** What has to be typed, each with its label and what may stand there. */
  asks: { name: string; label: string; hint: string; optional?: boolean }[];
  /** Undefined while what was typed is none. */
  range(typed: Record<string, string>): PeekRange | undefined;
}

const simple = (id: string, title: string, range: PeekRange): RangeChoice => ({ id, title, asks: [], range: () => range });
const newest = [100, 1000, 10_000, 100_000, 1_000_000];
const minute = 60_000, hour = 60 * minute;
const recent: [string, string, number][] = [['5m', 'last 5 minutes', 5 * minute], ['1h', 'last hour', hour], ['24h', 'last 24 hours', 24 * hour], ['7d', 'last 7 days', 168 * hour]];

export const rangeChoices: readonly RangeChoice[] = [
  ...newest.map((n) => simple(`newest-${n}`, `newest ${count(n)}`, { mode: 'newest', count: n })),
  simple('oldest-1000', 'oldest 1\u00a0000', { mode: 'oldest', count: 1000 }),
  simple('oldest-100000', 'oldest 100\u00a0000', { mode: 'oldest', count: 100_000 }),
  ...recent.map(([id, title, ms]): RangeChoice => ({ id, title, asks: [], range: () => ({ mode: 'time', since: Date.now() - ms }) })),
  { id: 'offsets', title: 'from an offset…', asks: [
    { name: 'from', label: 'from', hint: 'Offset, or partition:offset with commas between' }, { name: 'to', label: 'before', hint: 'The same; empty: up to the end', optional: true },
  ], range: ({ from, to }) => { const [start, end] = [offsets(from ?? ''), offsets(to ?? '')]; return start && end ? { mode: 'offsets', from: start, to: end } : undefined; } },
  { id: 'around', title: 'around an offset…', asks: [{ name: 'offset', label: 'offset', hint: 'The 50 messages before it and from it on, in each partition' }],
    range: ({ offset }) => (/^\d{1,15}$/.test(offset?.trim() ?? '') ? { mode: 'around', offset: Number(offset), before: 50, after: 50 } : undefined) },
  { id: 'time', title: 'between times…', asks: [
    { name: 'since', label: 'since', hint: '2026-01-31T08:00:00Z, or 15m ago as 15m' }, { name: 'until', label: 'until', hint: 'The same; empty: now', optional: true },
  ], range: ({ since, until }) => { const [start, end] = [time(since ?? ''), until?.trim() ? time(until) : undefined]; return start === undefined || (until?.trim() && end === undefined) ? undefined : { mode: 'time', since: start, ...(end !== undefined && { until: end }) }; } },
];

/** Those that a connection can answer. */
export const choicesFor = ({ timestampSeek = true }: { timestampSeek?: boolean } = {}): readonly RangeChoice[] => (timestampSeek ? rangeChoices : rangeChoices.filter(({ id }) => id !== 'time' && recent.every(([each]) => each !== id)));

/** Where no partition is named, all are meant. */
function offsets(text: string): Record<number, number> | undefined {
  const found: Record<number, number> = {};
  for (const part of text.split(',').map((each) => each.trim()).filter((each) => each !== '')) {
    const [, partition, offset] = /^(?:(\d{1,9}):)?(\d{1,15})$/.exec(part) ?? [];
    if (offset === undefined) return undefined;
    found[partition === undefined ? everyPartition : Number(partition)] = Number(offset);
  }
  return found;
}

function time(text: string): number | undefined {
  const ago = /^(\d{1,6})\s*(ms|s|m|h|d)$/.exec(text.trim());
  if (ago) return Date.now() - Number(ago[1]) * ({ ms: 1, s: 1000, m: minute, h: hour, d: 24 * hour }[ago[2] ?? ''] ?? NaN);
  const ms = Date.parse(text.trim());
  return Number.isNaN(ms) ? undefined : ms;
}

export function titleOf(range: PeekRange): string {
  switch (range.mode) {
    case 'newest': case 'oldest': return `${range.mode} ${count(range.count)}`;
    case 'offsets': return `offsets ${Object.entries(range.from).map(([p, o]) => (Number(p) === everyPartition ? String(o) : `${p}:${o}`)).join(', ') || 'from the start'}`;
    case 'around': return `around offset ${range.offset}`;
    case 'time': return 'by time';
  }
}

/** The choice that stands for a range; undefined: it was typed. */
export const choiceOf = (range: PeekRange): RangeChoice | undefined => rangeChoices.find((choice) => choice.asks.length === 0 && range.mode !== 'time' && JSON.stringify(choice.range({})) === JSON.stringify(range));

/** Ends by itself: nothing that arrives later belongs to it. */
export const endsItself = (range: PeekRange): boolean => range.mode === 'oldest' || range.mode === 'around' || (range.mode === 'time' && range.until !== undefined) || (range.mode === 'offsets' && Object.keys(range.to).length > 0);
