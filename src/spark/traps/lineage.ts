/** Where a column's values come from, through the nodes of a plan. */
import type { Attribute, Resolved } from '../expression.ts';
import { exprNodes, hasWatermark } from '../plan/expressions.ts';
import { nodesDown, type Plan } from '../plan/plan.ts';

/** Attribute → the expression that made it. */
export function definitions(plan: Plan): Map<number, Resolved> {
  const found = new Map<number, Resolved>();
  const note = (exprs: readonly Resolved[]): void => { for (const e of exprs) if (e.op === 'alias') found.set(e.id, e.child); };
  for (const n of nodesDown(plan)) {
    if (n.op === 'project') note(n.exprs);
    else if (n.op === 'aggregate') note([...n.keys, ...n.results]);
    else if (n.op === 'timeWindow') found.set(n.window.id, n.time);
  }
  return found;
}

/** The expression in which a watermark's column stands and after which it is that column no more; undefined: it is not made of one. */
export function losing(e: Resolved, made: ReadonlyMap<number, Resolved>, seen = new Set<number>()): { expr: Resolved; column: Attribute } | undefined {
  if (e.op === 'alias') return losing(e.child, made, seen);
  if (e.op === 'attr') {
    if (hasWatermark(e) || seen.has(e.id)) return undefined;
    seen.add(e.id);
    const child = made.get(e.id);
    return child && losing(child, made, seen);
  }
  const attributes = [...exprNodes(e)].filter((each): each is Attribute => each.op === 'attr'), column = attributes.find(hasWatermark);
  if (column) return { expr: e, column };
  for (const attribute of attributes) {
    const found = losing(attribute, made, seen);
    if (found) return found;
  }
  return undefined;
}
