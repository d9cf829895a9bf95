import type { SourceSpan } from '../../protocol/run.ts';
import type { Attribute, Expr, Resolved } from '../expression.ts';
import { analysisError, Refusal, withPosition } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { named, resolve, trimAlias, type Scope } from '../analysis/resolve.ts';
import { isAggregateCall, toAttribute, transformExpr, typeOf } from '../plan/expressions.ts';
import { canonical } from '../plan/equal.ts';
import { project } from '../plan/build.ts';
import { isStreaming, type Aggregate, type Named, type Plan } from '../plan/plan.ts';
import { sqlOrigin } from '../sql/cursor.ts';
import { originAt } from '../sql/problem.ts';
import type { GroupBy, OrganizedQuery, SelectQuery, SqlQuery } from '../sql/tree.ts';
import { aggregate } from './aggregate.ts';
import { apart } from './apart.ts';
import { extractTimeWindow } from './time-window.ts';
import { projectResolved, resolveList } from './project.ts';
import { setOperation, union } from './setops.ts';
import { hasRowWindow, withRowWindows } from './row-window.ts';
import { filter as filterPlan, sort } from './shape.ts';
import { planRelation } from './sql-relation.ts';
import { predicateJoin, predicateOf, withScalars } from './sql-subquery.ts';

/** What a query of SQL text is planned with: the text (for `line, pos`), the CTEs in sight, the place in the job. */
export interface SqlWorld { readonly text: string; readonly cx: AnalysisContext; readonly ctes: ReadonlyMap<string, Plan>; readonly span?: SourceSpan;
  /** Columns of the queries around a subquery. */
  readonly outer?: readonly Attribute[] }

export const planQuery = (q: SqlQuery, text: string, cx: AnalysisContext, span?: SourceSpan): Plan => query(q, { text, cx, ctes: new Map(), ...(span ? { span } : {}) });

export function query(q: SqlQuery, w: SqlWorld): Plan {
  switch (q.kind) {
    case 'select': return selectQuery(q, w);
    case 'relation': return planRelation(q.relation, w);
    case 'with': {
      let inner = w;
      for (const c of q.ctes) {
        const body = query(c.query, inner);
        const shown = c.columns ? project(body, body.output.map((a, i): Named => ({ op: 'alias', id: w.cx.nextId(), name: c.columns![i] ?? a.name, child: a })), w.cx) : body;
        inner = { ...inner, ctes: new Map([...inner.ctes, [c.name.toLowerCase(), shown]]) };
      }
      return query(q.query, inner);
    }
    case 'setOperation': {
      const left = query(q.left, w), right = query(q.right, w);
      if (q.op === 'union') return q.all ? union(left, right, w.cx, w.span) : distinct(union(left, right, w.cx, w.span), w, q.range.start);
      return setOperation(q.op === 'intersect' ? (q.all ? 'intersectAll' : 'intersect') : q.all ? 'exceptAll' : 'except', left, apart(left, right, w.cx).right, w.cx, w.span);
    }
    case 'organized': return organized(q, w);
    case 'multiSelect': return q.queries.map((x) => query(x, w)).reduce((a, b) => union(a, b, w.cx, w.span));
  }
}

const at = <P extends Plan>(p: P, w: SqlWorld, start: number): P => ({ ...p, sqlOrigin: originAt(w.text, start), ...(w.span ? { span: w.span } : {}) });

/** SQL DISTINCT is an aggregate over all columns, and the operation checker takes it for one. */
function distinct(p: Plan, w: SqlWorld, start: number): Plan {
  const a: Aggregate = { op: 'aggregate', id: w.cx.nextId(), keys: p.output, functions: [], results: p.output, child: p, output: p.output, distinct: true };
  return at(a, w, start);
}

/** Scalar subqueries were lifted before; what is left stands where only Spark's own engine goes. Columns of the query around are known, to be refused. */
export const subqueryScope = (w: SqlWorld): Partial<Scope> => ({
  subquery: (e) => { throw new Refusal(e.form === 'scalar' ? 'a scalar subquery in this place' : 'IN or EXISTS with a subquery inside another expression', "Join the subquery's rows instead."); },
  ...(w.outer ? { outer: w.outer, onOuter: () => { throw new Refusal('a subquery that names columns of the query around it, in this place', "Join the subquery's rows instead."); } } : {}),
});

function selectQuery(q: SelectQuery, w: SqlWorld): Plan {
  let child: Plan = q.from ? planRelation(q.from, w) : { op: 'local', id: w.cx.nextId(), rows: [[]], output: [] };
  if (q.where) child = where(child, q.where, w);
  const scope: Scope = { ...subqueryScope(w), input: child.output };
  let result: Plan;
  if (q.groupBy) result = grouped(q, q.groupBy, child, scope, w);
  else if (q.having) {
    // HAVING alone aggregates all rows (AstBuilder.withSelectQuerySpecification, 3.3.1).
    const items = resolveList(q.items, scope, w.cx).map((e) => named(e, w.cx, false)), condition = q.having;
    result = withRowWindows(items, [], (inner) => aggregateHaving(child, 'groupby', [], inner, condition, scope, w), w.cx);
  } else {
    const lifted = withScalars(child, q.items, w);
    const items = resolveList(lifted.exprs, scope, w.cx).map((e) => (e.op === 'cast' ? named(e, w.cx, false) : e));
    result = projectResolved(lifted.plan, items, w.cx, w.span);
  }
  return q.distinct ? distinct(result, w, q.range.start) : at(result, w, q.range.start);
}

/** WHERE; `x IN (SELECT …)` and EXISTS among its conjuncts are semi and anti joins. */
function where(child: Plan, condition: Expr, w: SqlWorld): Plan {
  let plan = child;
  const rest: Expr[] = [];
  for (const c of conjuncts(condition)) {
    const predicate = predicateOf(c);
    if (predicate) plan = predicateJoin(plan, predicate.subquery, predicate.negated, w);
    else rest.push(c);
  }
  if (rest.length === 0) return plan;
  const lifted = withScalars(plan, [rest.reduce((a, b): Expr => ({ op: 'apply', fn: 'and', args: [a, b] }))], w);
  if (lifted.plan !== plan && isStreaming(plan)) throw new Refusal('a scalar subquery in the WHERE of a stream', 'Collect its value first and filter with that, or join the rows.');
  const filtered = filterPlan(lifted.plan, lifted.exprs[0]!, w.cx, w.span, subqueryScope(w));
  return lifted.plan === plan ? filtered : project(filtered, plan.output, w.cx, w.span);
}
export const conjuncts = (e: Expr): Expr[] => (e.op === 'apply' && e.fn === 'and' ? e.args.flatMap(conjuncts) : [e]);

function grouped(q: SelectQuery, g: GroupBy, rows: Plan, outerScope: Scope, w: SqlWorld): Plan {
  const { child, swap } = groupedWindow(g, rows, outerScope, w);
  const scope: Scope = { ...outerScope, input: child.output };
  const items = resolveList(q.items, scope, w.cx).map((e) => named(swap(e), w.cx, false));
  const keyOf = (e: Expr): Resolved => {
    if (e.op === 'lit' && typeof e.value === 'number' && e.type.kind === 'int') {
      const item = items[e.value - 1];
      if (!item) throw withPosition(analysisError(`GROUP BY position ${e.value} is not in select list (valid range is [1, ${items.length}])`), sqlOrigin(e));
      return trimAlias(item);
    }
    try { return swap(trimAlias(resolve(e, scope, w.cx))); }
    catch (error) {
      const alias = e.op === 'name' && e.parts.length === 1 ? items.find((i) => i.op === 'alias' && i.name.toLowerCase() === e.parts[0]!.toLowerCase()) : undefined;
      if (!alias) throw error;
      return trimAlias(alias);
    }
  };
  const { keys, sets, kind } = groupingOf(g, keyOf);
  if (!q.having) return aggregate(child, kind, keys, items, w.cx, w.span, sets);
  return withRowWindows(items, keys, (inner) => aggregateHaving(child, kind, keys, inner, q.having!, scope, w, sets), w.cx);
}

/**
 * GROUP BY window(…) makes a column `window` that select list and HAVING may name (TimeWindowing and SessionWindowing, 3.3.1: the
 * names are looked up again once the column is there).
 */
function groupedWindow(g: GroupBy, rows: Plan, scope: Scope, w: SqlWorld): { child: Plan; swap: <E extends Resolved>(e: E) => E } {
  const key = g.items.find((i) => i.kind === 'expr' && i.expr.op === 'apply' && /^(?:session_)?window$/i.test(i.expr.fn));
  const call = key?.kind === 'expr' ? resolve(key.expr, scope, w.cx) : undefined;
  if (!call) return { child: rows, swap: (e) => e };
  const { child, window } = extractTimeWindow(rows, [call], w.cx);
  const known = canonical(call);
  return { child, swap: (e) => (window ? transformExpr(e, (x) => (x.op === 'call' && canonical(x) === known ? window : x)) as typeof e : e) };
}

function groupingOf(g: GroupBy, keyOf: (e: Expr) => Resolved): { keys: Resolved[]; sets?: number[][]; kind: 'groupby' | 'rollup' | 'cube' } {
  if (g.items.every((i) => i.kind === 'expr')) return { keys: g.items.map((i) => keyOf((i as { expr: Expr }).expr)), kind: 'groupby' };
  if (g.items.length === 1 && g.items[0]!.kind !== 'expr') {
    const only = g.items[0]!;
    if (only.kind !== 'groupingSets') {
      if (only.sets.every((s) => s.length === 1)) return { keys: only.sets.map((s) => keyOf(s[0]!)), kind: only.kind };
    } else {
      const keys: Resolved[] = [];
      const index = (e: Expr): number => { const k = keyOf(e), i = keys.findIndex((o) => canonical(o) === canonical(k)); return i >= 0 ? i : keys.push(k) - 1; };
      only.extra.forEach(index);
      const sets = only.sets.map((s) => s.map(index));
      return { keys, sets, kind: 'groupby' };
    }
  }
  throw new Refusal('this combination of ROLLUP, CUBE and GROUPING SETS', 'Spell the grouping sets out in one GROUPING SETS (…).');
}

/** HAVING may use aggregates that the select list does not show: they are computed beside it and dropped above. */
function aggregateHaving(child: Plan, kind: 'groupby' | 'rollup' | 'cube', keys: readonly Resolved[], items: readonly Named[], condition: Expr, scope: Scope, w: SqlWorld, sets?: number[][]): Plan {
  const output = items.map(toAttribute);
  const wide = { ...scope, input: [...child.output, ...output.filter((o) => !child.output.some((c) => c.id === o.id || c.name.toLowerCase() === o.name.toLowerCase()))] };
  const resolved = trimAlias(resolve(condition, wide, w.cx));
  if (hasRowWindow([resolved])) throw analysisError('It is not allowed to use window functions inside HAVING clause');
  const extra: Named[] = [];
  const lifted = transformExpr(resolved, (e) => {
    if (!isAggregateCall(e)) return e;
    const alias = named(e, w.cx);
    extra.push(alias);
    return toAttribute(alias);
  });
  const keyed = transformExpr(lifted, (e) => {
    const hit = keys.findIndex((k) => canonical(k) === canonical(e));
    if (hit < 0) return e;
    const shown = items.find((i) => canonical(i) === canonical(e));
    if (shown) return toAttribute(shown);
    const alias: Named = named(keys[hit]!, w.cx);
    extra.push(alias);
    return toAttribute(alias);
  });
  const a = aggregate(child, kind, keys, [...items, ...extra], w.cx, w.span, sets);
  if (typeOf(keyed).kind !== 'boolean') throw analysisError('the HAVING condition is not a boolean');
  const filtered: Plan = { op: 'filter', id: w.cx.nextId(), condition: keyed, child: a, output: a.output };
  return extra.length === 0 ? filtered : project(filtered, a.output.slice(0, items.length), w.cx, w.span);
}


function organized(q: OrganizedQuery, w: SqlWorld): Plan {
  let plan = query(q.child, w);
  const orders = q.orderBy ?? q.sortBy;
  if (orders) plan = at(orderBy(plan, orders, q.orderBy !== undefined, w), w, q.clauses.start);
  if (q.distributeBy || q.clusterBy) throw new Refusal('DISTRIBUTE BY and CLUSTER BY', 'Partitions are not simulated: leave it out, the rows are the same.');
  if (q.limit) {
    const n = trimAlias(resolve(q.limit, { input: [] }, w.cx));
    if (n.op !== 'lit' || typeof n.value !== 'number') throw analysisError('The limit expression must evaluate to a constant value');
    plan = at({ op: 'limit', id: w.cx.nextId(), n: n.value, child: plan, output: plan.output }, w, q.clauses.start);
  }
  return plan;
}

/** ORDER BY: ordinals, names of the select list, columns below it, and aggregates that the select list shows. */
function orderBy(plan: Plan, orders: readonly Expr[], global: boolean, w: SqlWorld): Plan {
  const list = orders.map((o): Expr => {
    if (o.op !== 'uSort') return o;
    if (o.child.op === 'lit' && typeof o.child.value === 'number') {
      const a = plan.output[o.child.value - 1];
      if (!a) throw withPosition(analysisError(`ORDER BY position ${o.child.value} is not in select list (valid range is [1, ${plan.output.length}])`), sqlOrigin(o));
      return { ...o, child: a };
    }
    return o;
  });
  if (plan.op === 'aggregate') {
    const rewritten = list.map((o) => (o.op === 'uSort' ? { ...o, child: overAggregate(o.child, plan, w) } : o));
    return sort(plan, rewritten, global, w.cx, w.span, subqueryScope(w));
  }
  return sort(plan, list, global, w.cx, w.span, subqueryScope(w));
}

function overAggregate(e: Expr, a: Aggregate, w: SqlWorld): Expr {
  let r: Resolved;
  try { return resolve(e, { input: a.output }, w.cx); } catch { r = trimAlias(resolve(e, { input: a.child.output }, w.cx)); }
  return transformExpr(r, (x) => {
    const shown = a.results.find((n) => {
      const inner = n.op === 'alias' ? n.child : n;
      const fn = inner.op === 'attr' ? a.functions.find((f) => f.attr.id === inner.id) : undefined;
      return canonical(fn ? fn.call : inner) === canonical(x);
    });
    return shown ? toAttribute(shown) : x;
  });
}

