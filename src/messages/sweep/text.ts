import { eachPlace, type Wanted } from './places.ts';
import { factsOf } from './facts.ts';
import { MAYBE, NO, YES, type Rows, type Sweep } from './rows.ts';

/** Where a text is looked for: in key, value and headers; in one of them; or in a field of the value's JSON, where escapes stand for letters. */
export type Where = 'message' | 'key' | 'value' | 'field';

/** Rows that hold the text. */
export const holding = (wanted: Wanted, where: Where): Sweep => (rows, out) => {
  const { data } = rows, inKey = where === 'message' || where === 'key', inValue = where !== 'key';
  if (!data) {
    out.fill(MAYBE);
    return;
  }
  out.fill(NO);
  eachRow(rows, data, wanted, (row, _at, value) => { if (value ? inValue : inKey) out[row - rows.first] = YES; });
  if (inKey) rows.reader.unlike('key', rows, (row) => { out[row - rows.first] = MAYBE; });
  if (inValue) rows.reader.unlike('value', rows, (row) => { out[row - rows.first] = MAYBE; });
  if (where === 'message') withHeaders(rows, (row) => { if (out[row - rows.first] === NO) out[row - rows.first] = MAYBE; });
  if (where === 'field') withEscapes(rows, data, (row) => { out[row - rows.first] = MAYBE; });
};

/** Calls `found` for each place of the text in a row's key or value, in their order. */
export function eachRow({ reader, first, last }: Rows, data: Uint8Array, wanted: Wanted, found: (row: number, at: number, inValue: boolean) => void): void {
  const { keyStarts, keyEnds, valueStarts, valueEnds } = reader.store.columns, { length } = wanted.bytes;
  let row = first;
  eachPlace(data, wanted, (at) => {
    // The first row that ends behind it holds it, or none does: it may stand between two rows, or begin in the one and end in the other.
    while (row <= last && keyEnds[row]! <= at && valueEnds[row]! <= at) row++;
    if (row > last) return;
    if (valueStarts[row]! >= 0 && at >= valueStarts[row]! && at + length <= valueEnds[row]!) found(row, at, true);
    else if (keyStarts[row]! >= 0 && at >= keyStarts[row]! && at + length <= keyEnds[row]!) found(row, at, false);
  });
}

export function withHeaders({ reader, first, last }: Rows, found: (row: number) => void): void {
  const { headerSegments } = reader.store.columns;
  for (let row = first; row <= last; row++) if (headerSegments[row]! >= 0) found(row);
}

const backslash: Wanted = { bytes: Uint8Array.of(0x5c), fold: false };

/** Rows in whose value a backslash stands: what it says is not what is written. */
export function withEscapes(rows: Rows, data: Uint8Array, found: (row: number) => void): void {
  if (factsOf(rows, data).escapes) eachRow(rows, data, backslash, (row, _at, inValue) => { if (inValue) found(row); });
}
