import { javaError } from '../errors.ts';
import type { Call, Resolved } from '../expression.ts';
import * as T from '../types.ts';
import { long, type Long } from '../values.ts';
import { civilOf, plusMonths } from '../datetime/civil.ts';
import { multiplyExact } from '../datetime/instant.ts';
import { addDayTime, addInterval, localOf } from '../datetime/local.ts';
import { zoneOf, type Zone } from '../datetime/zone.ts';
import { implicitCast } from './coercion.ts';
import type { BindContext, Binding, FunctionDef } from './def.ts';
import { arity, checkTypes, mismatch } from './define.ts';
import { AnyTimestamp, Int, Timestamp } from './expected.ts';
import { anyNullable, typeOf } from './nodes.ts';
import { zoneFor } from './dates-fields.ts';

/** timestampadd and timestampdiff: the unit comes first, as text. Microseconds of the fixed units, months of the others. */
const fixed: Readonly<Record<string, number | undefined>> = {
  MICROSECOND: 1, MILLISECOND: 1000, SECOND: 1_000_000, MINUTE: 60_000_000, HOUR: 3_600_000_000, DAY: 86_400_000_000, DAYOFYEAR: 86_400_000_000, WEEK: 604_800_000_000,
};
const months: Readonly<Record<string, number | undefined>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

function add(unit: string, n: number, micros: Long, zone: Zone): Long {
  const size = fixed[unit];
  if (size !== undefined) return addDayTime(micros, multiplyExact(n, size), zone);
  return addInterval(micros, n * months[unit]!, 0, 0, zone);
}

/** ChronoUnit.between of the two wall clocks: whole units, towards zero. */
function between(unit: string, start: Long, end: Long, zone: Zone): Long {
  const a = localOf(start, zone), b = localOf(end, zone);
  const inDay = (l: typeof a): bigint => BigInt(l.secondOfDay) * 1_000_000n + BigInt(l.micro);
  const size = fixed[unit];
  if (size !== undefined) return long((BigInt(b.days - a.days) * 86_400_000_000n + inDay(b) - inDay(a)) / BigInt(size));
  const x = civilOf(a.days), y = civilOf(b.days);
  let n = y.year * 12 + y.month - x.year * 12 - x.month;
  const past = (m: number): number => {
    const days = plusMonths(a.days, m) - b.days;
    return days !== 0 ? days : Number(inDay(a) - inDay(b));
  };
  if (n > 0 && past(n) > 0) n--;
  if (n < 0 && past(n) < 0) n++;
  return Math.trunc(n / months[unit]!) + 0;
}

function bindUnit(add: boolean, args: readonly Resolved[], context: BindContext): Binding {
  if (args.length !== 3) throw arity(context.calledAs, [3], args.length);
  const unit = String(context.fold(args[0]!)).toUpperCase();
  if (fixed[unit] === undefined && months[unit] === undefined) throw javaError('java.lang.IllegalStateException', `Got the unexpected unit '${unit}'.`);
  const expected = add ? [Int, AnyTimestamp] : [Timestamp, Timestamp];
  const rest = args.slice(1).map((a, i) => implicitCast(a, expected[i]!));
  const wrong = checkTypes(rest, expected, context);
  if (wrong) throw mismatch(`${context.calledAs}(${unit}, ${rest.map((a) => context.sql(a)).join(', ')})`, wrong);
  return { args: rest, type: add ? typeOf(rest[1]!) : T.LongType, nullable: anyNullable(rest), data: unit };
}

const text = (name: string) => (args: readonly string[], call: Call): string => `${name}(${[String(call.data), ...args].join(', ')})`;

export const dateUnitFunctions: readonly FunctionDef[] = [
  {
    name: 'timestampadd', kind: 'scalar', args: 'unit, quantity, timestamp', doc: 'The timestamp a number of units later.', since: '3.3.0',
    bind: (args, context) => bindUnit(true, args, context), sql: text('timestampadd'),
    strict: (call, env) => {
      const zone = zoneFor(call.type, env), unit = call.data as string;
      return (n: number, v: Long) => add(unit, n, v, zone);
    },
  },
  {
    name: 'timestampdiff', kind: 'scalar', args: 'unit, startTimestamp, endTimestamp', doc: 'Whole units from the start to the end.', since: '3.3.0',
    bind: (args, context) => bindUnit(false, args, context), sql: text('timestampdiff'),
    strict: (call, env) => {
      const zone = zoneOf(env.timeZone), unit = call.data as string;
      return (a: Long, b: Long) => between(unit, a, b, zone);
    },
  },
];
