/** What can be known of many messages at once, without looking at each by itself. */
import type { MessageReader } from '../reader.ts';

/** Of a row: not looked at; fails; passes; to be seen by itself. */
export const UNSEEN = 0, NO = 1, YES = 2, MAYBE = 3;

/** Neighbours in the store: rows `first` up to `last`. */
export interface Rows {
  reader: MessageReader;
  first: number;
  last: number;
  /** In which their keys and values stand one after the other; undefined: in several, or beside others'. */
  data: Uint8Array | undefined;
}

/** Writes NO, YES or MAYBE for each row to `out`; its first place is that of row `first`. NO and YES are never wrong. */
export type Sweep = (rows: Rows, out: Uint8Array) => void;

export const unknown: Sweep = (_, out) => { out.fill(MAYBE); };

export const inverse = (sweep: Sweep): Sweep => (rows, out) => {
  sweep(rows, out);
  for (let i = 0; i < out.length; i++) out[i] = out[i] === NO ? YES : out[i] === YES ? NO : MAYBE;
};

/** The second is not asked where the first settles it for all. */
export const both = (a: Sweep, b: Sweep): Sweep => joined(a, b, NO, (x, y) => (x === NO || y === NO ? NO : x === YES && y === YES ? YES : MAYBE));
export const either = (a: Sweep, b: Sweep): Sweep => joined(a, b, YES, (x, y) => (x === YES || y === YES ? YES : x === NO && y === NO ? NO : MAYBE));

function joined(a: Sweep, b: Sweep, settles: number, join: (x: number, y: number) => number): Sweep {
  if (a === unknown && b === unknown) return unknown;
  return (rows, out) => {
    a(rows, out);
    if (out.every((state) => state === settles)) return;
    const other = new Uint8Array(out.length);
    b(rows, other);
    for (let i = 0; i < out.length; i++) out[i] = join(out[i]!, other[i]!);
  };
}

/** A condition that what is swept for must meet, and more: what passes is to be seen by itself. */
export const necessary = (sweep: Sweep): Sweep => (rows, out) => {
  sweep(rows, out);
  for (let i = 0; i < out.length; i++) if (out[i] === YES) out[i] = MAYBE;
};
