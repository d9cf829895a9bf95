import type { Resolved } from '../expression.ts';
import { canonical } from '../plan/equal.ts';
import { childrenOf, transformUp, withChildren, type Limit, type Plan, type TimeWindow } from '../plan/plan.ts';
import { pruneColumns } from './columns.ts';
import { and, FALSE, isNotNull, type OptimizerContext } from './conditions.ts';
import { inferFilters } from './constraints.ts';
import { withExtraPredicates } from './extra-predicates.ts';
import { Placement } from './placement.ts';
import { pushIntoSources } from './source-filters.ts';

/**
 * The part of Spark's optimizer on which watermarks, state and row counts depend (Optimizer.scala, 3.3.1), in its order: filters
 * go below projects, watermarks, aggregates and joins; what they and the joins' keys imply is made filters of its own; those go
 * down too; columns that nothing reads go away; file sources are told what they need not give. Everything else may stay as
 * written, because the engine gives the same rows either way.
 */
export function optimize(plan: Plan, cx: OptimizerContext): Plan {
  const bare = transformUp(plan, (n) => (n.op === 'alias' ? n.child : n.op === 'timeWindow' ? withTimeCheck(n, cx) : n.op === 'limit' && n.n === 0 ? nothing(n) : n));
  const placed = new Placement(cx).place(pruneColumns(bare, cx), []);
  const inferred = inferFilters(placed, (child, conditions, at) => inferredFilter(child, conditions, at, cx));
  const pushed = new Placement(cx).place(withExtraPredicates(new Placement(cx).place(inferred, []), cx), []);
  const told = pushIntoSources(pruneColumns(pushed, cx), cx);
  return numbered(transformUp(told, (n) => (n.op === 'timeWindow' ? withoutTimeCheck(n) : n)), cx);
}

/** A node of a DataFrame that the query uses twice is two operators, each with its own watermark; only a relation is one source. */
function numbered(p: Plan, cx: OptimizerContext, seen = new Set<number>()): Plan {
  const id = p.op !== 'relation' && seen.has(p.id) ? cx.nextId() : p.id;
  seen.add(id);
  return withChildren({ ...p, id }, childrenOf(p).map((c) => numbered(c, cx, seen)));
}

/** OptimizeLimitZero. */
const nothing = (l: Limit): Plan => ({ op: 'filter', id: l.id, condition: FALSE, child: l.child, output: l.output, ...(l.span ? { span: l.span } : {}) });

/** TimeWindowing and SessionWindowing put a filter of their own below or above the window's column. */
const withTimeCheck = (w: TimeWindow, cx: OptimizerContext): Plan => ({ ...w, child: inferredFilter(w.child, [isNotNull(w.time)], w, cx) });

/** A check that went no further than the window is what the window's operator does anyway. */
function withoutTimeCheck(w: TimeWindow): Plan {
  const { child } = w;
  return child.op === 'filter' && child.inferred && canonical(child.condition) === canonical(isNotNull(w.time)) ? { ...w, child: child.child } : w;
}

function inferredFilter(child: Plan, conditions: readonly Resolved[], at: Plan, cx: OptimizerContext): Plan {
  if (conditions.length === 0) return child;
  return { op: 'filter', id: cx.nextId(), condition: and(conditions), child, output: child.output, inferred: true, ...(at.span ? { span: at.span } : {}) };
}
