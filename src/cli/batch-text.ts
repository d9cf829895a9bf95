/** One micro-batch as the terminal shows it. */
import type { BatchSummary, Cell, LatePage, QueryInfo, TableColumn, TablePage } from '../protocol/run.ts';
import { unfolded } from './json-columns.ts';
import type { Style } from './style.ts';
import type { Column } from './table.ts';
import { cellText, pad, table, width } from './table.ts';
import { count, delay, duration, instant } from './words.ts';

export const SHOWN_ROWS = 20;
export const SHOWN_LATE = 5;
const WINDOW = /^\{(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?), (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\}$/;
const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)$/;

/** The heading over batch lines; names are as wide as the longest query's. */
export function batchHead(labels: readonly string[], style: Style): string {
  return style.dim(aligned(labels, ['query', 'batch', 'in', 'out', 'late', 'watermark', 'state', 'took']));
}

export function batchLine(batch: BatchSummary, query: QueryInfo, labels: readonly string[], style: Style): string {
  const watermark = batch.watermark === null ? '' : batch.watermark === 0 ? 'not yet' : instant(batch.watermark, query.timeZone).time;
  const { outputRows = 0 } = batch, dropped = batch.droppedRows ?? batch.droppedBySpark;
  const line = aligned(labels, [
    query.label, String(batch.batchId), count(batch.inputRows), batch.outputRows === undefined ? '' : count(outputRows), dropped > 0 ? count(dropped) : '',
    watermark, batch.stateRows > 0 ? count(batch.stateRows) : '', `${batch.tookMs < 1 ? '<1' : String(Math.round(batch.tookMs))} ms`,
  ]);
  return dropped > 0 ? style.warn(line) : outputRows > 0 ? style.bold(line) : line;
}

function aligned(labels: readonly string[], [label, batch, rowsIn, rowsOut, late, watermark, state, took]: readonly string[]): string {
  const name = pad(label!, Math.max(...['query', ...labels].map(width)), false);
  return [name, pad(batch!, 5, true), pad(rowsIn!, 9, true), pad(rowsOut!, 7, true), pad(late!, 6, true), pad(watermark!, 15, false), pad(state!, 7, true), pad(took!, 8, true)].join('  ').trimEnd();
}

export function outputLines(page: TablePage, style: Style): string[] {
  if (page.rows.length === 0) return [];
  const oneDay = days(page).size <= 1;
  const { columns, rows } = unfolded(page.columns, page.rows.map((row) => row.map((cell, i) => shown(cell, page.columns[i], oneDay))), page.rows);
  const { head, lines } = table(columns, rows);
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
  const at = (micros: number): string => instant(micros, query.timeZone).time;
  const named = page.columns.map((column, i) => ({ column, i })).filter(({ column }) => !column.type.includes('timestamp')).slice(0, 3);
  const windows = page.rows.some(({ window }) => window !== undefined);
  const columns: Column[] = [
    ...named.map(({ column }) => column), { name: 'event time', numeric: false }, { name: 'late by', numeric: true },
    ...(windows ? [{ name: 'closed window', numeric: false }] : []), { name: 'delay that keeps it', numeric: false },
  ];
  const { head, lines } = table(columns, page.rows.map(({ row, eventTime, lateBy, window, neededDelay }) => [
    ...named.map(({ i }) => cellText(row[i] ?? null)), at(eventTime), duration(lateBy),
    ...(windows ? [window ? `${at(window.start)}–${at(window.end)}` : ''] : []), neededDelay === undefined ? 'none' : delay(neededDelay),
  ]));
  const more = page.total - page.rows.length;
  return [`  ${style.warn('dropped as late')}   ${style.dim(head)}`, ...lines.map((line) => `${' '.repeat(20)}${line}`), ...(more > 0 ? [style.dim(`${' '.repeat(20)}… ${count(more)} more`)] : [])];
}
