import type { Cast, Resolved } from '../expression.ts';
import { sameType, type DataType, type DecimalType } from '../types.ts';

/** Expression.dataType of a resolved node. */
export function typeOf(e: Resolved): DataType {
  switch (e.op) {
    case 'alias': case 'sort': return typeOf(e.child);
    case 'lambda': return typeOf(e.body);
    default: return e.type;
  }
}

/** Expression.nullable of a resolved node. */
export function nullableOf(e: Resolved): boolean {
  switch (e.op) {
    case 'lit': return e.value === null;
    case 'alias': case 'sort': return nullableOf(e.child);
    case 'lambda': return nullableOf(e.body);
    case 'cast': return nullableOf(e.child) || e.tryCast === true || forceNullable(typeOf(e.child), e.type);
    case 'udf': return true;
    default: return e.nullable;
  }
}

export const anyNullable = (args: readonly Resolved[]): boolean => args.some(nullableOf);

/** A cast that the analyzer adds: not shown in column names. Returns the expression itself where the type is already right. */
export function castTo(e: Resolved, type: DataType): Resolved {
  if (sameType(typeOf(e), type)) return e;
  const c: Cast = { op: 'cast', child: e, type, implicit: true };
  return e.span ? { ...c, span: e.span } : c;
}

/** DecimalType.forType: the decimal that holds every value of an integral or fractional type. */
export function decimalFor(t: DataType): DecimalType | null {
  const sizes: Partial<Record<DataType['kind'], [number, number]>> = { byte: [3, 0], short: [5, 0], int: [10, 0], long: [20, 0], float: [14, 7], double: [30, 15] };
  if (t.kind === 'decimal') return t;
  const s = sizes[t.kind];
  return s ? { kind: 'decimal', precision: s[0], scale: s[1] } : null;
}

/** DecimalType.isWiderThan. */
export function isWiderDecimal(d: DecimalType, other: DataType): boolean {
  if (other.kind === 'float' || other.kind === 'double') return false;
  const o = decimalFor(other);
  return o !== null && d.precision - d.scale >= o.precision - o.scale && d.scale >= o.scale;
}

function castsSafelyToDecimal(from: DataType, to: DecimalType): boolean {
  if (from.kind === 'boolean') return to.precision - to.scale >= 1 && to.scale >= 0;
  if (isWiderDecimal(to, from)) return true;
  return from.kind === 'decimal' && to.precision - to.scale > from.precision - from.scale;
}

/** Cast.forceNullable: a non-null value of `from` may become null in `to`. */
export function forceNullable(from: DataType, to: DataType): boolean {
  if (from.kind === 'null' || sameType(from, to)) return false;
  if (from.kind === 'string') return to.kind !== 'binary';
  if (to.kind === 'string') return false;
  if ((from.kind === 'float' || from.kind === 'double') && to.kind === 'timestamp') return true;
  if (from.kind === 'timestamp' && to.kind === 'date') return false;
  if (to.kind === 'date') return true;
  if (from.kind === 'date') return to.kind !== 'timestamp';
  if (to.kind === 'calendarInterval') return true;
  if (to.kind === 'decimal') return !castsSafelyToDecimal(from, to);
  const fractional = from.kind === 'float' || from.kind === 'double' || from.kind === 'decimal';
  return fractional && (to.kind === 'byte' || to.kind === 'short' || to.kind === 'int' || to.kind === 'long');
}
