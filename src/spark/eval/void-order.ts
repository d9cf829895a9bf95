/** What Spark's interpreter cannot order: ArrayType.interpretedOrdering (3.3.1) knows no order of void. */
import { illegalArgument } from '../errors.ts';
import type { Call } from '../expression.ts';
import type { RowFn } from '../functions/def.ts';
import { isFoldable, typeOf } from '../plan/expressions.ts';
import type { DataType } from '../types.ts';
import type { Value } from '../values.ts';

const scalars = new Set(['=', '<=>', '<', '<=', '>', '>=', 'in', 'greatest', 'least', 'nullif']);
const searches = new Set(['array_contains', 'array_position', 'array_remove']);
const sets = new Set(['array_distinct', 'array_union', 'array_except', 'array_intersect', 'arrays_overlap', 'array_max', 'array_min', 'sort_array']);

/**
 * Constants are computed while the plan is optimized, without generated code: there, comparing two arrays of void fails. Generated
 * code, which computes everything else, takes all voids for equal.
 */
export function refusingOrderOfVoid(e: Call, args: readonly RowFn[], compiled: RowFn): RowFn {
  const list = sets.has(e.fn) || searches.has(e.fn);
  if (!list && !scalars.has(e.fn)) return compiled;
  const type = typeOf(e.args[0]!), compared = list && type.kind === 'array' ? type.element : type;
  if (!hasArrayOfVoid(compared) || !isFoldable(e)) return compiled;
  return (i) => {
    const values = args.map((a) => a(i));
    if (comparable(e.fn, values).filter((v) => v !== null).length > 1) throw illegalArgument('Type void does not support ordered operations');
    return compiled(i);
  };
}

/** The values that would be compared with each other. */
function comparable(fn: string, values: readonly Value[]): readonly Value[] {
  const [first, second] = values, items = (v: Value | undefined): Value[] => (Array.isArray(v) ? v : []);
  if (fn === 'nullif') return values.slice(2);
  if (fn === 'in') return first === null ? [] : values;
  if (searches.has(fn)) return second === null ? [] : [...items(first), second!];
  return sets.has(fn) ? values.flatMap(items) : values;
}

function hasArrayOfVoid(t: DataType): boolean {
  if (t.kind === 'array') return t.element.kind === 'null' || hasArrayOfVoid(t.element);
  return t.kind === 'struct' && t.fields.some((f) => hasArrayOfVoid(f.type));
}
