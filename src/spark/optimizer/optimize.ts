import type { Call, Resolved } from '../expression.ts';
import { exprNodes, isDeterministic, isGeneratorCall, nullableOf, references, splitConjuncts, transformExpr } from '../plan/expressions.ts';
import { isStreaming, transformUp, withChildren, type Filter, type Join, type Named, type Plan } from '../plan/plan.ts';
import { canonical } from '../plan/equal.ts';
import { equiKeys } from '../dataset/join.ts';
import { BooleanType } from '../types.ts';

type Ids = { nextId(): number };

/**
 * The part of Spark's optimizer on which watermarks and row counts depend (Optimizer.scala, 3.3.1): filters go below projects,
 * watermarks, aggregates and joins; inner joins get `isnotnull` of their keys. Everything else may stay as written, because the
 * engine gives the same rows either way.
 */
export function optimize(plan: Plan, ids: Ids): Plan {
  let p = transformUp(plan, (n) => (n.op === 'alias' ? n.child : n));
  p = transformUp(p, (n) => (n.op === 'join' ? inferNotNull(n, ids) : n));
  for (let round = 0; round < 20; round++) {
    const next = transformUp(p, (n) => pushOnce(n, ids));
    if (next === p) break;
    p = next;
  }
  return p;
}

const and = (es: readonly Resolved[]): Resolved => es.reduce((a, b): Call => ({ op: 'call', fn: 'and', args: [a, b], type: BooleanType, nullable: nullableOf(a) || nullableOf(b) }));
const over = (child: Plan, conditions: readonly Resolved[], from: Filter | Join, inferred: boolean, ids: Ids): Plan =>
  conditions.length === 0 ? child : { op: 'filter', id: from.op === 'filter' ? from.id : ids.nextId(), condition: and(conditions), child, output: child.output, ...(from.span ? { span: from.span } : {}), ...(inferred ? { inferred } : {}) };

/** InferFiltersFromConstraints on the keys of joins: a row with a null key can never match. */
function inferNotNull(j: Join, ids: Ids): Plan {
  const keys = equiKeys(j.condition, j.left.output, j.right.output);
  const notNull = (side: readonly Resolved[], child: Plan): Plan => {
    const known = new Set(conditionsAtTop(child).map(canonical));
    const wanted = side.filter((_, i) => !keys.nullSafe[i]).flatMap((k) => attributesThatMustBe(k)).filter((k) => nullableOf(k))
      .map((k): Call => ({ op: 'call', fn: 'isnotnull', args: [k], type: BooleanType, nullable: false }))
      .filter((c, i, all) => !known.has(canonical(c)) && all.findIndex((o) => canonical(o) === canonical(c)) === i);
    return over(child, wanted, j, true, ids);
  };
  const left = j.how === 'Inner' || j.how === 'Cross' || j.how === 'RightOuter' || j.how === 'LeftSemi';
  const right = j.how === 'Inner' || j.how === 'Cross' || j.how === 'LeftOuter' || j.how === 'LeftSemi' || j.how === 'LeftAnti';
  const ranges = rangeNotNull(j);
  const withRange = (keysOf: readonly Resolved[], child: Plan): Resolved[] => [...keysOf, ...ranges.filter((a) => child.output.some((o) => o.op === 'attr' && a.op === 'attr' && o.id === a.id))];
  const l = left ? notNull(withRange(keys.left, j.left), j.left) : j.left;
  const r = right ? notNull(withRange(keys.right, j.right), j.right) : j.right;
  return l === j.left && r === j.right ? j : { ...j, left: l, right: r };
}

/** Columns compared in the rest of the condition must not be null either (constructIsNotNullConstraints). */
function rangeNotNull(j: Join): Resolved[] {
  return splitConjuncts(j.condition ?? { op: 'lit', value: true, type: BooleanType })
    .filter((c): c is Call => c.op === 'call' && ['<', '<=', '>', '>=', '='].includes(c.fn))
    .flatMap((c) => c.args.flatMap(attributesThatMustBe));
}

/** Attributes whose null makes the expression null (NullIntolerant). */
function attributesThatMustBe(e: Resolved): Resolved[] {
  if (e.op === 'attr') return [e];
  if (e.op === 'cast') return attributesThatMustBe(e.child);
  if (e.op === 'call' && ['+', '-', '*', 'negative', '<', '<=', '>', '>=', '='].includes(e.fn)) return e.args.flatMap(attributesThatMustBe);
  return [];
}

function conditionsAtTop(p: Plan): Resolved[] {
  return p.op === 'filter' ? [...splitConjuncts(p.condition), ...conditionsAtTop(p.child)] : [];
}

function pushOnce(p: Plan, ids: Ids): Plan {
  if (p.op === 'join') return pushJoinCondition(p, ids);
  if (p.op !== 'filter') return p;
  const c = p.child;
  switch (c.op) {
    case 'filter': return mergeFilters(p, c);
    case 'project': return pushThroughProject(p, c);
    case 'watermark': return split(p, (e) => isDeterministic(e) && !references(e).has(c.column.id), c, ids);
    case 'timeWindow': return split(p, (e) => isDeterministic(e) && !references(e).has(c.window.id), c, ids);
    case 'generate': return split(p, (e) => isDeterministic(e) && !c.generated.some((g) => references(e).has(g.id)), c, ids);
    case 'aggregate': return pushThroughAggregate(p, c, ids);
    case 'union': return isDeterministic(p.condition) ? pushThroughUnion(p, c) : p;
    case 'join': return pushThroughJoin(p, c, ids);
    case 'sort': return split(p, isDeterministic, c, ids);
    case 'repartition': return split(p, isDeterministic, c, ids);
    default: return p;
  }
}

/** CombineFilters; the lower filter keeps its place in the job. */
function mergeFilters(upper: Filter, lower: Filter): Plan {
  if (!isDeterministic(upper.condition) || !isDeterministic(lower.condition)) return upper;
  if (upper.inferred !== lower.inferred || upper.span !== lower.span) return upper;
  return { ...lower, condition: and([lower.condition, upper.condition]) };
}

/** The conjuncts that may pass go below `c`; a filter that keeps none disappears. */
function split(f: Filter, passes: (e: Resolved) => boolean, c: Plan & { child: Plan }, ids: Ids): Plan {
  const all = splitConjuncts(f.condition), down = all.filter(passes), stay = all.filter((e) => !passes(e));
  if (down.length === 0) return f;
  const lowered = withChildren(c, [over(c.child, down, f, f.inferred ?? false, ids)]);
  return stay.length === 0 ? lowered : { ...f, id: ids.nextId(), condition: and(stay), child: lowered };
}

const substitute = (e: Resolved, list: readonly Named[]): Resolved => transformExpr(e, (x) => {
  if (x.op !== 'attr') return x;
  const found = list.find((n) => n.id === x.id);
  return found?.op === 'alias' ? found.child : x;
});

function pushThroughProject(f: Filter, c: Extract<Plan, { op: 'project' }>): Plan {
  if (!c.exprs.every(isDeterministic) || !isDeterministic(f.condition)) return f;
  const condition = substitute(f.condition, c.exprs);
  if ([...exprNodes(condition)].some((e) => e.op === 'udf' || isGeneratorCall(e))) return f;
  return { ...c, child: { ...f, condition, child: c.child, output: c.child.output } };
}

function pushThroughAggregate(f: Filter, c: Extract<Plan, { op: 'aggregate' }>, ids: Ids): Plan {
  if (c.keys.length === 0 || !c.results.every(isDeterministic)) return f;
  const keyIds = new Set(c.keys.map((k) => k.id));
  const passes = (e: Resolved): boolean => isDeterministic(e) && references(e).size > 0 && [...references(substitute(e, c.results))].every((r) => keyIds.has(r));
  const all = splitConjuncts(f.condition), down = all.filter(passes);
  if (down.length === 0) return f;
  const stay = all.filter((e) => !passes(e));
  const lowered = { ...c, child: over(c.child, down.map((e) => substitute(substitute(e, c.results), c.keys)), f, false, ids) };
  return stay.length === 0 ? lowered : { ...f, id: ids.nextId(), condition: and(stay), child: lowered };
}

function pushThroughUnion(f: Filter, c: Extract<Plan, { op: 'union' }>): Plan {
  const inputs = c.inputs.map((input): Plan => {
    const condition = transformExpr(f.condition, (x) => {
      const at = x.op === 'attr' ? c.output.findIndex((o) => o.id === x.id) : -1;
      return at < 0 ? x : input.output[at]!;
    });
    return { ...f, condition, child: input, output: input.output };
  });
  return { ...c, inputs };
}

/** PushPredicateThroughJoin for a filter above a join. */
function pushThroughJoin(f: Filter, j: Join, ids: Ids): Plan {
  const side = sideOf(j);
  const all = splitConjuncts(f.condition).map((e) => ({ e, at: isDeterministic(e) ? side(e) : 'both' as const }));
  const mayLeft = j.how !== 'RightOuter' && j.how !== 'FullOuter';
  const mayRight = j.how === 'Inner' || j.how === 'Cross' || j.how === 'RightOuter';
  const l = mayLeft ? all.filter((x) => x.at === 'left') : [], r = mayRight ? all.filter((x) => x.at === 'right') : [];
  const toCondition = j.how === 'Inner' || j.how === 'Cross' ? all.filter((x) => x.at === 'both' && isDeterministic(x.e)) : [];
  const stay = all.filter((x) => !l.includes(x) && !r.includes(x) && !toCondition.includes(x));
  if (stay.length === all.length) return f;
  const condition = toCondition.length > 0 ? and([...(j.condition ? [j.condition] : []), ...toCondition.map((x) => x.e)]) : j.condition;
  const lowered: Join = { ...j, condition, left: over(j.left, l.map((x) => x.e), f, false, ids), right: over(j.right, r.map((x) => x.e), f, false, ids) };
  return stay.length === 0 ? lowered : { ...f, id: ids.nextId(), condition: and(stay.map((x) => x.e)), child: lowered };
}

function sideOf(j: Join): (e: Resolved) => 'left' | 'right' | 'both' {
  const left = new Set(j.left.output.map((a) => a.id)), right = new Set(j.right.output.map((a) => a.id));
  return (e) => {
    const refs = [...references(e)];
    return refs.length > 0 && refs.every((r) => left.has(r)) ? 'left' : refs.length > 0 && refs.every((r) => right.has(r)) ? 'right' : 'both';
  };
}

/** PushPredicateThroughJoin for the one-sided parts of a join's own condition. */
function pushJoinCondition(j: Join, ids: Ids): Plan {
  if (!j.condition) return j;
  const side = sideOf(j);
  const all = splitConjuncts(j.condition).map((e) => ({ e, at: isDeterministic(e) ? side(e) : 'both' as const }));
  const mayLeft = j.how === 'Inner' || j.how === 'Cross' || j.how === 'LeftSemi' || j.how === 'RightOuter';
  const mayRight = j.how === 'Inner' || j.how === 'Cross' || j.how === 'LeftSemi' || j.how === 'LeftOuter' || j.how === 'LeftAnti';
  const l = mayLeft ? all.filter((x) => x.at === 'left') : [], r = mayRight ? all.filter((x) => x.at === 'right') : [];
  if (l.length + r.length === 0) return j;
  const stay = all.filter((x) => !l.includes(x) && !r.includes(x));
  return { ...j, condition: stay.length > 0 ? and(stay.map((x) => x.e)) : null, left: over(j.left, l.map((x) => x.e), j, false, ids), right: over(j.right, r.map((x) => x.e), j, false, ids) };
}

/** True where a plan may be reordered at all: streams only, a batch gives the same rows either way. */
export const needsOptimizer = isStreaming;
