import type { Resolved } from '../expression.ts';
import { javaError } from '../errors.ts';
import * as T from '../types.ts';
import type { Long } from '../values.ts';
import { coerceComparison } from './comparison.ts';
import { equality } from './compare.ts';
import { findWiderCommonType } from './coercion.ts';
import type { FunctionDef } from './def.ts';
import { bytesOf, crc32, md5, sha1, sha2 } from './digests.ts';
import { arity } from './define.ts';
import { Bin, Int, Long as LongOnly, Str } from './expected.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';
import { plain } from './strings.ts';
import { fromUtf8, utf8 } from './utf8.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 with a line break after every 76 characters (Base64.getMimeEncoder). */
export function base64(b: Uint8Array): string {
  let out = '';
  for (let i = 0; i < b.length; i += 3) {
    const n = (b[i]! << 16) | ((b[i + 1] ?? 0) << 8) | (b[i + 2] ?? 0);
    out += alphabet[n >> 18]! + alphabet[(n >> 12) & 63]! + (i + 1 < b.length ? alphabet[(n >> 6) & 63]! : '=') + (i + 2 < b.length ? alphabet[n & 63]! : '=');
  }
  return out.replace(/.{76}(?=.)/g, '$&\r\n');
}
/** The MIME decoder: what is not of the alphabet is skipped. */
export function unbase64(s: string): Uint8Array {
  const digits = [...s].map((c) => (c === '=' ? -2 : alphabet.indexOf(c))).filter((d) => d !== -1);
  const stop = digits.indexOf(-2), body = stop < 0 ? digits : digits.slice(0, stop);
  if (body.length % 4 === 1) throw javaError('java.lang.IllegalArgumentException', 'Last unit does not have enough valid bits');
  const out: number[] = [];
  for (let i = 0; i < body.length; i += 4) {
    const n = (body[i]! << 18) | ((body[i + 1] ?? 0) << 12) | ((body[i + 2] ?? 0) << 6) | (body[i + 3] ?? 0);
    out.push((n >> 16) & 255);
    if (i + 2 < body.length) out.push((n >> 8) & 255);
    if (i + 3 < body.length) out.push(n & 255);
  }
  return Uint8Array.from(out);
}

const unsupported = (charset: string): never => {
  throw javaError('java.io.UnsupportedEncodingException', charset);
};
function encode(s: string, charset: string): Uint8Array {
  const name = charset.toUpperCase();
  if (name === 'UTF-8' || name === 'UTF8') return utf8(s);
  if (name === 'US-ASCII' || name === 'ISO-8859-1' || name === 'ASCII') {
    const limit = name === 'ISO-8859-1' ? 255 : 127;
    return Uint8Array.from([...s].map((c) => (c.codePointAt(0)! <= limit ? c.charCodeAt(0) : 63)));
  }
  if (name !== 'UTF-16' && name !== 'UTF-16BE' && name !== 'UTF-16LE') return unsupported(charset);
  const units = Array.from({ length: s.length }, (_, i) => s.charCodeAt(i));
  const bytes = units.flatMap((u) => (name === 'UTF-16LE' ? [u & 255, u >> 8] : [u >> 8, u & 255]));
  return Uint8Array.from(name === 'UTF-16' && s !== '' ? [0xfe, 0xff, ...bytes] : bytes);
}
function decode(b: Uint8Array, charset: string): string {
  const name = charset.toUpperCase();
  if (name === 'UTF-8' || name === 'UTF8') return fromUtf8(b);
  if (name === 'US-ASCII' || name === 'ASCII') return [...b].map((x) => (x < 128 ? String.fromCharCode(x) : '\ufffd')).join('');
  if (name === 'ISO-8859-1') return [...b].map((x) => String.fromCharCode(x)).join('');
  if (name !== 'UTF-16' && name !== 'UTF-16BE' && name !== 'UTF-16LE') return unsupported(charset);
  const marked = name === 'UTF-16' && ((b[0] === 0xfe && b[1] === 0xff) || (b[0] === 0xff && b[1] === 0xfe));
  const little = name === 'UTF-16LE' || (marked && b[0] === 0xff);
  let out = '';
  for (let i = marked ? 2 : 0; i < b.length; i += 2) out += i + 1 < b.length ? String.fromCharCode(little ? b[i]! | (b[i + 1]! << 8) : (b[i]! << 8) | b[i + 1]!) : '\ufffd';
  return out;
}

/** UTF8String.levenshteinDistance, by characters. */
function levenshtein(a: string, b: string): number {
  const s = [...a], t = [...b];
  let row = Array.from({ length: t.length + 1 }, (_, i) => i);
  for (let i = 1; i <= s.length; i++) {
    const next = [i];
    for (let j = 1; j <= t.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (s[i - 1] === t[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[t.length]!;
}

const soundexCodes = '01230120022455012623010202'.split('').map((c, i) => ('HW'.includes(String.fromCharCode(65 + i)) ? '7' : c));
function soundex(s: string): string {
  const first = s.charCodeAt(0) & ~32;
  if (s === '' || first < 65 || first > 90 || !/^[a-zA-Z]/.test(s)) return s;
  let out = String.fromCharCode(first), last = soundexCodes[first - 65]!;
  for (let i = 1; i < s.length && out.length < 4; i++) {
    if (!/[a-zA-Z]/.test(s[i]!)) {
      last = '0';
      continue;
    }
    const code = soundexCodes[(s.charCodeAt(i) & ~32) - 65]!;
    if (code === '7') continue;
    if (code !== '0' && code !== last) out += code;
    last = code;
  }
  return out.padEnd(4, '0');
}

const splitPart = (s: string, delimiter: string, n: number): string => {
  if (n === 0) throw javaError('java.lang.ArrayIndexOutOfBoundsException', 'SQL array indices start at 1');
  const parts = delimiter === '' ? [s] : s.split(delimiter);
  return parts[n > 0 ? n - 1 : parts.length + n] ?? '';
};

/** decode(bin, charset), or decode(expr, search, result, …[, default]) with NULL equal to NULL. */
const decodeFunction: FunctionDef = {
  name: 'decode', kind: 'scalar', args: 'bin, charset | expr, search, result, …[, default]', doc: 'A binary as text, or the result that stands after an equal value.', since: '1.5.0', python: ['decode(col col, = charset)'],
  bind: (given, context) => {
    if (given.length < 2) throw arity('decode', [2], given.length);
    if (given.length === 2) return base.bind(given, context);
    const hasDefault = given.length % 2 === 0, pairs = Math.floor((given.length - 1) / 2);
    const results = given.filter((_, i) => (i > 0 && i % 2 === 0) || (hasDefault && i === given.length - 1));
    const common = findWiderCommonType(results.map(typeOf)) ?? typeOf(results[0]!);
    const args: Resolved[] = [];
    for (let p = 0; p < pairs; p++) args.push(...coerceComparison('<=>', given[0]!, given[2 * p + 1]!), castTo(given[2 * p + 2]!, common));
    if (hasDefault) args.push(castTo(given[given.length - 1]!, common));
    return { args, type: common, nullable: !hasDefault || results.some(nullableOf), data: 'search' };
  },
  sql: (args, call) => {
    const shown = call.data === 'search' ? args.filter((_, i) => i === 0 || i % 3 !== 0 || i === args.length - 1) : args;
    return `decode(${shown.join(', ')})`;
  },
  lazy: (call, args) => {
    if (call.data !== 'search') return (i) => {
      const b = args[0]!(i), charset = args[1]!(i);
      return b === null || charset === null ? null : decode(b as Uint8Array, charset as string);
    };
    const equals = call.args.map((a) => equality(typeOf(a)));
    return (i) => {
      let k = 0;
      for (; k + 2 < args.length; k += 3) {
        const a = args[k]!(i), b = args[k + 1]!(i);
        if (a === null || b === null ? a === b : equals[k]!(a, b)) return args[k + 2]!(i);
      }
      return k < args.length ? args[k]!(i) : null;
    };
  },
};
const base = plain('decode', 'bin, charset', '', '1.5.0', [Bin, Str], T.StringType, decode);

export const codecFunctions: readonly FunctionDef[] = [
  decodeFunction,
  plain('encode', 'str, charset', 'A text as binary.', '1.5.0', [Str, Str], T.BinaryType, encode, { python: ['encode(col col, = charset)'] }),
  plain('base64', 'bin', 'A binary as base 64, in lines of 76.', '1.5.0', [Bin], T.StringType, base64, { python: ['base64(col col)'] }),
  plain('unbase64', 'str', 'Base 64 as binary.', '1.5.0', [Str], T.BinaryType, unbase64, { python: ['unbase64(col col)'] }),
  plain('md5', 'expr', 'MD5 as hexadecimal digits.', '1.5.0', [Bin], T.StringType, ((v: Uint8Array) => md5(bytesOf(v))), { python: ['md5(col col)'] }),
  plain('sha1', 'expr', 'SHA-1 as hexadecimal digits.', '1.5.0', [Bin], T.StringType, ((v: Uint8Array) => sha1(bytesOf(v))), { aliases: ['sha'], python: ['sha1(col col)'] }),
  plain('sha2', 'expr, bitLength', 'SHA-224, 256, 384 or 512 as hexadecimal digits; NULL for another length.', '1.5.0', [Bin, Int], T.StringType, ((v: Uint8Array, n: number) => sha2(bytesOf(v), n)),
    { nullable: true, python: ['sha2(col col, = numBits)'] }),
  plain('crc32', 'expr', 'CRC-32.', '1.5.0', [Bin], T.LongType, ((v: Uint8Array) => crc32(bytesOf(v))), { python: ['crc32(col col)'] }),
  plain('levenshtein', 'str1, str2', 'Number of changed characters between two texts.', '1.5.0', [Str, Str], T.IntegerType, levenshtein, { python: ['levenshtein(col left, col right)'] }),
  plain('soundex', 'str', 'Soundex code of a text.', '1.5.0', [Str], T.StringType, soundex, { python: ['soundex(col col)'] }),
  plain('chr', 'expr', 'The character of a code, modulo 256.', '2.3.0', [LongOnly], T.StringType, ((v: Long) => (v < 0 ? '' : String.fromCharCode(Number(BigInt(v) & 255n)))), { aliases: ['char'] }),
  plain('split_part', 'str, delimiter, partNum', 'A part of a text between delimiters, from 1 (from the end when negative).', '3.3.0', [Str, Str, Int], T.StringType, splitPart, { nullable: true }),
];
