import { anyToken, behindOf, isEquality, nullToken, same, shortNumber, textBytes, tokenTest, type Check, type Token } from './compare.ts';
import { factsOf } from './facts.ts';
import type { Behind } from './places.ts';
import { MAYBE, NO, unknown, YES, type Rows, type Sweep } from './rows.ts';
import { eachRow, withEscapes, withHeaders } from './text.ts';

const COLON = 0x3a;

/**
 * Rows with a JSON field of this name, at any depth, whose value may pass. A field's value at a path is one of those; which one, and at which
 * depth it stands, is for the row itself.
 */
function fieldSweep(name: string, passes: Token, behind?: Behind): Sweep {
  const json = JSON.stringify(name);
  if (json.includes('\\')) return unknown;
  const wanted = { bytes: Buffer.from(json, 'utf8'), fold: false, behind };
  return (rows, out) => {
    const { data, first, reader } = rows;
    if (!data || reader.never('value')) {
      out.fill(MAYBE);
      return;
    }
    const { valueEnds } = reader.store.columns;
    out.fill(NO);
    eachRow(rows, data, wanted, (row, place, inValue) => {
      if (!inValue) return;
      const end = valueEnds[row]!;
      let at = blanks(data, place + wanted.bytes.length, end);
      if (at >= end || data[at] !== COLON) return;
      at = blanks(data, at + 1, end);
      if (at < end && passes(data, at, end)) out[row - first] = MAYBE;
    });
    if (behind && 'lo' in behind) endingInDigit(rows, data, (row) => { out[row - first] = MAYBE; });
    reader.unlike('value', rows, (row) => { out[row - first] = MAYBE; });
    withEscapes(rows, data, (row) => { out[row - first] = MAYBE; });
  };
}

/** Of a field whose value passes, is there at all, or is null. */
export const passing = (name: string, checks: readonly Check[]): Sweep => fieldSweep(name, tokenTest(checks), behindOf(checks));
export const present = (name: string): Sweep => fieldSweep(name, anyToken);
export const isNull = (name: string): Sweep => fieldSweep(name, nullToken);

/** Rows whose last number could be read on into the bytes behind them. */
function endingInDigit({ reader, first, last }: Rows, data: Uint8Array, found: (row: number) => void): void {
  const { valueStarts, valueEnds } = reader.store.columns;
  if (factsOf({ reader, first, last }, data).digits) for (let row = first; row <= last; row++) {
    const byte = valueStarts[row]! < 0 ? 0 : data[valueEnds[row]! - 1]!;
    if (byte >= 0x30 && byte <= 0x39) found(row);
  }
}

function blanks(data: Uint8Array, at: number, end: number): number {
  while (at < end && data[at]! <= 0x20) at++;
  return at;
}

const columns = { partition: 'partitions', offset: 'offsets', timestamp: 'timestamps', size: 'sizes' } as const;
export type Column = keyof typeof columns;
/** Integers below it are written with digits that a double tells apart. */
const EXACT = 1e15;

/** A message's own numbers, compared with numbers: nothing is left to be seen by itself. */
export function columnSweep(column: Column, checks: readonly Check[]): Sweep {
  const numbers = checks.map(({ literal }) => (literal.is === 'number' ? shortNumber(literal.text) : undefined));
  if (numbers.some((number) => number === undefined)) return unknown;
  return ({ reader, first, last }, out) => {
    const values = reader.store.columns[columns[column]];
    for (let row = first; row <= last; row++) {
      const value = values[row]!;
      let state: number = Math.abs(value) < EXACT ? NO : MAYBE;
      for (let i = 0; i < numbers.length && state === NO; i++) if (checks[i]!.test(value - numbers[i]! || 0)) state = YES;
      out[row - first] = state;
    }
  };
}

/** A key that equals one of some texts. */
export function keySweep(checks: readonly Check[]): Sweep {
  const texts = checks.map(({ literal, test }) => (literal.is === 'string' && isEquality(test) ? textBytes(literal.text) : undefined));
  if (texts.some((text) => text === undefined)) return unknown;
  return (rows, out) => {
    const { data, first, last, reader } = rows, { keyStarts, keyEnds } = reader.store.columns;
    if (!data) {
      out.fill(MAYBE);
      return;
    }
    for (let row = first; row <= last; row++) {
      const start = keyStarts[row]!;
      let state: number = NO;
      if (start >= 0) for (let i = 0; i < texts.length && state === NO; i++) if (keyEnds[row]! - start === texts[i]!.length && same(data, start, texts[i]!)) state = YES;
      out[row - first] = state;
    }
    reader.unlike('key', rows, (row) => { out[row - first] = MAYBE; });
  };
}

export const nullSweep = (part: 'key' | 'value', wanted: boolean): Sweep => ({ reader, first, last }, out) => {
  const starts = reader.store.columns[part === 'key' ? 'keyStarts' : 'valueStarts'];
  for (let row = first; row <= last; row++) out[row - first] = starts[row]! < 0 === wanted ? YES : NO;
};

export const headerSweep: Sweep = (rows, out) => {
  out.fill(NO);
  withHeaders(rows, (row) => { out[row - rows.first] = MAYBE; });
};
