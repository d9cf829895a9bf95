import type { Long } from '../values.ts';
import { daysOf, floorDiv, floorMod, isCivil, isLeap } from './civil.ts';
import { microsOf } from './instant.ts';
import type { Parsed } from './pattern-parse.ts';
import { fixedZone, UTC, type Zone } from './zone.ts';

/**
 * java.time.format.Parsed.resolve (strict) and Spark's defaults for what a pattern leaves out
 * (DateTimeFormatterHelper.toLocalDate, toLocalTime). Undefined where java.time raises a DateTimeException.
 */
interface Fields { get(name: string): number | undefined }

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  hour: [0, 23], clockHour: [1, 24], hourOfAmPm: [0, 11], clockHourOfAmPm: [1, 12], minute: [0, 59], second: [0, 59],
  month: [1, 12], day: [1, 31], dayOfYear: [1, 366], yearOfEra: [1, 1_000_000_000], year: [-999_999_999, 999_999_999],
};

function inRange(f: ReadonlyMap<string, number>): boolean {
  for (const [name, value] of f) {
    const r = ranges[name];
    if (r && (value < r[0] || value > r[1])) return false;
  }
  return true;
}

function yearOf(f: Fields): number | undefined {
  const yearOfEra = f.get('yearOfEra'), era = f.get('era');
  if (yearOfEra === undefined || era === undefined) return f.get('year');
  return era === 1 ? yearOfEra : 1 - yearOfEra;
}

/** Days since the epoch. */
export function resolveDate(p: Parsed): number | undefined {
  const f: Fields = p.fields;
  if (!inRange(p.fields)) return undefined;
  if (f.get('yearOfEra') !== undefined && f.get('era') === undefined) return undefined;
  const year = yearOf(f) ?? 1970, dayOfYear = f.get('dayOfYear');
  if (dayOfYear !== undefined) {
    if (dayOfYear === 366 && !isLeap(year)) return undefined;
    const days = daysOf(year, 1, 1) + dayOfYear - 1;
    const month = f.get('month'), day = f.get('day');
    if ((month === undefined && day === undefined) || agrees(days, month, day)) return days;
    return undefined;
  }
  const month = f.get('month') ?? 1, day = f.get('day') ?? 1;
  return isCivil(year, month, day) ? daysOf(year, month, day) : undefined;
}

function agrees(days: number, month: number | undefined, day: number | undefined): boolean {
  for (let m = 1; m <= 12; m++) {
    if (month !== undefined && m !== month) continue;
    for (let d = 1; d <= 31; d++) if ((day === undefined || d === day) && isCivil(yearAt(days), m, d) && daysOf(yearAt(days), m, d) === days) return true;
  }
  return false;
}
const yearAt = (days: number): number => {
  let y = 1970 + floorDiv(days, 366);
  while (daysOf(y + 1, 1, 1) <= days) y++;
  while (daysOf(y, 1, 1) > days) y--;
  return y;
};

/** Second of the day, or undefined. */
export function resolveTime(p: Parsed): number | undefined {
  const f: Fields = p.fields;
  const ampm = f.get('ampm');
  const hours = new Set<number>();
  const clockHour = f.get('clockHour'), hour = f.get('hour');
  if (clockHour !== undefined) hours.add(floorMod(clockHour, 24));
  if (hour !== undefined) hours.add(hour);
  const halfs = new Set<number>();
  const half = f.get('hourOfAmPm'), clockHalf = f.get('clockHourOfAmPm');
  if (half !== undefined) halfs.add(half);
  if (clockHalf !== undefined) halfs.add(clockHalf % 12);
  if (halfs.size > 1) return undefined;
  const [h12] = halfs;
  if (h12 !== undefined && ampm !== undefined) hours.add(ampm * 12 + h12);
  else if (h12 !== undefined && hours.size === 1 && [...hours][0]! % 12 !== h12) return undefined;
  if (hours.size > 1) return undefined;
  const [h24] = hours;
  if (h24 !== undefined && ampm !== undefined && floorDiv(h24, 12) !== ampm) return undefined;
  const h = h24 ?? h12 ?? (ampm === 1 ? 12 : 0);
  return h * 3600 + (f.get('minute') ?? 0) * 60 + (f.get('second') ?? 0);
}

/** Microseconds; `zone` where the text names none. */
export function resolveTimestamp(p: Parsed, zone: Zone): Long | undefined {
  const days = resolveDate(p), seconds = resolveTime(p);
  if (days === undefined || seconds === undefined) return undefined;
  const at = p.zone ?? (p.offset === undefined ? zone : fixedZone(p.offset));
  return microsOf(at.resolve(days * 86_400 + seconds), floorDiv(p.fields.get('nano') ?? 0, 1000));
}

export const resolveTimestampNtz = (p: Parsed): Long | undefined => resolveTimestamp({ fields: p.fields, zone: UTC, offset: undefined }, UTC);
