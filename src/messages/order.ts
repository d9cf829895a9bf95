/** The order in which messages are shown. */
import type { SortBy } from '../protocol/messages.ts';
import type { MessageStore } from './store.ts';

/** As many stretches that are in order already are merged two by two; more of them are sorted by their digits. */
const MOST_RUNS = 64;
const BITS = 16;
const DIGITS = 2 ** BITS;

/**
 * All ids in the order asked for. Equal ones stand by partition, then offset, in the same direction. A radix sort: its time grows with the
 * rows alone, where a comparison for each pair of a million rows takes a second.
 */
export function ordered(store: MessageStore, by: SortBy, descending: boolean): Uint32Array {
  const { count, columns, base } = store;
  let rows: Uint32Array<ArrayBuffer> = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  // Least significant key first; each pass keeps the order of the one before. A partition's messages arrive by offset, unless it was read anew.
  if (!store.byOffset) rows = sorted(rows, columns.offsets);
  rows = sorted(rows, columns.partitions);
  if (by === 'timestamp') rows = sorted(rows, columns.timestamps);
  else if (by === 'size') rows = sorted(rows, columns.sizes);
  if (descending) rows.reverse();
  if (base > 0) for (let i = 0; i < count; i++) rows[i]! += base;
  return rows;
}

function sorted(rows: Uint32Array<ArrayBuffer>, keys: Float64Array | Int32Array): Uint32Array<ArrayBuffer> {
  let least = Infinity, greatest = -Infinity, before = -Infinity;
  const runs = [0];
  for (let i = 0; i < rows.length; i++) {
    const key = keys[rows[i]!]!;
    if (key < least) least = key;
    if (key > greatest) greatest = key;
    if (key < before && runs.length <= MOST_RUNS) runs.push(i);
    before = key;
  }
  if (runs.length === 1) return rows;
  if (runs.length <= MOST_RUNS) return merged(rows, keys, runs);
  const range = greatest - least;
  // Timestamps come from producers and may be anything: distances that are not exact cannot be sorted by their digits.
  if (range > Number.MAX_SAFE_INTEGER) return rows.map((_, place) => place).sort((a, b) => keys[rows[a]!]! - keys[rows[b]!]! || a - b).map((place) => rows[place]!);
  const low = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) low[i] = (keys[rows[i]!]! - least) % 2 ** 32;
  let result = byDigits(rows, low, Math.min(range, 2 ** 32 - 1));
  if (range >= 2 ** 32) {
    for (let i = 0; i < rows.length; i++) low[i] = Math.floor((keys[result[i]!]! - least) / 2 ** 32);
    result = byDigits(result, low, Math.floor(range / 2 ** 32));
  }
  return result;
}

/** @param runs where the stretches begin of which each is in order */
function merged(rows: Uint32Array<ArrayBuffer>, keys: Float64Array | Int32Array, runs: readonly number[]): Uint32Array<ArrayBuffer> {
  const { length } = rows;
  let from = rows, fromKeys = new Float64Array(length), to = new Uint32Array(length), toKeys = new Float64Array(length), begins = runs;
  for (let i = 0; i < length; i++) fromKeys[i] = keys[rows[i]!]!;
  while (begins.length > 1) {
    const next: number[] = [];
    for (let run = 0; run < begins.length; run += 2) {
      const start = begins[run]!, middle = begins[run + 1] ?? length, end = begins[run + 2] ?? length;
      next.push(start);
      mergeTwo(from, fromKeys, to, toKeys, start, middle, end);
    }
    begins = next;
    [from, fromKeys, to, toKeys] = [to, toKeys, from, fromKeys];
  }
  return from;
}

/** Of equal ones that of the left stays first. */
function mergeTwo(from: Uint32Array, fromKeys: Float64Array, to: Uint32Array, toKeys: Float64Array, start: number, middle: number, end: number): void {
  let left = start, right = middle, at = start;
  while (left < middle && right < end) {
    const a = fromKeys[left]!, b = fromKeys[right]!;
    if (a <= b) {
      toKeys[at] = a;
      to[at++] = from[left++]!;
    } else {
      toKeys[at] = b;
      to[at++] = from[right++]!;
    }
  }
  const [rest, until] = left < middle ? [left, middle] : [right, end];
  to.set(from.subarray(rest, until), at);
  toKeys.set(fromKeys.subarray(rest, until), at);
}

/** Keys belong to the places of `rows`, not to the rows. */
function byDigits(rows: Uint32Array<ArrayBuffer>, keys: Uint32Array<ArrayBuffer>, greatest: number): Uint32Array<ArrayBuffer> {
  let [from, fromKeys, to, toKeys] = [rows, keys, new Uint32Array(rows.length), new Uint32Array(rows.length)];
  for (let shift = 0; shift < 32 && greatest / 2 ** shift >= 1; shift += BITS) {
    const places = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < fromKeys.length; i++) places[((fromKeys[i]! >>> shift) & (DIGITS - 1)) + 1]!++;
    for (let i = 1; i <= DIGITS; i++) places[i]! += places[i - 1]!;
    for (let i = 0; i < from.length; i++) {
      const place = places[(fromKeys[i]! >>> shift) & (DIGITS - 1)]!++;
      to[place] = from[i]!;
      toKeys[place] = fromKeys[i]!;
    }
    [from, fromKeys, to, toKeys] = [to, toKeys, from, fromKeys];
  }
  return from;
}
