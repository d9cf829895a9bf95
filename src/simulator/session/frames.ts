import type { BridgeOps } from '../../protocol/bridge.ts';
import { analysisError, illegalArgument, Refusal } from '../../spark/errors.ts';
import type { Expr, Resolved } from '../../spark/expression.ts';
import { resolve } from '../../spark/analysis/resolve.ts';
import { refuseAmbiguousColumns } from '../../spark/analysis/self-join.ts';
import { aggregate } from '../../spark/dataset/aggregate.ts';
import { joinOn, joinType, joinUsing } from '../../spark/dataset/join.ts';
import { resolveList, select } from '../../spark/dataset/project.ts';
import { setOperation, union, unionByName } from '../../spark/dataset/setops.ts';
import * as shape from '../../spark/dataset/shape.ts';
import { childrenOf, type Plan } from '../../spark/plan/plan.ts';
import { isNumeric, type DataType } from '../../spark/types.ts';
import { decodeExpr, decodeName, spanOf } from './expressions.ts';
import type { World } from './world.ts';
import { parseExpression, prettyName, sameOrigin } from '../../spark/sql/index.ts';
import { pivotFrame } from './pivot.ts';
import { parsed } from './world.ts';

type Handlers = { [K in keyof BridgeOps]?: (p: BridgeOps[K], w: World) => unknown };
const many = (list: readonly unknown[], w: World): Expr[] => list.map((e) => decodeExpr(e, w));

/** Expressions over one DataFrame, columns of DataFrames among them told apart. */
function columns(list: readonly unknown[], df: number, w: World): Expr[] {
  const exprs = many(list, w);
  refuseAmbiguousColumns(exprs, [w.plan(df)], w.cx);
  return exprs;
}

/** RelationalGroupedDataset.alias: what has no name gets the text that it has before it is resolved. */
function named(e: Expr, w: World): Expr {
  const window = e.op === 'apply' && e.api && (e.fn === 'window' || e.fn === 'session_window');
  if (window || ['name', 'star', 'attr', 'alias', 'uAlias'].includes(e.op)) return e;
  return sameOrigin(e, { op: 'uAlias', child: e, names: [prettyName(e, w.conf.timeZone)], ...(e.span ? { span: e.span } : {}) });
}

/** DataFrame → DataFrame. */
export const frameOps: Handlers = {
  'df.select': (p, w) => w.add(select(w.plan(p.df), columns(p.exprs, p.df, w), w.cx, spanOf(p.span))),
  'df.selectExpr': (p, w) => w.add(select(w.plan(p.df), p.exprs.map((t) => sqlExpr(t, p.span, w)), w.cx, spanOf(p.span))),
  'df.filter': (p, w) => w.add(shape.filter(w.plan(p.df), columns([p.condition], p.df, w)[0]!, w.cx, spanOf(p.span))),
  'df.withColumns': (p, w) => w.add(shape.withColumns(w.plan(p.df), p.names, columns(p.exprs, p.df, w), w.cx, spanOf(p.span))),
  'df.withColumnRenamed': (p, w) => w.add(shape.withColumnRenamed(w.plan(p.df), p.from, p.to, w.cx, spanOf(p.span))),
  'df.drop': (p, w) => w.add(shape.drop(w.plan(p.df), p.columns.map((c) => (typeof c === 'string' ? { op: 'name' as const, parts: [c] } : dropColumn(c, w))), w.cx, spanOf(p.span))),
  'df.toDF': (p, w) => w.add(shape.toDF(w.plan(p.df), p.names, w.cx, spanOf(p.span))),
  'df.alias': (p, w) => w.add(shape.alias(w.plan(p.df), p.name, w.cx, spanOf(p.span))),
  'df.withWatermark': (p, w) => w.add(shape.withWatermark(w.plan(p.df), p.column, p.delay, w.cx, spanOf(p.span))),
  'df.dropDuplicates': (p, w) => w.add(shape.dropDuplicates(w.plan(p.df), p.columns, w.cx, spanOf(p.span))),
  'df.join': (p, w) => w.add(joinFrames(p, w)),
  'df.crossJoin': (p, w) => w.add(joinOn(w.plan(p.df), w.plan(p.other), 'Cross', null, w.cx, spanOf(p.span))),
  'df.union': (p, w) => w.add(p.byName ? unionByName(w.plan(p.df), w.plan(p.other), p.allowMissing, w.cx, spanOf(p.span)) : union(w.plan(p.df), w.plan(p.other), w.cx, spanOf(p.span))),
  'df.setop': (p, w) => w.add(setOperation(p.kind, w.plan(p.df), w.plan(p.other), w.cx, spanOf(p.span))),
  'df.limit': (p, w) => w.add(limit(p, w)),
  'df.sort': (p, w) => w.add(shape.sort(w.plan(p.df), columns(p.exprs, p.df, w), p.global, w.cx, spanOf(p.span))),
  'df.sample': (p, w) => { const child = w.plan(p.df); return w.add({ op: 'sample', id: w.cx.nextId(), fraction: p.fraction, withReplacement: p.withReplacement, seed: p.seed, child, output: child.output, ...span(p.span) }); },
  'df.repartition': (p, w) => { const child = w.plan(p.df); resolveList(columns(p.exprs, p.df, w), { input: child.output }, w.cx); return w.add({ op: 'repartition', id: w.cx.nextId(), n: p.n, coalesce: p.coalesce, by: [], child, output: child.output, ...span(p.span) }); },
  'df.hint': (p, w) => w.add(w.plan(p.df)),
  'df.aggregate': (p, w) => w.add(aggregateFrame(p, w)),
  'df.createTempView': (p, w) => createView(p, w),
  'df.na.drop': (p, w) => w.add(naDrop(p, w)),
  'df.na.fill': (p, w) => w.add(naFill(p, w)),
  'df.na.replace': (_p) => { throw new Refusal('DataFrame.replace (na.replace)', 'Write it with when(…).otherwise(…).'); },
};

const span = (s: Parameters<typeof spanOf>[0]): { span?: NonNullable<ReturnType<typeof spanOf>> } => { const x = spanOf(s); return x ? { span: x } : {}; };

function sqlExpr(text: string, at: Parameters<typeof spanOf>[0], w: World): Expr {
  const e = parsed(parseExpression(text, { timeZone: w.conf.timeZone }));
  return sameOrigin(e, { ...e, ...span(at) });
}
const dropColumn = (c: unknown, w: World): Expr => { const e = decodeExpr(c, w); return e.op === 'name' || e.op === 'attr' ? e : decodeName('', null); };

function joinFrames(p: BridgeOps['df.join'], w: World) {
  const left = w.plan(p.df), right = w.plan(p.other), how = joinType(p.how);
  if (p.on === null) return joinOn(left, right, p.how === null ? 'Inner' : how, null, w.cx, spanOf(p.span));
  if (p.using) return joinUsing(left, right, how, p.on as string[], w.cx, spanOf(p.span));
  return joinOn(left, right, how, decodeExpr(p.on, w), w.cx, spanOf(p.span));
}

function limit(p: BridgeOps['df.limit'], w: World) {
  if (p.n < 0) throw analysisError(`The limit expression must be equal to or greater than 0, but got ${p.n}`);
  const child = w.plan(p.df);
  return { op: 'limit' as const, id: w.cx.nextId(), n: p.n, child, output: child.output, ...span(p.span) };
}

function aggregateFrame(p: BridgeOps['df.aggregate'], w: World) {
  const child = w.plan(p.df);
  const keys = columns(p.keys, p.df, w).map((k) => named(k, w)).flatMap((k): Resolved[] => (k.op === 'star' ? [...child.output] : [resolve(k, { input: child.output }, w.cx)]));
  if (p.pivot) return pivotFrame(p, p.pivot, keys, w);
  const exprs = columns(p.exprs, p.df, w).map((e) => resolve(named(e, w), { input: child.output }, w.cx));
  return aggregate(child, p.kind, keys, [...keys, ...exprs], w.cx, spanOf(p.span));
}

function createView(p: BridgeOps['df.createTempView'], w: World): null {
  const key = p.name.toLowerCase();
  if (!/^[A-Za-z_0-9]+$/.test(p.name)) throw analysisError(`Invalid view name: ${p.name}`);
  if (p.global) throw new Refusal('a global temp view', 'Use createOrReplaceTempView.');
  const plan = w.plan(p.df), views = viewsOf(plan, w);
  if (views.has(key) && !p.replace) throw analysisError(`Temporary view '${p.name}' already exists`);
  views.set(key, plan);
  return null;
}

/** A batch of foreachBatch belongs to the query's own session: a view of it is not seen by `spark.sql`, which asks the job's. */
function viewsOf(plan: Plan, w: World): Map<string, Plan> {
  let first = plan;
  for (let below = childrenOf(first); below.length > 0; below = childrenOf(first)) first = below[0]!;
  const query = first.op === 'relation' && first.source.format === 'batch' ? first.source.options['query'] : undefined;
  if (query === undefined) return w.views;
  let views = w.queryViews.get(query);
  if (!views) w.queryViews.set(query, (views = new Map(w.views)));
  return views;
}

function subsetOf(child: ReturnType<World['plan']>, subset: string[] | null) {
  if (subset === null) return child.output;
  return subset.map((n) => {
    const a = child.output.find((o) => o.name.toLowerCase() === n.toLowerCase());
    if (!a) throw analysisError(`Cannot resolve column name "${n}" among (${child.output.map((o) => o.name).join(', ')})`);
    return a;
  });
}

/** DataFrameNaFunctions.drop: rows with fewer than `thresh` values that are neither null nor NaN. */
function naDrop(p: BridgeOps['df.na.drop'], w: World) {
  const child = w.plan(p.df), columns = subsetOf(child, p.subset);
  if (p.how !== 'any' && p.how !== 'all') throw illegalArgument(`how (${p.how}) must be 'any' or 'all'`);
  const need = p.thresh ?? (p.how === 'any' ? columns.length : 1);
  const apply = (fn: string, args: Expr[]): Expr => ({ op: 'apply', fn, args });
  const one: Expr = { op: 'lit', value: 1, type: { kind: 'int' } }, zero: Expr = { op: 'lit', value: 0, type: { kind: 'int' } };
  const there = columns.map((c): Expr => {
    const notNull = apply('isnotnull', [c]);
    return c.type.kind === 'double' || c.type.kind === 'float' ? apply('and', [notNull, apply('not', [apply('isnan', [c])])]) : notNull;
  });
  const count = there.map((t) => apply('if', [t, one, zero])).reduce((a, b) => apply('+', [a, b]));
  return shape.filter(child, apply('>=', [count, { op: 'lit', value: need, type: { kind: 'int' } }]), w.cx, spanOf(p.span));
}

/** DataFrameNaFunctions.fill: only columns of the value's kind. */
function naFill(p: BridgeOps['df.na.fill'], w: World) {
  const child = w.plan(p.df);
  const fits = (t: DataType, v: DataType): boolean => (isNumeric(v) ? isNumeric(t) : t.kind === v.kind);
  const named = Array.isArray(p.value) ? null : new Map(Object.entries(p.value as Record<string, unknown>).map(([k, v]) => [k.toLowerCase(), decodeExpr(v, w)]));
  const general = named ? null : decodeExpr(p.value, w);
  const wanted = new Set(subsetOf(child, named ? null : p.subset).map((a) => a.id));
  const exprs = child.output.map((a): Expr => {
    const value = named ? named.get(a.name.toLowerCase()) : wanted.has(a.id) ? general : undefined;
    if (!value || value.op !== 'lit' || !fits(a.type, value.type)) return a;
    const column: Expr = a.type.kind === 'double' || a.type.kind === 'float' ? { op: 'apply', fn: 'nanvl', args: [a, { op: 'uCast', child: { op: 'lit', value: null, type: { kind: 'null' } }, to: a.type }] } : a;
    return { op: 'uAlias', child: { op: 'apply', fn: 'coalesce', args: [column, { op: 'uCast', child: value, to: a.type }] }, names: [a.name] };
  });
  return select(child, exprs, w.cx, spanOf(p.span));
}

