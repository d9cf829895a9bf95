import type { OutputMode } from '../../spark/analysis/unsupported.ts';
import { hasWatermark } from '../../spark/plan/expressions.ts';
import type { Aggregate } from '../../spark/plan/plan.ts';
import { catalogString } from '../../spark/types.ts';
import type { Value } from '../../spark/values.ts';
import { eventTimeColumn, eventTimeReader, rowKey } from '../columns/keys.ts';
import { StateStore } from '../state/store.ts';
import { copyGroup, functionColumns, Grouping, type Group } from './aggregate-core.ts';
import { lateRows, reportLate } from './late.ts';
import { piecesOf, type Execution, type Operator, type StatefulPart } from './operator.ts';
import { counted, type Env } from './stateless.ts';

/** Aggregation of rows that are all there: batch DataFrames, and the static side of a join. */
export function batchAggregateOperator(p: Aggregate, input: Operator, env: Env): Operator {
  const g = new Grouping(p, env);
  return { plan: p, inputs: [input], run: (x) => {
    const groups = new Map<string, Group>();
    let rows = 0;
    for (const b of piecesOf(input, x)) {
      rows += b.length;
      g.accumulate(g.prepare(b, x), b.length, null, groups);
    }
    if (p.keys.length === 0 && groups.size === 0) groups.set('', g.newGroup([]));
    return counted(x, p, rows, g.output([...groups.values()], x));
  } };
}

/** StateStoreRestoreExec and StateStoreSaveExec (statefulOperators.scala, 3.3.1) for aggregation without sessions. */
export function streamingAggregateOperator(p: Aggregate, input: Operator, env: Env, mode: OutputMode): Operator {
  const g = new Grouping(p, env);
  const store = new StateStore();
  const timeKey = g.keyAttributes.findIndex(hasWatermark);
  const evictAt = timeKey < 0 ? () => null : ((read) => (key: readonly Value[]) => read(key[timeKey]!))(eventTimeReader(g.keyAttributes[timeKey]!.type));
  const filters = mode !== 'Complete' && timeKey >= 0;

  const state: StatefulPart = {
    operatorName: 'stateStoreSave',
    stores: [{ name: 'default', store }],
    keyColumns: g.keyAttributes.map((a) => ({ name: a.name, type: a.type })),
    valueColumns: functionColumns(g),
    show: (value) => g.finish(g.restore([], value)),
    needsBatch: (now, last) => mode !== 'Complete' && now > last,
    schema: aggregateSchema(g),
  };

  return { plan: p, inputs: [input], state, run: (x) => {
    const groups = new Map<string, Group>(), lateGroups = new Set<string>();
    const metrics = { node: p.id, operatorName: 'stateStoreSave', total: 0, updated: 0, removed: 0, dropped: 0, storesPerPartition: 1, ...(p.keys.length === 0 && { onePartition: true }) };
    x.stateOperators.push(metrics);
    let rows = 0;
    for (const b of piecesOf(input, x)) {
      const columns = g.prepare(b, x);
      let late: Uint8Array | null = null;
      if (filters) {
        const key = columns[timeKey]!, type = g.keyAttributes[timeKey]!.type;
        late = lateRows(eventTimeColumn(key, type), b.length, x.watermarkMs);
        if (late) {
          markDropped(x, p.id, reportLate(x, p.id, b, p.child.output, key, type, late));
          addLateGroups(g.keyColumns(columns), late, lateGroups);
        }
      }
      rows += b.length;
      g.accumulate(columns, b.length, late, groups);
    }
    metrics.dropped = lateGroups.size;
    if (p.keys.length === 0 && groups.size === 0) groups.set('', g.newGroup([]));
    const touched: Group[] = [];
    for (const [key, fresh] of groups) {
      const stored = store.get(key);
      let group = fresh;
      if (stored) {
        group = copyGroup(g.restore(stored.key, stored.value));
        g.merge(group, fresh);
      }
      store.put(key, { key: group.key, value: g.flatten(group), updatedIn: x.batchId, evictAt: evictAt(group.key) });
      touched.push(group);
    }
    metrics.updated = touched.length;
    const evicted = filters ? evict(store, x.watermarkMs) : [];
    metrics.removed = evicted.length;
    metrics.total = store.size;
    const out = mode === 'Update' ? touched : mode === 'Append' ? evicted.map((r) => g.restore(r.key, r.value)) : [...store.entries()].map(([, r]) => g.restore(r.key, r.value));
    const result = counted(x, p, rows, g.output(out, x));
    x.counts.get(p.id)!.state = store.size;
    return result;
  } };
}

/** Takes away every row whose event time the watermark has reached. */
export function evict(store: StateStore, watermarkMs: number): { key: readonly Value[]; value: Value[] }[] {
  const limit = watermarkMs * 1000;
  const gone = [...store.entries()].filter(([, r]) => r.evictAt !== null && r.evictAt <= limit);
  for (const [key] of gone) store.remove(key);
  return gone.map(([, r]) => r);
}

/** Spark counts what reaches the filter: groups after partial aggregation, not rows. */
export function addLateGroups(keys: Parameters<typeof rowKey>[0], late: Uint8Array, seen: Set<string>): void {
  const key = rowKey(keys);
  for (let i = 0; i < late.length; i++) if (late[i]) seen.add(key(i));
}

export function markDropped(x: Execution, node: number, rows: number): void {
  const c = x.counts.get(node) ?? { rowsIn: 0, rowsOut: 0 };
  c.dropped = (c.dropped ?? 0) + rows;
  x.counts.set(node, c);
}

/** StateSchemaCompatibilityChecker: types of key and value by position; names may change. */
export const aggregateSchema = (g: Grouping): string =>
  `key ${g.keyAttributes.map((a) => catalogString(a.type)).join(', ')} value ${g.impls.flatMap((i) => i.bufferTypes.map(catalogString)).join(', ')}`;
