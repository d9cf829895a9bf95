/** Every place of a text in bytes: two of its bytes are looked for sixty-four places at a time, the others where both stand. */
import { HEAD, memoryOf, newMemory } from './held.ts';
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
  at: WebAssembly.Global<'i32'>;
  pairs(from: number, end: number, gap: number, a: number, aFold: number, b: number, bFold: number, out: number, full: number): number;
  fields(from: number, end: number, gap: number, a: number, b: number, lead: number, needle: number, needleSize: number, text: number, textSize: number, lo: bigint, hi: bigint, limit: number, out: number, full: number): number;
}

/** Bytes of data elsewhere that are copied here and looked through at once. */
const CHUNK = 1 << 20;
/** Bytes of a text that are looked at here; what is longer is compared in the data. */
const REACH = 4096;
/** Bytes behind a chunk: of a text that begins in it, and of what stands behind that. */
const TAIL = 3 * REACH;
/** A memory's begin: the text that is looked for, what stands behind it, then the places that were found. */
const VALUE = REACH, PLACES = 3 * REACH, FULL = HEAD - 256;
/** Bytes at the start of the data that say how often each byte comes. */
const SAMPLE = 4096;

/** Of what is looked for, once the data that was seen says enough. */
const chosen = new WeakMap<Wanted, [number, number]>();

/** A memory with the search in it. */
interface Searched { pairs: Pairs; bytes: Uint8Array; words: Uint32Array }
let compiled: WebAssembly.Module | undefined, own: WebAssembly.Memory | undefined;
const searched = new WeakMap<WebAssembly.Memory, Searched>();

function searchIn(memory: WebAssembly.Memory): Searched {
  const before = searched.get(memory);
  if (before) return before;
  compiled ??= new WebAssembly.Module(Buffer.from(code, 'base64'));
  const { buffer } = memory, made = { pairs: new WebAssembly.Instance(compiled, { held: { memory } }).exports as unknown as Pairs, bytes: new Uint8Array(buffer), words: new Uint32Array(buffer) };
  searched.set(memory, made);
  return made;
}

/** Both cases of an ASCII letter. */
const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));
const foldOf = (byte: number, fold: boolean): number => (fold && byte >= 0x61 && byte <= 0x7a ? 0x20 : 0);

/** Calls `found` with each place at which the text begins, in their order; places may overlap. */
export function eachPlace(data: Uint8Array, wanted: Wanted, found: (at: number) => void): void {
  const held = memoryOf(data);
  if (held) {
    placesIn(searchIn(held), data.byteOffset, data.length, data.byteOffset + data.length, data, 0, wanted, found);
    return;
  }
  const search = searchIn(own ??= newMemory(HEAD + CHUNK + 2 * TAIL)), { bytes } = search;
  for (let base = 0; base < data.length; base += CHUNK) {
    const chunk = data.subarray(base, base + CHUNK + TAIL), end = HEAD + chunk.length;
    bytes.set(chunk, HEAD);
    if (chunk.length < CHUNK + TAIL) bytes.fill(0, end, end + TAIL);
    placesIn(search, HEAD, Math.min(CHUNK, data.length - base), end, data, base, wanted, found);
  }
}

/** Places that begin among `size` bytes of a memory from `begin` on, which are those of the data from `base` on; bytes up to `limit` are the data's. */
function placesIn(search: Searched, begin: number, size: number, limit: number, data: Uint8Array, base: number, wanted: Wanted, found: (at: number) => void): void {
  const { words, pairs } = search, { length } = wanted.bytes, [first, second] = rarest(data, wanted), look = looking(search, wanted, first, second, limit);
  for (let from = begin + first, next = 0; from < begin + first + size; from = next) {
    const end = look(from, begin + first + size) >> 2;
    next = pairs.at.value;
    for (let i = PLACES >> 2; i < end; i++) {
      const at = words[i]! - first - begin;
      // What begins behind it is found there, or is none of the data's.
      if (at < size && base + at + length <= data.length && stands(data, base + at, wanted)) found(base + at);
    }
  }
}

/** Writes the places in [from, end) to `PLACES`, and says where they end. */
function looking({ pairs, bytes }: Searched, { bytes: text, fold, behind }: Wanted, first: number, second: number, limit: number): (from: number, end: number) => number {
  const gap = second - first, a = text[first]!, b = text[second]!;
  const value = behind && 'text' in behind ? behind.text : undefined, [lo, hi] = behind && 'lo' in behind ? [behind.lo, behind.hi] : [0n, 0n];
  if (!behind || fold || text.length > REACH || (value && value.length > REACH)) return (from, end) => pairs.pairs(from, end, gap, a, foldOf(a, fold), b, foldOf(b, fold), PLACES, FULL);
  bytes.set(text, 0);
  if (value) bytes.set(value, VALUE);
  return (from, end) => pairs.fields(from, end, gap, a, b, first, 0, text.length, value ? VALUE : 0, value?.length ?? 0, lo, hi, limit, PLACES, FULL);
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
