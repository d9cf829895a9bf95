import type { Attribute, Resolved } from '../expression.ts';
import { exprChildren, references, splitConjuncts, toAttribute, transformExpr } from '../plan/expressions.ts';
import { canonical } from '../plan/equal.ts';
import type { Join, Named, Plan } from '../plan/plan.ts';
import { ExpressionSet, isCall, isNotNull, isSteady, predicate, within } from './conditions.ts';
import { isNullIntolerant } from './null-intolerant.ts';

/** QueryPlanConstraints (3.3.1): what is true of every row that a plan gives. */
export function constraints(p: Plan): ExpressionSet {
  const valid = validConstraints(p);
  return valid.union(inferredFrom(valid)).union(notNullFrom(valid, p.output)).filter((c) => usable(c, p.output));
}

const usable = (c: Resolved, output: readonly Attribute[]): boolean => within(c, output) && !within(c, []) && isSteady(c);

function validConstraints(p: Plan): ExpressionSet {
  switch (p.op) {
    case 'relation': case 'local': case 'range': case 'expand': case 'setop': return new ExpressionSet();
    case 'filter': return constraints(p.child).union(splitConjuncts(p.condition));
    case 'project': return aliased(constraints(p.child), p.exprs);
    case 'aggregate': return aliased(constraints(p.child), [...p.keys, ...p.results.filter((r) => !p.functions.some((f) => references(r).has(f.attr.id)))]);
    // A window that slides comes out of an Expand, which promises nothing; its filter is a node of its own.
    case 'timeWindow': return p.spec.kind === 'window' && p.spec.time.windowDuration !== p.spec.time.slideDuration ? new ExpressionSet() : constraints(p.child);
    case 'union': return unionConstraints(p.inputs, p.output);
    case 'join': return joinConstraints(p);
    default: return constraints(p.child);
  }
}

/** UnaryNode.getAllValidConstraints: what holds of an expression holds of its alias. */
function aliased(child: ExpressionSet, exprs: readonly Named[]): ExpressionSet {
  let all = child;
  for (const e of exprs) {
    if (e.op !== 'alias') continue;
    const to = toAttribute(e), from = e.child;
    if (from.op !== 'lit' && !isSteady(from)) continue;
    if (from.op !== 'lit') all = all.union([...all].map((c) => replaced(c, from, to)));
    all = all.union([predicate('<=>', from, to)]);
  }
  return all;
}

/** What all inputs promise of a column (Union.merge, its common constraints). */
function unionConstraints(inputs: readonly Plan[], output: readonly Attribute[]): ExpressionSet {
  const sets = inputs.map((input) => {
    const place = new Map(input.output.map((a, i) => [a.id, output[i]!]));
    return new ExpressionSet([...constraints(input)].map((c) => transformExpr(c, (x) => (x.op === 'attr' ? place.get(x.id) ?? x : x))));
  });
  return (sets[0] ?? new ExpressionSet()).filter((c) => sets.every((s) => s.has(c)));
}

function joinConstraints(j: Join): ExpressionSet {
  const condition = j.condition ? splitConjuncts(j.condition) : [];
  switch (j.how) {
    case 'Inner': case 'Cross': return constraints(j.left).union(constraints(j.right)).union(condition);
    case 'LeftSemi': return constraints(j.left).union(j.subquery ? [] : condition);
    case 'LeftAnti': case 'LeftOuter': return constraints(j.left);
    case 'RightOuter': return constraints(j.right);
    case 'FullOuter': return new ExpressionSet();
  }
}

const replaced = (e: Resolved, from: Resolved, to: Resolved): Resolved => {
  const key = canonical(from);
  return transformExpr(e, (x) => (canonical(x) === key ? to : x));
};

/** inferAdditionalConstraints: `a = b` and `a > 5` give `b > 5`. */
export function inferredFrom(set: ExpressionSet): ExpressionSet {
  const predicates = [...set].filter((c): boolean => !isCall(c, 'isnotnull'));
  const found: Resolved[] = [];
  for (const eq of predicates) {
    if (!isCall(eq, '=')) continue;
    const [l, r] = eq.args as [Resolved, Resolved];
    const others = predicates.filter((c) => canonical(c) !== canonical(eq));
    const isCast = (e: Resolved): boolean => e.op === 'cast' && e.child.op === 'attr';
    if (r.op === 'attr' && (l.op === 'attr' || isCast(l))) found.push(...others.map((c) => replaced(c, r, l)));
    if (l.op === 'attr' && (r.op === 'attr' || isCast(r))) found.push(...others.map((c) => replaced(c, l, r)));
  }
  return new ExpressionSet(found).without(set);
}

/** constructIsNotNullConstraints: columns that must be there for a condition to be true, and those that always are. */
export function notNullFrom(set: ExpressionSet, output: readonly Attribute[]): ExpressionSet {
  const needed = [...set].flatMap((c) => scan(isCall(c, 'isnotnull') ? c.args[0]! : c));
  return new ExpressionSet([...needed, ...output.filter((a) => !a.nullable)].map(isNotNull)).without(set);
}

function scan(e: Resolved): Resolved[] {
  if (e.op === 'attr') return [e];
  if (isExtraction(e)) return [e];
  return isNullIntolerant(e) ? exprChildren(e).flatMap(scan) : [];
}
const isExtraction = (e: Resolved): boolean => e.op === 'call' && e.fn === 'getfield' && (e.args[0]!.op === 'attr' || isExtraction(e.args[0]!));

/** InferFiltersFromGenerate and InferFiltersFromConstraints; `add` puts a filter on a plan. */
export function inferFilters(p: Plan, add: (child: Plan, conditions: readonly Resolved[], at: Plan) => Plan): Plan {
  switch (p.op) {
    case 'filter': {
      const fresh = [...constraints(p).without(constraints(p.child).union(splitConjuncts(p.condition)))];
      return add({ ...p, child: inferFilters(p.child, add) }, fresh, p);
    }
    case 'join': return inferForJoin(p, add);
    case 'union': return { ...p, inputs: p.inputs.map((i) => inferFilters(i, add)) };
    case 'setop': return { ...p, left: inferFilters(p.left, add), right: inferFilters(p.right, add) };
    case 'relation': case 'local': case 'range': return p;
    case 'generate': {
      const input = p.call.args[0];
      const child = inferFilters(p.child, add);
      if (p.outer || input?.op !== 'attr' || !['explode', 'posexplode', 'inline'].includes(p.call.fn)) return { ...p, child };
      return { ...p, child: add(child, [...new ExpressionSet([isNotNull(input)]).without(constraints(p.child))], p) };
    }
    default: return { ...p, child: inferFilters(p.child, add) };
  }
}

function inferForJoin(j: Join, add: (child: Plan, conditions: readonly Resolved[], at: Plan) => Plan): Plan {
  const left = inferFilters(j.left, add), right = inferFilters(j.right, add);
  if (j.subquery || j.how === 'FullOuter') return { ...j, left, right };
  const base = constraints(j.left).union(constraints(j.right)).union(j.condition ? splitConjuncts(j.condition) : []);
  const all = base.union(inferredFrom(base));
  const fresh = (side: Plan): Resolved[] => [...all.union(notNullFrom(all, side.output)).filter((c) => usable(c, side.output)).without(constraints(side))];
  const forLeft = j.how === 'Inner' || j.how === 'Cross' || j.how === 'LeftSemi' || j.how === 'RightOuter';
  const forRight = j.how !== 'RightOuter';
  return { ...j, left: forLeft ? add(left, fresh(j.left), j) : left, right: forRight ? add(right, fresh(j.right), j) : right };
}
