/** Searching text in bytes without making strings of them. */

/** True where data[start, end) holds what was asked for. */
export type ByteSearch = (data: Uint8Array, start: number, end: number) => boolean;

/** Looks through one stretch of bytes: each call gives the next place at or after `from`, which only grows; -1: no more. */
export type ByteFinder = (data: Uint8Array, end: number) => (from: number) => number;

/** A text in any case. ASCII letters are compared byte by byte; other letters of more than one case need the text itself, and have no `find`. */
export function textSearch(text: string): { search: ByteSearch; finder?: ByteFinder; length: number } {
  const bytes = Buffer.from(text.toLowerCase(), 'utf8'), { length } = bytes;
  if (![...text].every((letter) => letter < '\x80' || letter.toLowerCase() === letter.toUpperCase())) return { search: decoded(text.toLowerCase()), length };
  if (length === 0) return { search: () => true, length };
  const skipping = horspool(bytes);
  return { search: (data, start, end) => skipping(data, start, end) >= 0, finder: folded(bytes, skipping), length };
}

/** Both cases of an ASCII letter. Kelvin and long s, whose other case is ASCII, are not found by their ASCII letter. */
const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));

/** Bytes at the start of the data that say how often each byte comes. */
const SAMPLE = 16_384;
/** A byte that comes less often than once in so many is looked for by itself. */
const RARE = 100;

/** By its rarest letter where that is rare, which the machine finds fastest; else by skipping. */
function folded(wanted: Uint8Array, skipping: Skipping): ByteFinder {
  return (data, end) => {
    const often = new Uint32Array(256), sample = Math.min(SAMPLE, end);
    for (let i = 0; i < sample; i++) often[lower[data[i]!]!]!++;
    let rarest = 0;
    for (let i = 1; i < wanted.length; i++) if (often[wanted[i]!]! < often[wanted[rarest]!]!) rarest = i;
    return often[wanted[rarest]!]! * RARE < sample ? letterFirst(wanted, rarest, data, end) : (from) => skipping(data, from, end);
  };
}

/** Looks for one letter, in both of its cases, and compares the others where it stands. */
function letterFirst(wanted: Uint8Array, place: number, data: Uint8Array, end: number): (from: number) => number {
  const small = wanted[place]!, large = small >= 0x61 && small <= 0x7a ? small - 32 : small, { length } = wanted;
  const next = (byte: number, from: number): number => { const found = data.indexOf(byte, from); return found < 0 ? Infinity : found; };
  let a = -1, b = small === large ? Infinity : -1;
  return (from) => {
    for (;;) {
      // Each case is looked for once over the whole, wherever the other one stands.
      if (a < from + place) a = next(small, from + place);
      if (b < from + place) b = next(large, from + place);
      const at = Math.min(a, b) - place;
      if (at + length > end) return -1;
      let i = 0;
      while (i < length && lower[data[at + i]!] === wanted[i]) i++;
      if (i === length) return at;
      if (a < b) a = next(small, a + 1);
      else b = next(large, b + 1);
    }
  };
}

type Skipping = (data: Uint8Array, start: number, end: number) => number;

/** Boyer-Moore-Horspool: skips by what stands under the last byte. */
function horspool(wanted: Uint8Array): Skipping {
  const { length } = wanted, last = length - 1;
  const skip = new Int32Array(256).fill(length);
  for (let i = 0; i < last; i++) skip[wanted[i]!] = last - i;
  for (let byte = 0x41; byte <= 0x5a; byte++) skip[byte] = skip[byte + 32]!;
  const end = wanted[last]!;
  return (data, from, to) => {
    for (let at = from + last; at < to;) {
      const byte = data[at]!;
      if (lower[byte] === end) {
        let i = last - 1;
        while (i >= 0 && lower[data[at - last + i]!] === wanted[i]) i--;
        if (i < 0) return at - last;
      }
      at += skip[byte]!;
    }
    return -1;
  };
}

function decoded(wanted: string): ByteSearch {
  return (data, start, end) => textAt(data, start, end).toLowerCase().includes(wanted);
}

/** @throws SyntaxError when it is no regular expression */
export function regexSearch(source: string, flags: string): ByteSearch {
  const pattern = new RegExp(source, `s${flags.includes('i') ? 'i' : ''}u`);
  return (data, start, end) => pattern.test(textAt(data, start, end));
}

/** Bytes as UTF-8; what is none becomes U+FFFD. */
export const textAt = (data: Uint8Array, start: number, end: number): string => Buffer.from(data.buffer, data.byteOffset + start, end - start).toString('utf8');
