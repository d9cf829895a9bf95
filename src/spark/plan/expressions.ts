import type { Attribute, Call, Expr, Resolved, SortOrder } from '../expression.ts';
import type { Metadata } from '../types.ts';
import { nullableOf } from '../functions/nodes.ts';
import type { Named } from './plan.ts';
import { registry } from '../functions/registry.ts';

/** Children of a resolved expression, in order. */
export function exprChildren(e: Resolved): readonly Resolved[] {
  switch (e.op) {
    case 'lit': case 'attr': case 'lambdaVar': return [];
    case 'alias': case 'cast': case 'sort': return [e.child];
    case 'call': return e.filter || e.over ? [...e.args, ...(e.filter ? [e.filter] : []), ...(e.over ? [...e.over.partitionBy, ...e.over.orderBy] : [])] : e.args;
    case 'udf': return e.args;
    case 'lambda': return [e.body];
  }
}

export function mapChildren(e: Resolved, f: (e: Resolved) => Resolved): Resolved {
  switch (e.op) {
    case 'lit': case 'attr': case 'lambdaVar': return e;
    case 'alias': case 'cast': case 'sort': { const child = f(e.child); return child === e.child ? e : { ...e, child }; }
    case 'call': {
      const args = e.args.map(f), filter = e.filter && f(e.filter);
      const over = e.over && { ...e.over, partitionBy: e.over.partitionBy.map(f), orderBy: e.over.orderBy.map((o) => f(o) as SortOrder) };
      return !over && args.every((a, i) => a === e.args[i]) && filter === e.filter ? e : { ...e, args, ...(filter ? { filter } : {}), ...(over ? { over } : {}) };
    }
    case 'udf': { const args = e.args.map(f); return args.every((a, i) => a === e.args[i]) ? e : { ...e, args }; }
    case 'lambda': { const body = f(e.body); return body === e.body ? e : { ...e, body }; }
  }
}

/** Bottom-up rewrite. */
export const transformExpr = (e: Resolved, f: (e: Resolved) => Resolved): Resolved => f(mapChildren(e, (c) => transformExpr(c, f)));

export function* exprNodes(e: Resolved): Generator<Resolved> {
  yield e;
  for (const c of exprChildren(e)) yield* exprNodes(c);
}
export function someExpr(e: Resolved, test: (e: Resolved) => boolean): boolean {
  return test(e) || exprChildren(e).some((c) => someExpr(c, test));
}

/** Attribute ids that an expression reads. */
export function references(e: Resolved, into = new Set<number>()): Set<number> {
  if (e.op === 'attr') into.add(e.id);
  for (const c of exprChildren(e)) references(c, into);
  return into;
}

export const isAggregateCall = (e: Resolved): boolean => e.op === 'call' && !e.over && registry.get(e.fn)?.kind === 'aggregate';
export const isWindowCall = (e: Resolved): e is Call => e.op === 'call' && e.over !== undefined;
export const isGeneratorCall = (e: Resolved): boolean => e.op === 'call' && registry.get(e.fn)?.kind === 'generator';
export const isDeterministic = (e: Resolved): boolean =>
  !someExpr(e, (x) => (x.op === 'call' && registry.get(x.fn)?.nondeterministic === true) || (x.op === 'udf' && !x.deterministic));
/** Every row gives the same value: no attribute, no randomness (Expression.foldable). */
export const isFoldable = (e: Resolved): boolean => isDeterministic(e)
  && !someExpr(e, (x) => x.op === 'attr' || x.op === 'udf' || x.op === 'lambdaVar' || (x.op === 'call' && registry.get(x.fn)?.kind !== 'scalar'));

export { nullableOf };

export function typeOf(e: Resolved): Attribute['type'] {
  switch (e.op) {
    case 'alias': case 'sort': return typeOf(e.child);
    case 'lambda': return typeOf(e.body);
    default: return e.type;
  }
}

/** Alias.metadata: an explicit one, else that of a named child; anything else loses it (and the watermark with it). */
export function metadataOf(e: Resolved): Metadata | undefined {
  if (e.op === 'attr') return e.metadata;
  if (e.op === 'alias') return e.metadata ?? metadataOf(e.child);
  return undefined;
}

export function toAttribute(e: Named): Attribute {
  if (e.op === 'attr') return e;
  const metadata = metadataOf(e);
  return { op: 'attr', id: e.id, name: e.name, type: typeOf(e.child), nullable: nullableOf(e.child), qualifier: [], ...(metadata ? { metadata } : {}) };
}

export const WATERMARK_KEY = 'spark.watermarkDelayMs';
export const hasWatermark = (a: Attribute): boolean => a.metadata?.[WATERMARK_KEY] !== undefined;
export const isResolved = (e: Expr): e is Resolved =>
  e.op === 'lit' || e.op === 'attr' || e.op === 'alias' || e.op === 'call' || e.op === 'cast' || e.op === 'lambda' || e.op === 'lambdaVar' || e.op === 'udf' || e.op === 'sort';

export const splitConjuncts = (e: Resolved): Resolved[] => (e.op === 'call' && e.fn === 'and' ? [...splitConjuncts(e.args[0]!), ...splitConjuncts(e.args[1]!)] : [e]);
