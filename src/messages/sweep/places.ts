/** Every place of a text in bytes: two of its bytes are looked for sixteen places at a time, the others where both stand. */
import { code } from './pairs-code.ts';

export interface Wanted {
  /** Not empty; with `fold` in small letters. */
  bytes: Uint8Array;
  /** ASCII letters in either case. */
  fold: boolean;
}

interface Pairs {
  memory: WebAssembly.Memory;
  at: WebAssembly.Global<'i32'>;
  pairs(from: number, end: number, gap: number, a: number, aFold: number, b: number, bFold: number, out: number, full: number): number;
}

/** Bytes that are copied to be looked through at once; a pair's two bytes are at most `REACH` apart. */
const CHUNK = 1 << 20;
const REACH = 4096;
const OUT = CHUNK + 2 * REACH;
/** Bytes at the start of the data that say how often each byte comes. */
const SAMPLE = 4096;

let loaded: { pairs: Pairs; bytes: Uint8Array; words: Uint32Array } | undefined;

function load(): NonNullable<typeof loaded> {
  const pairs = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(code, 'base64'))).exports as unknown as Pairs;
  return { pairs, bytes: new Uint8Array(pairs.memory.buffer), words: new Uint32Array(pairs.memory.buffer) };
}

/** Both cases of an ASCII letter. */
const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));
const foldOf = (byte: number, fold: boolean): number => (fold && byte >= 0x61 && byte <= 0x7a ? 0x20 : 0);

/** Calls `found` with each place at which the text begins, in their order; places may overlap. */
export function eachPlace(data: Uint8Array, wanted: Wanted, found: (at: number) => void): void {
  const { pairs, bytes, words } = loaded ??= load(), { fold } = wanted, { length } = wanted.bytes;
  const [first, second] = rarest(data, wanted), a = wanted.bytes[first]!, b = wanted.bytes[second]!, gap = second - first, full = bytes.length - 64;
  for (let base = first; base < data.length; base += CHUNK) {
    const chunk = data.subarray(base, base + CHUNK + gap + 16), limit = Math.min(CHUNK, data.length - base);
    bytes.set(chunk);
    bytes.fill(0, chunk.length, chunk.length + gap + 16);
    for (let from = 0; from < limit;) {
      const end = pairs.pairs(from, limit, gap, a, foldOf(a, fold), b, foldOf(b, fold), OUT, full) >> 2;
      from = pairs.at.value;
      for (let i = OUT >> 2; i < end; i++) {
        const at = base + words[i]! - first;
        // What begins in the next chunk is found there.
        if (words[i]! >= limit || at + length > data.length) continue;
        if (stands(data, at, wanted)) found(at);
      }
    }
  }
}

function stands(data: Uint8Array, at: number, { bytes, fold }: Wanted): boolean {
  const { length } = bytes;
  let i = 0;
  if (fold) while (i < length && lower[data[at + i]!] === bytes[i]) i++;
  else while (i < length && data[at + i] === bytes[i]) i++;
  return i === length;
}

/** The places in the text of the two bytes that come least often; of a text of one byte, that one twice. */
function rarest(data: Uint8Array, { bytes, fold }: Wanted): [number, number] {
  const often = new Uint32Array(256), sample = Math.min(SAMPLE, data.length), reach = Math.min(bytes.length, REACH);
  for (let i = 0; i < sample; i++) often[fold ? lower[data[i]!]! : data[i]!]!++;
  let best = 0, next = -1;
  for (let i = 1; i < reach; i++) {
    if (often[bytes[i]!]! < often[bytes[best]!]!) { next = best; best = i; } else if (next < 0 || often[bytes[i]!]! < often[bytes[next]!]!) next = i;
  }
  return next < 0 ? [best, best] : [Math.min(best, next), Math.max(best, next)];
}
