/** The order in which messages are shown. */
import type { SortBy } from '../protocol/messages.ts';
import type { MessageStore } from './store.ts';

const DIGIT = 2 ** 16;

/**
 * Ids from `from` up to `to` (exclusive) in the order asked for. Equal ones stand by partition, then offset, in the same direction. A
 * radix sort: its time grows with the rows alone (a comparison for each pair of a million rows takes a second).
 */
export function ordered(store: MessageStore, from: number, to: number, by: SortBy, descending: boolean): Uint32Array {
  const first = from - store.base, count = to - from, { columns } = store;
  let rows = new Uint32Array(count);
  for (let i = 0; i < count; i++) rows[i] = first + i;
  // Least significant key first; each pass keeps the order of the one before.
  rows = sorted(rows, columns.offsets);
  rows = sorted(rows, columns.partitions);
  if (by === 'timestamp') rows = sorted(rows, columns.timestamps);
  else if (by === 'size') rows = sorted(rows, columns.sizes);
  if (descending) rows.reverse();
  for (let i = 0; i < count; i++) rows[i]! += store.base;
  return rows;
}

function sorted(rows: Uint32Array<ArrayBuffer>, keys: Float64Array | Int32Array): Uint32Array<ArrayBuffer> {
  let least = Infinity, greatest = -Infinity, already = true, before = -Infinity;
  for (const row of rows) {
    const key = keys[row]!;
    if (key < least) least = key;
    if (key > greatest) greatest = key;
    if (key < before) already = false;
    before = key;
  }
  if (already) return rows;
  // Timestamps come from producers and may be anything: distances that are not exact cannot be sorted by their digits.
  if (greatest - least > Number.MAX_SAFE_INTEGER) return rows.map((_, place) => place).sort((a, b) => keys[rows[a]!]! - keys[rows[b]!]! || a - b).map((place) => rows[place]!);
  let from = rows, to = new Uint32Array(rows.length);
  for (let unit = 1; unit <= greatest - least; unit *= DIGIT) {
    const places = new Uint32Array(DIGIT + 1);
    for (const row of from) places[Math.floor((keys[row]! - least) / unit) % DIGIT + 1]!++;
    for (let i = 1; i <= DIGIT; i++) places[i]! += places[i - 1]!;
    for (const row of from) to[places[Math.floor((keys[row]! - least) / unit) % DIGIT]!++] = row;
    [from, to] = [to, from];
  }
  return from;
}
