import * as T from '../types.ts';
import type { Long, Value } from '../values.ts';
import type { FunctionDef } from './def.ts';
import { Bin, exact, Int, Long as LongOnly, oneOf, Str } from './expected.ts';
import { plain } from './strings.ts';
import { utf8 } from './utf8.ts';

const hexBytes = (b: Uint8Array): string => [...b].map((x) => x.toString(16).padStart(2, '0')).join('').toUpperCase();
const unsigned = (v: Long): bigint => BigInt.asUintN(64, BigInt(v));

function unhex(s: string): Uint8Array | null {
  if (!/^[0-9a-fA-F]*$/.test(s)) return null;
  const even = s.length % 2 === 1 ? `0${s}` : s;
  return Uint8Array.from({ length: even.length / 2 }, (_, i) => parseInt(even.slice(2 * i, 2 * i + 2), 16));
}

/** NumberConverter.convert: goes through an unsigned 64-bit integer; what does not fit becomes its greatest value. */
export function convertBase(text: string, from: number, to: number): string | null {
  const radix = Math.abs(to);
  const trimmed = text.replace(/^ +| +$/g, '');
  if (from < 2 || from > 36 || radix < 2 || radix > 36 || trimmed === '') return null;
  let negative = trimmed[0] === '-';
  let v = 0n;
  for (const c of negative ? trimmed.slice(1) : trimmed) {
    const digit = parseInt(c, 36);
    if (Number.isNaN(digit) || digit >= from) break;
    v = v * BigInt(from) + BigInt(digit);
    if (v > 0xffffffffffffffffn) {
      v = 0xffffffffffffffffn;
      break;
    }
  }
  let word = BigInt.asIntN(64, v);
  if (negative && to > 0) word = word < 0n ? -1n : -word;
  if (to < 0 && word < 0n) {
    word = -word;
    negative = true;
  }
  const digits = BigInt.asUintN(64, word).toString(radix).toUpperCase();
  return negative && to < 0 ? `-${digits}` : digits;
}

const bits = (v: Value): number => {
  if (typeof v === 'boolean') return v ? 1 : 0;
  return BigInt.asUintN(64, BigInt(v as Long)).toString(2).replaceAll('0', '').length;
};

export const numberTextFunctions: readonly FunctionDef[] = [
  plain('bin', 'expr', 'A whole number as binary digits.', '1.5.0', [LongOnly], T.StringType, ((v: Long) => unsigned(v).toString(2)), { python: ['bin(col col)'] }),
  plain('hex', 'expr', 'A whole number, text or binary as hexadecimal digits.', '1.5.0', [oneOf(LongOnly, Bin, Str)], T.StringType,
    ((v: Long | string | Uint8Array) => (typeof v === 'string' ? hexBytes(utf8(v)) : v instanceof Uint8Array ? hexBytes(v) : unsigned(v).toString(16).toUpperCase())), { python: ['hex(col col)'] }),
  plain('unhex', 'expr', 'Hexadecimal digits as binary; NULL where they are none.', '1.5.0', [Str], T.BinaryType, unhex, { nullable: true, python: ['unhex(col col)'] }),
  plain('conv', 'num, from_base, to_base', 'A number in another base.', '1.5.0', [Str, Int, Int], T.StringType, convertBase, { nullable: true, python: ['conv(col col, = fromBase, = toBase)'] }),
  plain('bit_count', 'expr', 'Number of bits that are set.', '3.0.0', [oneOf({ ...LongOnly, tag: 'integral', text: 'integral', accepts: T.isIntegral }, exact(T.BooleanType))], T.IntegerType, bits),
  plain('bit_get', 'expr, pos', 'The bit at a position from the right, from 0.', '3.2.0', [{ ...LongOnly, tag: 'integral', text: 'integral', accepts: T.isIntegral }, Int], T.ByteType,
    ((v: Long, n: number) => Number((BigInt(v) >> BigInt(n)) & 1n)), { aliases: ['getbit'] }),
];
