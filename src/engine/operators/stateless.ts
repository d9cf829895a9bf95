import type { EvalEnv } from '../../spark/functions/def.ts';
import type { Attribute, Call } from '../../spark/expression.ts';
import { registry } from '../../spark/functions/registry.ts';
import type { Filter, Generate, Expand, Plan, Project, Union, Watermark } from '../../spark/plan/plan.ts';
import type { Row, Value } from '../../spark/values.ts';
import { concat, take, valuesOf, type Batch } from '../columns/batch.ts';
import { eventTimeColumn } from '../columns/keys.ts';
import { columnsFn, selectFn } from './evaluate.ts';
import { piecesOf, type Execution, type Operator } from './operator.ts';

export type Env = () => EvalEnv;

/** Points on the chart a batch and watermark. */
const SAMPLE = 400;

/** Counts rows of a node in and out. */
export function counted(x: Execution, p: Plan, rowsIn: number, out: Batch): Batch {
  const c = x.counts.get(p.id);
  if (c) { c.rowsIn += rowsIn; c.rowsOut += out.length; }
  else x.counts.set(p.id, { rowsIn, rowsOut: out.length });
  return out;
}

/** An operator that works on one piece of its input after another. */
export function piecewise(p: Plan, input: Operator, step: (b: Batch, x: Execution) => Batch): Operator {
  function* pieces(x: Execution): Iterable<Batch> {
    for (const b of piecesOf(input, x)) {
      x.check();
      yield counted(x, p, b.length, step(b, x));
    }
  }
  return { plan: p, inputs: [input], pieces, run: (x) => concat([...pieces(x)], p.output.length) };
}

export function projectOperator(p: Project, input: Operator, env: Env): Operator {
  const f = columnsFn(p.exprs, p.child.output, env);
  return piecewise(p, input, (b, x) => ({ columns: f(b, x), length: b.length }));
}

export function filterOperator(p: Filter, input: Operator, env: Env): Operator {
  const f = selectFn(p.condition, p.child.output, env);
  return piecewise(p, input, (b, x) => {
    const kept = f(b, x);
    return kept.length === b.length ? b : take(b, kept);
  });
}

/** EventTimeWatermarkExec: looks at every row that passes. A null event time counts as 0 (InternalRow.getLong of a null). */
export function watermarkOperator(p: Watermark, input: Operator): Operator {
  const at = p.child.output.findIndex((a) => a.id === p.column.id);
  return piecewise(p, input, (b, x) => {
    if (b.length > 0) {
      const times = eventTimeColumn(b.columns[at]!, p.column.type);
      const s = x.watermarks.get(p.id) ?? { max: -Infinity, min: Infinity, avg: 0, count: 0, sample: [] };
      for (let i = 0; i < b.length; i++) {
        const t = times[i];
        const ms = t === null ? 0 : Math.floor(Number(t) / 1000);
        if (ms > s.max) s.max = ms;
        if (ms < s.min) s.min = ms;
        s.count++;
        s.avg += (ms - s.avg) / s.count;
      }
      sampleTimes(s.sample, times, b.length);
      x.watermarks.set(p.id, s);
    }
    return b;
  });
}

/** Adds evenly spread times; a sample that has grown is thinned, so that many pieces take no more room than one. */
function sampleTimes(sample: number[], times: ArrayLike<Value>, rows: number): void {
  const every = Math.max(1, Math.ceil(rows / SAMPLE));
  for (let i = 0; i < rows; i += every) if (times[i] !== null) sample.push(Number(times[i]));
  if (sample.length >= 8 * SAMPLE) {
    const kept = sample.filter((_, i) => i % 4 === 0);
    sample.length = 0;
    sample.push(...kept);
  }
}

export function unionOperator(p: Union, inputs: readonly Operator[]): Operator {
  function* pieces(x: Execution): Iterable<Batch> {
    for (const o of inputs) {
      x.startsPartition?.();
      for (const b of piecesOf(o, x)) yield counted(x, p, b.length, b);
    }
  }
  return { plan: p, inputs, pieces, run: (x) => concat([...pieces(x)], p.output.length) };
}

/** Generators make rows; `outer` keeps a row for which nothing was made. */
export function generateOperator(p: Generate, input: Operator, env: Env): Operator {
  const args = columnsFn(p.call.args, p.child.output, env);
  let make: ((args: readonly Value[]) => Row[]) | undefined;
  return piecewise(p, input, (b, x) => {
    make ??= generator(p.call, x.env);
    const values = args(b, x).map(valuesOf);
    const index: number[] = [];
    const made: Value[][] = p.generated.map(() => []);
    const emit = (i: number, row: Row): void => { index.push(i); for (let c = 0; c < made.length; c++) made[c]!.push(row[c] ?? null); };
    const nothing: Row = p.generated.map(() => null);
    for (let i = 0; i < b.length; i++) {
      const rows = make(values.map((v) => v[i]!));
      if (rows.length === 0 && p.outer) emit(i, nothing);
      for (const r of rows) emit(i, r);
    }
    return { columns: [...take(b, index).columns, ...made], length: index.length };
  });
}

function generator(call: Call, env: EvalEnv): (args: readonly Value[]) => Row[] {
  const def = registry.get(call.fn);
  if (!def?.generate) throw new Error(`${call.fn} does not generate rows`);
  return def.generate(call, env);
}

/** rollup and cube: each row once per grouping set, set by set within a row (ExpandExec). */
export function expandOperator(p: Expand, input: Operator, env: Env): Operator {
  const fs = p.projections.map((exprs) => columnsFn(exprs, p.child.output, env));
  return piecewise(p, input, (b, x) => concat(fs.map((f) => ({ columns: f(b, x), length: b.length })), p.output.length));
}

export const positions = (attrs: readonly Attribute[], input: readonly Attribute[]): number[] =>
  attrs.map((a) => {
    const at = input.findIndex((i) => i.id === a.id);
    if (at < 0) throw new Error(`attribute ${a.name}#${a.id} is not in the input`);
    return at;
  });
