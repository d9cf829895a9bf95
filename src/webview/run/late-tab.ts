import { html, nothing, type TemplateResult } from 'lit';
import type { LatePage, LateRow } from '../../protocol/run';
import { count, duration, plural } from '../shared/format';
import type { Column, Grid } from '../shared/grid';
import '../shared/grid';
import { theHost } from './host';
import { define } from '../shared/part';
import { Rows, type CellView, type Row } from '../shared/rows';
import { verdict } from './late-sentence';
import { dataCell, Tab, titled } from './tab';

const judged = 1000;

/** The rows that the watermark dropped: how late, behind which watermark, dropped by what, and which delay would have kept them. */
export class LateTab extends Tab {
  static override properties = { ...Tab.properties, all: { state: true }, shown: { state: true }, selected: { state: true } };
  /** All batches of the run instead of the chosen one. */
  declare all: boolean;
  declare shown: { rows: Rows<LateRow>; columns: Column[]; page: LatePage; batchId: number } | undefined;
  declare selected: number;
  #wanted: number | undefined;

  constructor() {
    super();
    this.all = false;
    this.selected = -1;
  }

  /** Chooses the row with this event time once the batch's rows are there. */
  seek(eventTime: number): void { this.#wanted = eventTime; this.all = false; this.reload(); }

  protected override get subject(): string { return `${super.subject} ${this.all} ${this.all ? this.query.totals.droppedRows : ''}`; }

  protected override async load(): Promise<void> {
    const { id } = this.query.info, { subject, batch } = this;
    const scope = this.all ? {} : { batchId: batch.batchId };
    let first: LatePage | undefined;
    const rows = await new Rows<LateRow>({
      load: async (offset, limit) => {
        const page = await theHost().ask({ ask: 'late', queryId: id, ...scope, offset, limit: offset === 0 ? judged : limit });
        first ??= page;
        return { rows: page.rows.slice(0, limit), total: page.total };
      },
      show: (row) => this.#row(row, first?.columns ?? []),
    }).open();
    if (subject !== this.subject || !first) { if (rows.error) this.shown = { rows, columns: [], page: emptyPage, batchId: batch.batchId }; return; }
    this.shown = { rows, columns: this.#titles(first), page: first, batchId: batch.batchId };
    this.selected = this.#wanted === undefined ? -1 : first.rows.findIndex((r) => r.eventTime === this.#wanted);
    this.#wanted = undefined;
    await this.updateComplete;
    this.querySelector<Grid>('weir-grid')?.reveal(this.selected);
  }

  protected override render(): TemplateResult {
    if (!this.shown) return html`<p class="empty">Reading the dropped rows…</p>`;
    const { rows, columns, page, batchId } = this.shown, run = this.query.totals.droppedRows;
    if (rows.error) return html`<p class="empty">The dropped rows could not be read: ${rows.error}</p>`;
    if (this.query.info.watermarks.length === 0) return html`<p class="empty"><b>Nothing can be dropped as late:</b> this query has no watermark. Its state grows for ever; add withWatermark to bound it.</p>`;
    return html`<div class="verdict"><p>${this.all ? this.#sum(rows.total) : rows.total === 0 ? page.missing === undefined ? html`<b>No row was dropped in batch ${batchId}.</b>` : html`<b class="late">${plural(this.batch.droppedRows ?? this.batch.droppedBySpark, 'row')} dropped in batch ${batchId}.</b>` : this.#sentence(page)}
        ${this.#where()}${page.missing === undefined ? nothing : html` <span class="dim">${page.missing}</span>`}</p>${run > 0 && this.batch.droppedRows !== undefined ? html`<button class="act" aria-pressed=${this.all} @click=${() => { this.all = !this.all; }}>${this.all ? `Batch ${batchId} only` : `All ${plural(run, 'row')}`}</button>` : nothing}</div>
      ${rows.total === 0 ? nothing : html`<weir-grid .label=${`Rows dropped as late, ${plural(rows.total, 'row')}`} .columns=${columns} .rows=${rows} .selected=${this.selected}></weir-grid>`}`;
  }

  #sentence(page: LatePage): TemplateResult {
    const { lead, rest, delay, after } = verdict(page, this.batch, this.query, this.clock);
    return html`<b class="late">${lead}</b>${rest}${delay ? html`<b>${delay}</b>` : nothing}${after}`;
  }

  #sum(total: number): TemplateResult { return html`<b class="late">${plural(total, 'row')} dropped as late</b> in ${plural(this.query.batches, 'batch', 'batches')}.`; }

  #where(): TemplateResult | typeof nothing {
    const mark = this.query.info.watermarks.find((w) => w.span);
    return mark?.span ? html`<a href="#" @click=${(event: Event) => { event.preventDefault(); if (mark.span) theHost().command({ do: 'reveal', span: mark.span }); }}>withWatermark, line ${mark.span.line}</a>` : nothing;
  }

  #titles(page: LatePage): Column[] {
    const windows = page.rows.some((r) => r.window);
    return [...(this.all ? [{ title: 'batch', width: 4, right: true }] : []), { title: 'event time', width: 12 }, { title: 'late by', width: 6, right: true, hint: 'watermark of that batch − event time' },
      windows ? { title: 'window already closed', width: 17 } : { title: 'watermark', width: 8 },
      ...this.#own(page.columns).map(({ column }) => titled(column)),
      { title: 'delay needed', width: 5, right: true, hint: 'the smallest delay with which this row would have been kept' }, { title: 'dropped by', width: 12 }];
  }

  /** The row's own columns, less the event time and window that stand in front. */
  #own(columns: LatePage['columns']): { column: LatePage['columns'][number]; index: number }[] {
    const event = new Set(this.query.info.watermarks.map((w) => w.column));
    return columns.map((column, index) => ({ column, index })).filter(({ column }) => !event.has(column.name) && column.name !== 'window');
  }

  #row(late: LateRow, columns: LatePage['columns']): Row {
    const { clock } = this, node = this.query.info.plan.find((n) => n.id === late.node);
    const at = (t: number): CellView => ({ text: clock.exact(t), title: clock.full(t) });
    const window: CellView = late.window ? { text: `${clock.short(late.window.start)}–${clock.short(late.window.end)}`, title: `closed at watermark ${clock.full(late.watermark)}` } : { text: clock.short(late.watermark), title: clock.full(late.watermark) };
    const open = node?.span ? { open: () => { if (node.span) theHost().command({ do: 'reveal', span: node.span }); } } : {};
    return { cells: [...(this.all ? [{ text: String(late.batchId) }] : []), at(late.eventTime), { text: duration(late.lateBy), tone: 'late', title: `${count(late.lateBy)} µs behind watermark ${clock.full(late.watermark)}` }, window,
      ...this.#own(columns).map(({ column, index }) => dataCell(late.row[index], column, clock)),
      late.neededDelay === undefined ? { text: 'none would do', tone: 'dim' } : { text: duration(late.neededDelay), title: `${count(late.neededDelay)} µs` },
      { text: `${node?.name ?? 'operator'}${node?.span ? `, line ${node.span.line}` : ''}`, tone: 'dim', ...open }] };
  }
}
define('weir-late', LateTab);

const emptyPage: LatePage = { columns: [], rows: [], offset: 0, total: 0 };
