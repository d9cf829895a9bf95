/** The text of a string literal, with the place in the file of each of its characters. */
import type { SyntaxNode } from '@lezer/common';

/** A stretch of the value that stands in the source character by character, or (`escape`) what an escape makes. */
interface Piece { at: number; length: number; from: number; to: number; escape: boolean }

export class StringText {
  /** `pieces` in order; `at` … `at + length` of the value is `from` … `to` of the file. `end`: where the last literal's content ends. */
  constructor(readonly value: string, private readonly pieces: readonly Piece[], private readonly end: number) {}

  /** The same value, in letters of their own, `by` further on in the file. */
  with(value: string, by: number): StringText {
    return by === 0 && value === this.value ? new StringText(value, this.pieces, this.end) : new StringText(value, this.pieces.map((piece) => ({ ...piece, from: piece.from + by, to: piece.to + by })), this.end + by);
  }

  /** Offset in the file of a place in the value. */
  sourceOf(index: number): number {
    const piece = this.pieces.find(({ at, length }) => index >= at && index < at + length);
    if (piece) return piece.escape ? piece.from : piece.from + index - piece.at;
    return this.pieces.length > 0 && index < this.pieces[0]!.at ? this.pieces[0]!.from : this.end;
  }

  rangeOf(from: number, to: number): { from: number; to: number } {
    const begin = this.sourceOf(from);
    if (to <= from) return { from: begin, to: begin };
    const last = this.pieces.find(({ at, length }) => to - 1 >= at && to - 1 < at + length);
    return { from: begin, to: last ? (last.escape ? last.to : last.from + to - last.at) : this.end };
  }

  /** The place in the value of an offset in the file; undefined: in quotes, prefixes or between literals. */
  indexOf(offset: number): number | undefined {
    for (const { at, length, from, to, escape } of this.pieces) {
      if (offset >= from && offset < to) return escape ? at : at + offset - from;
      if (offset === to && !escape) return at + length;
      if (offset === to) return at + length;
    }
    return this.pieces.length === 0 && offset === this.end ? 0 : undefined;
  }
}

/** Of a String, a ContinuedString, or strings joined by +. Undefined: an f-string, bytes, or an escape that is not read. */
export function stringText(node: SyntaxNode, text: string): StringText | undefined {
  const parts = literalsOf(node);
  if (!parts || parts.length === 0) return undefined;
  const pieces: Piece[] = [];
  let value = '', end = 0;
  for (const part of parts) {
    const read = readLiteral(text, part.from, part.to);
    if (!read) return undefined;
    for (const piece of read.pieces) pieces.push({ ...piece, at: piece.at + value.length });
    value += read.value;
    end = read.end;
  }
  return new StringText(value, pieces, end);
}

function literalsOf(node: SyntaxNode): SyntaxNode[] | undefined {
  if (node.name === 'String') return [node];
  if (node.name !== 'ContinuedString' && node.name !== 'BinaryExpression') return undefined;
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === 'ArithOp' || child.name === 'Comment') continue;
    const inner = literalsOf(child);
    if (!inner) return undefined;
    found.push(...inner);
  }
  return found;
}

const SIMPLE: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", '"': '"', n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' };
const CODE = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-7]{1,3}))/i;

/** A literal that is still open counts up to its end. */
function readLiteral(text: string, start: number, stop: number): { value: string; pieces: Piece[]; end: number } | undefined {
  const open = /^([A-Za-z]{0,2})("""|'''|"|')/.exec(text.slice(start, Math.min(stop, start + 5)));
  if (!open) return undefined;
  const prefix = open[1]!.toLowerCase(), quote = open[2]!, from = start + open[0].length, raw = prefix.includes('r');
  if (prefix.includes('b') || prefix.includes('f')) return undefined;
  const end = stop - from >= quote.length && text.endsWith(quote, stop) ? stop - quote.length : stop;
  const pieces: Piece[] = [];
  let value = '', plain = from;
  const flush = (to: number): void => {
    if (to > plain) pieces.push({ at: value.length, length: to - plain, from: plain, to, escape: false });
    value += text.slice(plain, to);
  };
  for (let i = from; i < end; i++) {
    const line = text[i] === '\r';
    if (!line && (raw || text[i] !== '\\')) continue;
    const made = line ? { value: '\n', length: text[i + 1] === '\n' ? 2 : 1 } : escaped(text, i);
    if (!made) return undefined;
    flush(i);
    pieces.push({ at: value.length, length: made.value.length, from: i, to: i + made.length, escape: true });
    value += made.value;
    plain = i + made.length;
    i = plain - 1;
  }
  flush(end);
  return { value, pieces, end };
}

/** Python keeps the backslash of what is no escape. */
function escaped(text: string, at: number): { value: string; length: number } | undefined {
  const next = text[at + 1] ?? '';
  if (next === '\r') return { value: '', length: text[at + 2] === '\n' ? 3 : 2 };
  if (Object.hasOwn(SIMPLE, next)) return { value: SIMPLE[next]!, length: 2 };
  if (next === 'N') return undefined;
  const code = CODE.exec(text.slice(at + 1, at + 10));
  if (!code) return { value: `\\${next}`, length: next === '' ? 1 : 2 };
  const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? code[4]!, code[4] === undefined ? 16 : 8);
  return point > 0x10ffff ? undefined : { value: String.fromCodePoint(point), length: 1 + code[0].length };
}
