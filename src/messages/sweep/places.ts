/** Every place of a text in bytes: two of its bytes are looked for sixty-four places at a time, the others where both stand. */
import { code } from './pairs-code.ts';

/** What stands behind a JSON field's name: a number within bounds, in billionths, or this very text. */
export type Behind = { lo: bigint; hi: bigint } | { text: Uint8Array };

export interface Wanted {
  /** Not empty; with `fold` in small letters. */
  bytes: Uint8Array;
  /** ASCII letters in either case. */
  fold: boolean;
  /** Only places behind which a colon and this stands; where it cannot be told, the place as well. Not with `fold`. */
  behind?: Behind | undefined;
}

interface Pairs {
  memory: WebAssembly.Memory;
  at: WebAssembly.Global<'i32'>;
  pairs(from: number, end: number, gap: number, a: number, aFold: number, b: number, bFold: number, out: number, full: number): number;
  fields(from: number, end: number, gap: number, a: number, b: number, lead: number, needle: number, needleSize: number, text: number, textSize: number, lo: bigint, hi: bigint, limit: number, out: number, full: number): number;
}

/** Bytes that are looked through at once. */
const CHUNK = 1 << 20;
/** Bytes of a text that are looked at here; what is longer is compared in the data. */
const REACH = 4096;
/** Bytes behind a chunk: of a text that begins in it, and of what stands behind that. */
const TAIL = 3 * REACH;
const OUT = CHUNK + TAIL;
/** Where texts are kept, behind the places. */
const TEXTS = 2 * REACH;
/** Bytes at the start of the data that say how often each byte comes. */
const SAMPLE = 4096;

/** Of what is looked for, once the data that was seen says enough. */
const chosen = new WeakMap<Wanted, [number, number]>();
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
  const { bytes, words } = loaded ??= load(), { length } = wanted.bytes, [first, second] = rarest(data, wanted), look = looking(wanted, first, second);
  for (let base = 0; base < data.length; base += CHUNK) {
    const chunk = data.subarray(base, base + CHUNK + TAIL), limit = Math.min(CHUNK, data.length - base);
    bytes.set(chunk);
    if (chunk.length < OUT) bytes.fill(0, chunk.length, Math.min(OUT, chunk.length + TAIL));
    for (let from = first, next = 0; from < first + limit; from = next) {
      const end = look(from, first + limit, chunk.length) >> 2;
      next = loaded.pairs.at.value;
      for (let i = OUT >> 2; i < end; i++) {
        const at = base + words[i]! - first;
        // What begins in the next chunk is found there.
        if (words[i]! - first >= limit || at + length > data.length) continue;
        if (stands(data, at, wanted)) found(at);
      }
    }
  }
}

/** Writes the places in [from, end) to `OUT`, and says where they end. */
function looking({ bytes: text, fold, behind }: Wanted, first: number, second: number): (from: number, end: number, limit: number) => number {
  const { pairs, bytes } = loaded!, gap = second - first, a = text[first]!, b = text[second]!, full = bytes.length - TEXTS - 256, needle = bytes.length - TEXTS;
  const value = behind && 'text' in behind ? behind.text : undefined, [lo, hi] = behind && 'lo' in behind ? [behind.lo, behind.hi] : [0n, 0n];
  if (!behind || fold || text.length > REACH || (value && value.length > REACH)) return (from, end) => pairs.pairs(from, end, gap, a, foldOf(a, fold), b, foldOf(b, fold), OUT, full);
  bytes.set(text, needle);
  if (value) bytes.set(value, needle + REACH);
  return (from, end, limit) => pairs.fields(from, end, gap, a, b, first, needle, text.length, value ? needle + REACH : 0, value?.length ?? 0, lo, hi, limit, OUT, full);
}

function stands(data: Uint8Array, at: number, { bytes, fold }: Wanted): boolean {
  const { length } = bytes;
  let i = 0;
  if (fold) while (i < length && lower[data[at + i]!] === bytes[i]) i++;
  else while (i < length && data[at + i] === bytes[i]) i++;
  return i === length;
}

/** The places in the text of the two bytes that come least often; of a text of one byte, that one twice. */
function rarest(data: Uint8Array, wanted: Wanted): [number, number] {
  const before = chosen.get(wanted);
  if (before) return before;
  const { bytes, fold } = wanted;
  const often = new Uint32Array(256), sample = Math.min(SAMPLE, data.length), reach = Math.min(bytes.length, REACH);
  for (let i = 0; i < sample; i++) often[fold ? lower[data[i]!]! : data[i]!]!++;
  let best = 0, next = -1;
  for (let i = 1; i < reach; i++) {
    if (often[bytes[i]!]! < often[bytes[best]!]!) { next = best; best = i; } else if (next < 0 || often[bytes[i]!]! < often[bytes[next]!]!) next = i;
  }
  const pair: [number, number] = next < 0 ? [best, best] : [Math.min(best, next), Math.max(best, next)];
  if (sample === SAMPLE) chosen.set(wanted, pair);
  return pair;
}
