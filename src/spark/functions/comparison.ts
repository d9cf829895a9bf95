import type { Call, Resolved } from '../expression.ts';
import * as T from '../types.ts';
import { long, type Value } from '../values.ts';
import { coerceOperands } from './arithmetic.ts';
import { comparisonType, findWiderCommonType, haveSameType, widenAll } from './coercion.ts';
import { equality, ordering } from './compare.ts';
import type { BindContext, Binding, FunctionDef } from './def.ts';
import { arity, mismatch, textOf } from './define.ts';
import { floorDiv, pow10 } from './decimal.ts';
import { Any } from './expected.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';

const classNames: Record<string, string> = {
  '=': 'EqualTo', '<=>': 'EqualNullSafe', '<': 'LessThan', '<=': 'LessThanOrEqual', '>': 'GreaterThan', '>=': 'GreaterThanOrEqual',
};
const isEquality = (sign: string): boolean => sign === '=' || sign === '<=>';

/** BooleanEquality: a boolean compared with the number 1 or 0 is the boolean, or its opposite. */
function booleanEquality(sign: string, e: Resolved, other: Resolved): Resolved | undefined {
  if (other.op !== 'lit' || typeOf(e).kind !== 'boolean' || !T.isNumeric(other.type) || other.value === null) return undefined;
  const one = other.type.kind === 'decimal' ? other.value === 10n ** BigInt(other.type.scale) : isWhole(other.type) && Number(other.value) === 1;
  const zero = (other.type.kind === 'decimal' || isWhole(other.type)) && Number(other.value) === 0;
  if (!one && !zero) return undefined;
  const call = (fn: string, args: readonly Resolved[], nullable: boolean): Resolved => ({ op: 'call', fn, args, type: T.BooleanType, nullable });
  const value = one ? e : call('not', [e], nullableOf(e));
  return sign === '=' ? value : call('and', [call('isnotnull', [e], false), value], nullableOf(e));
}
const isWhole = (t: T.DataType): boolean => T.isIntegral(t);

/** PromoteStrings, DecimalPrecision, BooleanEquality and ImplicitTypeCasts for the two sides of a comparison. */
export function coerceComparison(sign: string, left: Resolved, right: Resolved): [Resolved, Resolved] {
  let [l, r] = [left, right];
  const common = comparisonType(typeOf(l), typeOf(r));
  if (common) [l, r] = [castTo(l, common), castTo(r, common)];
  const a = typeOf(l), b = typeOf(r);
  if (isEquality(sign) && a.kind === 'boolean' && T.isNumeric(b)) return [castTo(l, b), r];
  if (isEquality(sign) && b.kind === 'boolean' && T.isNumeric(a)) return [l, castTo(r, a)];
  [l, r] = wholeLiteral(sign, l, r);
  [l, r] = coerceOperands(l, r, Any);
  const c = typeOf(l), d = typeOf(r);
  if (c.kind === 'decimal' && d.kind === 'decimal' && !T.sameType(c, d)) {
    const wider = findWiderCommonType([c, d])!;
    return [castTo(l, wider), castTo(r, wider)];
  }
  return [l, r];
}

/** DecimalPrecision.integralAndDecimalLiteral: a whole number is compared with a decimal literal as a bigint. */
function wholeLiteral(sign: string, l: Resolved, r: Resolved): [Resolved, Resolved] {
  if (isEquality(sign)) return [l, r];
  const isDecimal = (e: Resolved): boolean => e.op === 'lit' && e.type.kind === 'decimal' && e.value !== null;
  const toWhole = (e: Resolved, up: boolean): Resolved => {
    if (e.op !== 'lit' || e.type.kind !== 'decimal') return e;
    const unit = pow10(e.type.scale), v = e.value as bigint;
    const whole = up ? -floorDiv(-v, unit) : floorDiv(v, unit);
    return whole === BigInt.asIntN(64, whole) ? { ...e, value: long(whole), type: T.LongType } : e;
  };
  if (T.isIntegral(typeOf(l)) && isDecimal(r)) return [l, toWhole(r, sign === '>=' || sign === '<')];
  if (isDecimal(l) && T.isIntegral(typeOf(r))) return [toWhole(l, sign === '>' || sign === '<='), r];
  return [l, r];
}

function bindComparison(def: { name: string }, args: readonly Resolved[], context: BindContext): Binding {
  if (args.length !== 2) throw arity(context.calledAs, [2], args.length);
  const [l, r] = coerceComparison(def.name, args[0]!, args[1]!);
  const a = typeOf(l), b = typeOf(r);
  const text = (): string => `(${context.sql(l)} ${def.name} ${context.sql(r)})`;
  if (!T.sameType(a, b)) throw mismatch(text(), `differing types in '${text()}' (${T.catalogString(a)} and ${T.catalogString(b)}).`);
  if (!T.isOrderable(a) && a.kind !== 'null') throw mismatch(text(), `${classNames[def.name]} does not support ordering on type ${T.catalogString(a)}`);
  return { args: [l, r], type: T.BooleanType, nullable: def.name !== '<=>' && (nullableOf(l) || nullableOf(r)) };
}

const tests: Record<string, (c: number) => boolean> = {
  '<': (c) => c < 0, '<=': (c) => c <= 0, '>': (c) => c > 0, '>=': (c) => c >= 0,
};
/** Kinds whose values order by JavaScript's own operators. */
const plain = new Set(['byte', 'short', 'int', 'long', 'date', 'timestamp', 'timestamp_ntz', 'decimal', 'dayTimeInterval', 'yearMonthInterval']);
const plainTests: Record<string, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
};

function comparisonFunction(call: Call): (...args: never[]) => Value {
  const t = typeOf(call.args[0]!);
  if (call.fn === '=') return equality(t);
  if (plain.has(t.kind)) return plainTests[call.fn]!;
  const order = ordering(t), test = tests[call.fn]!;
  return ((a: Value, b: Value) => test(order(a, b)));
}

function comparison(name: string, doc: string, aliases?: readonly string[]): FunctionDef {
  const def = { name, ...(aliases ? { aliases } : {}) };
  return {
    ...def, kind: 'scalar', args: 'expr1, expr2', doc, since: '1.0.0',
    ...(isEquality(name) ? { replace: ([l, r]: readonly Resolved[]) => booleanEquality(name, l!, r!) ?? booleanEquality(name, r!, l!) } : {}),
    bind: (args, context) => bindComparison(def, args, context),
    sql: (args) => `(${args.join(` ${name} `)})`,
    ...(name === '<=>' ? {} : { strict: comparisonFunction }),
    ...(name !== '<=>' ? {} : {
      lazy: (call, [l, r]) => {
        const equal = equality(typeOf(call.args[0]!));
        return (i) => {
          const a = l!(i), b = r!(i);
          return a === null || b === null ? a === b : equal(a, b);
        };
      },
    }),
  };
}

const inFunction: FunctionDef = {
  name: 'in', kind: 'scalar', args: 'expr1, expr2, …', since: '1.0.0',
  doc: 'Whether the first value equals one of the others; NULL where it does not and one of them is NULL.',
  bind: (given, context) => {
    if (given.length < 1) throw arity('in', [], given.length);
    const args = widenAll(given);
    const types = args.map(typeOf);
    const text = (): string => textOf(inFunction, args, context);
    const other = types.find((t) => !haveSameType([types[0]!, t]));
    if (other) throw mismatch(text(), `Arguments must be same type but were: ${T.catalogString(types[0]!)} != ${T.catalogString(other)}`);
    if (!T.isOrderable(types[0]!)) throw mismatch(text(), `function in does not support ordering on type ${T.catalogString(types[0]!)}`);
    return { args, type: T.BooleanType, nullable: args.some(nullableOf) };
  },
  sql: ([value, ...list]) => `(${value} IN (${list.join(', ')}))`,
  lazy: (call, [value, ...list]) => {
    const equal = equality(typeOf(call.args[0]!));
    return (i) => {
      const v = value!(i);
      if (v === null) return null;
      let unknown = false;
      for (const item of list) {
        const x = item(i);
        if (x === null) unknown = true;
        else if (equal(v, x)) return true;
      }
      return unknown ? null : false;
    };
  },
};

export const comparisonFunctions: readonly FunctionDef[] = [
  comparison('=', 'Whether two values are equal.', ['==']),
  comparison('<=>', 'Whether two values are equal, NULL being equal to NULL.'),
  comparison('<', 'Whether the first value is smaller.'),
  comparison('<=', 'Whether the first value is smaller or equal.'),
  comparison('>', 'Whether the first value is greater.'),
  comparison('>=', 'Whether the first value is greater or equal.'),
  inFunction,
];
