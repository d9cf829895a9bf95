import type { Attribute, Resolved } from '../expression.ts';
import { references } from '../plan/expressions.ts';
import { childrenOf, isStreaming, type Join, type Named, type Plan, type Relation } from '../plan/plan.ts';

type Ids = { nextId(): number };
type Needed = ReadonlySet<number>;

/**
 * ColumnPruning (3.3.1): expressions that nothing reads are not evaluated, the state of joins and of dropDuplicates holds only
 * what is read later on, and a relation knows which of its columns are (`required`). Columns that cost nothing stay where no
 * rule of Spark looks at them, so that a late row can be shown whole.
 */
export function pruneColumns(plan: Plan, ids: Ids): Plan {
  return prune(plan, new Set(plan.output.map((a) => a.id)), ids);
}

const reads = (needed: Iterable<number>, exprs: readonly Resolved[]): Set<number> => {
  const all = new Set(needed);
  for (const e of exprs) references(e, all);
  return all;
};
const available = (p: Plan): Set<number> => new Set(p.output.map((a) => a.id));

function prune(p: Plan, needed: Needed, ids: Ids): Plan {
  switch (p.op) {
    case 'relation': return withRequired(p, needed);
    case 'local': case 'range': return p;
    case 'project': {
      const child = prune(p.child, reads([], p.exprs.filter((e) => needed.has(e.id))), ids);
      const there = available(child);
      const exprs = p.exprs.filter((e) => needed.has(e.id) || (isPlain(e) && [...references(e)].every((r) => there.has(r))));
      const kept = new Set(exprs.map((e) => e.id));
      return { ...p, exprs, child, output: p.output.filter((a) => kept.has(a.id)) };
    }
    case 'filter': return passing(p, prune(p.child, reads(needed, [p.condition]), ids));
    case 'watermark': return passing(p, prune(p.child, reads(needed, [p.column]), ids));
    case 'timeWindow': return passing(p, prune(p.child, reads(needed, [p.time, ...(p.spec.kind === 'session' ? [p.spec.gap] : [])]), ids), [p.window]);
    case 'generate': return passing(p, prune(p.child, reads(needed, [p.call]), ids), p.generated);
    case 'sort': return passing(p, prune(p.child, reads(needed, p.orders), ids));
    case 'repartition': return passing(p, prune(p.child, reads(needed, p.by), ids));
    case 'limit': case 'sample': case 'alias': return passing(p, prune(p.child, needed, ids));
    case 'window': return passing(p, prune(p.child, reads(needed, [...p.partitionBy, ...p.orderBy, ...p.functions.map((f) => f.call)]), ids), p.functions.map((f) => f.attr));
    case 'deduplicate': return passing(p, exactly(p.child, reads(needed, p.keys), ids));
    case 'aggregate': {
      const results = p.results.filter((r) => needed.has(r.id)), shown = reads([], results);
      const functions = p.functions.filter((f) => shown.has(f.attr.id));
      const child = prune(p.child, reads([], [...p.keys, ...functions.map((f) => f.call)]), ids);
      return { ...p, results, functions, child, output: p.output.filter((a) => needed.has(a.id)) };
    }
    case 'join': return pruneJoin(p, needed, ids);
    case 'union': {
      const at = p.output.flatMap((a, i) => (needed.has(a.id) ? [i] : []));
      if (at.length === p.output.length) return { ...p, inputs: p.inputs.map((i) => inOrder(i, i.output, ids)) };
      return { ...p, output: at.map((i) => p.output[i]!), inputs: p.inputs.map((input) => inOrder(input, at.map((i) => input.output[i]!), ids)) };
    }
    case 'expand': return { ...p, child: prune(p.child, reads([], p.projections.flat()), ids) };
    case 'setop': return { ...p, left: inOrder(p.left, p.left.output, ids), right: inOrder(p.right, p.right.output, ids) };
  }
}

/** The node over a child that may have lost columns; what it adds stays. */
function passing<P extends Plan & { child: Plan }>(p: P, child: Plan, added: readonly Attribute[] = []): P {
  const there = available(child);
  for (const a of added) there.add(a.id);
  return { ...p, child, output: p.output.filter((a) => there.has(a.id)) };
}

function pruneJoin(p: Join, needed: Needed, ids: Ids): Plan {
  const all = reads(needed, p.condition ? [p.condition] : []);
  const kept = isStreaming(p.left) && isStreaming(p.right) && !p.subquery;
  const side = (s: Plan): Plan => { const own = new Set(s.output.map((a) => a.id).filter((id) => all.has(id))); return kept ? exactly(s, own, ids) : prune(s, own, ids); };
  const left = side(p.left), right = side(p.right);
  const there = new Set([...available(left), ...available(right)]);
  return { ...p, left, right, output: p.output.filter((a) => there.has(a.id)) };
}

/** A plan that gives the needed columns and no other: what an operator keeps of its rows depends on it. */
function exactly(p: Plan, needed: Needed, ids: Ids): Plan {
  const pruned = prune(p, needed, ids);
  const wanted = pruned.output.filter((a) => needed.has(a.id));
  return wanted.length === pruned.output.length ? pruned : selecting(pruned, wanted, ids);
}

/** A plan that gives these columns in this order. */
function inOrder(p: Plan, wanted: readonly Attribute[], ids: Ids): Plan {
  const pruned = prune(p, new Set(wanted.map((a) => a.id)), ids);
  return pruned.output.length === wanted.length && pruned.output.every((a, i) => a.id === wanted[i]!.id) ? pruned : selecting(pruned, wanted, ids);
}

const selecting = (child: Plan, wanted: readonly Attribute[], ids: Ids): Plan => {
  const exprs = wanted.map((w) => child.output.find((a) => a.id === w.id) ?? w);
  return { op: 'project', id: ids.nextId(), exprs, child, output: exprs };
};

const isPlain = (e: Named): boolean => e.op === 'attr' || isField(e.child);
const isField = (e: Resolved): boolean => e.op === 'attr' || (e.op === 'call' && e.fn === 'getfield' && isField(e.args[0]!));

/** A relation that is read in two places is read for each on its own. */
function withRequired(p: Relation, needed: Needed): Relation {
  const required = p.output.flatMap((a, i) => (needed.has(a.id) ? [i] : []));
  const { required: _, ...whole } = p;
  return required.length === p.output.length ? whole : { ...whole, required };
}

/** Every relation of a plan, however deep. */
export function* relations(p: Plan): Generator<Relation> {
  if (p.op === 'relation') yield p;
  for (const c of childrenOf(p)) yield* relations(c);
}
