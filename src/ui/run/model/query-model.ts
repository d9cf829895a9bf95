import type { BatchRow, PlanNumbers, QueryView } from '../../../protocol/panel';
import type { BatchSummary, PlanCounts, QueryInfo, StreamingQueryProgress } from '../../../protocol/run';
import { PointStore } from './points';

/** Rows that every change brings along. */
const recent = 12;

/** What one query's batches said. A batch is kept as its row; its dots go to the point store, its counts are kept for the plan. */
export class QueryModel {
  readonly rows: BatchRow[] = [];
  readonly points = new PointStore();
  readonly #ordinals = new Map<number, number>();
  readonly #counts: PlanCounts[][] = [];
  readonly #eventTimes: ({ min: number; max: number } | undefined)[] = [];
  readonly #kinds: ({ late: number; inTime: number } | undefined)[] = [];
  readonly #totals: QueryView['totals'] = { inputRows: 0, droppedRows: 0, tookMs: 0 };
  readonly #run = new Map<number, PlanNumbers>();
  #span: { min: number; max: number } | undefined;
  #busy = -1;
  ended = false;
  error: string | undefined;
  reason: string | undefined;

  constructor(public info: QueryInfo) {}

  /** A batch id that comes again (a run that was killed and restarted) replaces its first appearance. */
  addBatch(batch: BatchSummary): void {
    const ordinal = this.#ordinals.get(batch.batchId) ?? this.rows.length;
    const before = this.rows[ordinal];
    if (before) this.#tally(before, this.#counts[ordinal] ?? [], -1);
    const { points, counts = [], eventTime, queryId: _, ...figures } = batch;
    const row: BatchRow = { ...figures, ordinal };
    this.#ordinals.set(batch.batchId, ordinal);
    this.rows[ordinal] = row;
    if (row.inputRows + (row.outputRows ?? 0) + dropped(row) > 0) this.#busy = Math.max(this.#busy, ordinal);
    this.#counts[ordinal] = counts;
    this.#eventTimes[ordinal] = eventTime;
    if (eventTime) this.#span = { min: Math.min(eventTime.min, this.#span?.min ?? Infinity), max: Math.max(eventTime.max, this.#span?.max ?? -Infinity) };
    this.#kinds[ordinal] = points && {
      late: points.filter((p) => p.kind === 'late').length,
      inTime: points.filter((p) => p.kind === 'inTime').length,
    };
    this.points.set(ordinal, points ?? []);
    this.#tally(row, counts, 1);
  }

  addProgress(progress: StreamingQueryProgress): void {
    const row = this.rows[this.#ordinals.get(progress.batchId) ?? -1];
    if (!row) return;
    if (progress.inputRowsPerSecond !== undefined) row.inputRate = progress.inputRowsPerSecond;
    if (progress.processedRowsPerSecond !== undefined) row.processedRate = progress.processedRowsPerSecond;
  }

  ordinal(batchId: number): number { return this.#ordinals.get(batchId) ?? -1; }
  eventTime(ordinal: number): { min: number; max: number } | undefined { return this.#eventTimes[ordinal]; }
  /** Undefined: single rows are not seen. */
  kinds(ordinal: number): { late: number; inTime: number } | undefined { return this.#kinds[ordinal]; }

  plan(batchId: number): { batch: PlanNumbers[]; run: PlanNumbers[] } {
    const batch = (this.#counts[this.ordinal(batchId)] ?? []).map(numbers);
    return { batch, run: [...this.#run.values()] };
  }

  view(): QueryView {
    const { error, reason } = this, busy = this.rows[this.#busy];
    return { info: this.info, batches: this.rows.length, last: this.rows.at(-1) ?? null, recent: this.rows.slice(-recent), totals: { ...this.#totals }, ended: this.ended,
      ...(busy && { busy }), ...(this.#span && { eventTime: this.#span }),
      ...(error !== undefined && { error }), ...(reason !== undefined && { reason }) };
  }

  #tally(row: BatchRow, counts: readonly PlanCounts[], sign: 1 | -1): void {
    this.#totals.inputRows += sign * row.inputRows;
    if (row.outputRows !== undefined) this.#totals.outputRows = (this.#totals.outputRows ?? 0) + sign * row.outputRows;
    this.#totals.droppedRows += sign * dropped(row);
    this.#totals.tookMs += sign * row.tookMs;
    for (const count of counts) {
      const total = this.#run.get(count.id) ?? { id: count.id, rowsIn: 0, rowsOut: 0, dropped: 0, state: 0 };
      total.rowsIn += sign * count.rowsIn;
      total.rowsOut += sign * count.rowsOut;
      total.dropped += sign * (count.dropped ?? 0);
      total.state = count.state ?? total.state;
      this.#run.set(count.id, total);
    }
  }
}

/** Rows, or Spark's own count where that is all there is. */
export const dropped = (row: Pick<BatchRow, 'droppedRows' | 'droppedBySpark'>): number => row.droppedRows ?? row.droppedBySpark;

const numbers = (c: PlanCounts): PlanNumbers => ({ id: c.id, rowsIn: c.rowsIn, rowsOut: c.rowsOut, dropped: c.dropped ?? 0, state: c.state ?? 0 });
