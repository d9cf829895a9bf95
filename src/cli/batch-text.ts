/** One micro-batch as the terminal shows it. */
import type { BatchSummary, Cell, LatePage, LateRow, QueryInfo, TableColumn, TablePage } from '../protocol/run.ts';
import type { Style } from './style.ts';
import { cellText, table } from './table.ts';
import { count, duration, instant } from './words.ts';

export const SHOWN_ROWS = 20;
export const SHOWN_LATE = 5;
const WINDOW = /^\{(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?), (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\}$/;
const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)$/;

export function batchLine(batch: BatchSummary, query: QueryInfo, named: boolean, style: Style): string {
  const parts = [
    style.bold(`${named ? `${query.label} ` : ''}batch ${batch.batchId}`), `${count(batch.inputRows)} in`, `${count(batch.outputRows)} out`,
    ...(batch.droppedRows > 0 ? [style.warn(`${count(batch.droppedRows)} dropped late`)] : []),
    ...(batch.watermark === null ? [] : [batch.watermark === 0 ? 'no watermark yet' : `watermark ${instant(batch.watermark, query.timeZone).time}`]),
    ...(batch.stateRows > 0 ? [`${count(batch.stateRows)} in state`] : []),
    style.dim(`${batch.tookMs < 1 ? '<1' : String(Math.round(batch.tookMs))} ms`),
  ];
  return parts.join('   ');
}

export function outputLines(page: TablePage, style: Style): string[] {
  if (page.rows.length === 0) return [];
  const oneDay = days(page).size <= 1;
  const { head, lines } = table(page.columns, page.rows.map((row) => row.map((cell, i) => shown(cell, page.columns[i], oneDay))));
  const more = page.total - page.rows.length;
  return [`  ${style.dim(head)}`, ...lines.map((line) => `  ${line}`), ...(more > 0 ? [style.dim(`  … ${count(more)} more`)] : [])];
}

/** Windows as a span of time; dates are left out where all rows share one. */
function shown(cell: Cell, column: TableColumn | undefined, oneDay: boolean): string {
  const text = cellText(cell);
  if (column?.type.startsWith('struct<start:timestamp,end:timestamp') === true) {
    const window = WINDOW.exec(text);
    if (window) return oneDay ? `${window[2]}–${window[4]}` : `${window[1]} ${window[2]}–${window[1] === window[3] ? '' : `${window[3]} `}${window[4]}`;
  }
  const time = column?.type === 'timestamp' && oneDay ? TIME.exec(text) : null;
  return time ? time[2]! : text;
}

function days(page: TablePage): Set<string> {
  const found = new Set<string>();
  page.rows.forEach((row) => row.forEach((cell, i) => {
    if (page.columns[i]?.type.includes('timestamp') === true) for (const [day] of String(cell).matchAll(/\d{4}-\d\d-\d\d(?= )/g)) found.add(day);
  }));
  return found;
}

export function lateLines(page: LatePage, query: QueryInfo, style: Style): string[] {
  const lines = page.rows.map((row) => `  ${style.warn('late')}: ${lateText(row, page.columns, query)}`);
  const more = page.total - page.rows.length;
  return more > 0 ? [...lines, style.dim(`  … ${count(more)} more late`)] : lines;
}

function lateText(late: LateRow, columns: readonly TableColumn[], query: QueryInfo): string {
  const at = (micros: number): string => instant(micros, query.timeZone).time;
  const key = columns.map((column, i) => ({ column, cell: late.row[i] ?? null })).filter(({ column }) => !column.type.includes('timestamp')).slice(0, 2)
    .map(({ column, cell }) => `${column.name} ${cellText(cell)}`).join(', ');
  const closed = late.window ? `, window ${at(late.window.start)}–${at(late.window.end)} already closed` : '';
  return `${key === '' ? 'a row' : key} at ${at(late.eventTime)}, ${duration(late.lateBy)} behind${closed}`;
}
