import { UsageError } from './options.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Epoch ms of a time (2026-01-31T08:00:00Z), or of so long ago (15m). @throws UsageError */
export function momentOf(text: string, option: string, now: number): number {
  const ago = /^(\d{1,9})([smhd])$/.exec(text);
  if (ago) return now - Number(ago[1]) * UNITS[ago[2]!]!;
  if (ISO.test(text)) {
    const ms = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
    if (!Number.isNaN(ms)) return ms;
  }
  throw new UsageError(`--${option} is a time with its zone (2026-01-31T08:00:00Z) or so long ago (30s, 15m, 2h, 1d), not ${text}.`);
}

/** `2026-01-31 08:00:00.000` in UTC; a dash for a message without a timestamp. */
export function utc(timestamp: number): string {
  if (timestamp === -1) return '-';
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString().replace('T', ' ').replace('Z', '');
}
