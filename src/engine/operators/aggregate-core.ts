import type { Attribute, Call } from '../../spark/expression.ts';
import type { AggregateImpl } from '../../spark/functions/def.ts';
import { registry } from '../../spark/functions/registry.ts';
import type { typeOf } from '../../spark/plan/expressions.ts';
import { toAttribute } from '../../spark/plan/expressions.ts';
import type { Aggregate } from '../../spark/plan/plan.ts';
import type { Value } from '../../spark/values.ts';
import { StructColumn, valuesOf, type Batch, type Column } from '../columns/batch.ts';
import { keyOf, rowKey } from '../columns/keys.ts';
import { columnsFn } from './evaluate.ts';
import type { Execution } from './operator.ts';
import type { Env } from './stateless.ts';

export interface Group { readonly key: Value[]; readonly buffers: Value[][] }

/** Grouping and aggregate functions of one Aggregate node, shared by batch, streaming and session aggregation. */
export class Grouping {
  readonly keyAttributes: readonly Attribute[];
  readonly impls: readonly AggregateImpl[];
  /** Where each function's buffer begins in the flat state value. */
  readonly offsets: readonly number[];
  readonly #columns: (b: Batch, x: Execution) => Column[];
  readonly #slots: { args: number[]; filter: number | null; distinct: boolean }[];
  readonly #results: (b: Batch, x: Execution) => Column[];

  constructor(readonly plan: Aggregate, env: Env) {
    this.keyAttributes = plan.keys.map(toAttribute);
    this.impls = plan.functions.map((f) => implOf(f.call, env));
    const sizes = this.impls.map((impl) => impl.bufferTypes.length);
    this.offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
    const exprs = [...plan.keys] as Parameters<typeof columnsFn>[0][number][];
    this.#slots = plan.functions.map(({ call }) => {
      const args = call.args.map((a) => exprs.push(a) - 1);
      return { args, filter: call.filter ? exprs.push(call.filter) - 1 : null, distinct: call.distinct === true };
    });
    this.#columns = columnsFn(exprs, plan.child.output, env);
    this.#results = columnsFn(plan.results, [...this.keyAttributes, ...plan.functions.map((f) => f.attr)], env);
  }

  /** Key and argument columns of a batch, computed once. */
  prepare(b: Batch, x: Execution): Column[] { return this.#columns(b, x); }
  keyColumns(columns: readonly Column[]): readonly Column[] { return columns.slice(0, this.plan.keys.length); }

  newGroup(key: Value[]): Group { return { key, buffers: this.impls.map((impl) => impl.init()) }; }

  /** Adds rows to groups; `skip[i]` rows are left out. Groups keep first-seen order, as hash aggregation does. */
  accumulate(columns: readonly Column[], rows: number, skip: Uint8Array | null, groups = new Map<string, Group>()): Map<string, Group> {
    const width = this.plan.keys.length;
    const keyColumns = columns.slice(0, width);
    const key = width === 0 ? () => '' : rowKey(keyColumns);
    const updaters = this.#slots.map((slot, f) => this.#updater(slot, columns, f));
    for (let i = 0; i < rows; i++) {
      if (skip?.[i]) continue;
      const k = key(i);
      let group = groups.get(k);
      if (!group) groups.set(k, (group = this.newGroup(keyColumns.map((c) => valueAt(c, i)))));
      for (let f = 0; f < updaters.length; f++) updaters[f]!(group, i);
    }
    return groups;
  }

  #updater(slot: { args: number[]; filter: number | null; distinct: boolean }, columns: readonly Column[], f: number): (g: Group, i: number) => void {
    const impl = this.impls[f]!;
    const args = slot.args.map((a) => valuesOf(columns[a]!));
    const filter = slot.filter === null ? null : valuesOf(columns[slot.filter]!);
    const row: Value[] = new Array<Value>(args.length);
    const seen = slot.distinct ? new Map<Group, Set<string>>() : null;
    return (g, i) => {
      if (filter && filter[i] !== true) return;
      for (let a = 0; a < args.length; a++) row[a] = args[a]![i]!;
      if (seen) {
        if (row.includes(null)) return;
        let set = seen.get(g);
        if (!set) seen.set(g, (set = new Set()));
        const k = keyOf(row);
        if (set.has(k)) return;
        set.add(k);
      }
      impl.update(g.buffers[f]!, row);
    };
  }

  merge(into: Group, from: Group): void {
    for (let f = 0; f < this.impls.length; f++) this.impls[f]!.merge(into.buffers[f]!, from.buffers[f]!);
  }
  /** Buffers as one flat row for the state store, and back. */
  flatten(g: Group): Value[] { return g.buffers.flat(); }
  restore(key: readonly Value[], value: readonly Value[]): Group {
    return { key: [...key], buffers: this.impls.map((impl, f) => value.slice(this.offsets[f], this.offsets[f]! + impl.bufferTypes.length)) };
  }
  finish(g: Group): Value[] { return this.impls.map((impl, f) => impl.result(g.buffers[f]!)); }

  /** The node's output for finished groups. */
  output(groups: readonly Group[], x: Execution): Batch {
    const keys = this.keyAttributes.map((_, c) => groups.map((g) => g.key[c]!));
    const finished = groups.map((g) => this.finish(g));
    const values = this.plan.functions.map((_, f) => finished.map((r) => r[f]!));
    return { columns: this.#results({ columns: [...keys, ...values], length: groups.length }, x), length: groups.length };
  }
}

/** Buffers are copied before they change: a stored row must stay what the last commit left. */
export const copyGroup = (g: Group): Group => ({ key: g.key, buffers: g.buffers.map((b) => b.map(copyValue)) });
const copyValue = (v: Value): Value => (Array.isArray(v) ? v.slice() : v instanceof Uint8Array ? v.slice() : v);

/** One value of a column, without making the rest of it. */
function valueAt(c: Column, i: number): Value {
  if (c instanceof StructColumn) return c.nulls?.[i] ? null : c.fields.map((f) => valueAt(f, i));
  return valuesOf(c)[i]!;
}

function implOf(call: Call, env: Env): AggregateImpl {
  const def = registry.get(call.fn);
  if (!def?.aggregate) throw new Error(`${call.fn} is not an aggregate function`);
  return def.aggregate(call, env());
}

export const functionColumns = (g: Grouping): { name: string; type: ReturnType<typeof typeOf> }[] =>
  g.plan.functions.map((f) => ({ name: f.attr.name, type: f.attr.type }));
