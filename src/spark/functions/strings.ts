import type { Resolved } from '../expression.ts';
import * as T from '../types.ts';
import type { Value } from '../values.ts';
import type { FunctionDef } from './def.ts';
import { define, type Spec } from './define.ts';
import { arrayOf, Bin, Int, oneOf, Str } from './expected.ts';
import { nullableOf, typeOf } from './nodes.ts';
import { utf8 } from './utf8.ts';

export const StrOrBin = oneOf(Str, Bin);
export const text = (value: string): Resolved => ({ op: 'lit', value, type: T.StringType });
export const int = (value: number): Resolved => ({ op: 'lit', value, type: T.IntegerType });
/** A function of texts with a result of a fixed type. */
export const plain = (name: string, args: string, doc: string, since: string, types: Spec['types'], returns: T.DataType, f: (...args: never[]) => Value, extra: Partial<Spec> = {}): FunctionDef =>
  define({ name, args, doc, since, types, returns, strict: () => f, ...extra });

const chars = (s: string): string[] => [...s];
const isAscii = (s: string): boolean => /^[\x00-\x7f]*$/.test(s);
export const charCount = (s: string): number => (isAscii(s) ? s.length : chars(s).length);

/** UTF8String.substringSQL: positions from 1, or from the end when negative. */
export function substring(s: string, pos: number, length: number): string {
  const cs: string | string[] = isAscii(s) ? s : chars(s);
  const start = pos > 0 ? pos - 1 : pos < 0 ? cs.length + pos : 0;
  const end = Math.min(start + length, 2147483647);
  if (end <= start || start >= cs.length) return '';
  const part = cs.slice(Math.max(0, start), Math.max(0, end));
  return typeof part === 'string' ? part : part.join('');
}
function substringBytes(b: Uint8Array, pos: number, length: number): Uint8Array {
  if (pos > b.length) return new Uint8Array();
  const start = pos > 0 ? pos - 1 : pos < 0 ? b.length + pos : 0;
  const end = b.length - start < length ? b.length : start + length;
  return b.slice(Math.max(0, start), Math.max(0, end));
}

/** Position in characters, from 1; 0 where it is not found. */
function locate(needle: string, s: string, from: number): number {
  const before = from > 1 ? chars(s).slice(0, from - 1).join('').length : 0;
  const i = s.indexOf(needle, before);
  return i < 0 ? 0 : charCount(s.slice(0, i)) + 1;
}

function pad(left: boolean) {
  return (s: string, length: number, filler: string): string => {
    const cs = chars(s), fs = chars(filler);
    if (length <= cs.length) return cs.slice(0, Math.max(0, length)).join('');
    if (fs.length === 0) return s;
    const wanted = length - cs.length, fill = filler.repeat(Math.floor(wanted / fs.length)) + fs.slice(0, wanted % fs.length).join('');
    return left ? fill + s : s + fill;
  };
}
function padBytes(left: boolean) {
  return (b: Uint8Array, length: number, filler: Uint8Array): Uint8Array => {
    if (length <= b.length) return b.slice(0, Math.max(0, length));
    if (filler.length === 0) return b;
    const out = new Uint8Array(length), from = left ? 0 : b.length, wanted = length - b.length;
    out.set(b, left ? wanted : 0);
    for (let i = 0; i < wanted; i++) out[from + i] = filler[i % filler.length]!;
    return out;
  };
}
function padFunction(name: 'lpad' | 'rpad'): FunctionDef {
  const left = name === 'lpad';
  return define({
    name, args: 'str, len[, pad]', doc: `The text padded on the ${left ? 'left' : 'right'} to a length, or cut to it.`, since: '1.5.0', python: [`${name}(col col, = len, = pad)`],
    types: [StrOrBin, Int, StrOrBin], optional: 1,
    coerce: (args) => (args.length === 3 ? args : [...args, typeOf(args[0]!).kind === 'binary' ? { op: 'lit', value: new Uint8Array(1), type: T.BinaryType } : text(' ')]),
    returns: (args) => (typeOf(args[0]!).kind === 'binary' ? T.BinaryType : T.StringType),
    strict: (call) => (call.type.kind === 'binary' ? padBytes(left) : pad(left)),
  });
}

function trimmer(sides: 'both' | 'left' | 'right') {
  return (s: string, set = ' '): string => {
    const cs = chars(s), drop = new Set(chars(set));
    let a = 0, b = cs.length;
    if (sides !== 'right') while (a < b && drop.has(cs[a]!)) a++;
    if (sides !== 'left') while (b > a && drop.has(cs[b - 1]!)) b--;
    return cs.slice(a, b).join('');
  };
}
/** `trim(set, str)`: with two arguments the characters come first; the arguments are kept as (str, set). */
function trimFunction(name: 'trim' | 'ltrim' | 'rtrim', sides: 'both' | 'left' | 'right', direction: string): FunctionDef {
  return define({
    name, args: '[trimStr, ]str', doc: 'The text without spaces (or the given characters) at its ends.', since: '1.5.0', python: [`${name}(col col)`], types: [Str, Str], optional: 1,
    coerce: (args) => (args.length === 2 ? [args[1]!, args[0]!] : args), returns: T.StringType,
    sql: ([s, set]) => (set === undefined ? `${name}(${s})` : `TRIM(${direction} ${set} FROM ${s})`),
    strict: () => trimmer(sides),
  });
}

/** UTF8String.toTitleCase: char by char, so that one that would become two, or is half of a pair, stays as it is. */
function titleCase(s: string): string {
  return s.toLowerCase().replace(/(^| )([^ ])/g, (_m, space: string, c: string) => space + titleChar(c));
}
const digraphs: Readonly<Record<string, string | undefined>> = { ǆ: 'ǅ', ǉ: 'ǈ', ǌ: 'ǋ', ǳ: 'ǲ' };
function titleChar(c: string): string {
  // Java 8 knows no upper case of Georgian letters.
  if (c >= '\u10d0' && c <= '\u10ff') return c;
  const upper = digraphs[c] ?? c.toUpperCase();
  return upper.length === 1 ? upper : c;
}

function substringIndex(s: string, delimiter: string, count: number): string {
  if (delimiter === '' || count === 0) return '';
  if (count > 0) {
    let at = -1;
    for (let n = count; n > 0; n--) {
      at = s.indexOf(delimiter, at + 1);
      if (at < 0) return s;
    }
    return s.slice(0, at);
  }
  let at = s.length - delimiter.length + 1;
  for (let n = -count; n > 0; n--) {
    at = at > 0 ? s.lastIndexOf(delimiter, at - 1) : -1;
    if (at < 0) return s;
  }
  return s.slice(at + delimiter.length);
}

function translate(s: string, from: string, to: string): string {
  const t = chars(to), table = new Map<string, string>();
  chars(from).forEach((c, i) => { if (!table.has(c)) table.set(c, t[i] ?? ''); });
  return chars(s).map((c) => table.get(c) ?? c).join('');
}

function overlay(s: string, replacement: string, pos: number, length: number): string {
  const n = length >= 0 ? length : charCount(replacement);
  return substring(s, 1, pos - 1) + replacement + substring(s, pos + n, 2147483647);
}
function overlayBytes(b: Uint8Array, replacement: Uint8Array, pos: number, length: number): Uint8Array {
  const n = length >= 0 ? length : replacement.length;
  return Uint8Array.from([...substringBytes(b, 1, pos - 1), ...replacement, ...substringBytes(b, pos + n, 2147483647)]);
}

const finder = (name: 'contains' | 'startswith' | 'endswith', doc: string, f: (s: string, x: string) => boolean): FunctionDef => define({
  name, args: 'left, right', doc, since: '3.3.0', types: [StrOrBin, StrOrBin], returns: T.BooleanType, strict: () => ((a: string | Uint8Array, b: string | Uint8Array) =>
    f(typeof a === 'string' ? a : latin(a), typeof b === 'string' ? b : latin(b))),
});
/** Bytes as characters of the same number. */
const latin = (b: Uint8Array): string => String.fromCharCode(...b);

const concatWs: FunctionDef = define({
  name: 'concat_ws', args: 'sep, str|array, …', doc: 'The texts put together with a separator, NULLs left out.', since: '1.5.0', python: ['concat_ws(= sep, * cols)'],
  types: [Str], rest: oneOf(arrayOf(T.StringType), Str), returns: T.StringType, nullable: (args) => nullableOf(args[0]!),
  check: (args) => (args.length > 0 ? undefined : 'requires at least one argument'),
  lazy: (_call, [sep, ...parts]) => (i) => {
    const s = sep!(i) as string | null;
    if (s === null) return null;
    const out: string[] = [];
    for (const p of parts) {
      const v = p(i);
      if (typeof v === 'string') out.push(v);
      else if (v !== null) for (const x of v as Value[]) if (x !== null) out.push(x as string);
    }
    return out.join(s);
  },
});

const elt: FunctionDef = define({
  name: 'elt', args: 'n, input1, input2, …', doc: 'The n-th of the following values, from 1; NULL where there is none.', since: '2.0.0', types: [Int], rest: StrOrBin,
  check: (args) => (args.length < 2 ? 'elt function requires at least two arguments' : undefined),
  returns: (args) => (args.slice(1).every((a) => typeOf(a).kind === 'binary') ? T.BinaryType : T.StringType), nullable: true,
  lazy: (_call, [n, ...values]) => (i) => {
    const index = n!(i) as number | null;
    return index === null ? null : values[index - 1]?.(i) ?? null;
  },
});

export const stringFunctions: readonly FunctionDef[] = [
  concatWs, elt, padFunction('lpad'), padFunction('rpad'),
  trimFunction('trim', 'both', 'BOTH'), trimFunction('ltrim', 'left', 'LEADING'), trimFunction('rtrim', 'right', 'TRAILING'),
  plain('btrim', 'str[, trimStr]', 'The text without spaces (or the given characters) at its ends.', '3.2.0', [Str, Str], T.StringType, trimmer('both'), { optional: 1 }),
  finder('contains', 'Whether a text holds another.', (s, x) => s.includes(x)),
  finder('startswith', 'Whether a text starts with another.', (s, x) => s.startsWith(x)),
  finder('endswith', 'Whether a text ends with another.', (s, x) => s.endsWith(x)),
  plain('upper', 'str', 'The text in upper case.', '1.0.1', [Str], T.StringType, ((s: string) => s.toUpperCase()), { aliases: ['ucase'], python: ['upper(col col)'] }),
  plain('lower', 'str', 'The text in lower case.', '1.0.1', [Str], T.StringType, ((s: string) => s.toLowerCase()), { aliases: ['lcase'], python: ['lower(col col)'] }),
  plain('initcap', 'str', 'The text with every word starting in upper case.', '1.5.0', [Str], T.StringType, titleCase, { python: ['initcap(col col)'] }),
  plain('length', 'expr', 'Number of characters of a text or bytes of a binary.', '1.5.0', [StrOrBin], T.IntegerType, ((v: string | Uint8Array) => (typeof v === 'string' ? charCount(v) : v.length)),
    { aliases: ['char_length', 'character_length'], python: ['length(col col)'] }),
  plain('octet_length', 'expr', 'Number of bytes.', '2.3.0', [StrOrBin], T.IntegerType, ((v: string | Uint8Array) => (typeof v === 'string' ? utf8(v) : v).length), { python: ['octet_length(col col)'] }),
  plain('bit_length', 'expr', 'Number of bits.', '2.3.0', [StrOrBin], T.IntegerType, ((v: string | Uint8Array) => (typeof v === 'string' ? utf8(v) : v).length * 8), { python: ['bit_length(col col)'] }),
  define({
    name: 'substring', aliases: ['substr'], args: 'str, pos[, len]', doc: 'Part of a text from a position (from 1; from the end when negative).', since: '1.5.0', python: ['substring(col str, = pos, = len)'],
    types: [StrOrBin, Int, Int], optional: 1, defaults: [int(2147483647)], returns: (args) => typeOf(args[0]!),
    strict: (call) => (call.type.kind === 'binary' ? substringBytes : substring),
  }),
  plain('left', 'str, len', 'The first characters.', '2.3.0', [Str, Int], T.StringType, ((s: string, n: number) => substring(s, 1, n))),
  plain('right', 'str, len', 'The last characters.', '2.3.0', [Str, Int], T.StringType, ((s: string, n: number) => (n <= 0 ? '' : substring(s, -n, n))), { nullable: true }),
  plain('instr', 'str, substr', 'Position of the first occurrence, from 1; 0 where there is none.', '1.5.0', [Str, Str], T.IntegerType, ((s: string, x: string) => locate(x, s, 1)), { python: ['instr(col str, = substr)'] }),
  define({
    name: 'locate', aliases: ['position'], args: 'substr, str[, pos]', doc: 'Position of the first occurrence from a position on, from 1; 0 where there is none.', since: '1.5.0', python: ['locate(= substr, col str, = pos?1)'],
    types: [Str, Str, Int], optional: 1, defaults: [int(1)], returns: T.IntegerType,
    lazy: (_call, [x, s, p]) => (i) => {
      const from = p!(i) as number | null;
      if (from === null) return 0;
      const needle = x!(i) as string | null, t = s!(i) as string | null;
      return needle === null || t === null ? null : from < 1 ? 0 : locate(needle, t, from);
    },
  }),
  plain('repeat', 'str, n', 'The text several times.', '1.5.0', [Str, Int], T.StringType, ((s: string, n: number) => s.repeat(Math.max(0, n))), { python: ['repeat(col col, = n)'] }),
  plain('space', 'n', 'A text of spaces.', '1.5.0', [Int], T.StringType, ((n: number) => ' '.repeat(Math.max(0, n)))),
  plain('replace', 'str, search[, replace]', 'The text with every occurrence of another replaced.', '2.3.0', [Str, Str, Str], T.StringType,
    ((s: string, x: string, r: string) => (x === '' ? s : s.replaceAll(x, () => r))), { optional: 1, defaults: [text('')] }),
  plain('translate', 'input, from, to', 'Characters replaced one by one.', '1.5.0', [Str, Str, Str], T.StringType, translate, { python: ['translate(col srcCol, = matching, = replace)'] }),
  define({
    name: 'overlay', args: 'input, replace, pos[, len]', doc: 'Part of a text replaced by another.', since: '3.0.0', python: ['overlay(col src, = replace, = pos, = len?-1)'],
    types: [StrOrBin, StrOrBin, Int, Int], optional: 1, defaults: [int(-1)], returns: (args) => typeOf(args[0]!),
    check: (args) => (T.sameType(typeOf(args[0]!), typeOf(args[1]!)) ? undefined : `input to function overlay should all be the same type, but it's [${args.slice(0, 2).map((a) => T.catalogString(typeOf(a))).join(', ')}]`),
    strict: (call) => (call.type.kind === 'binary' ? overlayBytes : overlay),
  }),
  plain('substring_index', 'str, delim, count', 'The text before the count-th delimiter, or after it from the end when negative.', '1.5.0', [Str, Str, Int], T.StringType, substringIndex, { python: ['substring_index(col str, = delim, = count)'] }),
  plain('find_in_set', 'str, str_array', 'Position of a text in a comma-separated list, from 1; 0 where there is none.', '1.5.0', [Str, Str], T.IntegerType,
    ((s: string, list: string) => (s.includes(',') ? 0 : list.split(',').indexOf(s) + 1))),
  plain('ascii', 'str', 'Code point of the first character; 0 for an empty text.', '1.5.0', [Str], T.IntegerType, ((s: string) => s.codePointAt(0) ?? 0), { python: ['ascii(col col)'] }),
];
