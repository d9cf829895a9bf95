import { literal, type Call, type Resolved } from '../expression.ts';
import * as T from '../types.ts';
import { mulLong, type Long, type Value } from '../values.ts';
import { castFn } from '../cast/index.ts';
import { timestampParser, timestampPrinter } from '../datetime/formatter.ts';
import { divTrunc, MICROS_PER_SECOND } from '../datetime/instant.ts';
import { daysOfMicros, microsOfDays } from '../datetime/local.ts';
import { zoneOf } from '../datetime/zone.ts';
import type { EvalEnv, FunctionDef } from './def.ts';
import { define } from './define.ts';
import { DateOnly, exact, Long as LongArg, Numeric, oneOf, Str, Timestamp } from './expected.ts';
import { typeOf } from './nodes.ts';
import { currentTimestamp } from './dates-now.ts';

/** Functions that read or print datetimes by a pattern; the legacy formatter beside them is SimpleDateFormat. */
const DEFAULT = literal('yyyy-MM-dd HH:mm:ss', T.StringType);
const datetimes = [Str, DateOnly, Timestamp, exact(T.TimestampNTZType)];

/** One formatter a pattern; a constant pattern is compiled before the first row. */
function byPattern<F>(pattern: Resolved | undefined, compile: (pattern: string) => F): (pattern: string) => F {
  const known = new Map<string, F>();
  const get = (text: string): F => {
    let f = known.get(text);
    if (f === undefined) known.set(text, f = compile(text));
    return f;
  };
  if (pattern?.op === 'lit' && typeof pattern.value === 'string') get(pattern.value);
  return get;
}

/** ToTimestamp.eval: microseconds of any datetime; null where a string does not match. */
function readTimestamp(call: Call, env: EvalEnv): (v: Value, pattern: string) => Long | null {
  const zone = zoneOf(env.timeZone);
  switch (typeOf(call.args[0]!).kind) {
    case 'date': return (v) => microsOfDays(v as number, zone);
    case 'string': {
      const parser = byPattern(call.args[1], (p) => timestampParser(p, zone, 'simple', () => env.now()));
      return (v, pattern) => parser(pattern)(v as string);
    }
    default: return (v) => v as Long;
  }
}

const inSeconds = (call: Call, env: EvalEnv): ((v: Value, pattern: string) => Long | null) => {
  const read = readTimestamp(call, env);
  return (v, pattern) => {
    const micros = read(v, pattern);
    return micros === null ? null : divTrunc(micros, MICROS_PER_SECOND);
  };
};

const withoutPattern = (to: T.DataType) => (call: Call, env: EvalEnv): ((v: Value) => Value) => castFn(typeOf(call.args[0]!), to, env);

export const dateTextFunctions: readonly FunctionDef[] = [
  define({
    name: 'to_timestamp', args: 'timestamp_str[, fmt]', doc: 'A timestamp read from text, by the pattern or by the rules of CAST; NULL where it does not match.', since: '2.2.0',
    python: ['to_timestamp(col col, = format?None)'], types: [oneOf(...datetimes, Numeric), Str], optional: 1, returns: T.TimestampType, nullable: true,
    strict: (call, env) => (call.args.length === 1 ? withoutPattern(T.TimestampType)(call, env) : readTimestamp(call, env)),
  }),
  define({
    name: 'to_date', args: 'date_str[, fmt]', doc: 'A date read from text, by the pattern or by the rules of CAST; NULL where it does not match.', since: '1.5.0',
    python: ['to_date(col col, = format?None)'], types: [oneOf(...datetimes), Str], optional: 1, returns: T.DateType, nullable: true,
    strict: (call, env) => {
      if (call.args.length === 1) return withoutPattern(T.DateType)(call, env);
      const read = readTimestamp(call, env), zone = zoneOf(env.timeZone);
      return (v: Value, pattern: string) => {
        const micros = read(v, pattern);
        return micros === null ? null : daysOfMicros(micros, zone);
      };
    },
  }),
  define({
    name: 'unix_timestamp', args: '[timeExp[, fmt]]', doc: 'Seconds since the epoch of a datetime or of now.', since: '1.5.0', python: ['unix_timestamp(col timestamp?None, = format?"yyyy-MM-dd HH:mm:ss")'],
    types: [oneOf(...datetimes), Str], optional: 2, defaults: [currentTimestamp, DEFAULT], returns: T.LongType, nullable: true, strict: inSeconds,
  }),
  define({
    name: 'to_unix_timestamp', args: 'timeExp[, fmt]', doc: 'Seconds since the epoch of a datetime.', since: '1.6.0',
    types: [oneOf(...datetimes), Str], optional: 1, defaults: [DEFAULT], returns: T.LongType, nullable: true, strict: inSeconds,
  }),
  define({
    name: 'from_unixtime', args: 'unix_time[, fmt]', doc: 'Seconds since the epoch as text in the session time zone.', since: '1.5.0', python: ['from_unixtime(col timestamp, = format?"yyyy-MM-dd HH:mm:ss")'],
    types: [LongArg, Str], optional: 1, defaults: [DEFAULT], returns: T.StringType, nullable: true,
    strict: (call, env) => {
      const zone = zoneOf(env.timeZone), printer = byPattern(call.args[1], (p) => timestampPrinter(p, zone, 'simple'));
      return (seconds: Long, pattern: string) => printer(pattern)(mulLong(seconds, MICROS_PER_SECOND));
    },
  }),
  define({
    name: 'date_format', args: 'timestamp, fmt', doc: 'A date or timestamp as text by the pattern.', since: '1.5.0', python: ['date_format(col date, = format)'],
    types: [Timestamp, Str], returns: T.StringType,
    strict: (call, env) => {
      const zone = zoneOf(env.timeZone), printer = byPattern(call.args[1], (p) => timestampPrinter(p, zone, 'simple'));
      return (micros: Long, pattern: string) => printer(pattern)(micros);
    },
  }),
];
