import { analysisError } from '../errors.ts';
import * as T from '../types.ts';
import type { DataType, DecimalType } from '../types.ts';
import { isMinLong, long, negLong, wrapByte, wrapInt, wrapShort, type Long, type Value } from '../values.ts';
import { boundedDecimal, haveSameType, implicitCast } from './coercion.ts';
import { absBig, floorDiv, pow10 } from './decimal.ts';
import type { BindContext, FunctionDef } from './def.ts';
import { arity, define, mismatch, textOf } from './define.ts';
import { AnyDecimal, Double, Int, Long as LongOnly, NumericOrAnsiInterval, oneOf } from './expected.ts';
import { typeOf } from './nodes.ts';
import { javaCosh, javaExp, javaHypot, javaPow } from './java-math.ts';

type Impl = (...args: never[]) => Value;
type Extra = { aliases?: readonly string[]; python?: readonly string[]; since?: string; shown?: string };

/** A function of a double (UnaryMathExpression): shown in upper case, nullable. */
function unary(name: string, doc: string, f: (x: number) => number | null, extra: Extra = {}): FunctionDef {
  const { shown, ...rest } = extra;
  return define({
    name, args: 'expr', doc, since: '1.4.0', python: [`${name}(col col)`], types: [Double], returns: T.DoubleType, nullable: true,
    sql: ([a], call) => `${call.calledAs ?? shown ?? name.toUpperCase()}(${a})`, strict: () => f, ...rest,
  });
}
function binary(name: string, args: string, doc: string, f: (x: number, y: number) => number | null, shown: string, extra: Extra = {}): FunctionDef {
  return define({
    name, args, doc, since: '1.4.0', types: [Double, Double], returns: T.DoubleType,
    sql: (a, call) => `${call.calledAs ?? shown}(${a.join(', ')})`, strict: () => f, ...extra,
  });
}
const log = (above: number, f: (x: number) => number) => (x: number): number | null => (x <= above ? null : f(x));
const rint = (x: number): number => {
  const f = Math.floor(x), d = x - f;
  const r = d < 0.5 ? f : d > 0.5 ? f + 1 : f % 2 === 0 ? f : f + 1;
  return r === 0 && (x < 0 || Object.is(x, -0)) ? -0 : r;
};

/** (long) of a Java double: saturates, NaN is 0. */
export function doubleToLong(x: number): Long {
  if (Number.isNaN(x)) return 0;
  if (x >= 2 ** 63) return 2n ** 63n - 1n;
  if (x <= -(2 ** 63)) return -(2n ** 63n);
  const t = Math.trunc(x) + 0;
  return Number.isSafeInteger(t) ? t : long(BigInt(t));
}

const ceilType = (t: DataType): DataType => (t.kind === 'decimal' ? (t.scale === 0 ? t : boundedDecimal(t.precision - t.scale + 1, 0)) : T.LongType);
export type Rounding = 'ceil' | 'floor';
const towards = (mode: Rounding, v: bigint, unit: bigint): bigint => (mode === 'floor' ? floorDiv(v, unit) : -floorDiv(-v, unit));

/** ceil and floor: of a double or decimal to whole numbers; with a scale, of decimals to that scale (RoundCeil, RoundFloor). */
function wholeNumber(mode: Rounding, aliases: readonly string[] | undefined, doc: string): FunctionDef {
  const one = define({
    name: mode, ...(aliases ? { aliases } : {}), args: 'expr[, scale]', doc, since: '1.4.0', python: [`${mode}(col col)`], types: [oneOf(Double, AnyDecimal, LongOnly)],
    returns: (args) => ceilType(typeOf(args[0]!)), nullable: true,
    sql: (args, call) => `${call.calledAs ?? (args.length > 1 ? mode : mode.toUpperCase())}(${args.join(', ')})`,
    strict: (call) => {
      const t = typeOf(call.args[0]!);
      if (call.args.length > 1) return scaled(mode, t as DecimalType, call.type as DecimalType, call.data as number);
      if (t.kind === 'long') return ((v: Long) => v);
      if (t.kind === 'decimal') return ((v: bigint) => towards(mode, v, pow10(t.scale)));
      return ((v: number) => doubleToLong(mode === 'floor' ? Math.floor(v) : Math.ceil(v)));
    },
  });
  const needsScale = (context: BindContext): never => {
    throw analysisError(`The 'scale' parameter of function '${context.calledAs}' needs to be a int literal.`);
  };
  return { ...one, bind: (args, context) => {
    if (args.length === 1) return one.bind(args, context);
    if (args.length !== 2) throw arity(context.calledAs, [2], args.length);
    if (typeOf(args[1]!).kind !== 'int' || !context.isFoldable(args[1]!)) needsScale(context);
    const scale = context.fold(args[1]!);
    if (scale === null) needsScale(context);
    const value = implicitCast(args[0]!, AnyDecimal), t = typeOf(value);
    if (t.kind !== 'decimal') throw mismatch(textOf(one, [value, args[1]!], context), `argument 1 requires decimal type, however, '${context.sql(value)}' is of ${T.catalogString(t)} type.`);
    return { args: [value, args[1]!], type: roundedDecimal(t, scale as number), nullable: true, data: scale };
  } };
}
/** RoundBase.dataType: one more integral digit may be needed. */
export function roundedDecimal(t: DecimalType, scale: number): DecimalType {
  const integral = t.precision - t.scale + 1;
  if (scale < 0) return T.decimal(Math.min(Math.max(integral, 1 - scale), 38), 0);
  const s = Math.min(t.scale, scale);
  return T.decimal(Math.min(integral + s, 38), s);
}
function scaled(mode: Rounding, from: DecimalType, to: DecimalType, scale: number): Impl {
  const unit = pow10(Math.max(0, from.scale - Math.min(scale, from.scale)));
  const back = scale < 0 ? pow10(-scale) : 1n;
  return ((v: bigint) => {
    const r = towards(mode, v, unit) * back;
    return absBig(r) < pow10(to.precision) ? r : null;
  });
}

const absolute: Partial<Record<DataType['kind'], (v: never) => Value>> = {
  byte: (v: number) => wrapByte(Math.abs(v)), short: (v: number) => wrapShort(Math.abs(v)), int: (v: number) => wrapInt(Math.abs(v)),
  long: (v: Long) => (v < 0 ? (isMinLong(v) ? v : negLong(v)) : v), float: (v: number) => Math.abs(v), double: (v: number) => Math.abs(v), decimal: (v: bigint) => absBig(v),
  yearMonthInterval: (v: number) => Math.abs(v), dayTimeInterval: (v: Long) => (v < 0 ? negLong(v) : v),
};

const WidthType = oneOf(Double, { ...exactInterval('yearMonthInterval') }, { ...exactInterval('dayTimeInterval') });
function exactInterval(kind: 'yearMonthInterval' | 'dayTimeInterval'): (typeof Double) {
  const fallback = kind === 'yearMonthInterval' ? T.yearMonthInterval() : T.dayTimeInterval();
  return { tag: 'any', text: kind === 'yearMonthInterval' ? 'interval year to month' : 'interval day to second', fallback, accepts: (t) => t.kind === kind };
}
function bucket(value: number, min: number, max: number, n: Long): Value {
  if (n <= 0 || n === 2n ** 63n - 1n || Number.isNaN(value) || min === max || !Number.isFinite(min) || !Number.isFinite(max)) return null;
  const lower = Math.min(min, max), upper = Math.max(min, max), count = Number(n);
  if (min < max) return value < lower ? 0 : value >= upper ? count + 1 : doubleToLong((count * (value - lower)) / (upper - lower) + 1);
  return value > upper ? 0 : value <= lower ? count + 1 : doubleToLong((count * (upper - value)) / (upper - lower) + 1);
}

const constant = (name: string, value: number, doc: string): FunctionDef => define({
  name, args: '', doc, since: '1.5.0', types: [], returns: T.DoubleType, nullable: false, sql: () => `${name.toUpperCase()}()`, strict: () => () => value,
});
const factorials = Array.from({ length: 21 }, (_, n) => long(Array.from({ length: n }, (_x, i) => BigInt(i + 1)).reduce((a, b) => a * b, 1n)));

export const mathFunctions: readonly FunctionDef[] = [
  define({ name: 'abs', args: 'expr', doc: 'The absolute value.', since: '1.2.0', python: ['abs(col col)'], types: [NumericOrAnsiInterval], returns: (a) => typeOf(a[0]!), strict: (call) => absolute[call.type.kind] as Impl }),
  wholeNumber('ceil', ['ceiling'], 'The smallest whole number that is not smaller.'), wholeNumber('floor', undefined, 'The greatest whole number that is not greater.'),
  unary('acos', 'Inverse cosine.', Math.acos), unary('asin', 'Inverse sine.', Math.asin), unary('atan', 'Inverse tangent.', Math.atan),
  unary('cos', 'Cosine.', Math.cos), unary('sin', 'Sine.', Math.sin), unary('tan', 'Tangent.', Math.tan), unary('cosh', 'Hyperbolic cosine.', javaCosh),
  unary('sinh', 'Hyperbolic sine.', Math.sinh), unary('tanh', 'Hyperbolic tangent.', Math.tanh),
  unary('acosh', 'Inverse hyperbolic cosine.', (x) => Math.log(x + Math.sqrt(x * x - 1)), { since: '3.0.0' }),
  unary('asinh', 'Inverse hyperbolic sine.', (x) => (x === -Infinity ? x : Math.log(x + Math.sqrt(x * x + 1))), { since: '3.0.0' }),
  unary('atanh', 'Inverse hyperbolic tangent.', (x) => 0.5 * (Math.log1p(x) - Math.log1p(-x)), { since: '3.0.0' }),
  unary('sec', 'Secant.', (x) => 1 / Math.cos(x), { since: '3.3.0' }), unary('csc', 'Cosecant.', (x) => 1 / Math.sin(x), { since: '3.3.0' }), unary('cot', 'Cotangent.', (x) => 1 / Math.tan(x), { since: '2.3.0' }),
  unary('cbrt', 'Cube root.', Math.cbrt), unary('sqrt', 'Square root.', Math.sqrt), unary('exp', 'e to a power.', javaExp), unary('expm1', 'e to a power, minus 1.', Math.expm1),
  unary('ln', 'Natural logarithm; NULL where the value is not positive.', log(0, Math.log), { shown: 'ln', python: [] }),
  unary('log10', 'Logarithm to base 10; NULL where the value is not positive.', log(0, Math.log10)),
  unary('log2', 'Logarithm to base 2; NULL where the value is not positive.', log(0, (x) => Math.log(x) / Math.log(2))),
  unary('log1p', 'Natural logarithm of 1 + x; NULL where x is not above -1.', log(-1, Math.log1p)),
  unary('rint', 'The nearest whole number as double, halves to the even one.', rint, { shown: 'rint' }),
  unary('signum', 'The sign as -1.0, 0.0 or 1.0.', Math.sign, { aliases: ['sign'], python: ['signum(col col)'] }),
  unary('degrees', 'Radians as degrees.', (x) => x * (180 / Math.PI), { python: ['degrees(col col)', 'toDegrees(col col)'] }),
  unary('radians', 'Degrees as radians.', (x) => x * (Math.PI / 180), { python: ['radians(col col)', 'toRadians(col col)'] }),
  binary('atan2', 'exprY, exprX', 'Angle of a point.', (y, x) => Math.atan2(y + 0, x + 0), 'ATAN2', { python: ['atan2(col col1, col col2)'] }),
  binary('hypot', 'expr1, expr2', 'Square root of the sum of the squares.', javaHypot, 'HYPOT', { python: ['hypot(col col1, col col2)'] }),
  binary('power', 'expr1, expr2', 'The first value to the power of the second.', javaPow, 'POWER', { aliases: ['pow'], python: ['pow(col col1, col col2)'] }),
  define({
    name: 'log', args: '[base, ]expr', doc: 'Logarithm to a base, e when left out; NULL where base or value is not positive.', since: '1.5.0', types: [Double, Double], optional: 1,
    coerce: (args) => (args.length === 1 ? [{ op: 'lit', value: Math.E, type: T.DoubleType }, args[0]!] : args), returns: T.DoubleType, nullable: true,
    sql: ([b, x]) => `LOG(${b === String(Math.E) ? 'E()' : b}, ${x})`,
    strict: () => ((b: number, x: number) => (b <= 0 || x <= 0 ? null : Math.log(x) / Math.log(b))),
  }),
  constant('e', Math.E, 'Euler\'s number.'), constant('pi', Math.PI, 'Pi.'),
  define({ name: 'factorial', args: 'expr', doc: 'Factorial of 0 to 20, else NULL.', since: '1.5.0', python: ['factorial(col col)'], types: [Int], returns: T.LongType, nullable: true, strict: () => ((n: number) => factorials[n] ?? null) }),
  define({
    name: 'width_bucket', args: 'value, min, max, num_bucket', doc: 'The bucket of an equiwidth histogram into which a value falls.', since: '3.1.0', types: [WidthType, WidthType, WidthType, LongOnly], returns: T.LongType, nullable: true,
    check: (args) => {
      const types = args.slice(0, 3).map(typeOf);
      return haveSameType(types) ? undefined : `input to function width_bucket should all be the same type, but it's [${types.map(T.catalogString).join(', ')}]`;
    },
    strict: () => ((v: Long, a: Long, b: Long, n: Long) => bucket(Number(v), Number(a), Number(b), n)),
  }),
];
