import type { Call, Resolved } from '../expression.ts';
import * as T from '../types.ts';
import type { DataType, DecimalType } from '../types.ts';
import { addLong, long, type Long, type Value } from '../values.ts';
import { javaError } from '../errors.ts';
import { adjustDecimal, boundedDecimal, implicitCast } from './coercion.ts';
import { checked, divideDecimals, divideHalfUp, fits, rescale } from './decimal.ts';
import type { AggregateImpl, FunctionDef } from './def.ts';
import { define } from './define.ts';
import { Any, Bool, Double, Numeric, NumericOrAnsiInterval } from './expected.ts';
import { castTo, typeOf } from './nodes.ts';

const argType = (call: Call, i = 0): DataType => typeOf(call.args[i]!);

/** sum and avg take numbers and intervals; a timestamp is summed as seconds, a string as double. */
const coerceSummand = ([a, ...rest]: readonly Resolved[]): Resolved[] =>
  [typeOf(a!).kind === 'timestamp' ? castTo(a!, T.DoubleType) : implicitCast(a!, NumericOrAnsiInterval), ...rest];
const checkSummand = (name: string) => ([a]: readonly Resolved[]): string | undefined => {
  const t = typeOf(a!);
  return NumericOrAnsiInterval.accepts(t) ? undefined : `function ${name} requires numeric or interval types, not ${T.catalogString(t)}`;
};

function sumType(t: DataType): DataType {
  if (t.kind === 'decimal') return boundedDecimal(t.precision + 10, t.scale);
  if (T.isIntegral(t)) return T.LongType;
  return t.kind === 'yearMonthInterval' || t.kind === 'dayTimeInterval' ? t : T.DoubleType;
}

function exactAdd(a: Long, b: Long, years: boolean): Long {
  const r = BigInt(a) + BigInt(b);
  if (r !== BigInt.asIntN(years ? 32 : 64, r)) throw javaError('java.lang.ArithmeticException', `${years ? 'integer' : 'long'} overflow`);
  return long(r);
}

/** Addition in a buffer of this type; a decimal that no longer fits is null for good. */
function adder(t: DataType): (a: Value, b: Value) => Value {
  switch (t.kind) {
    case 'decimal': return (a, b) => (a === null || b === null ? null : checked((a as bigint) + (b as bigint), t.precision));
    case 'long': return (a, b) => addLong(a as Long, b as Long);
    case 'yearMonthInterval': case 'dayTimeInterval': return (a, b) => exactAdd(a as Long, b as Long, t.kind === 'yearMonthInterval');
    default: return (a, b) => (a as number) + (b as number);
  }
}
const zero = (t: DataType): Value => (t.kind === 'decimal' ? 0n : 0);
const toBuffer = (t: DataType): ((v: Value) => Value) => (t.kind === 'double' ? (v) => Number(v) : (v) => v);

function sumImpl(call: Call): AggregateImpl {
  const t = call.type, add = adder(t), read = toBuffer(t);
  if (t.kind !== 'decimal') {
    const into = (buffer: Value[], v: Value): void => {
      if (v !== null) buffer[0] = add(buffer[0] ?? 0, read(v));
    };
    return { bufferTypes: [t], init: () => [null], update: (b, [v]) => into(b, v!), merge: (b, f) => into(b, f[0]!), result: (b) => b[0]! };
  }
  return {
    bufferTypes: [t, T.BooleanType],
    init: () => [0n, true],
    update: (b, [v]) => {
      if (v === null) return;
      b[0] = add(b[0]!, v!);
      b[1] = false;
    },
    merge: (b, f) => {
      const overflow = (b[1] === false && b[0] === null) || (f[1] === false && f[0] === null);
      b[0] = overflow ? null : add(b[0]!, f[0]!);
      b[1] = b[1] === true && f[1] === true;
    },
    result: (b) => (b[1] === true ? null : b[0]!),
  };
}

function averageType(t: DataType): DataType {
  if (t.kind === 'decimal') return boundedDecimal(t.precision + 4, t.scale + 4);
  return t.kind === 'yearMonthInterval' ? T.yearMonthInterval() : t.kind === 'dayTimeInterval' ? T.dayTimeInterval() : T.DoubleType;
}
const averageBuffer = (t: DataType): DataType => (t.kind === 'decimal' ? boundedDecimal(t.precision + 10, t.scale) : averageType(t));

/** Average.evaluateExpression: the decimal quotient is rounded twice, to the type of the division and to the result's. */
function quotient(sum: DataType, result: DataType): (sum: Value, count: number) => Value {
  if (sum.kind === 'decimal') {
    const { precision: p, scale: s } = sum, to = result as DecimalType;
    const scale = Math.max(6, s + 21);
    const division = adjustDecimal(p - s + scale, scale);
    return (v, n) => {
      if (v === null || !fits(v as bigint, p)) return null;
      const q = checked(divideDecimals(v as bigint, s, BigInt(n), 0, division.scale), division.precision);
      return q === null ? null : checked(rescale(q, division.scale, to.scale), to.precision);
    };
  }
  if (sum.kind === 'double') return (v, n) => (v as number) / n;
  return (v, n) => long(divideHalfUp(BigInt(v as Long), BigInt(n)));
}

function averageImpl(call: Call): AggregateImpl {
  const t = averageBuffer(argType(call)), add = adder(t), read = toBuffer(t), divide = quotient(t, call.type);
  return {
    bufferTypes: [t, T.LongType],
    init: () => [zero(t), 0],
    update: (b, [v]) => {
      if (v === null) return;
      b[0] = add(b[0]!, read(v!));
      b[1] = (b[1] as number) + 1;
    },
    merge: (b, f) => {
      b[0] = add(b[0]!, f[0]!);
      b[1] = (b[1] as number) + (f[1] as number);
    },
    result: (b) => (b[1] === 0 ? null : divide(b[0]!, b[1] as number)),
  };
}

/** A count of the rows that `counts`. */
const counter = (counts: (args: readonly Value[]) => boolean): AggregateImpl => ({
  bufferTypes: [T.LongType],
  init: () => [0],
  update: (b, args) => { if (counts(args)) b[0] = (b[0] as number) + 1; },
  merge: (b, f) => { b[0] = (b[0] as number) + (f[0] as number); },
  result: (b) => b[0]!,
});
const noNull = (args: readonly Value[]): boolean => !args.includes(null);

const product: AggregateImpl = {
  bufferTypes: [T.DoubleType],
  init: () => [null],
  update: (b, [v]) => { if (v !== null) b[0] = ((b[0] ?? 1) as number) * (v as number); },
  merge: (b, [v]) => { if (v !== null) b[0] = ((b[0] ?? 1) as number) * (v as number); },
  result: (b) => b[0]!,
};

const average = (name: 'avg' | 'try_avg', extra: { aliases?: readonly string[]; python?: readonly string[]; since: string }): FunctionDef => define({
  name, kind: 'aggregate', args: 'expr', doc: 'Mean of the values, NULLs skipped.', types: [Any], coerce: coerceSummand, check: checkSummand('average'),
  returns: (args) => averageType(typeOf(args[0]!)), nullable: true, aggregate: averageImpl, ...extra,
});

/** regr_avgx and regr_avgy: the mean of one side over the pairs without NULL. */
function averageOfPair(name: string, position: 0 | 1, doc: string): FunctionDef {
  return define({
    name, kind: 'aggregate', args: 'y, x', doc, since: '3.3.0', types: [Numeric, Numeric], returns: (args) => averageType(typeOf(args[position]!)), nullable: true,
    aggregate: (call) => {
      const impl = averageImpl({ ...call, args: [call.args[position]!] });
      return { ...impl, update: (b, args) => impl.update(b, [noNull(args) ? args[position]! : null]) };
    },
  });
}

export const sumFunctions: readonly FunctionDef[] = [
  define({
    name: 'count', kind: 'aggregate', args: 'expr, …', doc: 'Number of rows in which no value is NULL; count(*) counts all rows.', since: '1.0.0', python: ['count(col col)'], types: [], rest: Any,
    check: (args) => (args.length > 0 ? undefined : 'count requires at least one argument. If you have to call the function count without arguments, set the legacy configuration `spark.sql.legacy.allowParameterlessCount` as true'),
    returns: T.LongType, nullable: false, aggregate: () => counter(noNull),
  }),
  define({
    name: 'count_if', kind: 'aggregate', args: 'expr', doc: 'Number of rows in which the condition is true.', since: '3.0.0', types: [Bool], returns: T.LongType, nullable: false,
    aggregate: () => counter(([v]) => v === true),
  }),
  define({ name: 'regr_count', kind: 'aggregate', args: 'y, x', doc: 'Number of pairs without NULL.', since: '3.3.0', types: [Numeric, Numeric], returns: T.LongType, nullable: false, aggregate: () => counter(noNull) }),
  averageOfPair('regr_avgx', 1, 'Mean of x over the pairs without NULL.'), averageOfPair('regr_avgy', 0, 'Mean of y over the pairs without NULL.'),
  ...(['sum', 'try_sum'] as const).map((name) => define({
    name, kind: 'aggregate', args: 'expr', doc: 'Sum of the values, NULLs skipped.', since: name === 'sum' ? '1.0.0' : '3.3.0', ...(name === 'sum' ? { python: ['sum(col col)'] } : {}),
    types: [Any], coerce: coerceSummand, check: checkSummand('sum'), returns: (args) => sumType(typeOf(args[0]!)), nullable: true, aggregate: sumImpl,
  })),
  average('avg', { aliases: ['mean'], python: ['avg(col col)', 'mean(col col)'], since: '1.0.0' }), average('try_avg', { since: '3.3.0' }),
  define({
    name: 'product', kind: 'aggregate', args: 'expr', doc: 'Product of the values, NULLs skipped.', since: '3.2.0', python: ['product(col col)'], types: [Double], returns: T.DoubleType, nullable: true,
    aggregate: () => product,
  }),
];
