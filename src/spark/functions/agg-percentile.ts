import type { Call, Resolved } from '../expression.ts';
import { javaError } from '../errors.ts';
import * as T from '../types.ts';
import type { DataType } from '../types.ts';
import type { Value } from '../values.ts';
import { doubleText } from '../cast/double-text.ts';
import { keyOf, ordering } from './compare.ts';
import type { AggregateImpl, BindContext, FunctionDef } from './def.ts';
import { atScale, decimalToDouble, doubleToDecimal } from './decimal.ts';
import { define } from './define.ts';
import { AnyDayTimeInterval, AnyYearMonthInterval, DateOnly, Double, exact, Integral, Numeric, oneOf, Timestamp } from './expected.ts';
import { doubleToLong } from './math.ts';
import { typeOf } from './nodes.ts';
import { QuantileSummary } from './quantile-summary.ts';

interface Wanted { readonly percentages: readonly number[]; readonly many: boolean; readonly accuracy: number }
const Percentages = oneOf(Double, exact(T.array(T.DoubleType, false)));

function wanted(args: readonly Resolved[], context: BindContext): Wanted {
  const v = context.fold(args[1]!);
  return { percentages: Array.isArray(v) ? (v as number[]) : [v as number], many: Array.isArray(v), accuracy: args[2] && context.isFoldable(args[2]) ? Number(context.fold(args[2])) : 10000 };
}
const toDouble = (t: DataType) => (v: Value): number => (t.kind === 'decimal' ? decimalToDouble(v as bigint, (t).scale) : Number(v));

function fromDouble(t: DataType): (v: number) => Value {
  switch (t.kind) {
    case 'double': return (v) => v;
    case 'float': return Math.fround;
    case 'long': case 'timestamp': case 'timestamp_ntz': case 'dayTimeInterval': return doubleToLong;
    case 'decimal': return (v) => atScale(doubleToDecimal(v)!, t.scale);
    default: return (v) => Math.trunc(v);
  }
}

function approximate(call: Call): AggregateImpl {
  const { percentages, many, accuracy } = call.data as Wanted;
  const t = typeOf(call.args[0]!), read = toDouble(t), write = fromDouble(t);
  const summary = new WeakMap<Value[], QuantileSummary>();
  // The buffer holds the summary's samples flat: count, then value, g, delta of each.
  const of = (b: readonly Value[]): QuantileSummary => {
    const list = b[0] as Value[];
    let s = summary.get(list);
    if (!s) summary.set(list, s = QuantileSummary.fromFlat(1 / accuracy, list as number[]));
    return s;
  };
  const keep = (b: Value[], s: QuantileSummary): void => {
    const flat = s.toFlat() as Value[];
    summary.set(flat, QuantileSummary.fromFlat(1 / accuracy, flat as number[]));
    b[0] = flat;
  };
  return {
    bufferTypes: [T.array(T.DoubleType, false)],
    init: () => [[0]],
    update: (b, [v]) => { if (v !== null) keep(b, of(b).insert(read(v!))); },
    merge: (b, f) => keep(b, of(b).merge(of(f))),
    result: (b) => {
      const found = of(b).query(percentages);
      if (!found) return null;
      return many ? found.map(write) : write(found[0]!);
    },
  };
}

/** Percentile: exact, from counts of values. */
function exactImpl(call: Call): AggregateImpl {
  const { percentages, many } = call.data as Wanted;
  const t = typeOf(call.args[0]!), order = ordering(t), key = keyOf(t), read = toDouble(t);
  const index = new WeakMap<Value[], Map<unknown, number>>();
  const add = (b: Value[], v: Value, n: number): void => {
    const values = b[0] as Value[], counts = b[1] as number[];
    let at = index.get(values);
    if (!at) index.set(values, at = new Map(values.map((x, i) => [key(x), i])));
    const i = at.get(key(v));
    if (i !== undefined) counts[i]! += n;
    else {
      at.set(key(v), values.length);
      values.push(v);
      counts.push(n);
    }
  };
  return {
    bufferTypes: [T.array(t, false), T.array(T.LongType, false)],
    init: () => [[], []],
    update: (b, [v, , frequency]) => {
      if (v === null || frequency === null) return;
      const n = frequency === undefined ? 1 : Number(frequency);
      if (n < 0) throw javaError('org.apache.spark.SparkException', `Negative values found in ${call.args[2] ? 'the frequency expression' : ''}`);
      if (n > 0) add(b, v!, n);
    },
    merge: (b, f) => (f[0] as Value[]).forEach((v, i) => add(b, v, (f[1] as number[])[i]!)),
    result: (b) => {
      const pairs = (b[0] as Value[]).map((v, i) => ({ v, n: (b[1] as number[])[i]! })).sort((x, y) => order(x.v, y.v));
      if (pairs.length === 0) return null;
      let total = 0;
      const ends = pairs.map((p) => (total += p.n));
      const valueAt = (position: number): number => read(pairs[ends.findIndex((e) => e >= position + 1)]!.v);
      const results = percentages.map((p) => {
        const position = (total - 1) * p, low = Math.floor(position), high = Math.ceil(position);
        const a = valueAt(low), z = valueAt(high);
        return low === high || a === z ? a : (high - position) * a + (position - low) * z;
      });
      return many ? results : results[0]!;
    },
  };
}

function checkPercentages(args: readonly Resolved[], context: BindContext, approx: boolean): string | undefined {
  if (!context.isFoldable(args[1]!) || (approx && args[2] && !context.isFoldable(args[2]))) {
    return approx ? 'The accuracy or percentage provided must be a constant literal' : `The percentage(s) must be a constant literal, but got ${context.sql(args[1]!)}`;
  }
  if (context.fold(args[1]!) === null) return 'Percentage value must not be null';
  const w = wanted(args, context);
  if (approx && (w.accuracy <= 0 || w.accuracy > 2147483647)) return `The accuracy provided must be a literal between (0, 2147483647] (current value = ${w.accuracy})`;
  if (w.percentages.every((p) => p >= 0 && p <= 1)) return undefined;
  return approx ? `All percentage values must be between 0.0 and 1.0 (current = ${w.percentages.map((p) => doubleText(p)).join(', ')})` : `Percentage(s) must be between 0.0 and 1.0, but got ${context.sql(args[1]!)}`;
}
const asked = (t: DataType, args: readonly Resolved[]): DataType => (typeOf(args[1]!).kind === 'array' ? T.array(t, false) : t);

export const percentileFunctions: readonly FunctionDef[] = [
  define({
    name: 'percentile_approx', aliases: ['approx_percentile'], kind: 'aggregate', args: 'col, percentage[, accuracy]', doc: 'The value below which a share of the values lies, approximately.', since: '2.1.0',
    python: ['percentile_approx(col col, = percentage, = accuracy?10000)'],
    types: [oneOf(Numeric, DateOnly, Timestamp, exact(T.TimestampNTZType), AnyYearMonthInterval, AnyDayTimeInterval), Percentages, Integral], optional: 1,
    defaults: [{ op: 'lit', value: 10000, type: T.IntegerType }], check: (args, context) => checkPercentages(args, context, true),
    returns: (args) => asked(typeOf(args[0]!), args), nullable: true, data: wanted, aggregate: approximate,
  }),
  define({
    name: 'percentile', kind: 'aggregate', args: 'col, percentage[, frequency]', doc: 'The exact percentile, interpolated.', since: '2.1.0', types: [Numeric, Percentages, Integral], optional: 1,
    defaults: [{ op: 'lit', value: 1, type: T.LongType }], check: (args, context) => checkPercentages(args, context, false),
    returns: (args) => asked(T.DoubleType, args), nullable: true, data: wanted, aggregate: exactImpl,
  }),
];
