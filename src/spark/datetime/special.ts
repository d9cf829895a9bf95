import { zoneOf, type Zone } from './zone.ts';
import { daysOfMicros, microsOfDays, convertTz } from './local.ts';
import { UTC } from './zone.ts';
import type { Long } from '../values.ts';

/** DateTimeUtils.extractSpecialValue: a word, perhaps with a zone that exists but has no effect. */
function specialWord(text: string): string | null {
  const m = /^([A-Za-z]+)[ \t]*(.*)$/.exec(text.trim());
  if (!m || text.trim().length < 3) return null;
  const word = m[1]!.toLowerCase();
  if (m[2] === '') return word;
  if (word === 'now') return null;
  try { zoneOf(m[2]!); } catch { return null; }
  return word;
}

const days: Readonly<Record<string, number | undefined>> = { today: 0, tomorrow: 1, yesterday: -1 };

/**
 * `epoch`, `now`, `today`, `tomorrow` and `yesterday` in a constant text that is cast to a date or a timestamp
 * (SpecialDatetimeValues). The clock is read only where the word needs it. Null: an ordinary text.
 */
export function specialValue(text: string, kind: 'date' | 'timestamp' | 'timestamp_ntz', zone: Zone): ((now: number) => Long) | null {
  const word = specialWord(text);
  if (word === null) return null;
  if (word === 'epoch') return () => 0;
  const shift = days[word];
  if (kind === 'date') return shift !== undefined || word === 'now' ? (now) => daysOfMicros(now, zone) + (shift ?? 0) : null;
  const own = kind === 'timestamp' ? zone : UTC;
  if (shift !== undefined) return (now) => microsOfDays(daysOfMicros(now, zone) + shift, own);
  return word === 'now' ? (now) => (kind === 'timestamp' ? now : convertTz(now, UTC, zone)) : null;
}
