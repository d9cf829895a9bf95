import type { OutputMode } from '../../spark/analysis/unsupported.ts';
import { SparkError } from '../../spark/errors.ts';
import type { Aggregate } from '../../spark/plan/plan.ts';
import type { Value } from '../../spark/values.ts';
import { eventTimeColumn, keyOf } from '../columns/keys.ts';
import { StateStore, type StateRow } from '../state/store.ts';
import { addLateGroups, aggregateSchema, evict, markDropped } from './aggregate.ts';
import { copyGroup, functionColumns, Grouping, type Group } from './aggregate-core.ts';
import { lateRows, reportLate } from './late.ts';
import type { Operator, StatefulPart } from './operator.ts';
import { counted, type Env } from './stateless.ts';

const span = (g: Group, at: number): [number, number] => g.key[at] as [number, number];

/** MergingSessionsExec: sessions of one key that touch become one; input sorted by start. */
function mergeSessions(sessions: Group[], at: number, g: Grouping): Group[] {
  const sorted = [...sessions].sort((a, b) => span(a, at)[0] - span(b, at)[0]);
  const out: Group[] = [];
  for (const s of sorted) {
    const last = out[out.length - 1];
    if (last && span(s, at)[0] <= span(last, at)[1]) {
      const merged = copyGroup(last);
      merged.key[at] = [span(last, at)[0], Math.max(span(last, at)[1], span(s, at)[1])];
      g.merge(merged, s);
      out[out.length - 1] = { key: [...merged.key], buffers: merged.buffers };
    } else out.push(copyGroup({ key: [...s.key], buffers: s.buffers }));
  }
  return out;
}

const withoutSession = (key: readonly Value[], at: number): Value[] => key.filter((_, i) => i !== at);
const stateKey = (group: string, start: number): string => `${group}|${start}`;

/** session_window over rows that are all there. */
export function batchSessionOperator(p: Aggregate, input: Operator, env: Env): Operator {
  const g = new Grouping(p, env), at = p.session!;
  return { plan: p, inputs: [input], run: (x) => {
    const b = input.run(x);
    const groups = [...g.accumulate(g.prepare(b, x), b.length, null).values()];
    const byKey = groupBy(groups, (s) => keyOf(withoutSession(s.key, at)));
    return counted(x, p, b.length, g.output([...byKey.values()].flatMap((s) => mergeSessions(s, at, g)), x));
  } };
}

/** SessionWindowStateStoreRestoreExec and SaveExec (statefulOperators.scala, 3.3.1). Update mode was refused by the checker. */
export function streamingSessionOperator(p: Aggregate, input: Operator, env: Env, mode: OutputMode): Operator {
  const g = new Grouping(p, env), at = p.session!;
  const store = new StateStore((key) => key.slice(0, key.lastIndexOf('|')));
  if (p.keys.length === 1) {
    throw new SparkError('StreamingQueryException', 'Global aggregation with session window in streaming query is not supported.');
  }
  const watermarked = g.keyAttributes[at]!.metadata?.['spark.watermarkDelayMs'] !== undefined;
  const state: StatefulPart = {
    operatorName: 'defaultName', stores: [{ name: 'default', store }],
    keyColumns: g.keyAttributes.map((a) => ({ name: a.name, type: a.type })), valueColumns: functionColumns(g),
    show: (value) => g.finish(g.restore([], value)), needsBatch: (now, last) => mode === 'Append' && now > last, schema: aggregateSchema(g),
  };
  return { plan: p, inputs: [input], state, run: (x) => {
    const b = input.run(x);
    const columns = g.prepare(b, x);
    const metrics = { node: p.id, operatorName: 'defaultName', total: 0, updated: 0, removed: 0, dropped: 0, storesPerPartition: 1, ...(mode === 'Complete' ? { noPartitions: true } : {}) };
    x.stateOperators.push(metrics);
    let late: Uint8Array | null = null;
    if (watermarked) {
      const key = columns[at]!, type = g.keyAttributes[at]!.type;
      late = lateRows(eventTimeColumn(key, type), b.length, x.watermarkMs);
      if (late) {
        markDropped(x, p.id, reportLate(x, p.id, b, p.child.output, key, type, late));
        const lateGroups = new Set<string>();
        addLateGroups(g.keyColumns(columns), late, lateGroups);
        metrics.dropped = lateGroups.size;
      }
    }
    const fresh = groupBy(g.accumulate(columns, b.length, late).values(), (s) => keyOf(withoutSession(s.key, at)));
    for (const [group, sessions] of fresh) {
      const old = store.group(group).map((k) => [k, store.get(k)!] as const);
      const merged = mergeSessions([...old.map(([, r]) => g.restore(r.key, r.value)), ...sessions], at, g);
      replace(old, merged, group);
    }
    function replace(old: readonly (readonly [string, StateRow])[], merged: readonly Group[], group: string): void {
      const next = new Map(merged.map((m) => [stateKey(group, span(m, at)[0]), m]));
      for (const [k, m] of next) {
        const before = old.find(([o]) => o === k)?.[1];
        const value = g.flatten(m);
        // Spark puts every session of a key that got rows, also those that stayed as they were (updateSessions).
        metrics.updated++;
        if (before && keyOf([...before.key, ...before.value]) === keyOf([...m.key, ...value])) continue;
        store.put(k, { key: m.key, value, updatedIn: x.batchId, evictAt: watermarked ? span(m, at)[1] : null });
      }
      for (const [k] of old) if (!next.has(k)) { store.remove(k); metrics.removed++; }
    }
    const evicted = mode === 'Append' ? evict(store, x.watermarkMs) : [];
    metrics.removed += evicted.length;
    metrics.total = store.size;
    const out = mode === 'Append' ? evicted.map((r) => g.restore(r.key, r.value)) : [...store.entries()].map(([, r]) => g.restore(r.key, r.value));
    const result = counted(x, p, b.length, g.output(out, x));
    x.counts.get(p.id)!.state = store.size;
    return result;
  } };
}

function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const k = key(item), group = groups.get(k);
    if (group) group.push(item); else groups.set(k, [item]);
  }
  return groups;
}
