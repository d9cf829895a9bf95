import { javaError, type SparkError } from '../errors.ts';
import { long, type Long } from '../values.ts';

/**
 * Microsecond timestamps as seconds and a rest: most are safe integers, those before 1684 or after 2255 are bigints.
 */
export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_DAY = 86_400_000_000;

/** Math.floorDiv(micros, 1000000), always a safe integer. */
export const secondsOf = (micros: Long): number => (typeof micros === 'number' ? Math.floor(micros / MICROS_PER_SECOND) : Number(floorDivBig(micros, 1_000_000n)));
/** The microseconds after `secondsOf`, 0-999999. */
export function microOf(micros: Long): number {
  if (typeof micros === 'number') return micros - Math.floor(micros / MICROS_PER_SECOND) * MICROS_PER_SECOND;
  return Number(micros - floorDivBig(micros, 1_000_000n) * 1_000_000n);
}
/** Exact; more than 64 bits is Java's ArithmeticException. */
export function microsOf(seconds: number, micro: number): Long {
  const n = seconds * MICROS_PER_SECOND + micro;
  return Number.isSafeInteger(n) ? n : checked(BigInt(seconds) * 1_000_000n + BigInt(micro));
}
export function floorDivBig(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && (a < 0n) !== (b < 0n) ? q - 1n : q;
}

export const longOverflow = (): SparkError => javaError('java.lang.ArithmeticException', 'long overflow');
export const intOverflow = (): SparkError => javaError('java.lang.ArithmeticException', 'integer overflow');
const MAX = 2n ** 63n;
/** Canonical long, or ArithmeticException (Math.addExact, multiplyExact). */
export function checked(v: bigint): Long {
  if (v >= MAX || v < -MAX) throw longOverflow();
  return long(v);
}
export function checkedInt(v: number | bigint): number {
  if (v > 2_147_483_647 || v < -2_147_483_648) throw intOverflow();
  return Number(v);
}
export function addExact(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a + b)) return a + b;
  return checked(BigInt(a) + BigInt(b));
}
export function multiplyExact(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a * b)) return a * b + 0;
  return checked(BigInt(a) * BigInt(b));
}
export const negateExact = (a: Long): Long => (typeof a === 'number' ? 0 - a : checked(-a));
/** Java's `/` and `%` on longs by a positive divisor: towards zero. */
export function divTrunc(a: Long, by: number): Long {
  return typeof a === 'number' ? Math.trunc(a / by) + 0 : long(a / BigInt(by));
}
export function remTrunc(a: Long, by: number): number {
  return typeof a === 'number' ? (a % by) + 0 : Number(a % BigInt(by));
}
