import type { Attribute, Expr, Resolved } from '../expression.ts';
import { literal } from '../expression.ts';
import { analysisError, Refusal } from '../errors.ts';
import { bindCall, named, resolve, trimAlias, type Scope } from '../analysis/resolve.ts';
import { registry } from '../functions/registry.ts';
import { isDeterministic, references } from '../plan/expressions.ts';
import { filter as filterNode, join, project } from '../plan/build.ts';
import { childrenOf, isStreaming, withChildren, type Named, type Plan } from '../plan/plan.ts';
import type { SelectQuery, SqlQuery } from '../sql/tree.ts';
import { BooleanType } from '../types.ts';
import { apart } from './apart.ts';
import { resolveList } from './project.ts';
import { conjuncts, query, subqueryScope, type SqlWorld } from './sql-query.ts';
import { planRelation } from './sql-relation.ts';

type Subquery = Extract<Expr, { op: 'subquery' }>;

/** The world of a subquery: columns of the query around it are in sight, though only a plain WHERE may name them. */
const inside = (w: SqlWorld, outer: readonly Attribute[]): SqlWorld => ({ ...w, outer: [...outer, ...(w.outer ?? [])] });

/** `[NOT] IN (SELECT …)` and `[NOT] EXISTS (…)` as a conjunct of WHERE: a semi or anti join (RewritePredicateSubquery). */
export function predicateJoin(plan: Plan, s: Subquery, negated: boolean, w: SqlWorld): Plan {
  const call = (fn: string, args: readonly Resolved[]): Resolved => bindCall(registry.get(fn)!, fn, args, {}, w.cx);
  const inner = correlated(plan, s, inside(w, plan.output));
  const keys = s.args.map((a) => trimAlias(resolve(a, { ...subqueryScope(w), input: plan.output }, w.cx)));
  if (s.form === 'in' && keys.length !== inner.values.length) {
    throw analysisError(`cannot resolve 'in' due to data type mismatch: The number of columns in the left hand side of an IN subquery does not match the number of columns in the output of subquery.`);
  }
  let tests = keys.map((k, i) => call('=', [k, inner.values[i]!]));
  // NOT IN is true only where the comparison is false: a null on either side keeps the row out.
  if (negated && s.form === 'in') tests = [tests.reduce((a, b) => call('and', [a, b]))].map((t) => call('or', [t, call('isnull', [t])]));
  const all = [...tests, ...inner.conditions];
  const condition = all.length === 0 ? literal(true, BooleanType) : all.reduce((a, b) => call('and', [a, b]));
  return lowest(plan, condition, (left) => ({ ...join(left, inner.plan, negated ? 'LeftAnti' : 'LeftSemi', condition, w.cx, w.span), subquery: true }));
}

/**
 * PushDownLeftSemiAntiJoin: on a stream the rows are left out before the watermark sees their times, so the join goes below
 * watermarks, filters and projections of plain columns.
 */
function lowest(plan: Plan, condition: Resolved, build: (left: Plan) => Plan): Plan {
  if (!isStreaming(plan) || !isDeterministic(condition)) return build(plan);
  const here = new Set(plan.output.map((a) => a.id));
  const used = [...references(condition)].filter((id) => here.has(id));
  const descend = (p: Plan): Plan => {
    const passes = p.op === 'alias' || p.op === 'watermark' || (p.op === 'filter' && isDeterministic(p.condition)) || (p.op === 'project' && p.exprs.every(isDeterministic));
    const known = new Set(childrenOf(p)[0]?.output.map((a) => a.id));
    return passes && used.every((id) => known.has(id)) ? withChildren(p, [descend(childrenOf(p)[0]!)]) : build(p);
  };
  return descend(plan);
}

interface Inner { readonly plan: Plan; readonly values: readonly Attribute[]; readonly conditions: readonly Resolved[] }

/** The subquery's rows, the columns of its select list, and those conjuncts of its WHERE that name columns of the query around it. */
function correlated(outer: Plan, s: Subquery, w: SqlWorld): Inner {
  const q = s.query as SqlQuery;
  if (q.kind !== 'select' || q.groupBy || q.having || q.distinct || !q.where || !q.from) {
    const plan = apart(outer, query(q, w), w.cx).right;
    return { plan, values: plan.output, conditions: [] };
  }
  return correlatedSelect(outer, q, w, s.form === 'in');
}

function correlatedSelect(outer: Plan, q: SelectQuery, w: SqlWorld, values: boolean): Inner {
  const source = apart(outer, planRelation(q.from!, w), w.cx).right;
  const ids = new Set(source.output.map((a) => a.id));
  const { onOuter: _, ...around } = subqueryScope(w);
  const scope: Scope = { ...around, input: source.output, outer: outer.output };
  let plan = source;
  const conditions: Resolved[] = [];
  for (const c of conjuncts(q.where!)) {
    const predicate = predicateOf(c);
    if (predicate) { plan = predicateJoin(plan, predicate.subquery, predicate.negated, w); continue; }
    const condition = trimAlias(resolve(c, scope, w.cx));
    if ([...references(condition)].every((id) => ids.has(id))) plan = filterNode(plan, condition, w.cx, w.span);
    else conditions.push(condition);
  }
  if (!values) return { plan, values: [], conditions };
  const items = resolveList(q.items, { ...subqueryScope(w), input: source.output }, w.cx).map((e): Named => named(e, w.cx, false));
  const selected = project(plan, [...items, ...source.output.filter((a) => !items.some((i) => i.id === a.id))], w.cx, w.span);
  return { plan: selected, values: selected.output.slice(0, items.length), conditions };
}

/** `EXISTS (…)`, `x IN (SELECT …)` and their negations. */
export function predicateOf(c: Expr): { subquery: Subquery; negated: boolean } | undefined {
  const inner = c.op === 'apply' && c.fn === 'not' ? c.args[0]! : c;
  return inner.op === 'subquery' && inner.form !== 'scalar' ? { subquery: inner, negated: inner !== c } : undefined;
}

/** Scalar subqueries of a list become columns beside the rows: each gives one row, which is joined to all. */
export function withScalars(child: Plan, exprs: readonly Expr[], w: SqlWorld): { plan: Plan; exprs: Expr[] } {
  let plan = child;
  const lift = (e: Expr): Expr => {
    switch (e.op) {
      case 'subquery': {
        if (e.form !== 'scalar') return e;
        const made = scalar(plan, e, inside(w, child.output));
        plan = made.plan;
        return made.value;
      }
      case 'apply': return e.args.some(holdsScalar) ? { ...e, args: e.args.map(lift) } : e;
      case 'uAlias': case 'uCast': case 'uSort': return holdsScalar(e.child) ? { ...e, child: lift(e.child) } : e;
      default: return e;
    }
  };
  return { exprs: exprs.map(lift), get plan() { return plan; } };
}

const holdsScalar = (e: Expr): boolean => {
  switch (e.op) {
    case 'subquery': return e.form === 'scalar';
    case 'apply': return e.args.some(holdsScalar);
    case 'uAlias': case 'uCast': case 'uSort': return holdsScalar(e.child);
    default: return false;
  }
};

function scalar(plan: Plan, s: Subquery, w: SqlWorld): { plan: Plan; value: Attribute } {
  const inner = apart(plan, query(s.query as SqlQuery, w), w.cx).right;
  if (inner.output.length !== 1) throw analysisError(`Scalar subquery must return only one column, but got ${inner.output.length}`);
  if (!givesOneRow(inner)) throw new Refusal('a scalar subquery that may give no row, or several', 'Make it one aggregate, like (SELECT max(x) FROM …).');
  const value: Named = { op: 'alias', id: w.cx.nextId(), name: 'scalarsubquery()', child: inner.output[0]! };
  const joined: Plan = { ...join(plan, project(inner, [value], w.cx), 'LeftOuter', literal(true, BooleanType), w.cx, w.span), subquery: true };
  return { plan: joined, value: joined.output[joined.output.length - 1]! };
}

function givesOneRow(p: Plan): boolean {
  if (p.op === 'aggregate') return p.keys.length === 0;
  return (p.op === 'project' || p.op === 'alias') && givesOneRow(p.child);
}
