import { hasWatermark } from '../../spark/plan/expressions.ts';
import type { Deduplicate } from '../../spark/plan/plan.ts';
import { catalogString } from '../../spark/types.ts';
import { take, valuesOf } from '../columns/batch.ts';
import { eventTimeColumn, eventTimeReader, rowKey } from '../columns/keys.ts';
import { StateStore } from '../state/store.ts';
import { evict, markDropped } from './aggregate.ts';
import { lateRows, reportLate, watermarkColumn } from './late.ts';
import type { Operator, StatefulPart } from './operator.ts';
import { counted, positions } from './stateless.ts';

/** dropDuplicates of rows that are all there: the first of each key stays. */
export function batchDeduplicateOperator(p: Deduplicate, input: Operator): Operator {
  const at = positions(p.keys, p.child.output);
  return { plan: p, inputs: [input], run: (x) => {
    const b = input.run(x);
    const key = rowKey(at.map((i) => b.columns[i]!));
    const seen = new Set<string>(), kept: number[] = [];
    for (let i = 0; i < b.length; i++) { const k = at.length === 0 ? '' : key(i); if (!seen.has(k)) { seen.add(k); kept.push(i); } }
    return counted(x, p, b.length, take(b, kept));
  } };
}

/** StreamingDeduplicateExec (3.3.1): late rows go first, then keys already seen; keys without event time are kept for ever. */
export function streamingDeduplicateOperator(p: Deduplicate, input: Operator): Operator {
  const store = new StateStore();
  const at = positions(p.keys, p.child.output);
  const data = watermarkColumn(p.child.output);
  const keyTime = p.keys.findIndex(hasWatermark);
  const read = keyTime < 0 ? null : eventTimeReader(p.keys[keyTime]!.type);
  const state: StatefulPart = {
    operatorName: 'dedupe', stores: [{ name: 'default', store }],
    keyColumns: p.keys.map((k) => ({ name: k.name, type: k.type })), valueColumns: [], show: () => [],
    needsBatch: (now, last) => now > last,
    schema: `key ${p.keys.map((k) => catalogString(k.type)).join(', ')}`,
  };
  return { plan: p, inputs: [input], state, run: (x) => {
    const b = input.run(x);
    const custom = { numDroppedDuplicateRows: 0 };
    const metrics = { node: p.id, operatorName: 'dedupe', total: 0, updated: 0, removed: 0, dropped: 0, storesPerPartition: 1, custom };
    x.stateOperators.push(metrics);
    let late: Uint8Array | null = null;
    if (data >= 0) {
      const type = p.child.output[data]!.type;
      late = lateRows(eventTimeColumn(b.columns[data]!, type), b.length, x.watermarkMs);
      if (late) { metrics.dropped = reportLate(x, p.id, b, p.child.output, b.columns[data]!, type, late); markDropped(x, p.id, metrics.dropped); }
    }
    const columns = at.map((i) => b.columns[i]!);
    const key = rowKey(columns), values = columns.map(valuesOf);
    const kept: number[] = [];
    for (let i = 0; i < b.length; i++) {
      if (late?.[i]) continue;
      const k = key(i);
      if (store.has(k)) { custom.numDroppedDuplicateRows++; continue; }
      const row = values.map((c) => c[i]!);
      store.put(k, { key: row, value: [], updatedIn: x.batchId, evictAt: read ? read(row[keyTime]!) : null });
      metrics.updated++;
      kept.push(i);
    }
    if (read) metrics.removed = evict(store, x.watermarkMs).length;
    metrics.total = store.size;
    const out = counted(x, p, b.length, take(b, kept));
    x.counts.get(p.id)!.state = store.size;
    return out;
  } };
}
