import type { Value } from '../query/predicate.ts';
import type { Behind } from './places.ts';

/** One comparison with a literal, as predicates make it; true of any of several. */
export interface Check {
  literal: Value;
  /** Of the order of value and literal: negative, 0, positive, NaN. */
  test(order: number): boolean;
  /** What it is where the two cannot be compared. */
  other: boolean;
}

/** False where the JSON value that begins at data[at] surely passes none of the checks; it has no backslash in it. */
export type Token = (data: Uint8Array, at: number, end: number) => boolean;

const QUOTE = 0x22, MINUS = 0x2d, POINT = 0x2e;
const digit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

export const anyToken: Token = () => true;
export const nullToken: Token = (data, at) => data[at] === 0x6e;
export const tokenTest = (checks: readonly Check[]): Token => {
  const all = checks.map(ofCheck);
  return all.length === 1 ? all[0]! : (data, at, end) => all.some((passes) => passes(data, at, end));
};

function ofCheck({ literal, test, other }: Check): Token {
  if (other) return anyToken;
  switch (literal.is) {
    case 'number': {
      const number = shortNumber(literal.text);
      return (data, at, end) => {
        const first = data[at]!;
        if (first !== MINUS && !digit(first)) return false;
        const value = number === undefined ? NaN : numberAt(data, at, end);
        return Number.isNaN(value) || test(value - number! || 0);
      };
    }
    case 'string': {
      const whole = isEquality(test) ? textBytes(literal.text) : undefined;
      return (data, at, end) => data[at] === QUOTE && (!whole || (data[at + 1 + whole.length] === QUOTE && at + 1 + whole.length < end && same(data, at + 1, whole)));
    }
    case 'boolean': return (data, at) => data[at] === 0x74 || data[at] === 0x66;
    case 'null': return nullToken;
    default: return anyToken;
  }
}

/** Not less than any number that is written with nine digits before the point. */
const FAR = 1n << 62n;
const DIGITS = 9;

/** What must stand behind a field's name for any of the checks to pass; undefined where that is more than a range of numbers or one text. */
export function behindOf(checks: readonly Check[]): Behind | undefined {
  const [{ literal, test }] = checks as [Check];
  if (checks.length === 1 && literal.is === 'string' && isEquality(test)) {
    const text = textBytes(literal.text);
    return text && { text: Buffer.concat([Uint8Array.of(QUOTE), text, Uint8Array.of(QUOTE)]) };
  }
  let lo = FAR, hi = -FAR;
  for (const { literal, test, other } of checks) {
    const range = literal.is === 'number' && !other ? billionths(literal.text) : undefined;
    if (!range) return undefined;
    lo = least(lo, test(-1) ? -FAR : range.lo);
    hi = -least(-hi, test(1) ? -FAR : -range.hi);
  }
  return lo === -FAR && hi === FAR ? undefined : { lo, hi };
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The integers, in billionths, between which a number stands. */
function billionths(text: string): { lo: bigint; hi: bigint } | undefined {
  const [, minus, whole, fraction = ''] = /^(-?)(\d{1,9})(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const lo = BigInt(whole + fraction.slice(0, DIGITS).padEnd(DIGITS, '0')), hi = fraction.length > DIGITS ? lo + 1n : lo;
  return minus === '' ? { lo, hi } : { lo: -hi, hi: -lo };
}

export const isEquality = (test: Check['test']): boolean => test(0) && !test(1) && !test(-1);

/** Undefined where other bytes, or JSON of another look, may say the same. */
export const textBytes = (text: string): Uint8Array | undefined => (/[\p{Cc}"\uFFFD\p{Cs}]/u.test(text) ? undefined : Buffer.from(text, 'utf8'));

export function same(data: Uint8Array, at: number, wanted: Uint8Array): boolean {
  let i = 0;
  while (i < wanted.length && data[at + i] === wanted[i]) i++;
  return i === wanted.length;
}

/** Digits that a double tells apart: comparing doubles is comparing the numbers. */
const EXACT = 15;

/** Undefined of a number with an exponent or more digits than a double has. */
export const shortNumber = (text: string): number | undefined => (text.length <= EXACT && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);

/** The number at data[at], as `Number` reads it; NaN where it is written at more length than can be compared as a double. */
function numberAt(data: Uint8Array, at: number, end: number): number {
  const from = at, stop = Math.min(end, at + EXACT + 1);
  let whole = 0, scale = 0, point = false;
  if (data[at] === MINUS) at++;
  for (; at < stop; at++) {
    const byte = data[at]!;
    if (digit(byte)) {
      whole = whole * 10 + byte - 0x30;
      if (point) scale++;
    } else if (byte === POINT && !point) point = true;
    else break;
  }
  if (at - from > EXACT || at === from + (data[from] === MINUS ? 1 : 0) || (at < end && !delimits(data[at]!))) return NaN;
  // Both are integers that doubles hold: their quotient is rounded once, as Number rounds.
  const value = whole / 10 ** scale;
  return data[from] === MINUS ? -value : value;
}

const delimits = (byte: number): boolean => byte === 0x2c || byte === 0x7d || byte === 0x5d || byte <= 0x20;
