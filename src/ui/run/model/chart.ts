import type { ChartColumn, ChartData, ChartDots } from '../../../protocol/panel';
import { dropped as droppedOf, type QueryModel } from './query-model';

const maxColumns = 400;
const maxDots = 5000;
const cellsAcross = 300;
const cellsUp = 120;

/** The chart of ordinals `from … to - 1`: bins neighbouring batches above 400, and dots above 5 000. */
export function chart(query: QueryModel, from: number, to: number): ChartData {
  const start = Math.max(0, from), end = Math.min(to, query.rows.length);
  const step = Math.max(1, Math.ceil((end - start) / maxColumns));
  const columns: ChartColumn[] = [];
  for (let first = start; first < end; first += step) columns.push(column(query, first, Math.min(first + step, end) - 1));
  return { from: start, to: end, columns, ...dots(query, start, end) };
}

function column(query: QueryModel, first: number, last: number): ChartColumn {
  const rows = query.rows.slice(first, last + 1);
  const mean = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const rates = { inputRate: rows.some((r) => r.inputRate !== undefined), processedRate: rows.some((r) => r.processedRate !== undefined) };
  const newest = rows[rows.length - 1], oldest = rows[0];
  let inTime = 0, late = 0, dropped = 0, seen = false, min = Infinity, max = -Infinity;
  for (let ordinal = first; ordinal <= last; ordinal++) {
    const kinds = query.kinds(ordinal), time = query.eventTime(ordinal);
    seen ||= kinds !== undefined;
    late += kinds?.late ?? 0;
    inTime += kinds?.inTime ?? 0;
    const row = query.rows[ordinal];
    dropped += row ? droppedOf(row) : 0;
    if (time) { min = Math.min(min, time.min); max = Math.max(max, time.max); }
  }
  return {
    first, last, firstBatchId: oldest?.batchId ?? first, lastBatchId: newest?.batchId ?? last,
    watermark: newest?.watermark ?? null, stateRows: newest?.stateRows ?? 0,
    inputRows: mean((r) => r.inputRows), ...(rows.some((r) => r.outputRows !== undefined) && { outputRows: mean((r) => r.outputRows ?? 0) }),
    ...(rates.inputRate && { inputRate: mean((r) => r.inputRate ?? 0) }),
    ...(rates.processedRate && { processedRate: mean((r) => r.processedRate ?? 0) }),
    ...(seen && { inTime, late }), dropped, ...(min <= max && { min, max }),
  };
}

function dots(query: QueryModel, from: number, to: number): { dots: ChartDots; binned: boolean } {
  const all: ChartDots = { x: [], t: [], kind: [], n: [] };
  query.points.each(from, to, (x, t, kind) => { all.x.push(x); all.t.push(t); all.kind.push(kind); all.n.push(1); });
  if (all.x.length <= maxDots) return { dots: all, binned: false };
  return { dots: bin(all, from, to), binned: true };
}

/** One dot a filled cell and kind, at the mean of the rows in it, so that a lone row keeps its exact place. */
function bin(all: ChartDots, from: number, to: number): ChartDots {
  let min = Infinity, max = -Infinity;
  for (const t of all.t) { if (t < min) min = t; if (t > max) max = t; }
  const width = (to - from) / cellsAcross || 1, height = (max - min) / cellsUp || 1;
  const cells = new Map<number, { x: number; t: number; kind: number; n: number }>();
  all.x.forEach((x, i) => {
    const t = all.t[i] ?? 0, kind = all.kind[i] ?? 0;
    const key = (Math.floor((x - from) / width) * (cellsUp + 1) + Math.floor((t - min) / height)) * 3 + kind;
    const cell = cells.get(key);
    if (cell) { cell.x += x; cell.t += t - min; cell.n++; } else cells.set(key, { x, t: t - min, kind, n: 1 });
  });
  const out: ChartDots = { x: [], t: [], kind: [], n: [] };
  for (const cell of cells.values()) {
    out.x.push(cell.x / cell.n); out.t.push(min + cell.t / cell.n); out.kind.push(cell.kind); out.n.push(cell.n);
  }
  return out;
}
