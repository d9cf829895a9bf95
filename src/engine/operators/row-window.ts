import type { Call, RowBound } from '../../spark/expression.ts';
import { Refusal } from '../../spark/errors.ts';
import { ordering, nullsFirst, type Ordering } from '../../spark/functions/compare.ts';
import { rowHash } from '../../spark/functions/murmur3.ts';
import { registry } from '../../spark/functions/registry.ts';
import { foldToValue } from '../../spark/optimizer/fold.ts';
import { typeOf } from '../../spark/plan/expressions.ts';
import type { Window, WindowColumn } from '../../spark/plan/plan.ts';
import type { Value } from '../../spark/values.ts';
import { take, valuesOf, type Batch } from '../columns/batch.ts';
import { columnsFn } from './evaluate.ts';
import type { Execution, Operator } from './operator.ts';
import { counted, type Env } from './stateless.ts';

/** One partition in its order: positions `from` to `to` of the sorted batch. */
interface Part { readonly from: number; readonly to: number }
/** What a function sees: its arguments' columns and the frame's edges for every position. */
interface Column { readonly args: readonly ArrayLike<Value>[]; readonly start?: ArrayLike<Value>; readonly end?: ArrayLike<Value> }

/** WindowExec: rows are brought together by partition, sorted, and every function is computed over each partition. */
export function rowWindowOperator(p: Window, input: Operator, env: Env): Operator {
  const by = p.partitionBy.length, orders = p.orderBy.length;
  const exprs = [...p.partitionBy, ...p.orderBy.map((o) => o.child)];
  const slots = p.functions.map((f) => {
    const add = (e: typeof exprs[number]): number => exprs.push(e) - 1;
    return { args: f.call.args.map(add), start: f.start ? add(f.start) : null, end: f.end ? add(f.end) : null };
  });
  const evaluate = columnsFn(exprs, p.child.output, env);
  return { plan: p, inputs: [input], run: (x) => {
    const given = input.run(x);
    const columns = evaluate(given, x).map(valuesOf);
    const keyOrder = p.partitionBy.map((e) => nullsFirst(ordering(typeOf(e))));
    const rowOrder = p.orderBy.map((o) => directed(ordering(typeOf(o)), o.descending, o.nullsFirst));
    const keys = columns.slice(0, by), sorts = columns.slice(by, by + orders);
    const index = sortedRows(given.length, p, keys, keyOrder, sorts, rowOrder, x);
    const b = take(given, index);
    const at = (c: ArrayLike<Value>): Value[] => Array.from(index, (i) => c[i]!);
    const sortedKeys = keys.map(at), sortedOrders = sorts.map(at);
    const parts = partitions(b.length, sortedKeys, keyOrder);
    const same = (i: number, j: number): boolean => sortedOrders.every((c, k) => rowOrder[k]!(c[i]!, c[j]!) === 0);
    const out = p.functions.map((f, k) => {
      const s = slots[k]!;
      const column: Column = { args: s.args.map((a) => at(columns[a]!)), ...(s.start === null ? {} : { start: at(columns[s.start]!) }), ...(s.end === null ? {} : { end: at(columns[s.end]!) }) };
      const values = new Array<Value>(b.length).fill(null);
      const fn = functionOf(f, column, env);
      for (const part of parts) fn({ part, same, order: sortedOrders[0], compare: rowOrder[0] }, values, x);
      return values;
    });
    const result: Batch = { columns: [...b.columns, ...out], length: b.length };
    return counted(x, p, given.length, result);
  } };
}

const directed = (f: Ordering, descending: boolean, nullsAtFront: boolean): Ordering => (a, b) => {
  if (a === null || b === null) return a === b ? 0 : (a === null) === nullsAtFront ? -1 : 1;
  return descending ? -f(a, b) : f(a, b);
};

/** Rows in the order in which Spark's partitions give them: by hash partition, then by key, then by the window's order. */
function sortedRows(n: number, p: Window, keys: readonly ArrayLike<Value>[], keyOrder: readonly Ordering[], sorts: readonly ArrayLike<Value>[], rowOrder: readonly Ordering[], x: Execution): number[] {
  const shuffles = Number(x.env.conf('spark.sql.shuffle.partitions')) || 200;
  const hash = rowHash(p.partitionBy.map(typeOf));
  const hashed = keys.length === 0 ? null : Array.from({ length: n }, (_, i) => ((hash(keys.map((k) => k[i]!)) % shuffles) + shuffles) % shuffles);
  return Array.from({ length: n }, (_, i) => i).sort((i, j) => {
    if (hashed && hashed[i] !== hashed[j]) return hashed[i]! - hashed[j]!;
    for (let k = 0; k < keys.length; k++) { const d = keyOrder[k]!(keys[k]![i]!, keys[k]![j]!); if (d !== 0) return d; }
    for (let k = 0; k < sorts.length; k++) { const d = rowOrder[k]!(sorts[k]![i]!, sorts[k]![j]!); if (d !== 0) return d; }
    return i - j;
  });
}

function partitions(n: number, keys: readonly Value[][], order: readonly Ordering[]): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let i = 1; i <= n; i++) {
    if (i < n && keys.every((c, k) => order[k]!(c[i]!, c[from]!) === 0)) continue;
    parts.push({ from, to: i });
    from = i;
  }
  return n === 0 ? [] : parts;
}

interface Sight { readonly part: Part; same(i: number, j: number): boolean; readonly order: readonly Value[] | undefined; readonly compare: Ordering | undefined }
type PartFn = (s: Sight, out: Value[], x: Execution) => void;

function functionOf(f: WindowColumn, c: Column, env: Env): PartFn {
  const ranking = rankings[f.call.fn];
  if (ranking) return (s, out) => ranking(s, out, c);
  if (f.call.fn === 'lag' || f.call.fn === 'lead') return offsetFn(f.call, c);
  if (f.call.fn === 'nth_value') return nthValueFn(f.call, c, env);
  return aggregateFn(f.call, c, env);
}

/** Calls `f` with every position, the position of its first peer and the number of peer groups so far. */
function eachPeer(s: Sight, f: (i: number, first: number, groups: number) => void): void {
  let first = s.part.from, groups = 1;
  for (let i = s.part.from; i < s.part.to; i++) {
    if (i > first && !s.same(i, first)) { first = i; groups++; }
    f(i, first, groups);
  }
}

const rankings: Readonly<Record<string, (s: Sight, out: Value[], c: Column) => void>> = {
  row_number: (s, out) => { for (let i = s.part.from; i < s.part.to; i++) out[i] = i - s.part.from + 1; },
  rank: (s, out) => eachPeer(s, (i, first) => { out[i] = first - s.part.from + 1; }),
  dense_rank: (s, out) => eachPeer(s, (i, _, groups) => { out[i] = groups; }),
  percent_rank: (s, out) => eachPeer(s, (i, first) => { const n = s.part.to - s.part.from; out[i] = n > 1 ? (first - s.part.from) / (n - 1) : 0; }),
  cume_dist: (s, out) => {
    for (let i = s.part.from; i < s.part.to;) {
      let end = i + 1;
      while (end < s.part.to && s.same(i, end)) end++;
      for (let k = i; k < end; k++) out[k] = (end - s.part.from) / (s.part.to - s.part.from);
      i = end;
    }
  },
  ntile: (s, out, c) => {
    const n = s.part.to - s.part.from, buckets = Number(c.args[0]![s.part.from]);
    const size = Math.floor(n / buckets), padded = n % buckets;
    for (let i = 0; i < n; i++) {
      const inPadded = padded * (size + 1);
      out[s.part.from + i] = i < inPadded ? Math.floor(i / (size + 1)) + 1 : padded + Math.floor((i - inPadded) / size) + 1;
    }
  },
};

const ignoresNulls = (call: Call): boolean => call.ignoreNulls === true || call.data === true;

/** Lag and lead: with IGNORE NULLS only rows with a value count. */
function offsetFn(call: Call, c: Column): PartFn {
  const [value, offsets, fallback] = c.args as [ArrayLike<Value>, ArrayLike<Value>, ArrayLike<Value>];
  return (s, out) => {
    for (let i = s.part.from; i < s.part.to; i++) {
      const n = Number(offsets[i]) * (call.fn === 'lag' ? -1 : 1);
      let at = i + n;
      if (ignoresNulls(call) && n !== 0) {
        at = i;
        for (let left = Math.abs(n); left > 0;) {
          at += Math.sign(n);
          if (at < s.part.from || at >= s.part.to) break;
          if (value[at] !== null) left--;
        }
      }
      out[i] = at >= s.part.from && at < s.part.to ? value[at]! : fallback[i]!;
    }
  };
}

const wholeOf = (b: RowBound, env: Env): number => (typeof b === 'string' ? 0 : Number(foldToValue(b, env())));

/** The frame of every position as [first, last + 1]. */
function framesOf(call: Call, c: Column, env: Env): (s: Sight) => (i: number) => [number, number] {
  const { unit, start, end } = call.over!.frame;
  if (unit === 'rows') {
    const a = wholeOf(start, env), z = wholeOf(end, env);
    return ({ part }) => (i) => [start === 'unbounded' ? part.from : Math.max(part.from, i + a), end === 'unbounded' ? part.to : Math.min(part.to, i + z + 1)];
  }
  return (s) => {
    const { part } = s;
    const compare = s.compare;
    const first = (i: number): number => {
      if (start === 'unbounded' || !compare) return part.from;
      let k = start === 'current' ? i : part.from;
      if (start === 'current') { while (k > part.from && s.same(k - 1, i)) k--; return k; }
      while (k < part.to && compare(s.order![k]!, c.start![i]!) < 0) k++;
      return k;
    };
    const last = (i: number): number => {
      if (end === 'unbounded' || !compare) return part.to;
      let k = end === 'current' ? i + 1 : part.from;
      if (end === 'current') { while (k < part.to && s.same(k, i)) k++; return k; }
      while (k < part.to && compare(s.order![k]!, c.end![i]!) <= 0) k++;
      return k;
    };
    return (i) => [first(i), last(i)];
  };
}

function nthValueFn(call: Call, c: Column, env: Env): PartFn {
  const frames = framesOf(call, c, env);
  const [value, n] = c.args as [ArrayLike<Value>, ArrayLike<Value>];
  return (s, out) => {
    const frame = frames(s);
    for (let i = s.part.from; i < s.part.to; i++) {
      const [from, to] = frame(i);
      let left = Number(n[i]);
      for (let k = from; k < to; k++) {
        if (ignoresNulls(call) && value[k] === null) continue;
        if (--left === 0) { out[i] = value[k]!; break; }
      }
    }
  };
}

/** An aggregate over each frame: carried on while the frame only grows, else begun anew. */
function aggregateFn(call: Call, c: Column, env: Env): PartFn {
  const def = registry.get(call.fn);
  if (!def?.aggregate) throw new Refusal(`${call.fn}() over a window`);
  const impl = def.aggregate(call, env());
  const frames = framesOf(call, c, env);
  return (s, out, x) => {
    const frame = frames(s);
    let buffer = impl.init(), from = -1, to = -1;
    let value: Value = null;
    for (let i = s.part.from; i < s.part.to; i++) {
      if (i % 1024 === 0) x.check();
      const [a, z] = frame(i);
      if (a === from && z === to) { out[i] = value; continue; }
      if (a !== from || z < to) { buffer = impl.init(); from = to = a; }
      for (let k = to; k < z; k++) impl.update(buffer, c.args.map((arg) => arg[k]!));
      to = Math.max(z, to);
      const result = impl.result(buffer);
      // A collected list goes on growing in the buffer.
      out[i] = value = Array.isArray(result) ? result.slice() : result;
    }
  };
}
