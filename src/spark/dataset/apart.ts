import type { Attribute, Expr } from '../expression.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { childrenOf, isStreaming, nodesDown, type Named, type Plan } from '../plan/plan.ts';
import { freshen } from './freshen.ts';

export interface Apart {
  readonly right: Plan;
  /** Whether both sides had an attribute in common. */
  readonly conflicting: boolean;
  /** What a column of either DataFrame means in the join's condition. */
  readonly inCondition: (e: Expr) => Expr;
}

/**
 * DeduplicateRelations: two sides with no attribute in common. Relations that both sides read are read anew by the right one,
 * and the condition's columns then mean the right side; what both still have in common gets new ids where the right side makes
 * it. Plans of streams only have the second part.
 */
export function apart(left: Plan, right: Plan, cx: AnalysisContext): Apart {
  const conflicting = conflictsOf(left, right).size > 0;
  let result = right;
  let inCondition = (e: Expr): Expr => e;
  if (!isStreaming(left) && !isStreaming(right)) {
    const read = new Set([...nodesDown(left)].filter((n) => childrenOf(n).length === 0).map((n) => n.id));
    const again = [...nodesDown(right)].filter((n) => childrenOf(n).length === 0 && read.has(n.id)).flatMap((n) => n.output);
    if (again.length > 0) result = renewed(right, again.map((a) => a.id), cx);
    const meant = new Map(right.output.flatMap((a, i) => (result.output[i]!.id === a.id ? [] : [[a.id, result.output[i]!.id] as const])));
    if (meant.size > 0) inCondition = (e) => mapAttributes(e, (a) => (meant.has(a.id) ? { ...a, id: meant.get(a.id)! } : a));
  }
  for (let conflicts = conflictsOf(left, result); conflicts.size > 0; conflicts = conflictsOf(left, result)) {
    const makers = conflictMakers(result, conflicts);
    result = makers.length > 0 ? renewed(result, makers, cx) : freshen(result, cx);
  }
  return { right: result, conflicting, inCondition };
}

const conflictsOf = (left: Plan, right: Plan): Set<number> => {
  const ids = new Set(left.output.map((a) => a.id));
  return new Set(right.output.filter((a) => ids.has(a.id)).map((a) => a.id));
};

const renewed = (p: Plan, ids: readonly number[], cx: AnalysisContext): Plan => freshen(p, cx, new Map(ids.map((id) => [id, cx.nextId()])), false);

/** Ids that the nodes give out which make the conflicting attributes: all of a relation, all aliases of a list. */
function conflictMakers(p: Plan, conflicts: ReadonlySet<number>): number[] {
  const below = childrenOf(p);
  const inputs = new Set(below.flatMap((c) => c.output.map((a) => a.id)));
  const list = p.op === 'project' ? p.exprs : p.op === 'aggregate' ? p.results : null;
  const made = list ? aliasesOf(list) : p.output.map((a) => a.id).filter((id) => !inputs.has(id));
  if (made.some((id) => conflicts.has(id))) return made;
  if (list && made.length === list.length) return [];
  return below.flatMap((c) => conflictMakers(c, conflicts));
}
const aliasesOf = (list: readonly Named[]): number[] => list.flatMap((e) => (e.op === 'alias' ? [e.id] : []));

function mapAttributes(e: Expr, f: (a: Attribute) => Attribute): Expr {
  const sub = (x: Expr): Expr => mapAttributes(x, f);
  switch (e.op) {
    case 'attr': return f(e);
    case 'apply': return { ...e, args: e.args.map(sub), ...(e.filter ? { filter: sub(e.filter) } : {}) };
    case 'uUdf': return { ...e, args: e.args.map(sub) };
    case 'uAlias': case 'uCast': case 'uSort': return { ...e, child: sub(e.child) };
    case 'uLambda': return { ...e, body: sub(e.body) };
    default: return e;
  }
}
