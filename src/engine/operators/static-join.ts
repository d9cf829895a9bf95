import type { Resolved } from '../../spark/expression.ts';
import { literal } from '../../spark/expression.ts';
import { equiKeys } from '../../spark/dataset/join.ts';
import type { Join } from '../../spark/plan/plan.ts';
import { BooleanType } from '../../spark/types.ts';
import type { Row, Value } from '../../spark/values.ts';
import { fromRows, toRows, valuesOf, type Batch } from '../columns/batch.ts';
import { rowKey } from '../columns/keys.ts';
import { columnsFn, pairFn } from './evaluate.ts';
import type { Execution, Operator } from './operator.ts';
import { counted, type Env } from './stateless.ts';

/**
 * A join in which nothing is kept between batches: stream-static, and batch joins. The right side is hashed; a null key matches
 * nothing unless the comparison is `<=>`. Rows come left side first, as a broadcast hash join streams them.
 */
export function staticJoinOperator(p: Join, left: Operator, right: Operator, env: Env): Operator {
  const keys = equiKeys(p.condition, p.left.output, p.right.output);
  const leftKeys = columnsFn(keys.left, p.left.output, env), rightKeys = columnsFn(keys.right, p.right.output, env);
  const rest: Resolved | null = keys.rest.length === 0 ? null : keys.rest.reduce((a, b) => ({ op: 'call', fn: 'and', args: [a, b], type: BooleanType, nullable: true }));
  let matches: ((row: readonly Value[]) => Value) | undefined;
  return { plan: p, inputs: [left, right], run: (x) => {
    matches ??= pairFn(rest ?? literal(true, BooleanType), [...p.left.output, ...p.right.output], x.env);
    const l = left.run(x), r = right.run(x);
    const lk = keyed(l, leftKeys, keys.nullSafe, x), rk = keyed(r, rightKeys, keys.nullSafe, x);
    const leftRows = toRows(l), rightRows = toRows(r);
    const table = new Map<string, number[]>();
    rk.forEach((k, i) => { if (k !== null) { const list = table.get(k); if (list) list.push(i); else table.set(k, [i]); } });
    const all = keys.left.length === 0 ? rightRows.map((_, i) => i) : null;
    const rightMatched = new Uint8Array(r.length);
    const out = joinRows(p, leftRows, rightRows, (i) => all ?? (lk[i] === null ? [] : table.get(lk[i]!) ?? []),
      rest ? (a, b) => matches!([...a, ...b]) === true : () => true, rightMatched);
    return counted(x, p, l.length + r.length, fromRows(out, p.output.length));
  } };
}

function keyed(b: Batch, f: ReturnType<typeof columnsFn>, nullSafe: readonly boolean[], x: Execution): (string | null)[] {
  const columns = f(b, x);
  if (columns.length === 0) return [];
  const values = columns.map(valuesOf), key = rowKey(columns);
  return Array.from({ length: b.length }, (_, i) => (values.some((v, c) => v[i] === null && !nullSafe[c]) ? null : key(i)));
}

function joinRows(p: Join, leftRows: readonly Row[], rightRows: readonly Row[], candidates: (i: number) => readonly number[], test: (l: Row, r: Row) => boolean, rightMatched: Uint8Array): Row[] {
  const out: Row[] = [];
  const nullLeft: Row = p.left.output.map(() => null), nullRight: Row = p.right.output.map(() => null);
  leftRows.forEach((l, i) => {
    let matched = false;
    for (const j of candidates(i)) {
      if (!test(l, rightRows[j]!)) continue;
      matched = true;
      rightMatched[j] = 1;
      if (p.how === 'LeftSemi' || p.how === 'LeftAnti') break;
      out.push([...l, ...rightRows[j]!]);
    }
    if (p.how === 'LeftSemi' ? matched : p.how === 'LeftAnti' && !matched) out.push(l);
    if (!matched && (p.how === 'LeftOuter' || p.how === 'FullOuter')) out.push([...l, ...nullRight]);
  });
  if (p.how === 'RightOuter' || p.how === 'FullOuter') rightRows.forEach((r, j) => { if (!rightMatched[j]) out.push([...nullLeft, ...r]); });
  return out;
}
