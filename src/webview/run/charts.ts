import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ChartColumn, ChartData, QueryView } from '../../protocol/panel';
import { count, plural, rate, type Clock } from '../shared/format';
import { theHost } from './host';
import { define, Part } from '../shared/part';
import './bars';
import './event-chart';
import { twinColumns, twinRows } from './chart-twin';
import '../shared/grid';

const latest = 60;

/** The charts of one query: event time against arrival, input, output and state; or the same figures as a table. */
export class Charts extends Part {
  static override properties = {
    query: { attribute: false }, clock: { attribute: false }, selected: { attribute: false }, table: { attribute: false }, rates: { attribute: false },
    data: { state: true }, range: { state: true }, refused: { state: true },
  };
  declare query: QueryView;
  declare clock: Clock;
  /** Ordinal of the chosen batch; -1: none. */
  declare selected: number;
  declare table: boolean;
  declare rates: boolean;
  declare data: ChartData | undefined;
  /** Ordinals on show, exclusive end; `latest`: follow the newest. */
  declare range: 'latest' | 'all' | [number, number];
  declare refused: string;
  #asking = false;
  #askedFor = '';

  constructor() {
    super();
    this.selected = -1;
    this.table = this.rates = false;
    this.data = undefined;
    this.range = 'latest';
    this.refused = '';
  }

  protected override willUpdate(changes: PropertyValues<this>): void {
    const before = changes.get('query');
    if (before && before.info.id !== this.query.info.id) this.range = 'latest';
    // A batch that was chosen elsewhere comes on screen.
    if (changes.has('selected') && this.selected >= 0 && Array.isArray(this.range) && (this.selected < this.range[0] || this.selected >= this.range[1])) this.range = 'all';
  }

  protected override updated(): void { void this.#ask(); }

  protected override render(): TemplateResult {
    const { data } = this;
    const many = this.query.batches > latest;
    return html`<section class="charts ${this.table ? 'as-table' : ''}" aria-label="Charts">
      <div class="main-chart">
        <div class="chart-head"><h2>event time, by when it arrived</h2>
          <ul class="legend" aria-label="Legend"><li><span class="in-time" aria-hidden="true">●</span> in time</li><li><span class="edge" aria-hidden="true">◐</span> late, kept</li>
            <li><span class="late" aria-hidden="true">○</span> dropped</li><li><span class="mark" aria-hidden="true">▁▔</span> watermark</li></ul>
          <div class="chart-tools" role="group" aria-label="Chart">
            ${Array.isArray(this.range) ? html`<button class="act" @click=${() => { this.range = 'latest'; }}>Reset zoom</button>` : nothing}
            ${many && !Array.isArray(this.range) ? html`<button class="act" aria-pressed=${this.range === 'all'} @click=${() => { this.range = this.range === 'all' ? 'latest' : 'all'; }}>${this.range === 'all' ? `Latest ${latest}` : 'All batches'}</button>` : nothing}
            ${this.table ? nothing : html`<button class="act" aria-pressed=${this.rates} title="Input and processing rate instead of input and output rows" @click=${() => this.dispatchEvent(new CustomEvent('rates'))}>Rates</button>`}
            <button class="act" aria-pressed=${this.table} title="Show the charts' figures as a table" @click=${() => this.dispatchEvent(new CustomEvent('table'))}>Table</button>
          </div></div>
        ${this.refused ? html`<p class="empty">The chart could not be read: ${this.refused}</p>` : !data ? html`<p class="empty">Reading the chart…</p>`
          : this.table ? this.#twin(data) : html`<weir-event-chart .data=${data} .clock=${this.clock} .selected=${this.selected} .hasWatermark=${this.query.info.watermarks.length > 0}
            @zoom=${(event: CustomEvent<[number, number]>) => { this.range = event.detail; }}></weir-event-chart>`}
      </div>
      ${data && !this.table ? this.#side(data) : nothing}
    </section>`;
  }

  #side(data: ChartData): TemplateResult {
    const chosen = data.columns.find((c) => this.selected >= c.first && this.selected <= c.last) ?? data.columns.at(-1);
    const bars = (of: (c: ChartColumn) => number) => data.columns.map((c) => ({ from: c.first, to: c.last + 1, value: of(c) }));
    const binned = (chosen?.last ?? 0) > (chosen?.first ?? 0) ? ' a batch' : '';
    const rows = (n: number) => `${plural(n, 'row')}${binned}`;
    return html`<div class="side-charts">
      <weir-bars .label=${this.rates ? 'input rate' : 'input'} .value=${chosen ? this.rates ? rate(chosen.inputRate) : rows(chosen.inputRows) : '–'} .color=${'blue'} .selected=${this.selected}
        .bars=${bars((c) => this.rates ? c.inputRate ?? 0 : c.inputRows)}></weir-bars>
      <weir-bars .label=${this.rates ? 'processing rate' : 'output'} .value=${chosen ? this.rates ? rate(chosen.processedRate) : chosen.outputRows === undefined ? '–' : rows(chosen.outputRows) : '–'} .color=${'green'} .selected=${this.selected}
        .bars=${bars((c) => this.rates ? c.processedRate ?? 0 : c.outputRows ?? 0)}></weir-bars>
      <weir-bars .label=${'state'} .value=${chosen ? `${count(chosen.stateRows)} keys` : '–'} .color=${'orange'} .selected=${this.selected} .bars=${bars((c) => c.stateRows)}></weir-bars>
    </div>`;
  }

  #twin(data: ChartData): TemplateResult {
    return html`<weir-grid class="twin" .label=${'The charts as a table'} .columns=${twinColumns} .rows=${twinRows(data, this.clock)} .selected=${-1}
      @pick=${(event: CustomEvent<number>) => this.#choose(data.columns[data.columns.length - 1 - event.detail]?.last)}></weir-grid>`;
  }

  #choose(ordinal: number | undefined): void {
    if (ordinal !== undefined) this.dispatchEvent(new CustomEvent('choose', { detail: { ordinal }, bubbles: true }));
  }

  #window(): [number, number] {
    const total = this.query.batches;
    if (Array.isArray(this.range)) return this.range;
    if (this.range === 'all' || total <= latest) return [0, total];
    // Follows the newest, or keeps the chosen batch in sight.
    const end = this.selected >= 0 && this.selected < total - latest ? Math.min(total, this.selected + latest / 2) : total;
    return [Math.max(0, end - latest), end];
  }

  /** One question at a time: while batches rush in the chart is asked for again only when the last answer is drawn. */
  async #ask(): Promise<void> {
    const [from, to] = this.#window(), { id } = this.query.info;
    const wanted = `${id} ${from} ${to} ${this.query.last?.tookMs ?? ''}`;
    if (this.#asking || wanted === this.#askedFor) return;
    this.#asking = true;
    this.#askedFor = wanted;
    try {
      const data = await theHost().ask({ ask: 'chart', queryId: id, from, to });
      if (id === this.query.info.id) this.data = data;
      this.refused = '';
    } catch (error) {
      this.refused = error instanceof Error ? error.message : String(error);
    } finally {
      this.#asking = false;
      this.requestUpdate();
    }
  }
}
define('weir-charts', Charts);
