import type { Call, Resolved } from '../expression.ts';
import { javaError, Refusal } from '../errors.ts';
import * as T from '../types.ts';
import { Interval, long, wrapInt, type Long, type Value } from '../values.ts';
import { digits } from './decimal.ts';
import { plusMonths } from '../datetime/civil.ts';
import { checked, checkedInt, divTrunc, intOverflow, MICROS_PER_DAY, multiplyExact, negateExact } from '../datetime/instant.ts';
import { addDayTime, addInterval, daysOfMicros, microsOfDays, subtractLocal } from '../datetime/local.ts';
import { UTC, zoneOf, type Zone } from '../datetime/zone.ts';
import type { ArithmeticSign } from './arithmetic-eval.ts';
import type { Binding, EvalEnv } from './def.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';

type Run = (call: Call, env: EvalEnv) => (...args: never[]) => Value;
/** What arithmetic keeps of an operation with dates, timestamps or intervals. */
export interface TemporalData { readonly run: Run; readonly sql?: Text }
/** Text of the expression that Spark's analyzer makes of the operator; absent: the operator's own. */
type Text = (args: readonly string[]) => string;
const textual = (swapped: boolean, f: (base: string, other: string) => string): Text => ([a, b]) => (swapped ? f(b!, a!) : f(a!, b!));

const kinds = ['date', 'timestamp', 'timestamp_ntz', 'calendarInterval', 'dayTimeInterval', 'yearMonthInterval'];
const isTimestamp = (t: T.DataType): boolean => t.kind === 'timestamp' || t.kind === 'timestamp_ntz';
const isAnsi = (t: T.DataType): boolean => t.kind === 'dayTimeInterval' || t.kind === 'yearMonthInterval';
const bound = (args: readonly Resolved[], type: T.DataType, run: Run, nullable = args.some(nullableOf), sql?: Text): Binding =>
  ({ args, type, nullable, data: { run, ...(sql ? { sql } : {}) } satisfies TemporalData });

/**
 * Arithmetic with dates, timestamps and intervals (Analyzer.ResolveBinaryArithmetic). Null where neither side is one, and for
 * sums and differences of two intervals of a kind, which are plain arithmetic. Arguments keep their order.
 */
export function temporal(sign: ArithmeticSign, l: Resolved, r: Resolved): Binding | null {
  const a = typeOf(l), b = typeOf(r);
  if (!kinds.includes(a.kind) && !kinds.includes(b.kind)) return null;
  switch (sign) {
    case '+': return sum(l, r);
    case '-': return difference(l, r);
    case '*': return product(l, r);
    case '/': return quotient(l, r);
    default: return null;
  }
}

function sum(l: Resolved, r: Resolved): Binding | null {
  const a = typeOf(l), b = typeOf(r);
  if (sameIntervals(a, b)) return null;
  if (a.kind === 'null' && isAnsi(b)) return nothing(l, r, b);
  if (b.kind === 'null' && isAnsi(a)) return nothing(l, r, a);
  if (isInterval(b)) return shift(l, r, 1, false) ?? null;
  if (isInterval(a)) return shift(r, l, 1, true) ?? null;
  if (a.kind === 'date' && b.kind !== 'string') return days(l, r, 1, false);
  if (b.kind === 'date' && a.kind !== 'string') return days(r, l, 1, true);
  return null;
}

function difference(l: Resolved, r: Resolved): Binding | null {
  const a = typeOf(l), b = typeOf(r);
  if (sameIntervals(a, b)) return null;
  if (a.kind === 'null' && isAnsi(b)) return nothing(l, r, b);
  if (b.kind === 'null' && isAnsi(a)) return nothing(l, r, a);
  if (isInterval(b)) return shift(l, r, -1, false) ?? null;
  if (isTimestamp(a) || isTimestamp(b)) return betweenTimestamps(l, r);
  if (b.kind === 'date') {
    if (a.kind !== 'date' && a.kind !== 'string' && a.kind !== 'null') return null;
    return bound([castTo(l, T.DateType), r], T.dayTimeInterval(0, 0), () => (x: number, y: number) => multiplyExact(x - y, MICROS_PER_DAY));
  }
  if (a.kind === 'date' && b.kind !== 'string') return days(l, r, -1, false);
  return null;
}

const isInterval = (t: T.DataType): boolean => t.kind === 'calendarInterval' || isAnsi(t);
const sameIntervals = (a: T.DataType, b: T.DataType): boolean => a.kind === b.kind && isInterval(a);
const nothing = (l: Resolved, r: Resolved, type: T.DataType): Binding => bound([l, r], type, () => () => null, true);

/** A date moved by a number of days (DateAdd, DateSub). */
function days(date: Resolved, n: Resolved, sign: 1 | -1, swapped: boolean): Binding | null {
  if (!['byte', 'short', 'int', 'null'].includes(typeOf(n).kind)) return null;
  const count = castTo(n, T.IntegerType);
  return bound(swapped ? [count, date] : [date, count], T.DateType, () => (x: number, y: number) => wrapInt(swapped ? x + y : x + sign * y), undefined,
    textual(swapped, (d, k) => `${sign > 0 ? 'date_add' : 'date_sub'}(${d}, ${k})`));
}

const zoneFor = (t: T.DataType, env: EvalEnv): Zone => (t.kind === 'timestamp_ntz' ? UTC : zoneOf(env.timeZone));
const negated = (i: Interval): Interval => new Interval(wrapInt(-i.months), wrapInt(-i.days), long(-BigInt(i.microseconds)));

/** A date, timestamp or text moved by an interval. */
function shift(base: Resolved, interval: Resolved, sign: 1 | -1, swapped: boolean): Binding | undefined {
  const t = typeOf(base), i = typeOf(interval);
  if (t.kind !== 'date' && t.kind !== 'string' && t.kind !== 'null' && !isTimestamp(t)) return undefined;
  const move = mover(t, i, sign);
  if (!move) return undefined;
  const start = move.cast ? castTo(base, move.cast) : base;
  const args = swapped ? [interval, start] : [start, interval];
  return bound(args, move.type, (call, env) => {
    const f = move.run(call, env) as (x: Value, y: Value) => Value;
    return (swapped ? (x: Value, y: Value) => f(y, x) : f);
  }, t.kind === 'string' || args.some(nullableOf), textual(swapped, textOfShift(t, i, sign)));
}

/** TimeAdd and its kin print without parentheses; a date and whole days are a date_add. */
function textOfShift(t: T.DataType, i: T.DataType, sign: 1 | -1): (base: string, interval: string) => string {
  if (t.kind === 'date' && i.kind === 'dayTimeInterval' && i.start === 0 && i.end === 0) {
    return (d, v) => `date_add(${d}, ${sign > 0 ? `extractansiintervaldays(${v})` : `(- extractansiintervaldays(${v}))`})`;
  }
  return (base, v) => `${base} ${sign > 0 ? '+' : '-'} ${v}`;
}

interface Mover { readonly cast?: T.DataType; readonly type: T.DataType; readonly run: Run }
function mover(t: T.DataType, i: T.DataType, sign: 1 | -1): Mover | undefined {
  if (t.kind === 'date') {
    if (i.kind === 'yearMonthInterval') return { type: T.DateType, run: () => (d: number, m: number) => checkedInt(plusMonths(d, sign * m)) };
    if (i.kind === 'calendarInterval') return { type: T.DateType, run: (_, env) => (d: number, v: Interval) => moveDate(d, sign < 0 ? negated(v) : v, zoneOf(env.timeZone)) };
    if (i.kind === 'dayTimeInterval' && i.start === 0 && i.end === 0) {
      return { type: T.DateType, run: () => (d: number, micros: Long) => wrapInt(d + sign * Number(divTrunc(micros, MICROS_PER_DAY))) };
    }
    return { cast: T.TimestampType, type: T.TimestampType, run: dayTimeMove(T.TimestampType, sign) };
  }
  const type = isTimestamp(t) ? t : T.TimestampType;
  if (i.kind === 'yearMonthInterval') {
    if (!isTimestamp(t)) return undefined;
    return { type, run: (_, env) => (v: Long, months: number) => addInterval(v, sign * months, 0, 0, zoneFor(type, env)) };
  }
  const cast = isTimestamp(t) ? {} : { cast: T.TimestampType };
  if (i.kind === 'dayTimeInterval') return stringResult(t, { ...cast, type, run: dayTimeMove(type, sign) });
  return stringResult(t, {
    ...cast, type, run: (_, env) => {
      const zone = zoneFor(type, env);
      return (v: Long, given: Interval) => {
        const n = sign < 0 ? negated(given) : given;
        return addInterval(v, n.months, n.days, n.microseconds, zone);
      };
    },
  });
}

/** TimeAdd over text gives text again: a cast that this node does not make. */
function stringResult(t: T.DataType, m: Mover): Mover {
  if (t.kind === 'string') throw new Refusal('Text plus or minus an interval', 'Cast the text to a timestamp first.');
  return m;
}

const dayTimeMove = (type: T.DataType, sign: 1 | -1): Run => (_, env) => {
  const zone = zoneFor(type, env);
  return (v: Long, d: Long) => addDayTime(v, sign < 0 ? negateExact(d) : d, zone);
};

/** DateAddInterval without ANSI: the time of day that an interval adds is dropped in the session zone. */
function moveDate(days: number, i: Interval, zone: Zone): number {
  if (i.microseconds === 0) return checkedInt(plusMonths(days, i.months) + i.days);
  return daysOfMicros(addInterval(microsOfDays(days, zone), i.months, i.days, i.microseconds, zone), zone);
}

function betweenTimestamps(l: Resolved, r: Resolved): Binding | null {
  const a = typeOf(l), b = typeOf(r);
  const type = isTimestamp(a) && isTimestamp(b) && a.kind !== b.kind ? T.TimestampNTZType : isTimestamp(a) ? a : b;
  const other = isTimestamp(a) ? b : a;
  if (!isTimestamp(other) && !['date', 'string', 'null'].includes(other.kind)) return null;
  return bound([castTo(l, type), castTo(r, type)], T.dayTimeInterval(), (_, env) => {
    const zone = zoneFor(type, env);
    return (x: Long, y: Long) => subtractLocal(x, y, zone);
  });
}

function product(l: Resolved, r: Resolved): Binding | null {
  const a = typeOf(l), b = typeOf(r);
  if (!isInterval(a) && !isInterval(b)) return null;
  const [i, n, swapped] = isInterval(a) ? [l, r, false] : [r, l, true];
  return scaled(i, n, swapped, false);
}
function quotient(l: Resolved, r: Resolved): Binding | null {
  return isInterval(typeOf(l)) ? scaled(l, r, false, true) : null;
}

/** Interval times or over a number (MultiplyDTInterval and its kin): doubles round half-up, whole numbers stay exact. */
function scaled(interval: Resolved, number: Resolved, swapped: boolean, divide: boolean): Binding | null {
  const i = typeOf(interval), n = typeOf(number);
  if (!T.isNumeric(n) && n.kind !== 'string' && n.kind !== 'null') return null;
  if (i.kind === 'calendarInterval' || n.kind === 'string') throw new Refusal(`A ${T.catalogString(i)} ${divide ? 'divided' : 'multiplied'} by ${T.catalogString(n)}`, 'Use a day-time interval and a number.');
  const limit = i.kind === 'yearMonthInterval' ? 31 : 63;
  const f = (v: Long, k: Value): Long => {
    const value = n.kind === 'decimal' ? decimalScale(BigInt(v), k as bigint, n.scale, divide) : T.isIntegral(n) ? wholeScale(BigInt(v), BigInt(k as Long), divide) : doubleScale(v, k as number, divide);
    if (value !== BigInt.asIntN(limit + 1, value)) throw limit === 31 ? intOverflow() : javaError('java.lang.ArithmeticException', 'long overflow');
    return long(value);
  };
  const args = swapped ? [number, interval] : [interval, number];
  return bound(args, i.kind === 'dayTimeInterval' ? T.dayTimeInterval() : T.yearMonthInterval(), () => (swapped ? (k: Value, v: Long) => f(v, k) : f));
}

const zero = (): Error => javaError('org.apache.spark.SparkArithmeticException', 'Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If necessary set "spark.sql.ansi.enabled" to "false" (except for ANSI interval type) to bypass this error.');
function roundedRatio(n: bigint, d: bigint): bigint {
  const negative = n < 0n !== d < 0n, a = n < 0n ? -n : n, b = d < 0n ? -d : d;
  const q = (a * 2n + b) / (b * 2n);
  return negative ? -q : q;
}
function wholeScale(v: bigint, k: bigint, divide: boolean): bigint {
  if (!divide) return v * k;
  if (k === 0n) throw zero();
  return roundedRatio(v, k);
}
function decimalScale(v: bigint, k: bigint, scale: number, divide: boolean): bigint {
  const unit = 10n ** BigInt(scale);
  if (!divide) return roundedRatio(v * k, unit);
  if (digits(k) === 1 && k === 0n) throw zero();
  return roundedRatio(v * unit, k);
}
function doubleScale(v: Long, k: number, divide: boolean): bigint {
  if (divide && k === 0) throw zero();
  const r = divide ? Number(v) / k : Number(v) * k;
  if (!Number.isFinite(r)) throw javaError('java.lang.ArithmeticException', 'input is infinite or NaN');
  return checkedBig(Math.sign(r) * Math.floor(Math.abs(r) + 0.5));
}
const checkedBig = (d: number): bigint => BigInt(checked(BigInt(d)));
