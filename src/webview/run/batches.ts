import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { BatchRow, QueryView } from '../../protocol/panel';
import { count, plural, took, type Clock } from '../shared/format';
import type { Grid } from '../shared/grid';
import '../shared/grid';
import { theHost } from './host';
import { define, Part } from '../shared/part';
import { Rows, type Row } from '../shared/rows';

const columns = [
  { title: 'batch', width: 6, right: true },
  { title: 'in', width: 5, right: true, hint: 'input rows' },
  { title: 'out', width: 5, right: true, hint: 'output rows' },
  { title: 'late', width: 5, right: true, hint: 'rows dropped as late' },
  { title: 'watermark', width: 10 },
  { title: 'took', width: 6, right: true, hint: 'time this batch took' },
];

/** The micro-batches, newest first. Rows that come in never move what is being read. */
export class Batches extends Part {
  static override properties = { query: { attribute: false }, clock: { attribute: false }, selected: { attribute: false }, following: { attribute: false }, unseen: { state: true } };
  declare query: QueryView;
  declare clock: Clock;
  /** Ordinal; -1: none. */
  declare selected: number;
  declare following: boolean;
  declare unseen: number;
  #rows: Rows<BatchRow> | undefined;
  #known = 0;

  constructor() {
    super();
    this.selected = -1;
    this.following = true;
    this.unseen = 0;
  }

  get #grid(): Grid | null { return this.querySelector<Grid>('weir-grid'); }
  override focus(): void { this.#grid?.focus(); }

  protected override willUpdate(changes: PropertyValues<this>): void {
    const before = changes.get('query');
    if (!this.#rows || (before && before.info.id !== this.query.info.id) || changes.has('clock') || this.query.batches < this.#known) this.#renew();
    const added = this.query.batches - this.#known;
    if (added > 0 && this.#known > 0 && (!this.following || this.#grid?.scrolled)) {
      this.#grid?.shift(added);
      this.unseen += added;
    }
    if (this.following && !this.#grid?.scrolled) this.unseen = 0;
    this.#known = this.query.batches;
    this.#rows?.grow(this.query.batches);
    this.#rows?.put(this.query.recent[0]?.ordinal ?? 0, this.query.recent);
    // Rates come after their batch, and a killed batch may run again: what is on screen is read anew.
    this.#rows?.refresh();
  }

  protected override updated(changes: PropertyValues<this>): void {
    if (changes.has('selected') && this.selected >= 0 && !this.following) this.#grid?.reveal(this.#index());
  }

  protected override render(): TemplateResult {
    return html`<section class="batches" aria-label="Micro-batches">
      ${this.unseen > 0 ? html`<button class="pill" @click=${this.#newest}>${count(this.unseen)} new</button>` : nothing}
      <weir-grid spread .label=${'Micro-batches, newest first'} .columns=${columns} .rows=${this.#rows} .selected=${this.#index()}
        @pick=${(event: CustomEvent<number>) => this.#pick(event.detail)}></weir-grid></section>`;
  }

  #index(): number { return this.selected < 0 ? -1 : this.query.batches - 1 - this.selected; }

  #renew(): void {
    const { id } = this.query.info;
    this.#rows = new Rows<BatchRow>({
      reverse: true,
      load: (offset, limit) => theHost().ask({ ask: 'batches', queryId: id, offset, limit }),
      show: (row) => this.#row(row),
    });
    this.#known = 0;
    this.unseen = 0;
  }

  #row(batch: BatchRow): Row {
    const number = (n: number, title?: string) => ({ text: count(n), tone: n === 0 ? 'dim' : undefined, title }), { outputRows, droppedRows, droppedBySpark } = batch, dropped = droppedRows ?? droppedBySpark;
    return { tone: batch.noData ? 'quiet' : undefined, cells: [
      { text: String(batch.batchId), title: batch.noData ? `batch ${batch.batchId}: no new data, run to move state on` : undefined },
      number(batch.inputRows, plural(batch.inputRows, 'input row')), outputRows === undefined ? { text: '–', tone: 'dim', title: 'this sink does not tell Spark how many rows it wrote' } : number(outputRows, plural(outputRows, 'output row')),
      dropped > 0 ? { text: `○ ${count(dropped)}`, tone: 'late', title: droppedRows === undefined ? `Spark counts ${count(droppedBySpark)} dropped as late, where they reach the operator` : `${plural(dropped, 'row')} dropped as late; Spark counts ${count(droppedBySpark)}` } : { text: '0', tone: 'dim' },
      { text: this.clock.watermark(batch.watermark), tone: batch.watermark ? undefined : 'dim', title: batch.watermark ? this.clock.full(batch.watermark) : 'no watermark yet' },
      { text: took(batch.tookMs) },
    ] };
  }

  #pick(index: number): void {
    const ordinal = this.query.batches - 1 - index;
    this.dispatchEvent(new CustomEvent('choose', { bubbles: true, detail: { ordinal } }));
  }

  #newest(): void {
    this.unseen = 0;
    this.#grid?.top();
    this.dispatchEvent(new CustomEvent('choose', { bubbles: true, detail: { ordinal: this.query.batches - 1, follow: true } }));
  }
}
define('weir-batches', Batches);
