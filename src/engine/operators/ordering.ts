import type { Limit, Repartition, Sample, SetOperation, Sort } from '../../spark/plan/plan.ts';
import { ordering } from '../../spark/functions/compare.ts';
import { typeOf } from '../../spark/plan/expressions.ts';
import { Refusal } from '../../spark/errors.ts';
import { take, valuesOf } from '../columns/batch.ts';
import { rowKey } from '../columns/keys.ts';
import { StateStore } from '../state/store.ts';
import { columnsFn } from './evaluate.ts';
import type { Operator, StatefulPart } from './operator.ts';
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
  return { plan: p, inputs: [input], state, run: (x) => {
    const b = input.run(x);
    const before = Number(store.get('')?.value[0] ?? 0);
    const through = first(Math.max(0, p.n - before), b.length);
    const now = before + through.length;
    const changed = through.length > 0;
    if (changed) store.put('', { key: [], value: [now], updatedIn: x.batchId, evictAt: null });
    x.stateOperators.push({ node: p.id, operatorName: 'globalLimit', total: store.size, updated: changed ? 1 : 0, removed: 0, dropped: 0, storesPerPartition: 1 });
    return counted(x, p, b.length, take(b, through));
  } };
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
