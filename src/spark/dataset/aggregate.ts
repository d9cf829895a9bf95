import type { SourceSpan } from '../../protocol/run.ts';
import type { Alias, Attribute, Call, Resolved } from '../expression.ts';
import { literal } from '../expression.ts';
import { analysisError } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { named } from '../analysis/resolve.ts';
import { exprChildren, isAggregateCall, isDeterministic, isFoldable, isGeneratorCall, mapChildren, someExpr, toAttribute, typeOf } from '../plan/expressions.ts';
import { refuseMissingInput } from '../analysis/inputs.ts';
import { showAggregate } from '../plan/show.ts';
import { canonical } from '../plan/equal.ts';
import type { Aggregate, Expand, Named, Plan } from '../plan/plan.ts';
import { sqlText } from '../sql/exprSql.ts';
import { LongType, isOrderable, catalogString } from '../types.ts';
import { hasRowWindow, withRowWindows } from './row-window.ts';
import { extractTimeWindow } from './time-window.ts';

export type GroupKind = 'groupby' | 'rollup' | 'cube';

/**
 * RelationalGroupedDataset.toDF and SQL GROUP BY: `exprs` is the whole output list (keys included where they are kept).
 * Time windows among the keys become columns, aggregate calls get attributes, rollup and cube become an Expand.
 */
export function aggregate(child: Plan, kind: GroupKind, keys: readonly Resolved[], exprs: readonly Resolved[], cx: AnalysisContext, span?: SourceSpan, sets?: readonly (readonly number[])[]): Plan {
  if (!hasRowWindow(exprs)) return aggregateOnly(child, kind, keys, exprs, cx, span, sets);
  return withRowWindows(exprs.map((e) => named(e, cx)), keys, (inner) => aggregateOnly(child, kind, keys, inner, cx, span, sets), cx);
}

/** The same for a list in which no window over rows is left. */
export function aggregateOnly(child: Plan, kind: GroupKind, keys: readonly Resolved[], exprs: readonly Resolved[], cx: AnalysisContext, span?: SourceSpan, sets?: readonly (readonly number[])[]): Aggregate {
  const all = extractTimeWindow(child, [...keys.map((k) => named(k, cx)), ...exprs.map((e) => named(e, cx))], cx);
  let namedKeys: Named[] = all.exprs.slice(0, keys.length);
  let results: Named[] = all.exprs.slice(keys.length);
  let input = all.child;
  if (namedKeys.some((k) => someExpr(k, isGeneratorCall))) {
    throw analysisError(`The generator is not supported: outside the SELECT clause, found: ${showAggregate(namedKeys, results.flatMap((r) => generatorInputs(r, cx)))}`);
  }
  for (const k of namedKeys) {
    if (someExpr(k, isAggregateCall)) throw analysisError(`aggregate functions are not allowed in GROUP BY, but found ${sqlText(k.op === 'alias' ? k.child : k)}`);
    if (!isOrderable(typeOf(k))) throw analysisError(`expression ${sqlText(k.op === 'alias' ? k.child : k)} cannot be used as a grouping expression because its data type ${catalogString(typeOf(k))} is not an orderable data type.`);
  }
  const grouping = sets ?? groupingSets(kind, namedKeys.length);
  if (grouping) {
    const expanded = expand(input, namedKeys, grouping, cx);
    input = expanded.plan;
    results = results.map((r) => replaceKeys(r, namedKeys, expanded.keys) as Named);
    namedKeys = [...expanded.keys, expanded.groupingId];
  }
  const functions: { attr: Attribute; call: Call }[] = [];
  const keyed = new Map(namedKeys.map((k) => [canonical(k), toAttribute(k)]));
  const shown = results.filter((r) => someExpr(r, isAggregateCall)).map((r) => sqlText(r)).join(', ');
  const rewritten = results.map((r) => rewrite(r, keyed, functions, cx, grouping !== undefined, shown) as Named);
  refuseMissingInput(all.exprs, [all.child], () => showAggregate(all.exprs.slice(0, keys.length), all.exprs.slice(keys.length)));
  // Of SQL text the window is there already.
  const window = all.window ?? (child.op === 'timeWindow' ? child.window : undefined);
  const session = window?.name === 'session_window' ? namedKeys.findIndex((k) => canonical(k) === canonical(window)) : -1;
  return {
    op: 'aggregate', id: cx.nextId(), keys: namedKeys, functions, results: rewritten, child: input, output: rewritten.map(toAttribute),
    ...(session >= 0 ? { session } : {}), ...(span ? { span } : {}),
  };
}

/** ExtractGenerator takes a generator out of the list and leaves what it reads. */
function generatorInputs(e: Named, cx: AnalysisContext): Named[] {
  const call = e.op === 'alias' ? e.child : e;
  if (call.op !== 'call' || !isGeneratorCall(call)) return [e];
  return call.args.flatMap((child, i): Named[] => (isFoldable(child) ? [] : [{ op: 'alias', id: cx.nextId(), name: `_gen_input_${i}`, child }]));
}

/** Replaces keys and aggregate calls by attributes; what is left may only be made of those. */
function rewrite(e: Resolved, keys: ReadonlyMap<string, Attribute>, functions: { attr: Attribute; call: Call }[], cx: AnalysisContext, grouping: boolean, shown: string): Resolved {
  if (e.op === 'alias') return { ...e, child: rewrite(e.child, keys, functions, cx, grouping, shown), ...keepMetadata(e) };
  const key = keys.get(canonical(e));
  if (key) return key;
  if (isAggregateCall(e)) return aggregateAttribute(e as Call, functions, cx);
  if (e.op === 'call' && (e.fn === 'grouping' || e.fn === 'grouping_id') && !grouping) throw analysisError(`${e.fn}() can only be used with GroupingSets/Cube/Rollup`);
  if (e.op === 'attr') {
    throw analysisError(keys.size === 0
      ? `grouping expressions sequence is empty, and '${sqlText(e)}' is not an aggregate function. Wrap '(${shown})' in windowing function(s) or wrap '${sqlText(e)}' in first() (or first_value) if you don't care which value you get.`
      : `expression '${sqlText(e)}' is neither present in the group by, nor is it an aggregate function. Add to group by or wrap in first() (or first_value) if you don't care which value you get.`);
  }
  return mapChildren(e, (c) => rewrite(c, keys, functions, cx, grouping, shown));
}

const keepMetadata = (e: Alias): { metadata?: Alias['metadata'] } => (e.metadata ? { metadata: e.metadata } : {});

function aggregateAttribute(call: Call, functions: { attr: Attribute; call: Call }[], cx: AnalysisContext): Attribute {
  for (const arg of exprChildren(call)) {
    if (someExpr(arg, isAggregateCall)) throw analysisError('It is not allowed to use an aggregate function in the argument of another aggregate function. Please use the inner aggregate function in a sub-query.');
    if (!isDeterministic(arg)) throw analysisError(`nondeterministic expression ${sqlText(call)} should not appear in the arguments of an aggregate function.`);
  }
  const known = functions.find((f) => canonical(f.call) === canonical(call));
  if (known) return known.attr;
  const attr: Attribute = { op: 'attr', id: cx.nextId(), name: sqlText(call), type: call.type, nullable: call.nullable, qualifier: [] };
  functions.push({ attr, call });
  return attr;
}

/** Indexes of the keys kept in each grouping set, in Spark's order (GroupingSets.scala). */
function groupingSets(kind: GroupKind, n: number): number[][] | undefined {
  const all = Array.from({ length: n }, (_, i) => i);
  if (kind === 'rollup') return Array.from({ length: n + 1 }, (_, i) => all.slice(0, n - i));
  if (kind === 'cube') {
    const subsets = (rest: number[]): number[][] => (rest.length === 0 ? [[]] : subsets(rest.slice(1)).flatMap((s) => [[rest[0]!, ...s], s]));
    return subsets(all).sort((a, b) => b.length - a.length || compareLists(a, b));
  }
  return undefined;
}
const compareLists = (a: number[], b: number[]): number => a.findIndex((x, i) => x !== b[i]) < 0 ? 0 : a[a.findIndex((x, i) => x !== b[i])]! - b[a.findIndex((x, i) => x !== b[i])]!;

function expand(child: Plan, keys: readonly Named[], sets: readonly (readonly number[])[], cx: AnalysisContext): { plan: Expand; keys: Attribute[]; groupingId: Attribute } {
  const attrs: Attribute[] = keys.map((k) => ({ ...toAttribute(k), id: cx.nextId(), nullable: true }));
  const groupingId: Attribute = { op: 'attr', id: cx.nextId(), name: 'spark_grouping_id', type: LongType, nullable: false, qualifier: [] };
  const projections = sets.map((set) => {
    const id = keys.reduce((bits, _, i) => bits * 2 + (set.includes(i) ? 0 : 1), 0);
    return [...child.output, ...keys.map((k, i) => (set.includes(i) ? (k.op === 'alias' ? k.child : k) : literal(null, typeOf(k)))), literal(id, LongType)];
  });
  return { plan: { op: 'expand', id: cx.nextId(), projections, child, output: [...child.output, ...attrs, groupingId] }, keys: attrs, groupingId };
}

/** In the result list a grouping key means the expanded column; inside an aggregate it still means the input's. */
function replaceKeys(e: Resolved, keys: readonly Named[], by: readonly Attribute[]): Resolved {
  const i = keys.findIndex((k) => canonical(k) === canonical(e));
  if (i >= 0 && e.op !== 'alias') return by[i]!;
  if (e.op === 'attr' && i >= 0) return by[i]!;
  if (isAggregateCall(e)) return e;
  return mapChildren(e, (c) => replaceKeys(c, keys, by));
}
