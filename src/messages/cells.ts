/** Payloads as cells: one line each, cut, and nothing in them that could steer what shows them. */
import type { CellText } from '../protocol/messages.ts';
import type { DecodedPayload } from '../protocol/payload.ts';

/** Characters of a cell. */
export const CELL = 300;

/** Control characters, and those that turn the direction of text round or are not seen. */
const HIDDEN = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Each hidden character as JavaScript writes it. */
export const visible = (text: string): string => text.replace(HIDDEN, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function cellText(text: string, kind: CellText['kind']): CellText {
  // A JSON text of many lines is shown without them: what stands inside of its strings is not touched.
  const start = text.length > CELL * 8 ? text.slice(0, CELL * 8) : text;
  const line = kind === 'json' && /[\n\r]/.test(start) ? oneLine(start) : start;
  const short = line.length > CELL ? whole(line.slice(0, CELL)) : line, cut = short.length < line.length || start.length < text.length;
  return { text: visible(short), kind, ...(cut && { cut }) };
}

export const cellOf = ({ text, kind, problem }: DecodedPayload): CellText => ({ ...cellText(text, kind), ...(problem && { problem: problem.message }) });

/** Strings of JSON, and the blanks between them. */
const oneLine = (json: string): string => json.replace(/("(?:[^"\\]|\\.)*"?)|\s*[\n\r]\s*/gs, (_, string: string | undefined) => string ?? ' ');

/** Not half a character at its end. */
const whole = (text: string): string => (/[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text);
