import type { SourceSpan } from '../../protocol/run.ts';
import type { Resolved } from '../expression.ts';
import { exprNodes, isGeneratorCall, references, splitConjuncts, transformExpr } from '../plan/expressions.ts';
import { canonical } from '../plan/equal.ts';
import { withChildren, type Aggregate, type Join, type Named, type Plan, type Union } from '../plan/plan.ts';
import { and, hasUdf, isLiteral, isSteady, within, type OptimizerContext } from './conditions.ts';
import { withoutNeedlessOuter } from './outer-joins.ts';
import { simplifyCondition } from './simplify.ts';

/** Where a condition stands in the job; kept while it moves, for the panel. */
export interface Origin { readonly id: number; readonly span?: SourceSpan; readonly inferred: boolean }
/** One condition on its way down. `join` is the one that `IN (SELECT …)` or EXISTS is made of: a condition until the very end of optimization. */
export interface Condition { readonly expr: Resolved; readonly from: Origin; readonly join?: Join }

/** PushDownPredicates (3.3.1) in one pass: every condition as near to its source as Spark puts it. */
export class Placement {
  /** Node ids given out already: a filter that is put in two places is one node only once. */
  readonly #used = new Set<number>();
  constructor(readonly cx: OptimizerContext) {}

  place(p: Plan, conditions: readonly Condition[]): Plan {
    switch (p.op) {
      case 'filter': return this.#filter(p, conditions);
      case 'join': return p.subquery ? this.#subquery(p, conditions) : this.#join(p, conditions);
      case 'project': {
        if (!p.exprs.every(isSteady)) return this.#above({ ...p, child: this.place(p.child, []) }, conditions);
        const lowered = conditions.map((c) => ({ c, down: rewritten(c, (e) => substitute(e, p.exprs)) }));
        const [through, stay] = partition(lowered, ({ down }) => ![...exprNodes(down.expr)].some(isGeneratorCall));
        return this.#above({ ...p, child: this.place(p.child, through.map((x) => x.down)) }, stay.map((x) => x.c));
      }
      case 'watermark': return this.#split(p, conditions, (c) => !readBy(c).has(p.column.id));
      case 'timeWindow': return this.#split(p, conditions, (c) => !readBy(c).has(p.window.id));
      case 'generate': return isSteady(p.call) ? this.#split(p, conditions, (c) => !p.generated.some((g) => readBy(c).has(g.id))) : this.#above(this.#alone(p), conditions);
      case 'sort': return p.orders.every(isSteady) ? this.#split(p, conditions, () => true) : this.#above(this.#alone(p), conditions);
      case 'repartition': return p.by.every(isSteady) ? this.#split(p, conditions, () => true) : this.#above(this.#alone(p), conditions);
      case 'expand': return this.#split(p, conditions, (c) => within(c.expr, p.child.output));
      case 'aggregate': return this.#aggregate(p, conditions);
      case 'union': return this.#union(p, conditions);
      default: return this.#above(this.#alone(p), conditions);
    }
  }

  #alone(p: Plan): Plan {
    switch (p.op) {
      case 'relation': case 'local': case 'range': return p;
      case 'setop': return { ...p, left: this.place(p.left, []), right: this.place(p.right, []) };
      case 'union': case 'join': throw new Error(`${p.op} has a rule of its own`);
      default: return withChildren(p, [this.place(p.child, [])]);
    }
  }

  #filter(p: Extract<Plan, { op: 'filter' }>, conditions: readonly Condition[]): Plan {
    const from: Origin = { id: p.id, ...(p.span ? { span: p.span } : {}), inferred: p.inferred ?? false };
    const own = splitConjuncts(simplifyCondition(p.condition, this.cx)).filter((e) => !isLiteral(e, true)).map((expr): Condition => ({ expr, from }));
    const [steady, moody] = partition(own, (c) => isSteady(c.expr));
    if (moody.length === 0) return this.place(p.child, [...steady, ...conditions]);
    // Filters are merged only when the lower one is deterministic: those above stay above.
    return this.#above(this.#above(this.place(p.child, steady), moody), conditions);
  }

  #subquery(p: Join, conditions: readonly Condition[]): Plan {
    const from: Origin = { id: p.id, ...(p.span ? { span: p.span } : {}), inferred: false };
    const join: Join = { ...p, right: this.place(p.right, []) };
    return this.place(p.left, [{ expr: p.condition ?? and([]), from, join }, ...conditions]);
  }

  /** The conditions that may pass go below; the others stay right above. */
  #split(p: Plan & { child: Plan }, conditions: readonly Condition[], passes: (c: Condition) => boolean): Plan {
    const [down, stay] = partition(conditions, passes);
    return this.#above(withChildren(p, [this.place(p.child, down)]), stay);
  }

  #aggregate(p: Aggregate, conditions: readonly Condition[]): Plan {
    const keyIds = new Set(p.keys.map((k) => k.id));
    const movable = p.keys.length > 0 && p.results.every(isSteady) && p.functions.every((f) => isSteady(f.call));
    const [down, stay] = partition(conditions, (c) => movable && readBy(c).size > 0 && [...readBy(rewritten(c, (e) => substitute(e, p.results)))].every((r) => keyIds.has(r)));
    const lowered = down.map((c) => rewritten(c, (e) => substitute(substitute(e, p.results), p.keys)));
    return this.#above({ ...p, child: this.place(p.child, lowered) }, stay);
  }

  #union(p: Union, conditions: readonly Condition[]): Plan {
    const [down, stay] = partition(conditions, (c) => c.join === undefined);
    const inputs = p.inputs.map((input) => {
      const place = new Map(p.output.map((o, i) => [o.id, input.output[i]!]));
      return this.place(input, down.map((c) => rewritten(c, (e) => transformExpr(e, (x) => (x.op === 'attr' ? place.get(x.id) ?? x : x)))));
    });
    return this.#above({ ...p, inputs }, stay);
  }

  /** PushPredicateThroughJoin: first the conditions from above, then those of the join itself. */
  #join(given: Join, conditions: readonly Condition[]): Plan {
    const simple = given.condition ? splitConjuncts(simplifyCondition(given.condition, this.cx)).filter((e) => !isLiteral(e, true)) : [];
    const p = withoutNeedlessOuter(given, conditions.filter((c) => !c.join).map((c) => c.expr), this.cx);
    const side = (c: Condition): 'left' | 'right' | 'both' => (!isSteady(c.expr) ? 'both' : inside(c, p.left) ? 'left' : inside(c, p.right) ? 'right' : 'both');
    const inner = p.how === 'Inner' || p.how === 'Cross';
    const left: Condition[] = [], right: Condition[] = [], kept: Condition[] = [], stay: Condition[] = [];
    for (const c of conditions) {
      const at = side(c);
      if (at === 'left' && (inner || p.how === 'LeftOuter' || p.how === 'LeftSemi' || p.how === 'LeftAnti')) left.push(c);
      else if (at === 'right' && (inner || p.how === 'RightOuter')) right.push(c);
      else if (inner && !c.join && isSteady(c.expr) && !hasUdf(c.expr)) kept.push(c);
      else stay.push(c);
    }
    const from: Origin = { id: this.cx.nextId(), ...(p.span ? { span: p.span } : {}), inferred: false };
    for (const expr of simple) {
      const c: Condition = { expr, from }, at = side(c);
      if (at === 'left' && (inner || p.how === 'LeftSemi' || p.how === 'RightOuter')) left.push(c);
      else if (at === 'right' && (inner || p.how === 'LeftSemi' || p.how === 'LeftOuter' || p.how === 'LeftAnti')) right.push(c);
      else kept.push(c);
    }
    const condition = kept.length > 0 ? and(distinct(kept).map((c) => c.expr)) : null;
    return this.#above({ ...p, condition, left: this.place(p.left, left), right: this.place(p.right, right) }, stay);
  }

  /** Filters over a plan, one for each place in the job, the one nearest to the source lowest; subqueries come last. */
  #above(child: Plan, conditions: readonly Condition[]): Plan {
    const plain = distinct(conditions.filter((c) => !c.join));
    let p = child;
    for (const id of new Set(plain.map((c) => c.from.id))) {
      const own = plain.filter((c) => c.from.id === id), { span, inferred } = own[0]!.from;
      p = { op: 'filter', id: this.#idOf(id), condition: and(own.map((c) => c.expr)), child: p, output: p.output, ...(span ? { span } : {}), ...(inferred ? { inferred } : {}) };
    }
    for (const c of conditions) if (c.join) p = { ...c.join, id: this.#idOf(c.join.id), left: p, condition: c.expr, output: p.output };
    return p;
  }

  #idOf(id: number): number {
    if (this.#used.has(id)) return this.cx.nextId();
    this.#used.add(id);
    return id;
  }
}

/** Columns that a condition reads from the plan it stands on. */
function readBy(c: Condition): Set<number> {
  const all = references(c.expr);
  if (c.join) for (const a of c.join.right.output) all.delete(a.id);
  return all;
}
const inside = (c: Condition, p: Plan): boolean => { const ids = new Set(p.output.map((a) => a.id)); return [...readBy(c)].every((r) => ids.has(r)); };
const rewritten = (c: Condition, f: (e: Resolved) => Resolved): Condition => ({ ...c, expr: f(c.expr) });

const substitute = (e: Resolved, list: readonly Named[]): Resolved => transformExpr(e, (x) => {
  if (x.op !== 'attr') return x;
  const found = list.find((n) => n.id === x.id);
  return found?.op === 'alias' ? found.child : found ?? x;
});

function distinct(conditions: readonly Condition[]): Condition[] {
  const seen = new Set<string>();
  return conditions.filter((c) => { const key = canonical(c.expr); return !seen.has(key) && seen.add(key); });
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [], no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}
