import type { Attribute, Resolved } from '../expression.ts';
import { canonical } from './equal.ts';
import { transformExpr } from './expressions.ts';
import type { Plan } from './plan.ts';

/** A text equal for plans that give the same rows from the same places, whatever the ids of their attributes (QueryPlan.sameResult); null for plans that are not compared. */
export function planText(p: Plan, keys: readonly Resolved[] = []): string | null {
  const numbers = new Map<number, number>();
  const number = (a: Attribute): Attribute => {
    let n = numbers.get(a.id);
    if (n === undefined) numbers.set(a.id, (n = numbers.size));
    return { ...a, id: n };
  };
  const expr = (e: Resolved): string => canonical(transformExpr(e, (x) => (x.op === 'attr' ? number(x) : x)));
  const walk = (n: Plan): string | null => {
    const below = n.op === 'relation' ? '' : 'child' in n ? walk(n.child) : null;
    if (below === null) return null;
    switch (n.op) {
      case 'relation': { n.output.forEach(number); return `${n.source.format}${JSON.stringify([n.source.paths, n.source.options, n.required])}`; }
      case 'project': { const exprs = n.exprs.map(expr); n.output.forEach(number); return `project ${exprs.join()}(${below})`; }
      case 'filter': return `filter ${expr(n.condition)}(${below})`;
      case 'watermark': return `watermark ${expr(n.column)} ${n.delayMs}(${below})`;
      case 'timeWindow': { const time = expr(n.time); number(n.window); return `window ${time} ${JSON.stringify(n.spec.kind === 'window' ? n.spec.time : expr(n.spec.gap))}(${below})`; }
      default: return null;
    }
  };
  const text = walk(p);
  return text === null ? null : `${keys.map(expr).join()} ${text}`;
}
