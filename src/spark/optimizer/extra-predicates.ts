import type { Attribute, Resolved } from '../expression.ts';
import { references, splitConjuncts } from '../plan/expressions.ts';
import { transformUp, type Filter, type Join, type Plan } from '../plan/plan.ts';
import { and, isSteady, or, within, type OptimizerContext } from './conditions.ts';

/** PushExtraPredicateThroughJoin: what each alternative of a join's condition asks of one side alone is asked of it before the join. */
export function withExtraPredicates(plan: Plan, cx: OptimizerContext): Plan {
  return transformUp(plan, (p) => (p.op === 'join' && p.condition && !p.subquery && p.how !== 'FullOuter' ? extra(p, p.condition, cx) : p));
}

function extra(j: Join, condition: Resolved, cx: OptimizerContext): Join {
  const mixed = splitConjuncts(condition).filter((c) => isSteady(c) && references(c).size > 0 && !within(c, j.left.output) && !within(c, j.right.output));
  const of = (side: Plan): Plan => {
    const found = mixed.flatMap((c) => { const part = alone(c, side.output); return part ? [part] : []; });
    return found.length === 0 ? side : { op: 'filter', id: cx.nextId(), condition: and(found), child: side, output: side.output, inferred: true, ...(j.span ? { span: j.span } : {}) } satisfies Filter;
  };
  const both = j.how === 'Inner' || j.how === 'Cross' || j.how === 'LeftSemi';
  return { ...j, left: both || j.how === 'RightOuter' ? of(j.left) : j.left, right: both || j.how === 'LeftOuter' || j.how === 'LeftAnti' ? of(j.right) : j.right };
}

/** PredicateHelper.extractPredicatesWithinOutputSet. */
function alone(e: Resolved, output: readonly Attribute[]): Resolved | null {
  if (e.op === 'call' && e.fn === 'and') {
    const parts = e.args.flatMap((a) => { const part = alone(a, output); return part ? [part] : []; });
    return parts.length === 0 ? null : and(parts);
  }
  if (e.op === 'call' && e.fn === 'or') {
    const parts = e.args.map((a) => alone(a, output));
    return parts.every((p): p is Resolved => p !== null) ? or(parts) : null;
  }
  return within(e, output) && isSteady(e) ? e : null;
}
