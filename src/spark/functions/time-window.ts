import { analysisError, illegalArgument } from '../errors.ts';
import type { Call, Resolved } from '../expression.ts';
import * as T from '../types.ts';
import { long, type Interval, type Long, type Value } from '../values.ts';
import { addInterval } from '../datetime/local.ts';
import { checked } from '../datetime/instant.ts';
import { stringToInterval } from '../datetime/interval-parse.ts';
import { zoneOf } from '../datetime/zone.ts';
import { canCast } from '../cast/index.ts';
import { implicitCast } from './coercion.ts';
import type { BindContext, Binding, FunctionDef } from './def.ts';
import { arity, checkTypes, mismatch } from './define.ts';
import { Any, AnyTimestamp } from './expected.ts';
import { castTo, typeOf } from './nodes.ts';

/** Microseconds, as TimeWindow keeps them. */
export interface WindowSpec { readonly windowDuration: Long; readonly slideDuration: Long; readonly startTime: Long }
export interface WindowBounds { readonly start: Long; readonly end: Long }

/**
 * TimeWindowing's windows of a time, the latest first. `%` is Java's (towards zero): before 1970 the windows are shifted as
 * Spark 3.3.1 shifts them. Where the slide does not divide the duration, windows without the time are left out.
 */
export function windowsOf(ts: Long, spec: WindowSpec): WindowBounds[] {
  const { windowDuration: w, slideDuration: s, startTime: o } = spec;
  if (typeof ts !== 'number' || typeof w !== 'number' || typeof s !== 'number' || typeof o !== 'number') return bigWindowsOf(BigInt(ts), BigInt(w), BigInt(s), BigInt(o));
  const last = ts - ((ts - o + s) % s);
  if (w === s) return [{ start: last, end: last + w }];
  const windows: WindowBounds[] = [];
  const exact = w % s === 0;
  for (let i = 0; i < Math.ceil(w / s); i++) {
    const start = last - i * s;
    if (exact || (ts >= start && ts < start + w)) windows.push({ start, end: start + w });
  }
  return windows;
}

function bigWindowsOf(ts: bigint, w: bigint, s: bigint, o: bigint): WindowBounds[] {
  const last = ts - ((ts - o + s) % s);
  const windows: WindowBounds[] = [];
  for (let i = 0n; i < (w + s - 1n) / s; i++) {
    const start = last - i * s;
    if (w % s === 0n || (ts >= start && ts < start + w)) windows.push({ start: long(start), end: long(start + w) });
  }
  return windows;
}

/** End of a session that begins at `ts`: time plus the gap, on the session zone's wall clock for days and months. */
export const sessionEnd = (ts: Long, gap: Value, timeZone: string): Long | null => {
  if (gap === null) return null;
  const i = gap as Interval;
  return addInterval(ts, i.months, i.days, i.microseconds, zoneOf(timeZone));
};

/** IntervalUtils.fromIntervalString, for durations of windows and watermarks: any error is "Unable to parse 'x'". */
export function fromIntervalString(text: string): Interval {
  try {
    return stringToInterval(text);
  } catch {
    throw analysisError(`Unable to parse '${text}'`);
  }
}

function durationOf(e: Resolved, context: BindContext): Long {
  const value = e.op === 'lit' ? e.value : context.isFoldable(e) && e.op === 'cast' && e.implicit ? context.fold(e) : null;
  const kind = typeOf(e).kind;
  if (kind === 'string' && typeof value === 'string') {
    const i = fromIntervalString(value);
    if (i.months !== 0) throw illegalArgument(`Intervals greater than a month is not supported (${value}).`);
    return checked(BigInt(i.days) * 86_400_000_000n + BigInt(i.microseconds));
  }
  if ((kind === 'int' || kind === 'long') && value !== null) return value as Long;
  throw analysisError('The duration and time inputs to window must be an integer, long or string literal.');
}

const windowType = (time: Resolved): T.StructType => T.struct([T.field('start', typeOf(time)), T.field('end', typeOf(time))]);
const abs = (v: Long): Long => (v < 0 ? -v : v);

function bindWindow(args: readonly Resolved[], context: BindContext): Binding {
  if (args.length < 2 || args.length > 4) throw arity(context.calledAs, [2, 3, 4], args.length);
  const windowDuration = durationOf(args[1]!, context);
  const slideDuration = args[2] ? durationOf(args[2], context) : windowDuration;
  const startTime = args[3] ? durationOf(args[3], context) : 0;
  const time = implicitCast(args[0]!, AnyTimestamp);
  const fail = (text: string): never => { throw mismatch(`window(${context.sql(time)}, ${windowDuration}, ${slideDuration}, ${startTime})`, text); };
  const wrong = checkTypes([time], [AnyTimestamp], context);
  if (wrong) fail(wrong);
  if (windowDuration <= 0) fail(`The window duration (${windowDuration}) must be greater than 0.`);
  if (slideDuration <= 0) fail(`The slide duration (${slideDuration}) must be greater than 0.`);
  if (slideDuration > windowDuration) fail(`The slide duration (${slideDuration}) must be less than or equal to the windowDuration (${windowDuration}).`);
  if (abs(startTime) >= slideDuration) fail(`The absolute value of start time (${startTime}) must be less than the slideDuration (${slideDuration}).`);
  const data: WindowSpec = { windowDuration, slideDuration, startTime };
  return { args: [time], type: windowType(time), nullable: false, data };
}

function bindSession(args: readonly Resolved[], context: BindContext): Binding {
  if (args.length !== 2) throw arity(context.calledAs, [2], args.length);
  const time = implicitCast(args[0]!, AnyTimestamp);
  const wrong = checkTypes([time, args[1]!], [AnyTimestamp, Any], context);
  if (wrong) throw mismatch(`session_window(${context.sql(time)}, ${context.sql(args[1]!)})`, wrong);
  const gap = typeOf(args[1]!);
  if (!canCast(gap, T.CalendarIntervalType)) {
    throw analysisError(`Gap duration expression used in session window must be CalendarIntervalType, but got ${className(gap)}`);
  }
  return { args: [time, castTo(args[1]!, T.CalendarIntervalType)], type: windowType(time), nullable: false };
}
const className = (t: T.DataType): string => {
  const names: Partial<Record<T.DataType['kind'], string>> = { int: 'IntegerType', null: 'NullType' };
  return names[t.kind] ?? `${t.kind[0]!.toUpperCase()}${t.kind.slice(1)}Type`;
};

const unevaluable = (name: string) => (): never => { throw analysisError(`Cannot evaluate expression: ${name}`); };

export const timeWindowFunctions: readonly FunctionDef[] = [
  {
    name: 'window', kind: 'scalar', args: 'time_column, window_duration[, slide_duration[, start_time]]', since: '2.0.0',
    doc: 'The time windows that a timestamp falls into: start inclusive, end exclusive.',
    python: ['window(col timeColumn, = windowDuration, = slideDuration?None, = startTime?None)'],
    bind: bindWindow,
    sql: (args, call: Call) => {
      const s = call.data as WindowSpec | undefined;
      return s ? `window(${args[0]!}, ${s.windowDuration}, ${s.slideDuration}, ${s.startTime})` : `window(${args.join(', ')})`;
    },
    strict: unevaluable('window'),
  },
  {
    name: 'session_window', kind: 'scalar', args: 'time_column, gap_duration', since: '3.2.0',
    doc: 'The session that a timestamp opens; sessions that meet are merged.',
    python: ['session_window(col timeColumn, = gapDuration)'],
    bind: bindSession,
    strict: unevaluable('session_window'),
  },
];
