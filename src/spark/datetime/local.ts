import type { Long } from '../values.ts';
import { DAY_SECONDS, dateText, floorDiv, pad2, plusMonths } from './civil.ts';
import { addExact, divTrunc, microOf, microsOf, MICROS_PER_DAY, remTrunc, secondsOf } from './instant.ts';
import type { Zone } from './zone.ts';

/** A timestamp read in a zone (ZonedDateTime). */
export interface Local { readonly days: number; readonly secondOfDay: number; readonly micro: number; readonly offset: number }

export function localOf(micros: Long, zone: Zone): Local {
  const second = secondsOf(micros);
  const offset = zone.offsetAt(second);
  const local = second + offset;
  const days = floorDiv(local, DAY_SECONDS);
  return { days, secondOfDay: local - days * DAY_SECONDS, micro: microOf(micros), offset };
}

/** DateTimeUtils.microsToDays. */
export function daysOfMicros(micros: Long, zone: Zone): number {
  const second = secondsOf(micros);
  return floorDiv(second + zone.offsetAt(second), DAY_SECONDS);
}

/** DateTimeUtils.daysToMicros: the start of the day in the zone. */
export const microsOfDays = (days: number, zone: Zone): Long => microsOf(zone.startOfDay(days), 0);

export const microsOfLocal = (days: number, secondOfDay: number, micro: number, zone: Zone, preferred?: number): Long =>
  microsOf(zone.resolve(days * DAY_SECONDS + secondOfDay, preferred), micro);

/** ZonedDateTime.plusMonths, plusDays, then plus(micros). */
export function addInterval(micros: Long, months: number, days: number, microseconds: Long, zone: Zone): Long {
  let at = micros;
  if (months !== 0) {
    const l = localOf(at, zone);
    at = microsOfLocal(plusMonths(l.days, months), l.secondOfDay, l.micro, zone, l.offset);
  }
  if (days !== 0) {
    const l = localOf(at, zone);
    at = microsOfLocal(l.days + days, l.secondOfDay, l.micro, zone, l.offset);
  }
  return addExact(at, microseconds);
}

/** DateTimeUtils.timestampAddDayTime: whole days on the wall clock, the rest on the time line. */
export const addDayTime = (micros: Long, dayTime: Long, zone: Zone): Long =>
  addInterval(micros, 0, Number(divTrunc(dayTime, MICROS_PER_DAY)), remTrunc(dayTime, MICROS_PER_DAY), zone);

/** DateTimeUtils.subtractTimestamps: the difference of the wall clocks, in microseconds. */
export function subtractLocal(end: Long, start: Long, zone: Zone): Long {
  const a = secondsOf(end), b = secondsOf(start);
  return microsOf(a + zone.offsetAt(a) - b - zone.offsetAt(b), microOf(end) - microOf(start));
}

/** DateTimeUtils.convertTz: the wall clock of `to` read in `from`. */
export function convertTz(micros: Long, from: Zone, to: Zone): Long {
  const l = localOf(micros, to);
  return microsOfLocal(l.days, l.secondOfDay, l.micro, from);
}

/** ZonedDateTime.truncatedTo(unit of `size` seconds). */
export function truncateLocal(micros: Long, size: number, zone: Zone): Long {
  const l = localOf(micros, zone);
  return microsOfLocal(l.days, l.secondOfDay - (l.secondOfDay % size), 0, zone, l.offset);
}

/** `HH:mm:ss` */
export const clockText = (s: number): string => `${pad2(Math.floor(s / 3600))}:${pad2(Math.floor(s / 60) % 60)}:${pad2(s % 60)}`;

/** FractionTimestampFormatter: `2023-01-05 10:00:00.12`, the fraction without trailing zeros. */
export function timestampText(micros: Long, zone: Zone): string {
  const l = localOf(micros, zone);
  const fraction = l.micro === 0 ? '' : `.${String(l.micro).padStart(6, '0').replace(/0+$/, '')}`;
  return `${dateText(l.days)} ${clockText(l.secondOfDay)}${fraction}`;
}

