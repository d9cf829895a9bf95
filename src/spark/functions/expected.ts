import * as T from '../types.ts';
import type { ArrayType, DataType } from '../types.ts';
import { decimalFor, forceNullable } from './nodes.ts';

/**
 * What an argument position asks for: Spark's AbstractDataType. `text` is its simpleString in messages, `fallback` its
 * defaultConcreteType (what NULL becomes).
 */
export interface Expected {
  readonly tag: 'exact' | 'numeric' | 'integral' | 'decimal' | 'array' | 'map' | 'struct' | 'any' | 'anyTimestamp' | 'oneOf' | 'arrayOf';
  readonly text: string;
  readonly fallback: DataType;
  readonly oneOf?: readonly Expected[];
  accepts(t: DataType): boolean;
}

export const exact = (type: DataType): Expected => ({ tag: 'exact', text: T.simpleString(type), fallback: type, accepts: (t) => T.sameType(t, type) });
export const Any: Expected = { tag: 'any', text: 'any', fallback: T.NullType, accepts: () => true };
export const Numeric: Expected = { tag: 'numeric', text: 'numeric', fallback: T.DoubleType, accepts: T.isNumeric };
export const Integral: Expected = { tag: 'integral', text: 'integral', fallback: T.IntegerType, accepts: T.isIntegral };
export const AnyDecimal: Expected = { tag: 'decimal', text: 'decimal', fallback: T.decimal(38, 18), accepts: (t) => t.kind === 'decimal' };
export const AnyArray: Expected = { tag: 'array', text: 'array', fallback: T.array(T.NullType), accepts: (t) => t.kind === 'array' };
export const AnyMap: Expected = { tag: 'map', text: 'map', fallback: T.map(T.NullType, T.NullType), accepts: (t) => t.kind === 'map' };
export const AnyStruct: Expected = { tag: 'struct', text: 'struct', fallback: T.struct([]), accepts: (t) => t.kind === 'struct' };
export const AnyTimestamp: Expected = {
  tag: 'anyTimestamp', text: '(timestamp or timestamp without time zone)', fallback: T.TimestampType,
  accepts: (t) => t.kind === 'timestamp' || t.kind === 'timestamp_ntz',
};
export const AnyDayTimeInterval: Expected = { tag: 'any', text: 'interval day to second', fallback: T.dayTimeInterval(), accepts: (t) => t.kind === 'dayTimeInterval' };
export const AnyYearMonthInterval: Expected = { tag: 'any', text: 'interval year to month', fallback: T.yearMonthInterval(), accepts: (t) => t.kind === 'yearMonthInterval' };
/** TypeCollection. */
export const oneOf = (...types: Expected[]): Expected => ({
  tag: 'oneOf', text: `(${types.map((t) => t.text).join(' or ')})`, fallback: types[0]!.fallback, oneOf: types, accepts: (t) => types.some((x) => x.accepts(t)),
});

export const Str = exact(T.StringType);
export const Bin = exact(T.BinaryType);
export const Bool = exact(T.BooleanType);
export const Int = exact(T.IntegerType);
export const Long = exact(T.LongType);
export const Double = exact(T.DoubleType);
export const DateOnly = exact(T.DateType);
export const Timestamp = exact(T.TimestampType);
export const CalendarInterval = exact(T.CalendarIntervalType);
export const arrayOf = (element: DataType): Expected => exact(T.array(element));
/** TypeCollection.NumericAndInterval. */
export const NumericOrInterval: Expected = oneOf(Numeric, AnyDayTimeInterval, AnyYearMonthInterval, CalendarInterval);
/** TypeCollection.NumericAndAnsiInterval. */
export const NumericOrAnsiInterval: Expected = oneOf(Numeric, AnyDayTimeInterval, AnyYearMonthInterval);
/** ArrayType(element): what `Seq(ArrayType, element)` functions ask of the second position once the first is known. */
export const elementOf = (t: DataType): Expected => exact((t as ArrayType).element);

const isDatetime = (t: DataType): boolean => t.kind === 'date' || t.kind === 'timestamp' || t.kind === 'timestamp_ntz';

/** TypeCoercion.implicitCast: the type to cast `from` to where `expected` is asked for; null: no implicit cast. */
export function implicitCastType(from: DataType, expected: Expected): DataType | null {
  if (expected.accepts(from)) return from;
  if (from.kind === 'null') return expected.fallback;
  switch (expected.tag) {
    case 'numeric': return from.kind === 'string' ? T.DoubleType : null;
    case 'decimal': return from.kind === 'string' ? T.decimal(38, 18) : T.isNumeric(from) ? decimalFor(from) : null;
    case 'anyTimestamp': return isDatetime(from) || from.kind === 'string' ? T.TimestampType : null;
    case 'oneOf': {
      for (const e of expected.oneOf!) {
        const t = implicitCastType(from, e);
        if (t) return t;
      }
      return null;
    }
    case 'exact': return implicitCastToExact(from, expected.fallback);
    default: return null;
  }
}

function implicitCastToExact(from: DataType, to: DataType): DataType | null {
  if (T.isNumeric(to) && (T.isNumeric(from) || from.kind === 'string')) return to;
  if (isDatetime(to) && (isDatetime(from) || from.kind === 'string')) return to;
  if (to.kind === 'binary' && from.kind === 'string') return to;
  if (to.kind === 'string' && T.isAtomic(from)) return to;
  if (from.kind === 'array' && to.kind === 'array') {
    if (!to.containsNull && (from.containsNull || forceNullable(from.element, to.element))) return null;
    const element = implicitCastType(from.element, exact(to.element));
    return element && T.array(element, to.containsNull);
  }
  if (from.kind === 'map' && to.kind === 'map') {
    if (forceNullable(from.key, to.key) || (from.valueContainsNull && !to.valueContainsNull)) return null;
    if (forceNullable(from.value, to.value) && !to.valueContainsNull) return null;
    const key = implicitCastType(from.key, exact(to.key)), value = implicitCastType(from.value, exact(to.value));
    return key && value && T.map(key, value, to.valueContainsNull);
  }
  return null;
}
