import { javaError, Refusal } from '../errors.ts';
import type { Long } from '../values.ts';
import { civilOf, dayOfYear, floorDiv, isoDayOfWeek, type Civil } from './civil.ts';
import { localOf, type Local } from './local.ts';
import { amPm, dayNames, eraNames, monthNames, quarterNames, shortDays, shortEras, shortMonths, shortQuarters } from './names.ts';
import type { Element, Field, OffsetPattern } from './pattern.ts';
import type { Zone } from './zone.ts';
import { zoneName } from './zone-names.ts';

/** DateTimeFormatter.format of an instant in a zone. */
export function formatInstant(elements: readonly Element[], micros: Long, zone: Zone): string {
  return print(elements, new Temporal(localOf(micros, zone), zone, micros));
}

/** DateTimeFormatter.format of a LocalDate or, with `micros`, of a LocalDateTime (UTC wall clock): fields that it lacks are errors. */
export const formatLocal = (elements: readonly Element[], local: Local, hasTime: boolean): string => print(elements, new Temporal(local, undefined, 0, hasTime));

class Temporal {
  readonly civil: Civil;
  constructor(readonly local: Local, readonly zone: Zone | undefined, readonly micros: Long, readonly hasTime = true) {
    this.civil = civilOf(local.days);
  }

  get(field: Field): number {
    const { civil: c, local: l } = this, hour = Math.floor(l.secondOfDay / 3600);
    switch (field) {
      case 'era': return c.year > 0 ? 1 : 0;
      case 'yearOfEra': return c.year > 0 ? c.year : 1 - c.year;
      case 'year': return c.year;
      case 'month': return c.month;
      case 'day': return c.day;
      case 'quarter': return Math.floor((c.month - 1) / 3) + 1;
      case 'dayOfYear': return dayOfYear(l.days);
      case 'dayOfWeek': return isoDayOfWeek(l.days);
      case 'weekOfMonth': return floorDiv(c.day - 1, 7) + 1;
      default:
    }
    if (!this.hasTime) throw javaError('java.time.temporal.UnsupportedTemporalTypeException', `Unsupported field: ${javaNames[field] ?? field}`);
    switch (field) {
      case 'ampm': return hour < 12 ? 0 : 1;
      case 'hour': return hour;
      case 'clockHour': return hour === 0 ? 24 : hour;
      case 'hourOfAmPm': return hour % 12;
      case 'clockHourOfAmPm': return hour % 12 === 0 ? 12 : hour % 12;
      case 'minute': return Math.floor(l.secondOfDay / 60) % 60;
      case 'second': return l.secondOfDay % 60;
      default: return l.micro * 1000;
    }
  }
}

const javaNames: Partial<Record<Field, string>> = {
  ampm: 'AmPmOfDay', hour: 'HourOfDay', clockHour: 'ClockHourOfDay', hourOfAmPm: 'HourOfAmPm', clockHourOfAmPm: 'ClockHourOfAmPm',
  minute: 'MinuteOfHour', second: 'SecondOfMinute', nano: 'NanoOfSecond',
};

function print(elements: readonly Element[], t: Temporal): string {
  let out = '';
  for (const e of elements) out += printOne(e, t);
  return out;
}

function printOne(e: Element, t: Temporal): string {
  switch (e.kind) {
    case 'literal': return e.text;
    case 'optional':
      try {
        return print(e.elements, t);
      } catch (error) {
        if (error instanceof Refusal) throw error;
        return '';
      }
    case 'number': return number(e, t.get(e.field));
    case 'fraction': return String(t.get('nano')).padStart(9, '0').slice(0, e.max);
    case 'text': return text(e.field, t.get(e.field), e.full);
    case 'zoneId': return zoned(t).id;
    case 'zoneName': return zoneName(zoned(t), t.micros, e.full);
    case 'offset': return offsetText(offset(t), e.pattern, e.zero);
    case 'localizedOffset': return localizedOffset(offset(t), e.full);
  }
}

function zoned(t: Temporal): Zone {
  if (!t.zone) throw javaError('java.time.DateTimeException', 'Unable to extract ZoneId from temporal');
  return t.zone;
}
function offset(t: Temporal): number {
  if (!t.zone) throw javaError('java.time.temporal.UnsupportedTemporalTypeException', 'Unsupported field: OffsetSeconds');
  return t.local.offset;
}

function number(e: Element & { kind: 'number' }, value: number): string {
  if (e.reduced) return String(Math.abs(value) % 100).padStart(2, '0');
  const digits = String(Math.abs(value));
  if (digits.length > e.max) throw javaError('java.time.DateTimeException', `Field cannot be printed as the value ${value} exceeds the maximum print width of ${e.max}`);
  const sign = value < 0 ? '-' : e.sign === 'exceedsPad' && e.min < 19 && value >= 10 ** e.min ? '+' : '';
  return sign + digits.padStart(e.min, '0');
}

function text(field: Field, value: number, full: boolean): string {
  switch (field) {
    case 'month': return (full ? monthNames : shortMonths)[value - 1]!;
    case 'dayOfWeek': return (full ? dayNames : shortDays)[value - 1]!;
    case 'quarter': return (full ? quarterNames : shortQuarters)[value - 1]!;
    case 'era': return (full ? eraNames : shortEras)[value]!;
    default: return amPm[value]!;
  }
}

const two = (n: number): string => String(n).padStart(2, '0');
/** OffsetIdPrinterParser.format: the zero text where the printed part is zero. */
export function offsetText(total: number, pattern: OffsetPattern, zero: string): string {
  const abs = Math.abs(total), h = Math.floor(abs / 3600) % 100, m = Math.floor(abs / 60) % 60, s = abs % 60;
  if (total === 0) return zero;
  const colon = pattern.includes(':') ? ':' : '';
  let out = `${total < 0 ? '-' : '+'}${two(h)}`;
  if (pattern !== '+HHmm' || m !== 0) out += `${colon}${two(m)}`;
  if (pattern.endsWith('ss') && s !== 0) out += `${colon}${two(s)}`;
  const printed = h + m + (pattern.endsWith('ss') ? s : 0);
  return printed === 0 ? zero : out;
}

function localizedOffset(total: number, full: boolean): string {
  if (total === 0) return 'GMT';
  const abs = Math.abs(total), h = Math.floor(abs / 3600), m = Math.floor(abs / 60) % 60, s = abs % 60, sign = total < 0 ? '-' : '+';
  if (full) return `GMT${sign}${two(h)}:${two(m)}${s ? `:${two(s)}` : ''}`;
  return `GMT${sign}${h}${m || s ? `:${two(m)}${s ? `:${two(s)}` : ''}` : ''}`;
}
