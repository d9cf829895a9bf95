import type { Attribute, Call, PythonUdf, Resolved } from '../../spark/expression.ts';
import type { EvalEnv, RowFn } from '../../spark/functions/def.ts';
import { compile, type EvalContext } from '../../spark/eval/compile.ts';
import { references, someExpr, transformExpr, typeOf } from '../../spark/plan/expressions.ts';
import type { Value } from '../../spark/values.ts';
import { BytesColumn, isLazy, StructColumn, valuesOf, type Batch, type Column } from '../columns/batch.ts';
import { decodeUtf8Column } from '../columns/utf8.ts';
import { jsonColumn } from './json-column.ts';
import type { Execution } from './operator.ts';

/** Evaluates a fixed list of expressions over batches of one shape, a column each. */
export type ColumnsFn = (input: Batch, x: Execution) => Column[];

/**
 * Compiles expressions once. Python UDFs are called for the whole batch before anything else (BatchEvalPython), the
 * frequent shapes of a stream (a column, a field, cast of bytes, from_json) work on columns without making rows.
 */
export function columnsFn(exprs: readonly Resolved[], input: readonly Attribute[], env: () => EvalEnv): ColumnsFn {
  const udfs = extractUdfs(exprs, input);
  const fns = udfs.exprs.map((e) => columnFn(e, udfs.input, env));
  return (batch, x) => {
    const full = udfs.calls.length === 0 ? batch : withUdfs(batch, udfs.calls, x);
    return fns.map((f) => f(full));
  };
}

/** A condition over a batch: the indexes of rows for which it is true. */
export function selectFn(condition: Resolved, input: readonly Attribute[], env: () => EvalEnv): (b: Batch, x: Execution) => Int32Array {
  const f = columnsFn([condition], input, env);
  return (batch, x) => {
    const v = valuesOf(f(batch, x)[0]!);
    const out = new Int32Array(batch.length);
    let n = 0;
    for (let i = 0; i < batch.length; i++) if (v[i] === true) out[n++] = i;
    return out.subarray(0, n);
  };
}

/** For operators that look at single pairs of rows (join conditions): a compiled expression with a settable row. */
export function pairFn(e: Resolved, input: readonly Attribute[], env: EvalEnv): (row: readonly Value[]) => Value {
  const cx: EvalContext = { columns: input.map(() => [null as Value]), env, index: new Map(input.map((a, i) => [a.id, i])) };
  const cells = cx.columns as Value[][];
  const f = compile(e, cx);
  return (row) => {
    for (let c = 0; c < cells.length; c++) cells[c]![0] = row[c]!;
    return f(0);
  };
}

function columnFn(e: Resolved, input: readonly Attribute[], env: () => EvalEnv): (b: Batch) => Column {
  if (e.op === 'alias') return columnFn(e.child, input, env);
  if (e.op === 'attr') {
    const at = input.findIndex((a) => a.id === e.id);
    return (b) => b.columns[at]!;
  }
  if (e.op === 'cast' && e.type.kind === 'string' && typeOf(e.child).kind === 'binary') {
    const child = columnFn(e.child, input, env), general = generalFn(e, input, env);
    return (b) => { const c = child(b); return c instanceof BytesColumn ? decodeUtf8Column(c) : general(b); };
  }
  if (e.op === 'call' && e.fn === 'getfield') return fieldFn(e, input, env);
  if (e.op === 'call' && e.fn === 'from_json') {
    const fast = jsonColumn(e, env());
    if (fast) {
      const argument = bytesOf(e.args[0]!);
      const child = columnFn(argument, input, env);
      return (b) => fast(child(b), b.length);
    }
  }
  return generalFn(e, input, env);
}

/** `cast(value as string)` under from_json is looked through: the decoder reads UTF-8 itself. */
const bytesOf = (e: Resolved): Resolved => (e.op === 'cast' && e.type.kind === 'string' && typeOf(e.child).kind === 'binary' ? e.child : e);

function fieldFn(e: Call, input: readonly Attribute[], env: () => EvalEnv): (b: Batch) => Column {
  const general = generalFn(e, input, env);
  const type = typeOf(e.args[0]!);
  const name = e.args[1];
  if (type.kind !== 'struct' || name?.op !== 'lit') return general;
  const at = (type).fields.findIndex((f) => f.name === name.value || f.name.toLowerCase() === String(name.value).toLowerCase());
  const child = columnFn(e.args[0]!, input, env);
  return (b) => {
    const c = child(b);
    if (!(c instanceof StructColumn)) return general(b);
    const f = c.fields[at]!;
    if (!c.nulls || isLazy(f)) return c.nulls && c.nulls.includes(1) ? general(b) : f;
    const { nulls } = c;
    if (!nulls.includes(1)) return f;
    return Array.from({ length: b.length }, (_, i) => (nulls[i] ? null : f[i]!));
  };
}

/** Row by row; lazy columns are made into values only if this expression reads them. */
function generalFn(e: Resolved, input: readonly Attribute[], env: () => EvalEnv): (b: Batch) => Column {
  const used = new Set(references(e));
  const positions = input.flatMap((a, i) => (used.has(a.id) ? [i] : []));
  const empty: Value[] = [];
  const cx: EvalContext = { columns: input.map(() => empty), env: env(), index: new Map(input.map((a, i) => [a.id, i])) };
  const columns = cx.columns as ArrayLike<Value>[];
  let f: RowFn | undefined;
  return (b) => {
    f ??= compile(e, cx);
    for (const p of positions) columns[p] = valuesOf(b.columns[p]!);
    const out: Value[] = new Array<Value>(b.length);
    for (let i = 0; i < b.length; i++) out[i] = f(i);
    for (const p of positions) columns[p] = empty;
    return out;
  };
}

interface UdfCall { readonly udf: PythonUdf; readonly args: ColumnsFn; readonly attr: Attribute }

/** Each UDF call becomes a column behind the input; calls inside a call's arguments come first. */
function extractUdfs(exprs: readonly Resolved[], input: readonly Attribute[]): { exprs: Resolved[]; calls: UdfCall[]; input: Attribute[] } {
  if (!exprs.some((e) => someExpr(e, (x) => x.op === 'udf'))) return { exprs: [...exprs], calls: [], input: [...input] };
  const calls: UdfCall[] = [];
  const wide = [...input];
  let fresh = -1 - input.length;
  const out = exprs.map((e) => transformExpr(e, (x) => {
    if (x.op !== 'udf') return x;
    const attr: Attribute = { op: 'attr', id: fresh--, name: x.name, type: x.type, nullable: true, qualifier: [] };
    calls.push({ udf: x, args: lazyArgs(x.args, [...wide]), attr });
    wide.push(attr);
    return attr;
  }));
  return { exprs: out, calls, input: wide };
}

const lazyArgs = (args: readonly Resolved[], input: readonly Attribute[]): ColumnsFn => {
  let f: ColumnsFn | undefined;
  return (b, x) => (f ??= columnsFn(args, input, () => x.env))(b, x);
};

function withUdfs(batch: Batch, calls: readonly UdfCall[], x: Execution): Batch {
  const columns = [...batch.columns];
  for (const c of calls) {
    const args = c.args({ columns, length: batch.length }, x).map(valuesOf);
    columns.push(batch.length === 0 ? [] : x.udf(c.udf, args, batch.length));
  }
  return { columns, length: batch.length };
}
