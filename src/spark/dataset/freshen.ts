import type { Attribute, Resolved } from '../expression.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { transformExpr } from '../plan/expressions.ts';
import { childrenOf, withChildren, type Named, type Plan } from '../plan/plan.ts';

/** A copy of a plan in which every attribute has a new id, or those that `ids` names. Node ids stay: it is the same place in the job. */
export function freshen(plan: Plan, cx: AnalysisContext, ids = new Map<number, number>(), all = true): Plan {
  const id = (old: number): number => {
    let n = ids.get(old);
    if (n === undefined && !all) return old;
    if (n === undefined) ids.set(old, (n = cx.nextId()));
    return n;
  };
  const attr = (a: Attribute): Attribute => ({ ...a, id: id(a.id) });
  const expr = <E extends Resolved>(e: E): E => transformExpr(e, (x) => (x.op === 'attr' || x.op === 'alias' ? { ...x, id: id(x.id) } : x)) as E;
  const named = (e: Named): Named => expr(e);
  const p = withChildren(plan, childrenOf(plan).map((c) => freshen(c, cx, ids, all)));
  const output = p.output.map(attr);
  switch (p.op) {
    case 'project': return { ...p, output, exprs: p.exprs.map(named) };
    case 'filter': return { ...p, output, condition: expr(p.condition) };
    case 'watermark': return { ...p, output, column: attr(p.column) };
    case 'timeWindow': return { ...p, output, time: expr(p.time), window: attr(p.window), spec: p.spec.kind === 'session' ? { kind: 'session', gap: expr(p.spec.gap) } : p.spec };
    case 'aggregate': return { ...p, output, keys: p.keys.map(named), functions: p.functions.map((f) => ({ attr: attr(f.attr), call: expr(f.call) })), results: p.results.map(named) };
    case 'deduplicate': return { ...p, output, keys: p.keys.map(attr) };
    case 'join': return { ...p, output, condition: p.condition && expr(p.condition) };
    case 'sort': return { ...p, output, orders: p.orders.map(expr) };
    case 'generate': return { ...p, output, call: expr(p.call), generated: p.generated.map(attr) };
    case 'expand': return { ...p, output, projections: p.projections.map((row) => row.map(expr)) };
    case 'repartition': return { ...p, output, by: p.by.map(expr) };
    case 'window': return {
      ...p, output, partitionBy: p.partitionBy.map(expr), orderBy: p.orderBy.map(expr),
      functions: p.functions.map((f) => ({ attr: attr(f.attr), call: expr(f.call), ...(f.start ? { start: expr(f.start) } : {}), ...(f.end ? { end: expr(f.end) } : {}) })),
    };
    default: return { ...p, output };
  }
}
