import type { Attribute, Resolved } from '../../spark/expression.ts';
import { literal } from '../../spark/expression.ts';
import { stateValueWatermark } from '../../spark/analysis/join-watermark.ts';
import { equiKeys } from '../../spark/dataset/join.ts';
import { hasWatermark, isDeterministic, references, splitConjuncts, typeOf } from '../../spark/plan/expressions.ts';
import { analysisError } from '../../spark/errors.ts';
import type { Join } from '../../spark/plan/plan.ts';
import { BooleanType, catalogString } from '../../spark/types.ts';
import type { Row, Value } from '../../spark/values.ts';
import { fromRows, toRows, valuesOf, type Batch } from '../columns/batch.ts';
import { eventTimeColumn, eventTimeReader, rowKey } from '../columns/keys.ts';
import { StateStore } from '../state/store.ts';
import { evict, markDropped } from './aggregate.ts';
import { columnsFn, pairFn } from './evaluate.ts';
import { lateRows, reportLate, watermarkColumn } from './late.ts';
import type { Execution, Operator, StatefulPart } from './operator.ts';
import { counted, type Env } from './stateless.ts';

const allTrue: Resolved = literal(true, BooleanType);
const and = (es: readonly Resolved[]): Resolved => es.reduce<Resolved>((a, b) => (a === allTrue ? b : { op: 'call', fn: 'and', args: [a, b], type: BooleanType, nullable: true }), allTrue);

/** Where a stored row stops being able to match, as the watermark (microseconds) that evicts it; null: never. */
type EvictAt = (key: readonly Value[], row: Row) => number | null;

interface Side {
  readonly attributes: readonly Attribute[];
  readonly store: StateStore;
  readonly keys: (b: Batch, x: Execution) => ReturnType<ReturnType<typeof columnsFn>>;
  readonly filter: (b: Batch, x: Execution) => ArrayLike<Value>;
  readonly evictAt: EvictAt;
  readonly evicts: boolean;
  /** Its unmatched rows come out with nulls. */
  readonly outer: boolean;
}

/** StreamingSymmetricHashJoinExec, state format 2 (3.3.1). A stored row's last value says whether it was ever matched. */
export function streamJoinOperator(p: Join, left: Operator, right: Operator, env: Env): Operator {
  const keys = equiKeys(p.condition, p.left.output, p.right.output);
  if (keys.left.length === 0) throw analysisError('Stream-stream join without equality predicate is not supported');
  const conditions = splitSides(keys.rest, p);
  const sides: Record<'left' | 'right', Side> = {
    left: makeSide(p, 'left', keys.left, conditions.left, keys, env),
    right: makeSide(p, 'right', keys.right, conditions.right, keys, env),
  };
  const state = statefulPart(p, sides, keys.left);
  const nullLeft: Row = p.left.output.map(() => null), nullRight: Row = p.right.output.map(() => null);
  let matches: ((row: readonly Value[]) => Value) | undefined;

  return { plan: p, inputs: [left, right], state, run: (x) => {
    matches ??= pairFn(conditions.both, [...p.left.output, ...p.right.output], x.env);
    const test = conditions.both === allTrue ? () => true : (l: Row, r: Row) => matches!([...l, ...r]) === true;
    const metrics = { node: p.id, operatorName: 'symmetricHashJoin', total: 0, updated: 0, removed: 0, dropped: 0, storesPerPartition: 4 };
    x.stateOperators.push(metrics);
    const out: Row[] = [];
    const emit = p.how === 'LeftSemi' ? (l: Row) => { out.push(l); } : (l: Row, r: Row) => { out.push([...l, ...r]); };
    let rowsIn = 0;
    const feed = (which: 'left' | 'right', b: Batch): void => {
      rowsIn += b.length;
      const mine = sides[which], other = which === 'left' ? sides.right : sides.left;
      oneSide(which, b, x, p, mine, other, metrics, (row, that) => (which === 'left' ? test(row, that) : test(that, row)),
        (row, that) => (which === 'left' ? emit(row, that) : emit(that, row)), (row) => (which === 'left' ? emit(row, nullRight) : emit(nullLeft, row)));
    };
    feed('left', left.run(x));
    feed('right', right.run(x));
    for (const which of ['left', 'right'] as const) {
      const side = sides[which];
      if (!side.evicts) continue;
      const gone = evict(side.store, x.watermarkMs);
      if (!side.outer) {
        metrics.removed += gone.length;
        continue;
      }
      for (const { value } of gone) {
        const { row, matched } = unpack(value);
        if (matched) continue;
        if (which === 'left') emit(row, nullRight);
        else emit(nullLeft, row);
      }
    }
    metrics.total = sides.left.store.size + sides.right.store.size;
    const result = counted(x, p, rowsIn, fromRows(out, p.output.length));
    x.counts.get(p.id)!.state = metrics.total;
    return result;
  } };
}

const pack = (row: Row, matched: boolean): Value[] => [...row, matched];
const unpack = (value: readonly Value[]): { row: Row; matched: boolean } => ({ row: value.slice(0, -1), matched: value[value.length - 1] === true });

type Metrics = { dropped: number; updated: number };

/** OneSideHashJoiner.storeAndJoinWithOtherSide. */
function oneSide(which: 'left' | 'right', b: Batch, x: Execution, p: Join, mine: Side, other: Side, metrics: Metrics,
  test: (row: Row, that: Row) => boolean, emit: (row: Row, that: Row) => void, emitAlone: (row: Row) => void): void {
  if (b.length === 0) return;
  const at = watermarkColumn(mine.attributes);
  let late: Uint8Array | null = null;
  if (at >= 0) {
    const type = mine.attributes[at]!.type;
    late = lateRows(eventTimeColumn(b.columns[at]!, type), b.length, x.watermarkMs);
    if (late) { const n = reportLate(x, p.id, b, mine.attributes, b.columns[at]!, type, late); metrics.dropped += n; markDropped(x, p.id, n); }
  }
  const keyColumns = mine.keys(b, x);
  const key = rowKey(keyColumns), keyValues = keyColumns.map(valuesOf);
  const passes = mine.filter(b, x);
  const rows = toRows(b);
  const semi = p.how === 'LeftSemi';
  for (let i = 0; i < b.length; i++) {
    if (late?.[i]) continue;
    const row = rows[i]!;
    if (passes[i] !== true) { if (mine.outer) emitAlone(row); continue; }
    const k = key(i);
    let matched = false;
    for (const stored of other.store.group(k)) {
      const entry = other.store.get(stored)!;
      const that = unpack(entry.value);
      if (semi && which === 'right' && that.matched) continue;
      if (!test(row, that.row)) continue;
      if (!that.matched) other.store.put(stored, { ...entry, value: pack(that.row, true) });
      if (semi && which === 'left') { matched = true; emit(row, that.row); break; }
      matched = true;
      emit(row, that.row);
    }
    const values = keyValues.map((c) => c[i]!);
    const evictAt = mine.evictAt(values, row);
    if ((evictAt !== null && evictAt <= x.watermarkMs * 1000) || (semi && which === 'left' && matched)) continue;
    mine.store.put(`${k}|${nextIndex(mine.store, k)}`, { key: values, value: pack(row, matched), updatedIn: x.batchId, evictAt });
    metrics.updated++;
  }
}

/** A row's place among those of its key; places of evicted rows are not used again within a run of the key. */
function nextIndex(store: StateStore, k: string): number {
  const keys = store.group(k);
  const last = keys[keys.length - 1];
  return last === undefined ? 0 : Number(last.slice(last.lastIndexOf('|') + 1)) + 1;
}

function makeSide(p: Join, which: 'left' | 'right', keys: readonly Resolved[], filter: Resolved, all: ReturnType<typeof equiKeys>, env: Env): Side {
  const attributes = which === 'left' ? p.left.output : p.right.output;
  const filterFn = filter === allTrue ? null : columnsFn([filter], attributes, env);
  const evictAt = evictionOf(p, which, all);
  return {
    attributes, keys: columnsFn(keys, attributes, env), evictAt: evictAt ?? (() => null), evicts: evictAt !== null,
    store: new StateStore((key) => key.slice(0, key.lastIndexOf('|'))),
    filter: (b, x) => (filterFn ? valuesOf(filterFn(b, x)[0]!) : new Array<Value>(b.length).fill(true)),
    outer: p.how === 'FullOuter' || (which === 'left' ? p.how === 'LeftOuter' : p.how === 'RightOuter'),
  };
}

/** StreamingSymmetricHashJoinHelper.getStateWatermarkPredicates. */
function evictionOf(p: Join, which: 'left' | 'right', keys: ReturnType<typeof equiKeys>): EvictAt | null {
  const marked = (side: readonly Resolved[]): number => side.findIndex((k) => k.op === 'attr' && hasWatermark(k));
  const inKeys = marked(keys.left) >= 0 ? marked(keys.left) : marked(keys.right);
  if (inKeys >= 0) {
    const read = eventTimeReader(typeOf((which === 'left' ? keys.left : keys.right)[inKeys]!));
    return (key) => read(key[inKeys]!);
  }
  const [mine, other] = which === 'left' ? [p.left.output, p.right.output] : [p.right.output, p.left.output];
  const at = watermarkColumn(mine);
  const reference = 1_000_000_000_000;
  const solved = at < 0 ? null : stateValueWatermark(mine, other, p.condition, reference);
  if (solved === null) return null;
  // The solved bound moves with the watermark, so a row's bound can be told once: time <= watermark + shift.
  const shift = solved - reference, read = eventTimeReader(mine[at]!.type);
  return (_, row) => { const t = read(row[at]!); return t === null ? null : (Math.ceil(t / 1000) - shift) * 1000; };
}

/** JoinConditionSplitPredicates. */
function splitSides(rest: readonly Resolved[], p: Join): { left: Resolved; right: Resolved; both: Resolved } {
  const left: Resolved[] = [], right: Resolved[] = [], both: Resolved[] = [];
  const inside = (side: readonly Attribute[]) => { const ids = new Set(side.map((a) => a.id)); return (e: Resolved) => [...references(e)].every((r) => ids.has(r)); };
  const inLeft = inside(p.left.output), inRight = inside(p.right.output);
  for (const c of rest.flatMap(splitConjuncts)) {
    if (!isDeterministic(c)) { both.push(c); continue; }
    if (inLeft(c)) left.push(c);
    if (inRight(c)) right.push(c);
    if (!inLeft(c) && !inRight(c)) both.push(c);
  }
  return { left: and(left), right: and(right), both: and(both) };
}

function statefulPart(p: Join, sides: Record<'left' | 'right', Side>, keys: readonly Resolved[]): StatefulPart {
  const width = Math.max(p.left.output.length, p.right.output.length);
  return {
    operatorName: 'symmetricHashJoin',
    stores: [{ name: 'left', store: sides.left.store }, { name: 'right', store: sides.right.store }],
    keyColumns: keys.map((k, i) => ({ name: k.op === 'attr' ? k.name : `key ${i + 1}`, type: typeOf(k) })),
    valueColumns: Array.from({ length: width }, (_, i) => ({ name: [p.left.output[i]?.name, p.right.output[i]?.name].filter((n, j, all) => n !== undefined && all.indexOf(n) === j).join(' / '), type: (p.left.output[i] ?? p.right.output[i])!.type })),
    show: (value) => unpack(value).row,
    needsBatch: (now, last) => (sides.left.evicts || sides.right.evicts) && now > last,
    schema: `left ${p.left.output.map((a) => catalogString(a.type)).join(', ')} right ${p.right.output.map((a) => catalogString(a.type)).join(', ')}`,
  };
}

