import type { Resolved } from '../expression.ts';
import * as T from '../types.ts';
import type { Long } from '../values.ts';
import { long, negLong, wrapByte, wrapInt, wrapShort, Interval, type Value } from '../values.ts';
import { javaError } from '../errors.ts';
import { coerceOperands } from './arithmetic.ts';
import type { BindContext, Binding, FunctionDef } from './def.ts';
import { arity, define, mismatch } from './define.ts';
import { Bool, Integral, Int, Long as LongOnly, NumericOrInterval, oneOf, type Expected } from './expected.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';

/** An operator of two operands of one type (BinaryOperator.checkInputDataTypes). */
function bindOperator(sign: string, accepts: Expected, given: readonly Resolved[], context: BindContext): Binding {
  if (given.length !== 2) throw arity(context.calledAs, [2], given.length);
  let [l, r] = coerceOperands(given[0]!, given[1]!, accepts);
  const a = typeOf(l), b = typeOf(r);
  const text = (): string => `(${context.sql(l)} ${sign} ${context.sql(r)})`;
  if (!T.sameType(a, b)) throw mismatch(text(), `differing types in '${text()}' (${T.catalogString(a)} and ${T.catalogString(b)}).`);
  if (a.kind === 'null') [l, r] = [castTo(l, accepts.fallback), castTo(r, accepts.fallback)];
  else if (!accepts.accepts(a)) throw mismatch(text(), `'${text()}' requires ${accepts.text} type, not ${T.catalogString(a)}`);
  return { args: [l, r], type: typeOf(l), nullable: nullableOf(l) || nullableOf(r) };
}

/** Three-valued logic: `decided` is the value that settles the result alone. */
function connective(name: 'and' | 'or', doc: string): FunctionDef {
  const decided = name === 'or';
  return {
    name, kind: 'scalar', args: 'expr1, expr2', doc, since: '1.0.0',
    bind: (args, context) => bindOperator(name.toUpperCase(), Bool, args, context),
    sql: (args) => `(${args.join(` ${name.toUpperCase()} `)})`,
    lazy: (_call, [l, r]) => (i) => {
      const a = l!(i);
      if (a === decided) return decided;
      const b = r!(i);
      if (b === decided) return decided;
      return a === null || b === null ? null : !decided;
    },
  };
}

const bits = {
  '&': { int: (a: number, b: number) => a & b, long: (a: bigint, b: bigint) => a & b },
  '|': { int: (a: number, b: number) => a | b, long: (a: bigint, b: bigint) => a | b },
  '^': { int: (a: number, b: number) => a ^ b, long: (a: bigint, b: bigint) => a ^ b },
};
function bitwise(sign: '&' | '|' | '^', doc: string): FunctionDef {
  return {
    name: sign, kind: 'scalar', args: 'expr1, expr2', doc, since: '1.4.0',
    bind: (given, context) => {
      const string = (e: Resolved): Resolved => (typeOf(e).kind === 'string' ? castTo(e, T.DoubleType) : e);
      return bindOperator(sign, Integral, given.map(string), context);
    },
    sql: (args) => `(${args.join(` ${sign} `)})`,
    strict: (call) => (call.type.kind === 'long'
      ? ((a: Long, b: Long) => long(bits[sign].long(BigInt(a), BigInt(b))))
      : bits[sign].int),
  };
}

type ShiftOps = { int: (v: number, n: number) => number; long: (v: bigint, n: bigint) => bigint };
function shift(name: string, python: readonly string[], doc: string, ops: ShiftOps): FunctionDef {
  return define({
    name, args: 'base, expr', doc, since: '1.5.0', python, types: [oneOf(Int, LongOnly), Int],
    returns: (args) => typeOf(args[0]!),
    strict: (call) => (call.type.kind === 'long'
      ? ((v: Long, n: number) => long(ops.long(BigInt(v), BigInt(n & 63))))
      : ops.int),
  });
}

const outOfRange = (): never => {
  throw javaError('java.lang.ArithmeticException', 'integer overflow');
};
/** Unary minus by type; integers wrap, intervals do not. */
export function negate(t: T.DataType): (v: never) => Value {
  const byKind: Partial<Record<T.DataType['kind'], (v: never) => Value>> = {
    byte: (v: number) => wrapByte(-v), short: (v: number) => wrapShort(-v), int: (v: number) => wrapInt(-v), long: negLong,
    float: (v: number) => -v, double: (v: number) => -v, decimal: (v: bigint) => -v,
    yearMonthInterval: (v: number) => (v === -(2 ** 31) ? outOfRange() : 0 - v),
    dayTimeInterval: (v: Long) => (typeof v === 'bigint' && v === -(2n ** 63n) ? outOfRange() : negLong(v)),
    calendarInterval: (v: Interval) => new Interval(wrapInt(-v.months), wrapInt(-v.days), negLong(v.microseconds)),
  };
  return byKind[t.kind]!;
}

export const logicFunctions: readonly FunctionDef[] = [
  connective('and', 'Logical and.'),
  connective('or', 'Logical or.'),
  define({
    name: 'not', aliases: ['!'], args: 'expr', doc: 'Logical not.', since: '1.0.0', types: [Bool], returns: T.BooleanType,
    sql: ([a]) => `(NOT ${a})`, strict: () => ((v: boolean) => !v),
  }),
  bitwise('&', 'Bitwise and.'), bitwise('|', 'Bitwise or.'), bitwise('^', 'Bitwise exclusive or.'),
  define({
    name: '~', args: 'expr', doc: 'Bitwise not.', since: '1.4.0', python: ['bitwise_not(col col)', 'bitwiseNOT(col col)'], types: [Integral],
    returns: (args) => typeOf(args[0]!), sql: ([a]) => `~${a}`,
    strict: (call) => (call.type.kind === 'long' ? (v: Long) => long(~BigInt(v)) : (v: number) => ~v),
  }),
  shift('shiftleft', ['shiftleft(col col, = numBits)', 'shiftLeft(col col, = numBits)'], 'Bits moved to the left.', { int: (v, n) => v << n, long: (v, n) => v << n }),
  shift('shiftright', ['shiftright(col col, = numBits)', 'shiftRight(col col, = numBits)'], 'Bits moved to the right, the sign kept.', { int: (v, n) => v >> n, long: (v, n) => v >> n }),
  shift('shiftrightunsigned', ['shiftrightunsigned(col col, = numBits)', 'shiftRightUnsigned(col col, = numBits)'], 'Bits moved to the right, zeros shifted in.',
    { int: (v, n) => (v >>> n) | 0, long: (v, n) => BigInt.asUintN(64, v) >> n }),
  define({
    name: 'negative', args: 'expr', doc: 'The negated value.', since: '1.0.0', types: [NumericOrInterval], returns: (args) => typeOf(args[0]!),
    sql: ([a]) => `(- ${a})`, strict: (call) => negate(call.type),
  }),
  define({
    name: 'positive', args: 'expr', doc: 'The value itself.', since: '1.5.0', types: [NumericOrInterval], returns: (args) => typeOf(args[0]!),
    sql: ([a]) => `(+ ${a})`, strict: () => (v: Value) => v,
  }),
];
