import * as T from '../types.ts';
import type { DataType, DecimalType } from '../types.ts';
import type { Resolved } from '../expression.ts';
import { implicitCastType, type Expected } from './expected.ts';
import { castTo, decimalFor, forceNullable, isWiderDecimal, typeOf } from './nodes.ts';

/** Spark's non-ANSI TypeCoercion (org.apache.spark.sql.catalyst.analysis.TypeCoercion, 3.3.1). */

const numericPrecedence: readonly DataType[] = [T.ByteType, T.ShortType, T.IntegerType, T.LongType, T.FloatType, T.DoubleType];
type Finder = (a: DataType, b: DataType) => DataType | null;

export const haveSameType = (types: readonly DataType[]): boolean => types.every((t) => T.sameType(t, types[0]!));

/** Two types that differ at most in nullability, names in any case. Merges the nullability. */
function mergeSame(a: DataType, b: DataType): DataType | null {
  if (a.kind === 'array' || a.kind === 'map' || a.kind === 'struct') return findForComplex(a, b, (x, y) => mergeSame(x, y));
  return T.sameType(a, b) ? a : null;
}

/** findTightestCommonType: numeric widening, dates to timestamps, nothing is turned into a string. */
export function findTightestCommonType(a: DataType, b: DataType): DataType | null {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (T.isIntegral(a) && b.kind === 'decimal') return isWiderDecimal(b, a) ? b : null;
  if (a.kind === 'decimal' && T.isIntegral(b)) return isWiderDecimal(a, b) ? a : null;
  if (a.kind === 'decimal' || b.kind === 'decimal') return T.sameType(a, b) ? a : null;
  if (T.isNumeric(a) && T.isNumeric(b)) {
    const index = (t: DataType): number => numericPrecedence.findIndex((p) => p.kind === t.kind);
    return numericPrecedence[Math.max(index(a), index(b))]!;
  }
  if (a.kind === 'date' && (b.kind === 'timestamp' || b.kind === 'timestamp_ntz')) return b;
  if (b.kind === 'date' && (a.kind === 'timestamp' || a.kind === 'timestamp_ntz')) return a;
  if (a.kind === 'dayTimeInterval' && b.kind === 'dayTimeInterval') return T.dayTimeInterval(Math.min(a.start, b.start), Math.max(a.end, b.end));
  if (a.kind === 'yearMonthInterval' && b.kind === 'yearMonthInterval') return T.yearMonthInterval(Math.min(a.start, b.start), Math.max(a.end, b.end));
  return findForComplex(a, b, findTightestCommonType) ?? (T.sameType(a, b) ? a : null);
}

function findForComplex(a: DataType, b: DataType, find: Finder): DataType | null {
  if (a.kind === 'array' && b.kind === 'array') {
    const e = find(a.element, b.element);
    return e && T.array(e, a.containsNull || b.containsNull || forceNullable(a.element, e) || forceNullable(b.element, e));
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const k = find(a.key, b.key), v = find(a.value, b.value);
    if (!k || !v || forceNullable(a.key, k) || forceNullable(b.key, k)) return null;
    return T.map(k, v, a.valueContainsNull || b.valueContainsNull || forceNullable(a.value, v) || forceNullable(b.value, v));
  }
  if (a.kind === 'struct' && b.kind === 'struct' && a.fields.length === b.fields.length) {
    const fields: T.StructField[] = [];
    for (let i = 0; i < a.fields.length; i++) {
      const f = a.fields[i]!, g = b.fields[i]!;
      if (f.name.toLowerCase() !== g.name.toLowerCase()) return null;
      const t = find(f.type, g.type);
      if (!t) return null;
      fields.push(T.field(f.name, t, f.nullable || g.nullable || forceNullable(f.type, t) || forceNullable(g.type, t)));
    }
    return T.struct(fields);
  }
  return null;
}

/** DecimalPrecision.widerDecimalType. */
export function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  return boundedDecimal(Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale);
}
/** DecimalType.bounded. */
export const boundedDecimal = (precision: number, scale: number): DecimalType => T.decimal(Math.min(precision, 38), Math.min(scale, 38));

/** DecimalType.adjustPrecisionScale: beyond 38 digits the scale gives way, to no less than 6. */
export function adjustDecimal(precision: number, scale: number): DecimalType {
  if (precision <= 38) return T.decimal(precision, scale);
  if (scale < 0) return T.decimal(38, scale);
  const integral = precision - scale;
  return T.decimal(38, Math.max(38 - integral, Math.min(scale, 6)));
}

function findWiderForDecimal(a: DataType, b: DataType): DataType | null {
  if (a.kind === 'decimal' && b.kind === 'decimal') return widerDecimal(a, b);
  if (T.isIntegral(a) && b.kind === 'decimal') return widerDecimal(decimalFor(a)!, b);
  if (a.kind === 'decimal' && T.isIntegral(b)) return widerDecimal(decimalFor(b)!, a);
  if ((T.isFractional(a) && b.kind === 'decimal') || (a.kind === 'decimal' && T.isFractional(b))) return T.DoubleType;
  return null;
}

const promotesToString = (t: DataType): boolean => T.isAtomic(t) && t.kind !== 'binary' && t.kind !== 'boolean';

/** findWiderTypeForTwo: also decimals that lose digits, and anything beside a string becomes a string. */
export function findWiderTypeForTwo(a: DataType, b: DataType): DataType | null {
  const found = findTightestCommonType(a, b) ?? findWiderForDecimal(a, b);
  if (found) return found;
  if ((a.kind === 'string' && promotesToString(b)) || (b.kind === 'string' && promotesToString(a))) return T.StringType;
  return findForComplex(a, b, findWiderTypeForTwo);
}

export function findWiderWithoutString(a: DataType, b: DataType): DataType | null {
  return findTightestCommonType(a, b) ?? findWiderForDecimal(a, b) ?? findForComplex(a, b, findWiderWithoutString);
}

const hasString = (t: DataType): boolean => t.kind === 'string' || (t.kind === 'array' && hasString(t.element));
const foldTypes = (types: readonly DataType[], find: Finder): DataType | null => types.reduce<DataType | null>((r, t) => r && find(r, t), T.NullType);

/** findWiderCommonType (coalesce, case, in, array, map, union): strings first, so that the order does not matter. */
export function findWiderCommonType(types: readonly DataType[]): DataType | null {
  return foldTypes([...types.filter(hasString), ...types.filter((t) => !hasString(t))], findWiderTypeForTwo);
}
export const findWiderCommonTypeWithoutString = (types: readonly DataType[]): DataType | null => foldTypes(types, findWiderWithoutString);

/** ComplexTypeMergingExpression.dataType: same types, nullabilities joined. Call after the arguments are of one type. */
export const mergedType = (types: readonly DataType[]): DataType => types.reduce((a, b) => mergeSame(a, b) ?? a);

/** Casts all arguments to their wider common type where they differ and one exists. */
export function widenAll(args: readonly Resolved[], find: (types: readonly DataType[]) => DataType | null = findWiderCommonType): Resolved[] {
  const types = args.map(typeOf);
  if (types.length === 0 || haveSameType(types)) return [...args];
  const common = find(types);
  return common ? args.map((a) => castTo(a, common)) : [...args];
}

/** findCommonTypeForBinaryComparison: which side of a comparison gives way when one is a string. */
export function comparisonType(a: DataType, b: DataType): DataType | null {
  const [s, o] = a.kind === 'string' ? [a, b] : [b, a];
  if ((a.kind === 'timestamp' && b.kind === 'date') || (a.kind === 'date' && b.kind === 'timestamp')) return T.TimestampType;
  if (s.kind !== 'string' || o.kind === 'string') return null;
  if (o.kind === 'null') return T.StringType;
  if (o.kind === 'decimal') return T.DoubleType;
  return T.isAtomic(o) && o.kind !== 'dayTimeInterval' && o.kind !== 'yearMonthInterval' ? o : null;
}

/** Wraps `e` in an implicit cast where the position allows one; otherwise returns it unchanged, to be refused by the check. */
export function implicitCast(e: Resolved, expected: Expected): Resolved {
  const to = implicitCastType(typeOf(e), expected);
  return to ? castTo(e, to) : e;
}
