import type { Call, Resolved } from '../expression.ts';
import { literal } from '../expression.ts';
import { castFn } from '../cast/index.ts';
import { ordering } from '../functions/compare.ts';
import { isWiderDecimal } from '../functions/nodes.ts';
import { typeOf } from '../plan/expressions.ts';
import { isNumeric, sameType, type DataType } from '../types.ts';
import { long, type Value } from '../values.ts';
import { FALSE, falseUnlessNull, isSteady, predicate, trueUnlessNull, type OptimizerContext } from './conditions.ts';

const swapped: Record<string, string> = { '=': '=', '<=>': '<=>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** UnwrapCastInBinaryComparison (3.3.1): `cast(v as bigint) > 5` is `v > 5`, which a data source understands. */
export function unwrapCast(e: Resolved, cx: OptimizerContext): Resolved {
  if (e.op !== 'call' || swapped[e.fn] === undefined) return e;
  const [l, r] = e.args as [Resolved, Resolved];
  if (l.op === 'lit' && r.op === 'cast') {
    const turned = unwrapCast(predicate(swapped[e.fn]!, r, l), cx);
    if (turned.op !== 'call' || swapped[turned.fn] === undefined || turned.args[0]!.op === 'cast') return turned.op === 'call' && turned.args[0] === r ? e : turned;
    return predicate(swapped[turned.fn]!, turned.args[1]!, turned.args[0]!);
  }
  if (l.op !== 'cast' || r.op !== 'lit' || r.value === null || l.tryCast || !isSteady(l.child) || l.child.op === 'lit') return e;
  return canUnwrap(typeOf(l.child), l.type) && sameType(l.type, r.type) ? compare(e, l.child, l.type, r.value, cx) : e;
}

const sizes: Partial<Record<DataType['kind'], number>> = { byte: 1, short: 2, int: 3, long: 4, float: 5, double: 6 };

/** Cast.canUpCast between numbers, without those that lose digits. */
function canUnwrap(from: DataType, to: DataType): boolean {
  if (!isNumeric(from) || !isNumeric(to)) return false;
  if (to.kind === 'float' && (from.kind === 'int' || from.kind === 'long')) return false;
  if (to.kind === 'double' && from.kind === 'long') return false;
  if (to.kind === 'decimal') return isWiderDecimal(to, from);
  if (from.kind === 'decimal') return false;
  return sizes[from.kind]! < sizes[to.kind]!;
}

const ranges: Partial<Record<DataType['kind'], readonly [Value, Value]>> = {
  byte: [-128, 127], short: [-32768, 32767], int: [-2147483648, 2147483647], long: [long(-(2n ** 63n)), long(2n ** 63n - 1n)],
  float: [-Infinity, NaN], double: [-Infinity, NaN],
};

function compare(e: Call, column: Resolved, to: DataType, value: Value, cx: OptimizerContext): Resolved {
  const from = typeOf(column), order = ordering(to);
  const env = { timeZone: cx.timeZone, conf: (k: string) => cx.conf(k), now: () => 0, random: () => () => 0, partitionId: () => 0 };
  const up = castFn(from, to, env), down = castFn(to, from, env);
  const range = ranges[from.kind];
  if (range) {
    const [min, max] = range, lowest = order(value, up(min)), highest = order(value, up(max));
    if (highest > 0) return beyond(e, column, true);
    if (highest === 0) return atEdge(e, column, literal(max, from), true);
    if (lowest < 0) return beyond(e, column, false);
    if (lowest === 0) return atEdge(e, column, literal(min, from), false);
  }
  const narrow = down(value);
  if (narrow === null) return e;
  const back = order(value, up(narrow)), lit = literal(narrow, from);
  if (back === 0) return predicate(e.fn, column, lit);
  if (e.fn === '=') return falseUnlessNull(column);
  if (e.fn === '<=>') return FALSE;
  const greater = e.fn === '>' || e.fn === '>=';
  // `back < 0`: the literal was rounded up on its way to the narrower type.
  return predicate(back < 0 ? (greater ? '>=' : '<') : greater ? '>' : '<=', column, lit);
}

/** The literal lies past what the column can hold. */
function beyond(e: Call, column: Resolved, above: boolean): Resolved {
  if (e.fn === '<=>') return FALSE;
  const holds = above ? e.fn === '<' || e.fn === '<=' : e.fn === '>' || e.fn === '>=';
  return holds ? trueUnlessNull(column) : falseUnlessNull(column);
}

function atEdge(e: Call, column: Resolved, edge: Resolved, above: boolean): Resolved {
  const equal = predicate('=', column, edge);
  switch (e.fn) {
    case '=': return equal;
    case '<=>': return predicate('<=>', column, edge);
    case '>': return above ? falseUnlessNull(column) : predicate('not', equal);
    case '>=': return above ? equal : trueUnlessNull(column);
    case '<': return above ? predicate('not', equal) : falseUnlessNull(column);
    default: return above ? trueUnlessNull(column) : equal;
  }
}
