import type { Limit, Repartition, Sample, SetOperation, Sort } from '../../spark/plan/plan.ts';
import { ordering } from '../../spark/functions/compare.ts';
import { typeOf } from '../../spark/plan/expressions.ts';
import { Refusal } from '../../spark/errors.ts';
import { hasUdf } from '../../spark/optimizer/conditions.ts';
import { isStreaming, nodesDown, type Plan } from '../../spark/plan/plan.ts';
import { concat, take, valuesOf, type Batch } from '../columns/batch.ts';
import { rowKey } from '../columns/keys.ts';
import { StateStore } from '../state/store.ts';
import { columnsFn } from './evaluate.ts';
import { piecesOf, type Execution, type Need, type Operator, type StatefulPart } from './operator.ts';
import { counted, type Env } from './stateless.ts';
import { LongType } from '../../spark/types.ts';

/** SortExec: stable, nulls where the order says. */
export function sortOperator(p: Sort, input: Operator, env: Env): Operator {
  const f = columnsFn(p.orders.map((o) => o.child), p.child.output, env);
  return { plan: p, inputs: [input], run: (x) => {
    const b = input.run(x);
    const columns = f(b, x).map(valuesOf);
    const index = Array.from({ length: b.length }, (_, i) => i);
    const orders = p.orders.map((o, c) => ({ values: columns[c]!, compare: ordering(typeOf(o.child)), sign: o.descending ? -1 : 1, nulls: o.nullsFirst ? -1 : 1 }));
    index.sort((i, j) => {
      for (const o of orders) {
        const a = o.values[i]!, z = o.values[j]!;
        const d = a === null ? (z === null ? 0 : o.nulls) : z === null ? -o.nulls : o.sign * o.compare(a, z);
        if (d !== 0) return d;
      }
      return i - j;
    });
    return counted(x, p, b.length, take(b, index));
  } };
}

const first = (n: number, length: number): number[] => Array.from({ length: Math.min(n, length) }, (_, i) => i);

/** A limit that starts over with every batch (complete mode) or action. */
export function limitOperator(p: Limit, input: Operator): Operator {
  return { plan: p, inputs: [input], run: (x) => {
    const b = input.run(x);
    return counted(x, p, b.length, b.length <= p.n ? b : take(b, first(p.n, b.length)));
  } };
}

/** StreamingGlobalLimitExec: the count of rows let through so far is state. */
export function streamingLimitOperator(p: Limit, input: Operator): Operator {
  const store = new StateStore();
  const state: StatefulPart = {
    operatorName: 'globalLimit', stores: [{ name: 'default', store }], keyColumns: [], valueColumns: [{ name: 'rows so far', type: LongType }],
    show: (v) => [...v], needsBatch: () => false, schema: 'limit bigint',
  };
  const pull = puller(p);
  return { plan: p, inputs: [input], state, run: (x) => {
    const b = pull(input, x);
    const before = Number(store.get('')?.value[0] ?? 0);
    const through = first(Math.max(0, p.n - before), b.length);
    const now = before + through.length;
    const changed = through.length > 0;
    if (changed) store.put('', { key: [], value: [now], updatedIn: x.batchId, evictAt: null });
    x.stateOperators.push({ node: p.id, operatorName: 'globalLimit', total: store.size, updated: changed ? 1 : 0, removed: 0, dropped: 0, storesPerPartition: 1, onePartition: true });
    return counted(x, p, b.length, take(b, through));
  } };
}

/**
 * LocalLimitExec: where nothing below keeps state, no row of a partition is read past the limit, and no watermark sees one. (Each
 * input of a union is simulated as one partition.) Python UDFs are called for batches of rows that are read ahead.
 */
function puller(p: Limit): (input: Operator, x: Execution) => Batch {
  const below = [...nodesDown(p.child)];
  if (!below.every(passesRows)) return (input, x) => input.run(x);
  const multiplies = below.some((n) => n.op === 'generate' || n.op === 'expand' || n.op === 'join' || n.op === 'timeWindow');
  const most = multiplies ? 1 : p.n;
  return (input, x) => {
    const need: Need = { rows: most };
    const got: Batch[] = [];
    let rows = 0;
    const startsPartition = (): void => { rows = 0; need.rows = most; };
    for (const b of p.n === 0 ? [] : piecesOf(input, { ...x, startsPartition, scan: (r) => x.scan(r, r.streaming ? need : undefined) })) {
      const through = Math.min(b.length, p.n - rows);
      if (through > 0) got.push(through === b.length ? b : take(b, first(through, b.length)));
      rows += through;
      need.rows = rows >= p.n ? 0 : multiplies ? 1 : p.n - rows;
    }
    return concat(got, p.output.length);
  };
}

function passesRows(n: Plan): boolean {
  switch (n.op) {
    case 'relation': case 'local': case 'range': case 'watermark': case 'timeWindow': case 'alias': case 'union': return true;
    case 'project': return !n.exprs.some(hasUdf);
    case 'filter': return !hasUdf(n.condition);
    case 'generate': return !hasUdf(n.call);
    case 'join': return !isStreaming(n.left) || !isStreaming(n.right);
    case 'aggregate': case 'deduplicate': case 'limit': case 'sort': return !isStreaming(n);
    default: return false;
  }
}

export function setOperator(p: SetOperation, left: Operator, right: Operator): Operator {
  return { plan: p, inputs: [left, right], run: (x) => {
    const l = left.run(x), r = right.run(x);
    const lk = rowKey(l.columns), rk = rowKey(r.columns);
    const there = new Map<string, number>();
    for (let i = 0; i < r.length; i++) there.set(rk(i), (there.get(rk(i)) ?? 0) + 1);
    const kept: number[] = [], seen = new Set<string>();
    for (let i = 0; i < l.length; i++) {
      const k = lk(i), n = there.get(k) ?? 0;
      if (p.kind === 'intersectAll' || p.kind === 'exceptAll') {
        if (n > 0) there.set(k, n - 1);
        if ((n > 0) === (p.kind === 'intersectAll')) kept.push(i);
      } else if (!seen.has(k) && (n > 0) === (p.kind === 'intersect')) { seen.add(k); kept.push(i); }
    }
    return counted(x, p, l.length + r.length, take(l, kept));
  } };
}

/** Partitions are not simulated: rows pass as they are. */
export function repartitionOperator(p: Repartition, input: Operator): Operator {
  return { plan: p, inputs: [input], run: (x) => { const b = input.run(x); return counted(x, p, b.length, b); } };
}

export function sampleOperator(p: Sample): Operator {
  throw new Refusal('DataFrame.sample', `Which rows Spark's sampler takes depends on its partitions: run this part with local Spark (seed ${p.seed}).`);
}
