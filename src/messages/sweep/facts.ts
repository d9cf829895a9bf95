import type { Rows } from './rows.ts';

/** What is true of a stretch of bytes that rows stand in, whatever is looked for. Found out once. */
export interface Facts {
  /** Every key (value) begins as text does. */
  textKeys: boolean;
  textValues: boolean;
  /** A value ends in a digit: a number that could be read on into the bytes behind it. */
  digits: boolean;
  /** A backslash stands somewhere: what a JSON text says is not what is written. */
  escapes: boolean;
}

const known = new WeakMap<Uint8Array, Facts>();

/** Of the first byte of something whose format is guessed. */
export const looksWritten = (first: number): boolean => (first >= 0x20 && first < 0x80) || first === 0x09 || first === 0x0a || first === 0x0d;

/** Of all rows in `data`; of rows that are gone meanwhile it stays true. */
export function factsOf({ reader, first, last }: Pick<Rows, 'reader' | 'first' | 'last'>, data: Uint8Array): Facts {
  const before = known.get(data);
  if (before) return before;
  const { keyStarts, keyEnds, valueStarts, valueEnds } = reader.store.columns;
  // A Buffer asks the machine for a byte; a plain array compares one after the other.
  const facts: Facts = { textKeys: true, textValues: true, digits: false, escapes: Buffer.from(data.buffer, data.byteOffset, data.length).includes(0x5c) };
  for (let row = first; row <= last; row++) {
    const key = keyStarts[row]!, value = valueStarts[row]!, end = valueEnds[row]!;
    if (key >= 0 && keyEnds[row] !== key && !looksWritten(data[key]!)) facts.textKeys = false;
    if (value < 0 || end === value) continue;
    if (!looksWritten(data[value]!)) facts.textValues = false;
    const byte = data[end - 1]!;
    if (byte >= 0x30 && byte <= 0x39) facts.digits = true;
  }
  known.set(data, facts);
  return facts;
}
