import type { Call, Resolved } from '../expression.ts';
import { Refusal } from '../errors.ts';
import * as T from '../types.ts';
import type { DataType, DecimalType } from '../types.ts';
import { adjustDecimal, boundedDecimal, findTightestCommonType, widerDecimal } from './coercion.ts';
import type { BindContext, Binding, FunctionDef } from './def.ts';
import { mismatch, textOf } from './define.ts';
import { oneOf, AnyDecimal, Double, Integral, Numeric, NumericOrInterval, type Expected } from './expected.ts';
import { castTo, decimalFor, nullableOf, typeOf } from './nodes.ts';
import { operationFor, type ArithmeticSign } from './arithmetic-eval.ts';
import { arity } from './define.ts';
import { temporal, type TemporalData } from './arithmetic-temporal.ts';

/** Coercion of two operands of an operator: strings, decimals, then the tightest common type. */
export function coerceOperands(left: Resolved, right: Resolved, accepts: Expected): [Resolved, Resolved] {
  let [l, r] = pickLiteralPrecision(left, right);
  const a = typeOf(l), b = typeOf(r);
  if (T.isIntegral(a) && b.kind === 'decimal') l = castTo(l, decimalFor(a)!);
  else if (a.kind === 'decimal' && T.isIntegral(b)) r = castTo(r, decimalFor(b)!);
  else if (T.isFractional(a) && b.kind === 'decimal') r = castTo(r, T.DoubleType);
  else if (a.kind === 'decimal' && T.isFractional(b)) l = castTo(l, T.DoubleType);
  const c = typeOf(l), d = typeOf(r);
  const decimals = c.kind === 'decimal' || d.kind === 'decimal';
  if (T.sameType(c, d) || (decimals && c.kind !== 'null' && d.kind !== 'null')) return [l, r];
  const common = findTightestCommonType(c, d);
  return common && accepts.accepts(common) ? [castTo(l, common), castTo(r, common)] : [l, r];
}

/** DecimalPrecision: an integer literal beside a decimal counts only its own digits. */
function pickLiteralPrecision(l: Resolved, r: Resolved): [Resolved, Resolved] {
  const own = (e: Resolved, other: Resolved): Resolved => {
    if (e.op !== 'lit' || e.value === null || !T.isIntegral(e.type) || typeOf(other).kind !== 'decimal') return e;
    return castTo(e, T.decimal(String(e.value).replace('-', '').length, 0));
  };
  return [own(l, r), own(r, l)];
}

/** DecimalPrecision: result types of arithmetic on decimals. */
export function decimalResult(sign: ArithmeticSign, a: DecimalType, b: DecimalType): DecimalType {
  const [p1, s1, p2, s2] = [a.precision, a.scale, b.precision, b.scale];
  switch (sign) {
    case '+': case '-': return adjustDecimal(Math.max(p1 - s1, p2 - s2) + Math.max(s1, s2) + 1, Math.max(s1, s2));
    case '*': return adjustDecimal(p1 + p2 + 1, s1 + s2);
    case '/': {
      const scale = Math.max(6, s1 + p2 + 1);
      return adjustDecimal(p1 - s1 + s2 + scale, scale);
    }
    case 'div': return boundedDecimal(p1 - s1 + s2, 0);
    default: return adjustDecimal(Math.min(p1 - s1, p2 - s2) + Math.max(s1, s2), Math.max(s1, s2));
  }
}

const accepted: Record<ArithmeticSign, Expected> = {
  '+': NumericOrInterval, '-': NumericOrInterval, '*': Numeric, '/': oneOf(Double, AnyDecimal),
  div: oneOf(Integral, AnyDecimal), '%': Numeric, pmod: Numeric,
};
const zeroIsNull = (sign: ArithmeticSign): boolean => sign === '/' || sign === 'div' || sign === '%' || sign === 'pmod';

function bindArithmetic(def: { name: string; sql: FunctionDef['sql']; aliases?: readonly string[] }, sign: ArithmeticSign, args: readonly Resolved[], context: BindContext): Binding {
  if (context.conf('spark.sql.ansi.enabled') === 'true') throw new Refusal('spark.sql.ansi.enabled=true');
  let [l, r] = args as [Resolved, Resolved];
  const dated = temporal(sign, l, r);
  if (dated) return dated;
  const string = (e: Resolved): Resolved => (typeOf(e).kind === 'string' ? castTo(e, T.DoubleType) : e);
  if (typeOf(l).kind !== 'calendarInterval' && typeOf(r).kind !== 'calendarInterval') [l, r] = [string(l), string(r)];
  [l, r] = coerceOperands(l, r, accepted[sign]);
  const a = typeOf(l), b = typeOf(r);
  const nullable = zeroIsNull(sign) || nullableOf(l) || nullableOf(r);
  if (a.kind === 'decimal' && b.kind === 'decimal') return bindDecimal(sign, l, r, a, b);
  if (sign === '/' && isNumericOrNull(a) && isNumericOrNull(b)) [l, r] = [castTo(l, T.DoubleType), castTo(r, T.DoubleType)];
  if (sign === 'div') [l, r] = [toLong(l), toLong(r)];
  const x = typeOf(l), y = typeOf(r);
  const text = (): string => textOf(def, [l, r], context);
  if (!T.sameType(x, y)) throw mismatch(text(), `differing types in '${text()}' (${T.catalogString(x)} and ${T.catalogString(y)}).`);
  // An operand of unknown type is NULL: Spark takes the first type that the operator accepts.
  if (x.kind === 'null') [l, r] = [castTo(l, accepted[sign].fallback), castTo(r, accepted[sign].fallback)];
  else if (!accepted[sign].accepts(x)) throw mismatch(text(), `'${text()}' requires ${accepted[sign].text} type, not ${T.catalogString(x)}`);
  return { args: [l, r], type: sign === 'div' ? T.LongType : typeOf(l), nullable };
}

const isNumericOrNull = (t: DataType): boolean => T.isNumeric(t) || t.kind === 'null';
const toLong = (e: Resolved): Resolved => (['byte', 'short', 'int', 'null'].includes(typeOf(e).kind) ? castTo(e, T.LongType) : e);

function bindDecimal(sign: ArithmeticSign, l: Resolved, r: Resolved, a: DecimalType, b: DecimalType): Binding {
  const result = decimalResult(sign, a, b);
  const operand = sign === '+' || sign === '-' ? result : widerDecimal(a, b);
  const args = [castTo(l, operand), castTo(r, operand)];
  return { args, type: sign === 'div' ? T.LongType : result, nullable: true };
}

function operator(sign: ArithmeticSign, doc: string, extra: Partial<FunctionDef> = {}): FunctionDef {
  const sql = (args: readonly string[], call: Call): string => ((call.data as TemporalData | undefined)?.sql?.(args) ?? (call.calledAs === 'mod' ? `mod(${args.join(', ')})` : `(${args.join(` ${sign} `)})`));
  const named = { name: sign, sql, ...extra };
  return {
    kind: 'scalar', args: 'expr1, expr2', doc, since: '1.0.0', ...named,
    bind: (args, context) => {
      if (args.length !== 2) throw arity(context.calledAs, [2], args.length);
      const binding = bindArithmetic(named, sign, args, context);
      return named.aliases?.includes(context.calledAs) ? { ...binding, calledAs: context.calledAs } : binding;
    },
    strict: (call, env) => (call.data ? (call.data as TemporalData).run(call, env) : operationFor(sign, call)),
  };
}

export const arithmeticFunctions: readonly FunctionDef[] = [
  operator('+', 'Sum of two numbers or intervals; also moves a date or timestamp by an interval.'),
  operator('-', 'Difference of two numbers, intervals, dates or timestamps.'),
  operator('*', 'Product of two numbers, or of an interval and a number.'),
  operator('/', 'Quotient as double or decimal; NULL where the divisor is 0.'),
  operator('div', 'Integral quotient as bigint; NULL where the divisor is 0.', { since: '3.0.0' }),
  operator('%', 'Remainder with the sign of the dividend; NULL where the divisor is 0.', { aliases: ['mod'] }),
  operator('pmod', 'Remainder that is never negative for a positive divisor; NULL where the divisor is 0.', { since: '1.5.0', sql: (a) => `pmod(${a.join(', ')})` }),
];
