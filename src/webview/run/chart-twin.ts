import type { ChartColumn, ChartData } from '../../protocol/panel';
import { count, type Clock } from '../shared/format';
import type { Column } from '../shared/grid';
import { Rows, type CellView } from '../shared/rows';

/** The table twin of all four charts, newest batch first. */
export const twinColumns: Column[] = [
  { title: 'batch', width: 9, right: true },
  { title: 'in time', width: 7, right: true },
  { title: '◐ late, kept', width: 11, right: true },
  { title: '○ dropped', width: 9, right: true },
  { title: 'oldest event', width: 12 },
  { title: 'newest event', width: 12 },
  { title: 'watermark', width: 10 },
  { title: 'input rows', width: 10, right: true },
  { title: 'input rows/s', width: 12, right: true },
  { title: 'processed rows/s', width: 15, right: true },
  { title: 'output rows', width: 11, right: true },
  { title: 'state keys', width: 10, right: true },
];

export function twinRows(data: ChartData, clock: Clock): Rows<ChartColumn> {
  const newest = [...data.columns].reverse();
  const rows = new Rows<ChartColumn>({
    load: async (offset, limit) => ({ rows: newest.slice(offset, offset + limit), total: newest.length }),
    show: (column) => ({ cells: cells(column, clock) }),
  });
  void rows.open();
  return rows;
}

function cells(c: ChartColumn, clock: Clock): CellView[] {
  const time = (t: number | undefined): CellView => t === undefined ? { text: '–', tone: 'dim' } : { text: clock.short(t), title: clock.full(t) };
  const number = (n: number | undefined, tone?: string): CellView => n === undefined ? { text: '–', tone: 'dim' } : { text: count(n), tone: n === 0 ? 'dim' : tone };
  return [
    { text: c.firstBatchId === c.lastBatchId ? String(c.firstBatchId) : `${c.firstBatchId}–${c.lastBatchId}` },
    number(c.inTime), number(c.late, 'edge'), number(c.dropped, 'late'), time(c.min), time(c.max), time(c.watermark || undefined),
    number(c.inputRows), number(c.inputRate), number(c.processedRate), number(c.outputRows), number(c.stateRows),
  ];
}
