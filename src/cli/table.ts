/** Aligned text tables: columns two spaces apart, numbers to the right. */
import type { Cell } from '../protocol/run.ts';

export interface Column { name: string; numeric: boolean }

const MAX_CELL = 40;

/** Lines without their ends. Cells are cut at 40 characters; what is not printable is shown as a dot. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): { head: string; lines: string[] } {
  const widths = columns.map(({ name }, i) => Math.max(width(name), ...rows.map((row) => width(row[i] ?? ''))));
  const line = (cells: readonly string[]): string => cells.map((cell, i) => pad(cell, widths[i]!, columns[i]!.numeric)).join('   ').trimEnd();
  return { head: line(columns.map(({ name }) => name)), lines: rows.map(line) };
}

export function cellText(cell: Cell): string {
  return cell === null ? 'null' : cut(String(cell), MAX_CELL);
}

/** One line of at most `max` characters; what is not printable is a dot. */
export function cut(text: string, max: number): string {
  // Of a value of megabytes only the beginning is looked at.
  const chars = [...text.slice(0, 2 * max + 2).replace(/\p{C}/gu, '·')];
  return chars.length > max ? `${chars.slice(0, max - 1).join('')}…` : chars.join('');
}

export function pad(text: string, to: number, right: boolean): string {
  const fill = ' '.repeat(Math.max(0, to - width(text)));
  return right ? fill + text : text + fill;
}

/** Terminal columns: wide characters of East Asian scripts take two, combining marks none. */
export function width(text: string): number {
  let columns = 0;
  for (const char of text) {
    if (/\p{M}/u.test(char)) continue;
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(char) ? 2 : 1;
  }
  return columns;
}
