import { javaError } from '../errors.ts';
import type { Call, Resolved } from '../expression.ts';
import * as T from '../types.ts';
import { Interval, type Long, type Value } from '../values.ts';
import { doubleToLong } from '../cast/numbers.ts';
import { civilOf, daysOf, floorDiv, floorMod, isCivil, isoDayOfWeek, lengthOfMonth, plusMonths } from '../datetime/civil.ts';
import { checked, checkedInt, floorDivBig, microOf, microsOf, multiplyExact, secondsOf } from '../datetime/instant.ts';
import { convertTz, daysOfMicros, microsOfDays, truncateLocal } from '../datetime/local.ts';
import { UTC, zoneOf, type Zone } from '../datetime/zone.ts';
import { wrapInt } from '../values.ts';
import type { FunctionDef } from './def.ts';
import { define } from './define.ts';
import { Bool, DateOnly, exact, Int, Integral, Numeric, oneOf, Str, Timestamp } from './expected.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';
import { literal } from '../expression.ts';

const IntLike = oneOf(Int, exact(T.ShortType), exact(T.ByteType));
/** DateTimeOperations: timestamps and strings become dates; a text constant becomes a number of days. */
const toDateAndDays = (args: readonly Resolved[]): readonly Resolved[] => args.map((a, i) => {
  const k = typeOf(a).kind;
  if (i === 0) return ['string', 'timestamp', 'timestamp_ntz', 'null'].includes(k) ? castTo(a, T.DateType) : a;
  return (k === 'string' && a.op === 'lit') || k === 'null' ? castTo(a, T.IntegerType) : a;
});

/** Units of trunc and date_trunc; -1 for an unknown one (DateTimeUtils.parseTruncLevel). */
const levels: readonly (readonly string[])[] = [
  ['MICROSECOND'], ['MILLISECOND'], ['SECOND'], ['MINUTE'], ['HOUR'], ['DAY', 'DD'], ['WEEK'], ['MON', 'MONTH', 'MM'], ['QUARTER'], ['YEAR', 'YYYY', 'YY'],
];
const levelOf = (unit: string): number => levels.findIndex((names) => names.includes(unit.toUpperCase()));
const WEEK = 6;

function truncDate(days: number, level: number): number {
  if (level === WEEK) return days - isoDayOfWeek(days) + 1;
  const c = civilOf(days);
  return daysOf(c.year, level === 7 ? c.month : level === 8 ? c.month - ((c.month - 1) % 3) : 1, 1);
}

function truncTimestamp(micros: Long, level: number, zone: Zone): Long {
  switch (level) {
    case 0: return micros;
    case 1: return microsOf(secondsOf(micros), microOf(micros) - (microOf(micros) % 1000));
    case 2: return microsOf(secondsOf(micros), 0);
    case 3: return truncateLocal(micros, 60, zone);
    case 4: return truncateLocal(micros, 3600, zone);
    case 5: return truncateLocal(micros, 86_400, zone);
    default: return microsOfDays(truncDate(daysOfMicros(micros, zone), level), zone);
  }
}

/** 0 Thursday … 6 Wednesday, as the epoch's own week runs. */
const weekdays: Readonly<Record<string, number | undefined>> = { TH: 0, FR: 1, SA: 2, SU: 3, MO: 4, TU: 5, WE: 6 };
const fullNames = /^(?:SU(?:N(?:DAY)?)?|MO(?:N(?:DAY)?)?|TU(?:E(?:SDAY)?)?|WE(?:D(?:NESDAY)?)?|TH(?:U(?:RSDAY)?)?|FR(?:I(?:DAY)?)?|SA(?:T(?:URDAY)?)?)$/;
function nextDay(days: number, name: string): number | null {
  const upper = name.toUpperCase();
  if (!fullNames.test(upper)) return null;
  return days + 1 + floorMod(weekdays[upper.slice(0, 2)]! - 1 - days, 7);
}

/** DateTimeUtils.monthsBetween. */
function monthsBetween(a: Long, b: Long, round: boolean, zone: Zone): number {
  const da = daysOfMicros(a, zone), db = daysOfMicros(b, zone), x = civilOf(da), y = civilOf(db);
  const months = x.year * 12 + x.month - y.year * 12 - y.month;
  const last = (c: typeof x): boolean => c.day === lengthOfMonth(c.year, c.month);
  if (x.day === y.day || (last(x) && last(y))) return months;
  const inDay = (v: Long, d: number): number => Number((BigInt(v) - BigInt(microsOfDays(d, zone))) / 1_000_000n);
  const diff = months + ((x.day - y.day) * 86_400 + inDay(a, da) - inDay(b, db)) / (31 * 86_400);
  return round ? Math.floor(diff * 1e8 + 0.5) / 1e8 : diff;
}

const UNIX_UNITS = { unix_seconds: 1_000_000n, unix_millis: 1000n, unix_micros: 1n } as const;
const toUnix = (name: keyof typeof UNIX_UNITS, doc: string): FunctionDef => define({
  name, args: 'timestamp', doc, since: '3.1.0', types: [Timestamp], noCast: true, returns: T.LongType, strict: () => (v: Long) => checked(floorDivBig(BigInt(v), UNIX_UNITS[name])),
});
const fromUnix = (name: string, factor: number, doc: string): FunctionDef => define({
  name, args: 'number', doc, since: '3.1.0', types: [Integral], noCast: true, returns: T.TimestampType, strict: () => (v: Long) => multiplyExact(v, factor),
});
const shifted = (name: string, sign: 1 | -1, doc: string): FunctionDef => define({
  name, args: 'start_date, num_days', doc, since: '1.5.0', python: [`${name}(col start, = days)`], types: [DateOnly, IntLike], noCast: true, coerce: toDateAndDays, returns: T.DateType,
  strict: () => (d: number, n: number) => wrapInt(d + sign * n),
});
const shiftZone = (name: string, toUtc: boolean, doc: string): FunctionDef => define({
  name, args: 'timestamp, timezone', doc, since: '1.5.0', python: [`${name}(col timestamp, = tz)`], types: [Timestamp, Str], returns: T.TimestampType,
  strict: () => (v: Long, tz: string) => (toUtc ? convertTz(v, zoneOf(tz), UTC) : convertTz(v, UTC, zoneOf(tz))),
});

function timestampSeconds(call: Call): (v: never) => Value {
  const t = typeOf(call.args[0]!);
  if (t.kind === 'decimal') {
    const scale = 10n ** BigInt(t.scale);
    return (v: bigint) => {
      if ((v * 1_000_000n) % scale !== 0n) throw javaError('java.lang.ArithmeticException', 'Rounding necessary');
      return checked((v * 1_000_000n) / scale);
    };
  }
  if (T.isFractional(t)) return (v: number) => (Number.isFinite(v) ? doubleToLong(v * 1_000_000) : null);
  return (v: Long) => multiplyExact(v, 1_000_000);
}

export const dateMathFunctions: readonly FunctionDef[] = [
  shifted('date_add', 1, 'The date a number of days later.'), shifted('date_sub', -1, 'The date a number of days earlier.'),
  define({
    name: 'datediff', args: 'endDate, startDate', doc: 'Days from the start date to the end date.', since: '1.5.0', python: ['datediff(col end, col start)'], types: [DateOnly, DateOnly], returns: T.IntegerType,
    strict: () => (a: number, b: number) => wrapInt(a - b),
  }),
  define({
    name: 'add_months', args: 'start_date, num_months', doc: 'The date a number of months later; the day is cut to the month.', since: '1.5.0', python: ['add_months(col start, = months)'],
    types: [DateOnly, Int], returns: T.DateType, strict: () => (d: number, m: number) => checkedInt(plusMonths(d, m)),
  }),
  define({
    name: 'months_between', args: 'timestamp1, timestamp2[, roundOff]', doc: 'Months between two timestamps, a month of 31 days.', since: '1.5.0', python: ['months_between(col date1, col date2, = roundOff?True)'],
    types: [Timestamp, Timestamp, Bool], optional: 1, defaults: [literal(true, T.BooleanType)], returns: T.DoubleType,
    strict: (_, env) => {
      const zone = zoneOf(env.timeZone);
      return (a: Long, b: Long, round: boolean) => monthsBetween(a, b, round, zone);
    },
  }),
  define({
    name: 'last_day', args: 'date', doc: 'The last day of the month.', since: '1.5.0', python: ['last_day(col date)'], types: [DateOnly], returns: T.DateType,
    strict: () => (d: number) => {
      const c = civilOf(d);
      return d - c.day + lengthOfMonth(c.year, c.month);
    },
  }),
  define({
    name: 'next_day', args: 'start_date, day_of_week', doc: 'The first date after the start that falls on the weekday; NULL for an unknown weekday.', since: '1.5.0', python: ['next_day(col date, = dayOfWeek)'],
    types: [DateOnly, Str], returns: T.DateType, nullable: true, strict: () => nextDay,
  }),
  define({
    name: 'trunc', args: 'date, fmt', doc: 'The first day of the date\'s week, month, quarter or year.', since: '1.5.0', python: ['trunc(col date, = format)'], types: [DateOnly, Str], returns: T.DateType, nullable: true,
    strict: () => (d: number, unit: string) => (levelOf(unit) < WEEK ? null : truncDate(d, levelOf(unit))),
  }),
  define({
    name: 'date_trunc', args: 'fmt, ts', doc: 'The timestamp cut to a unit in the session time zone; NULL for an unknown unit.', since: '2.3.0', python: ['date_trunc(= format, col timestamp)'],
    types: [Str, Timestamp], returns: T.TimestampType, nullable: true,
    strict: (_, env) => {
      const zone = zoneOf(env.timeZone);
      return (unit: string, v: Long) => (levelOf(unit) < 0 ? null : truncTimestamp(v, levelOf(unit), zone));
    },
  }),
  define({
    name: 'timestamp_seconds', args: 'seconds', doc: 'The timestamp a number of seconds after the epoch.', since: '3.1.0', python: ['timestamp_seconds(col col)'], types: [Numeric], noCast: true, returns: T.TimestampType,
    nullable: (args) => T.isFractional(typeOf(args[0]!)) || nullableOf(args[0]!), strict: timestampSeconds,
  }),
  fromUnix('timestamp_millis', 1000, 'The timestamp a number of milliseconds after the epoch.'), fromUnix('timestamp_micros', 1, 'The timestamp a number of microseconds after the epoch.'),
  toUnix('unix_seconds', 'Seconds since the epoch, rounded down.'), toUnix('unix_millis', 'Milliseconds since the epoch, rounded down.'), toUnix('unix_micros', 'Microseconds since the epoch.'),
  define({ name: 'date_from_unix_date', args: 'days', doc: 'The date a number of days after the epoch.', since: '3.1.0', types: [Int], returns: T.DateType, strict: () => (d: number) => d }),
  define({ name: 'unix_date', args: 'date', doc: 'Days since the epoch.', since: '3.1.0', types: [DateOnly], noCast: true, returns: T.IntegerType, strict: () => (d: number) => d }),
  define({
    name: 'make_date', args: 'year, month, day', doc: 'A date of its parts; NULL where there is none.', since: '3.0.0', python: ['make_date(col year, col month, col day)'], types: [Int, Int, Int], returns: T.DateType, nullable: true,
    strict: () => (y: number, m: number, d: number) => (isCivil(y, m, d) ? daysOf(y, m, d) : null),
  }),
  shiftZone('from_utc_timestamp', false, 'A UTC timestamp shifted to the wall clock of a zone.'), shiftZone('to_utc_timestamp', true, 'A timestamp of a zone\'s wall clock shifted to UTC.'),
  define({
    name: 'make_timestamp', args: 'year, month, day, hour, min, sec[, timezone]', doc: 'A timestamp of its parts; NULL where there is none.', since: '3.0.0',
    types: [Int, Int, Int, Int, Int, exact(T.decimal(16, 6)), Str], optional: 1, returns: T.TimestampType, nullable: true,
    strict: (_, env) => (y: number, m: number, d: number, h: number, min: number, sec: bigint, tz?: string) => makeTimestamp(y, m, d, h, min, sec, zoneOf(tz ?? env.timeZone)),
  }),
  define({
    name: 'make_interval', args: '[years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]]', doc: 'A calendar interval of its parts.', since: '3.0.0',
    types: [Int, Int, Int, Int, Int, Int, exact(T.decimal(18, 6))], optional: 7,
    defaults: [...Array.from({ length: 6 }, () => literal(0, T.IntegerType)), literal(0n, T.decimal(18, 6))], returns: T.CalendarIntervalType, nullable: true,
    strict: () => makeInterval,
  }),
];

function makeTimestamp(y: number, m: number, d: number, h: number, min: number, sec: bigint, zone: Zone): Long | null {
  const total = Number(BigInt.asIntN(32, sec)), seconds = floorDiv(total, 1_000_000), micro = floorMod(total, 1_000_000);
  if (seconds === 60 && micro !== 0) return null;
  if (!isCivil(y, m, d) || h < 0 || h > 23 || min < 0 || min > 59 || seconds < 0 || seconds > 60) return null;
  return microsOf(zone.resolve(daysOf(y, m, d) * 86_400 + h * 3600 + min * 60 + seconds), micro);
}

function makeInterval(y: number, mo: number, w: number, d: number, h: number, min: number, sec: bigint): Interval | null {
  try {
    return new Interval(checkedInt(y * 12 + mo), checkedInt(w * 7 + d), checked(BigInt(h) * 3_600_000_000n + BigInt(min) * 60_000_000n + sec));
  } catch {
    return null;
  }
}
