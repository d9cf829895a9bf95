import type { Long } from '../values.ts';
import { daysOf, floorDiv, isCivil } from './civil.ts';
import { microsOf } from './instant.ts';
import { UTC, zoneOf, type Zone } from './zone.ts';

/**
 * Strings as CAST reads them (DateTimeUtils.stringToDate, parseTimestampString). Null where the string is none.
 */
const isTrimmed = (c: number): boolean => c <= 0x20 || c === 0x7f;
/** UTF8String.trimAll: white space and ISO control characters at both ends. */
export function trimAll(s: string): string {
  let start = 0, end = s.length;
  while (start < end && isTrimmed(s.charCodeAt(start))) start++;
  while (end > start && isTrimmed(s.charCodeAt(end - 1))) end--;
  return start === 0 && end === s.length ? s : s.slice(start, end);
}

const digit = (s: string, i: number): number => {
  const d = s.charCodeAt(i) - 48;
  return d >= 0 && d <= 9 ? d : -1;
};
/** Java's int arithmetic wraps; seven digits never do, more are refused before use. */
const MAX_YEAR_DAYS = 2_147_483_647;

export function stringToDate(raw: string): number | null {
  const s = trimAll(raw);
  if (s.length === 0) return null;
  const segments = [1, 1, 1];
  let j = 0, i = 0, value = 0, digits = 0, sign = 1;
  const first = s.charCodeAt(0);
  if (first === 45 || first === 43) {
    sign = first === 45 ? -1 : 1;
    j++;
  }
  const ok = (): boolean => (i === 0 ? digits >= 4 && digits <= 7 : digits > 0 && digits <= 2);
  for (; j < s.length; j++) {
    const c = s.charCodeAt(j);
    if (c === 32 || c === 84) break;
    if (i < 2 && c === 45) {
      if (!ok()) return null;
      segments[i++] = value;
      value = digits = 0;
    } else {
      const d = digit(s, j);
      if (d < 0 || digits > 8) return null;
      value = value * 10 + d;
      digits++;
    }
  }
  if (!ok() || (i < 2 && j < s.length)) return null;
  segments[i] = value;
  const year = sign * segments[0]!;
  if (!isCivil(year, segments[1]!, segments[2]!)) return null;
  const days = daysOf(year, segments[1]!, segments[2]!);
  return Math.abs(days) > MAX_YEAR_DAYS ? null : days;
}

export interface TimestampParts { readonly segments: readonly number[]; readonly zone: Zone | undefined; readonly justTime: boolean }

/** DateTimeUtils.parseTimestampString; null where it finds none, throws where the zone id is not one. */
export function parseTimestampString(raw: string): TimestampParts | null {
  const s = trimAll(raw);
  if (s.length === 0) return null;
  const segments = [1, 1, 1, 0, 0, 0, 0];
  let i = 0, j = 0, value = 0, digits = 0, fractionDigits = 0, sign = 1, signed = false, justTime = false;
  let zoneText: string | undefined;
  const first = s.charCodeAt(0);
  if (first === 45 || first === 43) {
    sign = first === 45 ? -1 : 1;
    signed = true;
    j = 1;
  }
  const valid = (at: number): boolean => at === 6 || (at === 0 ? digits >= 4 && digits <= 6 : at === 7 ? digits <= 2 : digits > 0 && digits <= 2);
  const close = (to: number): boolean => {
    if (!valid(to)) return false;
    segments[to] = value;
    value = digits = 0;
    return true;
  };
  for (; j < s.length; j++) {
    const d = digit(s, j);
    if (d >= 0) {
      if (i === 6) fractionDigits++;
      if (i !== 6 || digits < 6) value = value * 10 + d;
      if (++digits > 9 && i !== 6) return null;
      continue;
    }
    const c = s[j]!;
    if (j === 0 && c === 'T') {
      justTime = true;
      i = 3;
    } else if (i === 0 && c === ':' && !signed) {
      justTime = true;
      if (!close(3)) return null;
      i = 4;
    } else if (i < 2 ? c === '-' : i === 2 ? c === ' ' || c === 'T' : i < 5 && c === ':') {
      if (!close(i)) return null;
      i++;
    } else if (i === 5 && c === '.') {
      if (!close(i)) return null;
      i = 6;
    } else if (i === 5 || i === 6) {
      if (!close(i)) return null;
      zoneText = s.slice(j);
      i = 7;
      break;
    } else return null;
  }
  if (!valid(i)) return null;
  if (i < 7) segments[i] = value;
  for (; fractionDigits < 6; fractionDigits++) segments[6]! *= 10;
  segments[0]! *= sign;
  return { segments, zone: zoneText === undefined ? undefined : zoneOf(zoneText.trim()), justTime };
}

const clock = (p: readonly number[]): number => (p[3]! <= 23 && p[4]! <= 59 && p[5]! <= 59 ? p[3]! * 3600 + p[4]! * 60 + p[5]! : -1);

/** `now`, in microseconds, gives the date of a string that is only a time. */
export function stringToTimestamp(raw: string, zone: Zone, now: () => number): Long | null {
  try {
    const p = parseTimestampString(raw);
    if (!p) return null;
    const s = p.segments, seconds = clock(s);
    if (seconds < 0) return null;
    const in_ = p.zone ?? zone;
    if (p.justTime) {
      const at = floorDiv(now(), 1_000_000);
      return microsOf(in_.resolve(floorDiv(at + in_.offsetAt(at), 86_400) * 86_400 + seconds), s[6]!);
    }
    if (!isCivil(s[0]!, s[1]!, s[2]!)) return null;
    return microsOf(in_.resolve(daysOf(s[0]!, s[1]!, s[2]!) * 86_400 + seconds), s[6]!);
  } catch {
    return null;
  }
}

/** stringToTimestampWithoutTimeZone; a zone in the string is ignored, or refused where `allowZone` is false. */
export function stringToTimestampNtz(raw: string, allowZone: boolean): Long | null {
  try {
    const p = parseTimestampString(raw);
    if (!p || p.justTime || (!allowZone && p.zone)) return null;
    const s = p.segments, seconds = clock(s);
    if (seconds < 0 || !isCivil(s[0]!, s[1]!, s[2]!)) return null;
    return microsOf(UTC.resolve(daysOf(s[0]!, s[1]!, s[2]!) * 86_400 + seconds), s[6]!);
  } catch {
    return null;
  }
}
