import type { Resolved } from '../expression.ts';
import { catalogString } from '../types.ts';
import { exprChildren } from './expressions.ts';

/** A text equal for semantically equal expressions: names, spans and aliases do not count, attributes count by id (Expression.canonicalized). */
export function canonical(e: Resolved): string {
  switch (e.op) {
    case 'attr': return `#${e.id}`;
    case 'lambdaVar': return `$${e.name.toLowerCase()}`;
    case 'lit': return `lit(${catalogString(e.type)}:${literalKey(e.value)})`;
    case 'alias': return canonical(e.child);
    case 'cast': return `cast(${canonical(e.child)} ${catalogString(e.type)})`;
    case 'sort': return `sort(${canonical(e.child)} ${e.descending} ${e.nullsFirst})`;
    case 'udf': return `udf${e.id}(${e.args.map(canonical).join(',')})`;
    case 'lambda': return `(${e.params.map(canonical).join(',')})=>${canonical(e.body)}`;
    case 'call': return `${e.fn}${e.distinct ? ' distinct' : ''}${e.ignoreNulls ? ' ignorenulls' : ''}(${exprChildren(e).map(canonical).join(',')})${e.filter ? ' filtered' : ''}${e.over ? ` over ${e.over.partitionBy.length} ${literalKey(e.over.frame)}` : ''}${e.type.kind}${e.data === undefined ? '' : literalKey(e.data)}`;
  }
}

function literalKey(v: unknown): string {
  return JSON.stringify(v, (_, x: unknown) => (typeof x === 'bigint' ? `${x}n` : x instanceof Map ? [...x] : x instanceof RegExp ? x.source : x instanceof Uint8Array ? [...x] : typeof x === 'number' && !Number.isFinite(x) ? String(x) : Object.is(x, -0) ? '-0' : x));
}
