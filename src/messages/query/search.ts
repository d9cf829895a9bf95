/** Searching text in bytes without making strings of them. */
import type { Wanted } from '../sweep/places.ts';

/** True where data[start, end) holds what was asked for. */
export type ByteSearch = (data: Uint8Array, start: number, end: number) => boolean;

/**
 * A text in any case. ASCII letters are compared byte by byte; other letters of more than one case need the text itself, and what stands for
 * bytes that are no UTF-8 is not among them: there is nothing `wanted` among the bytes then.
 */
export function textSearch(text: string): { search: ByteSearch; wanted?: Wanted } {
  const bytes = Buffer.from(text.toLowerCase(), 'utf8');
  if (![...text].every((letter) => letter < '\x80' || letter.toLowerCase() === letter.toUpperCase())) return { search: decoded(text.toLowerCase()) };
  if (bytes.length === 0) return { search: () => true };
  const skipping = horspool(bytes);
  return { search: (data, start, end) => skipping(data, start, end) >= 0, ...(!/[\uFFFD\p{Cs}]/u.test(text) && { wanted: { bytes, fold: true } }) };
}

/** Both cases of an ASCII letter. Kelvin and long s, whose other case is ASCII, are not found by their ASCII letter. */
const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));

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
