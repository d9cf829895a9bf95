import { trimAll } from '../datetime/cast-text.ts';
import { long, wrapByte, wrapShort, type Long } from '../values.ts';

/**
 * Numbers as Java converts them, and numbers in strings as UTF8String.toLong and Double.parseDouble read them.
 */
const MAX_LONG = 2n ** 63n - 1n, MIN_LONG = -(2n ** 63n);
const integer = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** `12`, ` -12.9 ` (the fraction is dropped), `.` (0); null where it is no number or overflows. */
export function stringToLong(s: string): Long | null {
  const m = integer.exec(trimAll(s));
  if (!m || m[0] === '' || m[0] === '+' || m[0] === '-') return null;
  const text = m[2]!;
  if (text.length <= 15) {
    const n = Number(text);
    return m[1] === '-' && n !== 0 ? -n : n;
  }
  const v = BigInt(text) * (m[1] === '-' ? -1n : 1n);
  return v > MAX_LONG || v < MIN_LONG ? null : long(v);
}

export function stringToInt(s: string, min: number, max: number): number | null {
  const v = stringToLong(s);
  return v !== null && v >= min && v <= max ? Number(v) : null;
}

const decimalFloat = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/;
const hexFloat = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)[fFdD]?$/;

/** Double.parseDouble, then Spark's `inf`, `nan` in any case; null where it is none. */
export function stringToDouble(s: string): number | null {
  const d = parseDouble(s);
  if (d !== null) return d;
  switch (s.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '').toLowerCase()) {
    case 'inf': case '+inf': case 'infinity': case '+infinity': return Infinity;
    case '-inf': case '-infinity': return -Infinity;
    case 'nan': return NaN;
    default: return null;
  }
}

/** java.lang.Double.parseDouble; null for its NumberFormatException. */
export function parseDouble(s: string): number | null {
  const t = s.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '');
  if (decimalFloat.test(t)) return Number(t.replace(/[fFdD]$/, ''));
  const hex = hexFloat.exec(t);
  if (hex && hex[2]! + hex[3]! !== '') return Number(BigInt(`0x${hex[2]!}${hex[3]!}`)) * 2 ** (Number(hex[4]) - 4 * hex[3]!.length) * (hex[1] === '-' ? -1 : 1);
  return null;
}

/** (long) d: truncated, saturated, NaN is 0. */
export function doubleToLong(d: number): Long {
  if (Number.isNaN(d)) return 0;
  const t = Math.trunc(d) + 0;
  if (Number.isSafeInteger(t)) return t;
  if (t >= 2 ** 63) return MAX_LONG;
  return t <= -(2 ** 63) ? MIN_LONG : long(BigInt(t));
}

/** (int) d. */
export function doubleToInt(d: number): number {
  if (Number.isNaN(d)) return 0;
  return Math.max(-2_147_483_648, Math.min(2_147_483_647, Math.trunc(d))) + 0;
}

/** (int) of a long: the low 32 bits. */
export const longToInt = (v: Long): number => (typeof v === 'number' && v === (v | 0) ? v : Number(BigInt.asIntN(32, BigInt(v))));

/** (float) of a long, rounded once. */
export function longToFloat(v: Long): number {
  if (typeof v === 'number') return Math.fround(v);
  const negative = v < 0n, abs = negative ? -v : v;
  const shift = BigInt(Math.max(0, abs.toString(2).length - 26));
  const rest = (abs >> shift) << shift !== abs;
  const f = Math.fround(Number((abs >> shift) * 2n + (rest ? 1n : 0n)) * 2 ** (Number(shift) - 1));
  return negative ? -f : f;
}

export type IntegralKind = 'byte' | 'short' | 'int' | 'long';
/** Narrowing of a long: bits are cut off. */
export function narrow(v: Long, kind: IntegralKind): Long {
  if (kind === 'long') return v;
  const i = longToInt(v);
  return kind === 'int' ? i : kind === 'short' ? wrapShort(i) : wrapByte(i);
}
