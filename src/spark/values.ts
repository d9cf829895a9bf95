/**
 * What a SQL value is in JavaScript. One canonical form a value, so that `===` and Map keys mean equality of atoms:
 *
 * | Spark type | value |
 * |---|---|
 * | boolean | boolean |
 * | byte, short, int, date (days since the epoch) | number |
 * | long, timestamp and timestamp_ntz (microseconds since the epoch), day-time interval (microseconds) | number while it is a safe integer, bigint beyond (see `long`) |
 * | year-month interval | number of months |
 * | float (rounded through Math.fround), double | number (NaN and infinities included) |
 * | decimal | bigint, the unscaled value: the scale is the type's |
 * | string | string |
 * | binary | Uint8Array |
 * | array | Value[] |
 * | map | MapValue (entries in insertion order, keys unique) |
 * | struct | Value[] by position |
 * | calendarInterval | Interval |
 *
 * SQL NULL is `null` everywhere; `undefined` is never a value.
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | Value[] | MapValue | Interval;
export type Row = Value[];
/** A 64-bit integer: number while safe, bigint beyond. Never both for one value. */
export type Long = number | bigint;

export class MapValue {
  constructor(readonly keys: Value[], readonly values: Value[]) {}
}

/** CalendarInterval: months, days and microseconds kept apart. */
export class Interval {
  constructor(readonly months: number, readonly days: number, readonly microseconds: Long) {}
}

const MIN_LONG = -(2n ** 63n);

/** The canonical long of a bigint; overflow wraps as Java's long does. */
export function long(v: bigint): Long {
  const wrapped = BigInt.asIntN(64, v);
  const n = Number(wrapped);
  return Number.isSafeInteger(n) ? n : wrapped;
}

/** `number` arithmetic when exact, else wrapping 64-bit arithmetic. */
export function addLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a + b;
    if (Number.isSafeInteger(r)) return r;
  }
  return long(BigInt(a) + BigInt(b));
}
export function subLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a - b;
    if (Number.isSafeInteger(r)) return r;
  }
  return long(BigInt(a) - BigInt(b));
}
export function mulLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a * b;
    if (Number.isSafeInteger(r)) return r === 0 ? 0 : r;
  }
  return long(BigInt(a) * BigInt(b));
}
export const negLong = (a: Long): Long => (typeof a === 'number' ? (a === 0 ? 0 : -a) : long(-a));
export const isMinLong = (a: Long): boolean => a === MIN_LONG;

/** Java's int arithmetic wraps at 32 bits; byte and short likewise. */
export const wrapInt = (n: number): number => n | 0;
export const wrapShort = (n: number): number => (n << 16) >> 16;
export const wrapByte = (n: number): number => (n << 24) >> 24;

/** UTF8String.compareTo: unsigned bytes of UTF-8, which is code point order. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x !== y) {
      // A surrogate belongs above every other code unit: its code point is past U+FFFF.
      const sx = x >= 0xd800 && x <= 0xdfff, sy = y >= 0xd800 && y <= 0xdfff;
      return sx === sy ? x - y : sx ? 1 : -1;
    }
  }
  return a.length - b.length;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
