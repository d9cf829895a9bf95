import type { BatchSummary, Cell, ChartPoint, LatePage, LateRow, StatePage, StreamingQueryProgress, TableColumn, TablePage } from '../../protocol/run.ts';
import type { ValuesPage } from '../../protocol/values.ts';
import { cellText } from '../../spark/show.ts';
import { field, isNumeric, jsonValue, simpleString, struct, type DataType } from '../../spark/types.ts';
import { nodesDown, type Plan } from '../../spark/plan/plan.ts';
import type { Row, Value } from '../../spark/values.ts';
import { toRows, type Batch } from '../../engine/columns/batch.ts';
import type { LateEntry } from '../../engine/operators/operator.ts';
import type { BatchResult, MicroBatchQuery } from '../../engine/query/query.ts';
import type { StateRow } from '../../engine/state/store.ts';
import { exactRow } from './exact.ts';
import { sinkNode } from './plan-view.ts';

/** Every late row is kept up to here; past it the counts stay exact. */
const MAX_LATE = 100_000;
/** How far back a query can be looked at: rows of its output, rows that its state replaced, batches. The oldest go first. */
export interface LookBack { readonly outputRows: number; readonly stateRows: number; readonly batches: number }
/** For a panel, where a person may go to any batch. */
export const farBack: LookBack = { outputRows: 2_000_000, stateRows: 200_000, batches: Infinity };
/** For a terminal, which prints a batch as it comes. */
export const nearBack: LookBack = { outputRows: 50_000, stateRows: 0, batches: 100 };
const MAX_POINTS = 500;

/** The row itself is made into cells when a page shows it. */
interface KeptLate { readonly at: Omit<LateRow, 'row'>; readonly row: Row; readonly columns: LateEntry['columns'] }
interface KeptBatch { readonly batchId: number; output: Batch | null; readonly rows: number; readonly progress: StreamingQueryProgress }

/** What a query did, kept for the panel's pages. */
export class QueryRecord {
  readonly batches = new Map<number, KeptBatch>();
  #late: KeptLate[] = [];
  lateTotal = 0;
  readonly lateByBatch = new Map<number, number>();
  #kept = 0;
  /** The newest: a query that was killed goes on as another. */
  query: MicroBatchQuery;
  constructor(query: MicroBatchQuery, readonly plan: Plan, readonly timeZone: string, readonly lookBack: LookBack) {
    this.query = this.of(query);
  }

  of(query: MicroBatchQuery): MicroBatchQuery {
    for (const { state } of query.stateful) for (const { store } of state?.stores ?? []) store.historyRows = this.lookBack.stateRows;
    return this.query = query;
  }

  add(r: BatchResult): BatchSummary {
    this.#forget(r.batchId);
    this.batches.set(r.batchId, { batchId: r.batchId, output: r.output, rows: r.outputRows, progress: r.progress });
    this.#kept += r.outputRows;
    this.#giveUp(r.batchId);
    for (const e of r.late.entries) this.#addLate(e, r);
    this.lateTotal += r.late.total;
    if (r.late.total > 0) this.lateByBatch.set(r.batchId, r.late.total);
    return this.#summary(r);
  }

  #giveUp(newest: number): void {
    const { outputRows, batches } = this.lookBack;
    for (const [id, b] of this.batches) {
      if ((this.#kept <= outputRows && this.batches.size <= batches) || id === newest) return;
      if (b.output) { this.#kept -= b.rows; b.output = null; }
      if (this.batches.size > batches) this.batches.delete(id);
    }
  }

  /** A batch that is run again after a kill counts once. */
  #forget(batchId: number): void {
    const before = this.batches.get(batchId);
    if (!before) return;
    if (before.output) this.#kept -= before.rows;
    this.batches.delete(batchId);
    this.lateTotal -= this.lateByBatch.get(batchId) ?? 0;
    this.lateByBatch.delete(batchId);
    this.#late = this.#late.filter(({ at }) => at.batchId !== batchId);
  }

  #addLate(e: LateEntry, r: BatchResult): void {
    if (this.#late.length >= MAX_LATE) return;
    const mark = this.#watermarkOf(e.node);
    const needed = mark === null ? null : this.query.tracker.neededDelayMs(mark, e.window ? e.window.end : e.eventTime, r.batchId);
    this.#late.push({
      at: { batchId: r.batchId, node: e.node, eventTime: e.eventTime, watermark: r.watermarkMs * 1000, lateBy: r.watermarkMs * 1000 - e.eventTime,
        ...(e.window ? { window: { ...e.window } } : {}), ...(needed === null ? {} : { neededDelay: needed * 1000 }) },
      row: e.row, columns: e.columns,
    });
  }
  /** The watermark node above which an operator stands. */
  #watermarkOf(node: number): number | null {
    for (const n of nodesDown(this.plan)) if (n.id === node) for (const d of nodesDown(n)) if (d.op === 'watermark') return d.id;
    return null;
  }

  #summary(r: BatchResult): BatchSummary {
    const dropped = r.execution.stateOperators.reduce((n, s) => n + s.dropped, 0);
    const stats = [...r.execution.watermarks.values()][0];
    return {
      queryId: this.query.id, batchId: r.batchId, inputRows: r.progress.numInputRows, outputRows: r.outputRows, droppedRows: r.late.total, droppedBySpark: dropped,
      watermark: this.query.tracker.nodes.length > 0 ? r.watermarkMs * 1000 : null,
      ...(stats && stats.count > 0 ? { eventTime: { min: stats.min * 1000, max: stats.max * 1000 } } : {}),
      stateRows: r.execution.stateOperators.reduce((n, s) => n + s.total, 0), tookMs: r.tookMs, noData: !r.hasNewData,
      counts: [...[...r.execution.counts].map(([id, c]) => ({ id, ...c })), { id: sinkNode, rowsIn: r.outputRows, rowsOut: r.outputRows }], points: this.#points(r),
    };
  }

  #points(r: BatchResult): ChartPoint[] {
    const drops = r.late.entries.slice(0, MAX_POINTS / 2);
    const dropped = new Set(r.late.entries.map((e) => e.eventTime));
    const sample = [...r.execution.watermarks.values()].flatMap((s) => s.sample).filter((t) => !dropped.has(t));
    const every = Math.max(1, Math.ceil(sample.length / (MAX_POINTS - drops.length)));
    const wm = r.watermarkMs * 1000;
    const points: ChartPoint[] = [];
    for (let i = 0; i < sample.length; i += every) points.push({ batchId: r.batchId, at: (i + 0.5) / sample.length, eventTime: sample[i]!, kind: wm > 0 && sample[i]! < wm ? 'late' : 'inTime' });
    drops.forEach((e, i) => points.push({ batchId: r.batchId, at: (i + 0.5) / drops.length, eventTime: e.eventTime, kind: 'dropped' }));
    return points;
  }

  outputPage(batchId: number, offset: number, limit: number): TablePage {
    const b = this.batches.get(batchId);
    const columns = this.plan.output.map((a): TableColumn => ({ name: a.name, type: simpleString(a.type), numeric: isNumeric(a.type) }));
    const rows = b?.output ? toRows(b.output, offset, Math.min(b.output.length, offset + limit)) : [];
    return { columns, rows: rows.map((r) => r.map((v, i) => cellOf(v, this.plan.output[i]!.type, this.timeZone))), offset, total: b?.output ? b.rows : 0,
      ...(b && !b.output && b.rows > 0 ? { missing: `This batch wrote ${b.rows} rows. They are no longer kept: a run keeps the newest ${this.lookBack.outputRows} rows of a query.` } : {}) };
  }
  latePage(batchId: number | undefined, offset: number, limit: number): LatePage {
    const kept = batchId === undefined ? this.#late : this.#late.filter(({ at }) => at.batchId === batchId);
    const dropped = batchId === undefined ? this.lateTotal : this.lateByBatch.get(batchId) ?? 0;
    const rows = kept.slice(offset, offset + limit).map(({ at, row }): LateRow => {
      const types = inputOf(this.plan, at.node);
      return { ...at, row: row.map((v, i) => cellOf(v, types[i] ?? { kind: 'string' }, this.timeZone)) };
    });
    return { columns: this.#late[0]?.columns.map(({ name, type, numeric }) => ({ name, type, numeric })) ?? [], rows, offset, total: kept.length,
      ...(kept.length < dropped ? { missing: `${dropped} rows were dropped; a run keeps the first ${MAX_LATE} of a query.` } : {}) };
  }
  /** Rows as values. */
  values(of: 'output' | 'late', limit: number): ValuesPage {
    const { timeZone } = this, rows: ValuesPage['rows'] = [], batchIds: number[] = [];
    const add = (row: Row, types: readonly DataType[], batchId: number): void => { rows.push(exactRow(row, types)); batchIds.push(batchId); };
    if (of === 'output') {
      const types = this.plan.output.map((a) => a.type);
      let gone = 0;
      for (const { batchId, output, rows: n } of this.batches.values()) {
        if (output) for (const row of toRows(output, 0, Math.min(output.length, limit - rows.length))) add(row, types, batchId);
        if (!output) gone += n;
      }
      const all = [...this.batches.values()].reduce((sum, b) => sum + b.rows, 0);
      return { schema: schemaOf(this.plan.output), timeZone, rows, batchIds, ...(all > rows.length ? { missing: gone > 0 ? `${gone} of ${all} rows are no longer kept.` : `There are ${all} rows, more than the ${limit} that are looked at.` } : {}) };
    }
    const nodes = new Set(this.#late.map(({ at }) => at.node)), [node = -1] = nodes, types = inputOf(this.plan, node);
    const columns = (this.#late[0]?.columns ?? []).map(({ name }, i) => ({ name, type: types[i]! }));
    if (nodes.size > 1) return { schema: schemaOf([]), timeZone, rows, batchIds, missing: 'They were dropped by several operators, whose rows have different columns.' };
    for (const { at, row } of this.#late.slice(0, limit)) add(row, types, at.batchId);
    return { schema: schemaOf(columns), timeZone, rows, batchIds, ...(rows.length < this.lateTotal ? { missing: `${this.lateTotal} rows were dropped, more than the ${rows.length} that are looked at.` } : {}) };
  }
  statePage(batchId: number, operator: number, offset: number, limit: number, filter?: string): StatePage {
    const ops = this.query.stateful;
    const held = ops.map((_, n) => this.#stateAfter(batchId, n));
    const operators = ops.map((o, n) => ({ node: o.plan.id, name: o.state!.operatorName, total: held[n]?.length ?? 0 }));
    const part = ops[operator]?.state, rows = held[operator];
    if (!part) return { operators, keyColumns: [], valueColumns: [], rows: [], offset, total: 0 };
    const column = (c: { name: string; type: DataType }): TableColumn => ({ name: c.name, type: simpleString(c.type), numeric: isNumeric(c.type) });
    const heads = { operators, keyColumns: part.keyColumns.map(column), valueColumns: part.valueColumns.map(column), offset };
    if (!rows) return { ...heads, rows: [], total: 0, missing: `The state after batch ${batchId} is no longer known: too much has changed since, or the run was restarted after it. Run again and look while it is near, or step.` };
    const keyOf = (r: StateRow): Cell[] => r.key.map((v, i) => cellOf(v, part.keyColumns[i]!.type, this.timeZone));
    const wanted = filter?.toLowerCase();
    const found = wanted ? rows.filter((r) => keyOf(r).some((c) => String(c).toLowerCase().includes(wanted))) : rows;
    const shown = found.slice(offset, offset + limit).map((r) => ({
      key: keyOf(r), value: part.show(r.value).map((v, i) => cellOf(v, part.valueColumns[i]?.type ?? { kind: 'string' }, this.timeZone)), updatedIn: r.updatedIn, evictAt: r.evictAt,
    }));
    return { ...heads, rows: shown, total: found.length };
  }

  #stateCache: { query: MicroBatchQuery; newest: number; batchId: number; operators: (StateRow[] | null)[] } | undefined;

  /** Rows of an operator's stores after a batch, null where that is not known any more. Pages of one batch look at one copy. */
  #stateAfter(batchId: number, operator: number): StateRow[] | null {
    const { query } = this, newest = query.batchId;
    if (this.#stateCache?.query !== query || this.#stateCache.newest !== newest || this.#stateCache.batchId !== batchId) {
      const operators = query.stateful.map((o) => {
        const stores = o.state!.stores.map(({ store }) => store.asOf(batchId));
        return stores.includes(null) ? null : stores.flatMap((rows) => [...rows!.values()]);
      });
      this.#stateCache = { query, newest, batchId, operators };
    }
    return this.#stateCache.operators[operator]!;
  }
}

const schemaOf = (columns: readonly { name: string; type: DataType }[]): unknown => jsonValue(struct(columns.map(({ name, type }) => field(name, type))));

function inputOf(plan: Plan, node: number): DataType[] {
  for (const n of nodesDown(plan)) if (n.id === node && 'child' in n) return n.child.output.map((a) => a.type);
  return [];
}

/** A value as a cell: numbers that JavaScript holds exactly stay numbers, everything else is the text that show() prints. */
export function cellOf(v: Value, t: DataType, timeZone: string): Cell {
  if (v === null) return null;
  if (typeof v === 'boolean') return v;
  if (typeof v === 'number' && (t.kind === 'byte' || t.kind === 'short' || t.kind === 'int' || t.kind === 'long')) return v;
  return cellText(t, timeZone)(v);
}
