import type { Resolved } from '../expression.ts';
import * as T from '../types.ts';
import type { DataType, DecimalType } from '../types.ts';
import { long, wrapByte, wrapInt, wrapShort, type Long, type Value } from '../values.ts';
import { absBig, divideHalfEven, divideHalfUp, parseDecimal, pow10 } from './decimal.ts';
import type { FunctionDef } from './def.ts';
import { define } from './define.ts';
import { javaFloat } from './display.ts';
import { Int, Numeric } from './expected.ts';
import { roundedDecimal } from './math.ts';
import { typeOf } from './nodes.ts';

type Divide = (n: bigint, d: bigint) => bigint;
type Impl = (...args: never[]) => Value;

/** Rounds whole numbers at 10^-scale (scale is negative). */
const wholes = (divide: Divide, scale: number) => (v: Long): bigint => divide(BigInt(v), pow10(-scale)) * pow10(-scale);

/** BigDecimal.valueOf(double).setScale(scale).doubleValue: rounds the decimal text of the double. */
function fractional(divide: Divide, scale: number, text: (v: number) => string): (v: number) => number {
  return (v) => {
    if (!Number.isFinite(v)) return v;
    const d = parseDecimal(text(v))!;
    if (d.scale <= scale) return v + 0;
    const drop = d.scale - scale;
    const r = drop > 400 ? 0n : divide(d.unscaled, pow10(drop));
    return Number(`${r}e${-scale}`) + 0;
  };
}

function rounder(divide: Divide, from: DataType, to: DataType, scale: number): Impl {
  switch (from.kind) {
    case 'decimal': {
      const target = to as DecimalType, unit = pow10(Math.max(0, from.scale - Math.min(scale, from.scale))), back = scale < 0 ? pow10(-scale) : 1n;
      return ((v: bigint) => {
        const r = divide(v, unit) * back;
        return absBig(r) < pow10(target.precision) ? r : null;
      });
    }
    case 'float': {
      const f = fractional(divide, scale, javaFloat);
      return ((v: number) => Math.fround(f(v)));
    }
    case 'double': return fractional(divide, scale, String);
    default: {
      if (scale >= 0) return ((v: Long) => v);
      const round = wholes(divide, scale);
      if (from.kind === 'long') return ((v: Long) => long(round(v)));
      const wrap = from.kind === 'byte' ? wrapByte : from.kind === 'short' ? wrapShort : wrapInt;
      return ((v: number) => wrap(Number(BigInt.asIntN(32, round(v)))));
    }
  }
}

function rounding(name: 'round' | 'bround', divide: Divide, since: string, doc: string): FunctionDef {
  const zero: Resolved = { op: 'lit', value: 0, type: T.IntegerType };
  return define({
    name, args: 'expr[, d]', doc, since, python: [`${name}(col col, = scale?0)`], types: [Numeric, Int], optional: 1, defaults: [zero],
    check: (args, context) => (context.isFoldable(args[1]!) ? undefined : 'Only foldable Expression is allowed for scale arguments'),
    returns: (args, context) => {
      const t = typeOf(args[0]!);
      return t.kind === 'decimal' ? roundedDecimal(t, Number(context.fold(args[1]!) ?? 0)) : t;
    },
    nullable: true, data: (args, context) => context.fold(args[1]!),
    strict: (call) => {
      const scale = call.data as number | null;
      return scale === null ? () => null : rounder(divide, typeOf(call.args[0]!), call.type, scale);
    },
  });
}

export const roundingFunctions: readonly FunctionDef[] = [
  rounding('round', divideHalfUp, '1.5.0', 'The value rounded to d decimal places, halves away from zero.'),
  rounding('bround', divideHalfEven, '2.0.0', 'The value rounded to d decimal places, halves to the even digit.'),
];
