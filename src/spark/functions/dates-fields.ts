import { analysisError } from '../errors.ts';
import type { Call, Resolved } from '../expression.ts';
import * as T from '../types.ts';
import { Interval, long, type Long, type Value } from '../values.ts';
import { civilOf, dayOfYear, isoDayOfWeek, isoWeek } from '../datetime/civil.ts';
import { localOf } from '../datetime/local.ts';
import { UTC, zoneOf, type Zone } from '../datetime/zone.ts';
import { implicitCast } from './coercion.ts';
import type { BindContext, Binding, EvalEnv, FunctionDef } from './def.ts';
import { arity, define } from './define.ts';
import { AnyTimestamp, DateOnly } from './expected.ts';
import { nullableOf, typeOf } from './nodes.ts';

type DateField = (days: number) => number;
const dateFields = {
  year: (d) => civilOf(d).year,
  month: (d) => civilOf(d).month,
  dayofmonth: (d) => civilOf(d).day,
  quarter: (d) => Math.floor((civilOf(d).month - 1) / 3) + 1,
  dayofyear: dayOfYear,
  dayofweek: (d) => (isoDayOfWeek(d) % 7) + 1,
  weekday: (d) => isoDayOfWeek(d) - 1,
  weekofyear: (d) => isoWeek(d).week,
  yearofweek: (d) => isoWeek(d).year,
} satisfies Record<string, DateField>;
type DateFieldName = keyof typeof dateFields;

type TimeField = (secondOfDay: number, micro: number) => Value;
const timeFields = {
  hour: (s) => Math.floor(s / 3600),
  minute: (s) => Math.floor(s / 60) % 60,
  second: (s) => s % 60,
  /** decimal(8,6), unscaled. */
  secondwithfraction: (s, micro) => BigInt((s % 60) * 1_000_000 + micro),
} satisfies Record<string, TimeField>;
type TimeFieldName = keyof typeof timeFields;

/** The zone in which a timestamp's fields are read: none for those without a zone. */
export const zoneFor = (t: T.DataType, env: { readonly timeZone: string }): Zone => (t.kind === 'timestamp_ntz' ? UTC : zoneOf(env.timeZone));

function timeReader(name: TimeFieldName, type: T.DataType, env: EvalEnv): (v: Long) => Value {
  const zone = zoneFor(type, env), f = timeFields[name] as TimeField;
  return (v) => {
    const l = localOf(v, zone);
    return f(l.secondOfDay, l.micro);
  };
}

const dated = (name: DateFieldName, doc: string, since: string, more: Partial<FunctionDef> = {}): FunctionDef => ({
  ...define({ name, args: 'date', doc, since, python: more.python ?? [`${name}(col col)`], types: [DateOnly], returns: T.IntegerType, strict: () => dateFields[name], ...(more.aliases ? { aliases: more.aliases } : {}) }),
});
const timed = (name: TimeFieldName, doc: string): FunctionDef => define({
  name, args: 'timestamp', doc, since: '1.5.0', python: [`${name}(col col)`], types: [AnyTimestamp], returns: T.IntegerType,
  strict: (call: Call, env) => timeReader(name, typeOf(call.args[0]!), env),
});

/** A part of a source by its SQL field name (DatetimeExtract, IntervalExtract): its type and reader. */
interface Part { readonly type: T.DataType; readonly expected?: typeof DateOnly; read(type: T.DataType, env: EvalEnv): (v: never) => Value }
const datePart = (name: DateFieldName, shift = 0): Part => ({ type: T.IntegerType, expected: DateOnly, read: () => (d: number) => dateFields[name](d) + shift });
const timePart = (name: TimeFieldName, type: T.DataType): Part => ({ type, expected: AnyTimestamp, read: (t, env) => timeReader(name, t, env) });

const parts: Readonly<Record<string, { readonly names: string; readonly date: Part; readonly interval?: Part }>> = {
  year: { names: 'YEAR Y YEARS YR YRS', date: datePart('year'), interval: monthsPart((m) => Math.trunc(m / 12)) },
  yearofweek: { names: 'YEAROFWEEK', date: datePart('yearofweek') },
  quarter: { names: 'QUARTER QTR', date: datePart('quarter') },
  month: { names: 'MONTH MON MONS MONTHS', date: datePart('month'), interval: monthsPart((m) => m % 12, T.ByteType) },
  week: { names: 'WEEK W WEEKS', date: datePart('weekofyear') },
  day: { names: 'DAY D DAYS', date: datePart('dayofmonth'), interval: { type: T.IntegerType, read: () => (v: Value) => (v instanceof Interval ? v.days + Number(BigInt(v.microseconds) / 86_400_000_000n) : Number(BigInt(v as Long) / 86_400_000_000n)) } },
  dow: { names: 'DAYOFWEEK DOW', date: datePart('dayofweek') },
  dowiso: { names: 'DAYOFWEEK_ISO DOW_ISO', date: datePart('weekday', 1) },
  doy: { names: 'DOY', date: datePart('dayofyear') },
  hour: { names: 'HOUR H HOURS HR HRS', date: timePart('hour', T.IntegerType), interval: microsPart(3_600_000_000n, 24n) },
  minute: { names: 'MINUTE M MIN MINS MINUTES', date: timePart('minute', T.IntegerType), interval: microsPart(60_000_000n, 60n) },
  second: { names: 'SECOND S SEC SECONDS SECS', date: timePart('secondwithfraction', T.decimal(8, 6)), interval: { type: T.decimal(8, 6), read: () => (v: Value) => micros(v) % 60_000_000n } },
};
const micros = (v: Value): bigint => BigInt(v instanceof Interval ? v.microseconds : (v as Long));
function monthsPart(f: (m: number) => number, type: T.DataType = T.IntegerType): Part {
  return { type, read: () => (v: Value) => f(v instanceof Interval ? v.months : (v as number)) + 0 };
}
function microsPart(unit: bigint, modulo: bigint): Part {
  return { type: T.ByteType, read: () => (v: Value) => long((micros(v) / unit) % modulo) };
}
/** Units that an ANSI interval type has, by the part's name. */
const unitOf: Readonly<Record<string, number | undefined>> = { year: 0, month: 1, day: 0, hour: 1, minute: 2, second: 3 };

function findPart(field: string, source: T.DataType): Part | undefined {
  const entry = Object.entries(parts).find(([, p]) => p.names.split(' ').includes(field.toUpperCase()));
  if (!entry) return undefined;
  const [name, p] = entry;
  if (source.kind === 'calendarInterval') return p.interval;
  if (source.kind !== 'dayTimeInterval' && source.kind !== 'yearMonthInterval') return p.date;
  const unit = unitOf[name];
  const years = name === 'year' || name === 'month';
  return unit !== undefined && years === (source.kind === 'yearMonthInterval') && source.start <= unit && unit <= source.end ? p.interval : undefined;
}

function bindPart(args: readonly Resolved[], context: BindContext): Binding {
  if (args.length !== 2) throw arity(context.calledAs, [2], args.length);
  const [fieldArg, source] = args as [Resolved, Resolved];
  if (!context.isFoldable(fieldArg)) throw analysisError(`The field parameter needs to be a foldable string value.`);
  const field = context.fold(fieldArg);
  if (typeof field !== 'string') return { args: [source], type: T.DoubleType, nullable: true, data: null };
  const part = findPart(field, typeOf(source));
  if (!part) throw analysisError(`Literals of type '${field}' are currently not supported for the ${T.catalogString(typeOf(source))} type.`);
  const cast = part.expected ? implicitCast(source, part.expected) : source;
  return { args: [cast], type: part.type, nullable: nullableOf(cast), data: field };
}

const partFunction = (name: string, sql: FunctionDef['sql']): FunctionDef => ({
  name, kind: 'scalar', args: 'field, source', doc: 'A part of a date, timestamp or interval.', since: '3.0.0', bind: bindPart, sql,
  strict: (call, env) => {
    if (call.data === null) return () => null;
    const type = typeOf(call.args[0]!);
    return findPart(call.data as string, type)!.read(type, env);
  },
});

export const dateFieldFunctions: readonly FunctionDef[] = [
  dated('year', 'The year.', '1.5.0'), dated('quarter', 'The quarter, 1 to 4.', '1.5.0'), dated('month', 'The month, 1 to 12.', '1.5.0'),
  dated('dayofmonth', 'The day of the month.', '1.5.0', { aliases: ['day'] }), dated('dayofyear', 'The day of the year.', '1.5.0'),
  dated('dayofweek', 'The day of the week: 1 Sunday to 7 Saturday.', '2.3.0'), dated('weekday', 'The day of the week: 0 Monday to 6 Sunday.', '2.4.0', { python: [] }),
  dated('weekofyear', 'The ISO week of the year.', '1.5.0'),
  timed('hour', 'The hour of the day.'), timed('minute', 'The minute of the hour.'), timed('second', 'The second of the minute.'),
  partFunction('date_part', (args, call) => `date_part(${String(call.data)}, ${args[0]!})`),
  partFunction('extract', (args, call) => `extract(${String(call.data)} FROM ${args[0]!})`),
];
