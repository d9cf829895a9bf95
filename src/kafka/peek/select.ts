/** Which rows are the newest or the oldest over all partitions. */
import type { KafkaRecords } from '../records.ts';

/** The rows of one partition that were read so far, stretches in offset order without a gap between them. */
export interface Candidates {
  partition: number;
  stretches: readonly KafkaRecords[];
}

export type End = 'newest' | 'oldest';

/** The chosen rows of one partition: one mark a row, over all of its stretches. */
export interface Chosen {
  marks: Uint8Array;
  /** The row farthest from the end is among them (or there is none): what lies behind it may belong to the choice too. */
  open: boolean;
}

/** Comparisons that sorting takes for each row, or less. */
const SORTING = 8;

export const rowCount = ({ stretches }: Candidates): number => stretches.reduce((sum, { count }) => sum + count, 0);

/**
 * Marks the `count` rows with the greatest (`newest`) or least (`oldest`) timestamps; among equal ones those nearest to their
 * partition's end count first, then the lower partition.
 */
export function choose(sides: readonly Candidates[], count: number, end: End): Chosen[] {
  const rows = sides.map(rowCount);
  const total = rows.reduce((a, b) => a + b, 0);
  if (total <= count) return sides.map((_, side) => ({ marks: new Uint8Array(rows[side]!).fill(1), open: true }));
  const sign = end === 'newest' ? 1 : -1;
  // Greater is always better: for the oldest the timestamps are turned round.
  const times = sides.map((side, i) => timesOf(side, rows[i]!, sign));
  const without = withoutWorst(sides, times, total - count, end);
  if (without) return without;
  const sorted = new Float64Array(total);
  let at = 0;
  for (const list of times) {
    sorted.set(list, at);
    at += list.length;
  }
  sorted.sort();
  const threshold = sorted[total - count]!;
  const marks = rows.map((length) => new Uint8Array(length));
  const tied: { side: number; row: number; rank: number }[] = [];
  let left = count;
  times.forEach((list, side) => list.forEach((time, row) => {
    if (time > threshold) {
      marks[side]![row] = 1;
      left--;
    } else if (time === threshold) {
      tied.push({ side, row, rank: end === 'newest' ? list.length - 1 - row : row });
    }
  }));
  tied.sort((a, b) => a.rank - b.rank || sides[a.side]!.partition - sides[b.side]!.partition);
  for (const { side, row } of tied.slice(0, left)) marks[side]![row] = 1;
  return marks.map((list) => ({ marks: list, open: list.length === 0 || list[end === 'newest' ? 0 : list.length - 1] === 1 }));
}

/**
 * The same by leaving out the worst one after the other, from where partitions are farthest from their ends. Undefined where some partition's
 * messages are not in the order of their times there, or where sorting all would be less work.
 */
function withoutWorst(sides: readonly Candidates[], times: readonly Float64Array[], worst: number, end: End): Chosen[] | undefined {
  const total = times.reduce((sum, { length }) => sum + length, 0);
  if (worst * sides.length > total * SORTING || !times.every((list) => (end === 'newest' ? rising(list) : falling(list)))) return undefined;
  const left = times.map(({ length }) => length);
  const worstOf = (side: number): number => times[side]![end === 'newest' ? times[side]!.length - left[side]! : left[side]! - 1]!;
  for (let n = 0; n < worst; n++) {
    let found = -1, time = Infinity;
    for (let side = 0; side < times.length; side++) {
      if (left[side] === 0) continue;
      const its = worstOf(side);
      // Among equal ones the farthest from its end goes first, then that of the higher partition.
      if (found < 0 || its < time || (its === time && (left[side]! > left[found]! || (left[side] === left[found] && sides[side]!.partition > sides[found]!.partition)))) {
        found = side;
        time = its;
      }
    }
    left[found]!--;
  }
  return times.map(({ length }, side) => {
    const marks = new Uint8Array(length);
    if (end === 'newest') marks.fill(1, length - left[side]!);
    else marks.fill(1, 0, left[side]);
    return { marks, open: left[side] === length };
  });
}

function rising(list: Float64Array): boolean {
  for (let i = 1; i < list.length; i++) if (list[i]! < list[i - 1]!) return false;
  return true;
}

function falling(list: Float64Array): boolean {
  for (let i = 1; i < list.length; i++) if (list[i]! > list[i - 1]!) return false;
  return true;
}

function timesOf({ stretches }: Candidates, length: number, sign: number): Float64Array {
  const times = new Float64Array(length);
  let at = 0;
  for (const { timestamps, count } of stretches) for (let i = 0; i < count; i++) times[at++] = sign * timestamps[i]!;
  return times;
}

/** How many rows to read of each partition at first, so that a second look is seldom needed when they are about evenly filled. */
export function firstWindow(count: number, partitions: number): number {
  const share = count / Math.max(1, partitions);
  return Math.min(count, Math.ceil(share + 4 * Math.sqrt(share) + 4));
}
