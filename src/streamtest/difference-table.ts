/** Rows that differ, aligned: `-` is missing, `+` was not expected, `~` came out with other cells (expected → actual). */
import type { Cell } from './cell.ts';
import type { Line } from './rows.ts';

const MAX_CELL = 60, MAX_LINES = 20;

export function differenceTable(names: readonly string[], different: readonly Line[]): string {
  const shown = different.slice(0, MAX_LINES), rows = [['', ...names], ...shown.map(rowOf)].map((row) => row.map((cell) => cut(oneLine(cell))));
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))));
  const lines = rows.map((row) => row.map((cell, i) => cell + ' '.repeat(widths[i]! - width(cell))).join('   ').trimEnd());
  return [...lines, ...(different.length > shown.length ? [`… ${different.length - shown.length} more`] : [])].join('\n');
}

function rowOf({ expected, actual, equal, json }: Line): string[] {
  const text = (cell: Cell | undefined): string => cell?.shown ?? '';
  if (!actual) return ['-', ...(expected ?? []).map(text)];
  if (!expected) return ['+', ...actual.map(text)];
  return ['~', ...actual.map((cell, i) => (equal[i] ? text(cell) : json?.[i] ?? `${text(expected[i])} → ${text(cell)}`))];
}

const oneLine = (text: string): string => text.replace(/\r?\n/g, '\\n');
const cut = (text: string): string => ([...text].length > MAX_CELL ? `${[...text].slice(0, MAX_CELL - 1).join('')}…` : text);
const width = (text: string): number => [...text].length;
