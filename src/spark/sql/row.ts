import { literal, type Expr } from '../expression.ts';
import { StringType } from '../types.ts';

const values = new WeakMap<Expr, readonly Expr[]>();
const unaliased = (e: Expr): Expr => (e.op === 'uAlias' ? e.child : e);

/** Notes the parts of a struct that the grammar made: IN and VALUES take them apart again. */
export function asRow(e: Expr, parts: readonly Expr[]): Expr {
  values.set(e, parts.map(unaliased));
  return e;
}

/** The values of a row constructor or struct(…); of anything else itself. */
export const rowValues = (e: Expr): readonly Expr[] => values.get(e) ?? [e];

/** `(a, b + 1)`: a struct whose fields are named as CreateStruct does, by column or alias, else col1, col2. */
export function row(parts: readonly Expr[]): Expr {
  const args = parts.flatMap((e, i) => [literal(fieldName(e) ?? `col${i + 1}`, StringType), unaliased(e)]);
  return asRow({ op: 'apply', fn: 'named_struct', args }, parts);
}

function fieldName(e: Expr): string | undefined {
  if (e.op === 'name') return e.parts[e.parts.length - 1];
  if (e.op === 'uAlias') return e.names[0];
  const field = e.op === 'apply' && (e.fn === 'getfield' || e.fn === 'getitem') ? e.args[1] : undefined;
  return field?.op === 'lit' && typeof field.value === 'string' ? field.value : undefined;
}
