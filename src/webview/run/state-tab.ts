import { html, type TemplateResult } from 'lit';
import type { StateChanges } from '../../protocol/panel';
import type { StateEntry, StatePage } from '../../protocol/run';
import { count, plural } from '../shared/format';
import type { Column } from '../shared/grid';
import '../shared/grid';
import { theHost } from './host';
import { define } from '../shared/part';
import { Rows, type CellView } from '../shared/rows';
import { dataCell, Tab, titled } from './tab';

type Change = StateChanges['rows'][number];

/** What the state store holds after the batch: keys, values, when each was last written and when the watermark evicts it. */
export class StateTab extends Tab {
  static override properties = { ...Tab.properties, operator: { state: true }, filter: { state: true }, changes: { state: true }, shown: { state: true } };
  declare operator: number;
  declare filter: string;
  /** Compare with the batch before. */
  declare changes: boolean;
  declare shown: { rows: Rows<StateEntry> | Rows<Change>; columns: Column[]; page: StatePage; note: string } | undefined;

  constructor() {
    super();
    this.operator = 0;
    this.filter = '';
    this.changes = false;
  }

  protected override get subject(): string { return `${super.subject} ${this.operator} ${this.changes} ${this.filter}`; }

  protected override async load(): Promise<void> {
    const { subject } = this;
    const shown = this.changes ? await this.#loadChanges() : await this.#loadEntries();
    if (subject === this.subject) this.shown = shown;
  }

  protected override render(): TemplateResult {
    if (!this.shown) return html`<p class="empty">Reading the state…</p>`;
    const { rows, columns, page, note } = this.shown, total = page.operators[this.operator]?.total ?? 0;
    if (rows.error) return html`<p class="empty">The state could not be read: ${rows.error}</p>`;
    if (page.operators.length === 0) return html`<p class="empty"><b>This query keeps no state.</b> Aggregations, joins of two streams and dropDuplicates do.</p>`;
    if (page.missing !== undefined) return html`<p class="empty">${page.missing}</p>`;
    return html`<div class="tools">
        ${page.operators.length > 1 ? html`<select aria-label="State operator" @change=${(event: Event) => { this.operator = Number((event.target as HTMLSelectElement).value); }}>${page.operators.map((operator, i) =>
          html`<option value=${i} ?selected=${i === this.operator}>${this.#named(operator)} (${count(operator.total)})</option>`)}</select>` : html`<span class="dim" title=${page.operators[0]?.name ?? ''}>${page.operators[0] && this.#named(page.operators[0])}</span>`}
        <input type="search" placeholder="Filter by key" aria-label="Filter by key" .value=${this.filter} ?disabled=${this.changes} @input=${(event: Event) => { this.filter = (event.target as HTMLInputElement).value; }}>
        <button class="act" aria-pressed=${this.changes} @click=${() => { this.changes = !this.changes; }}>Changes in this batch</button><span class="dim grow" role="status">${note}</span></div>
      ${rows.total === 0 ? html`<p class="empty">${this.changes ? 'This batch changed nothing here.' : this.filter ? `None of ${plural(total, 'key')} contains “${this.filter}”.` : `No keys after batch ${this.batch.batchId}.`}</p>`
        : html`<weir-grid .label=${`State after batch ${this.batch.batchId}`} .columns=${columns} .rows=${rows}></weir-grid>`}`;
  }

  /** The operator as the plan calls it, with its place in the job. */
  #named({ node, name }: StatePage['operators'][number]): string {
    const found = this.query.info.plan.find((n) => n.id === node);
    return found ? `${found.name}${found.span ? `, line ${found.span.line}` : ''}` : name;
  }

  #ask(offset: number, limit: number, filter = this.filter): Promise<StatePage> {
    return theHost().ask({ ask: 'state', queryId: this.query.info.id, batchId: this.batch.batchId, operator: this.operator, offset, limit, ...(filter && { filter }) });
  }

  async #loadEntries(): Promise<NonNullable<StateTab['shown']>> {
    const { clock, batch } = this;
    let page: StatePage = emptyPage;
    const evict = (at: number | null): CellView => at === null ? { text: 'never', tone: 'dim', title: 'nothing evicts this key' } : { text: clock.short(at), title: `evicted once the watermark passes ${clock.full(at)}` };
    const rows = await new Rows<StateEntry>({
      load: async (offset, limit) => page = await this.#ask(offset, limit),
      show: (entry) => ({ cells: [...page.keyColumns.map((column, i) => dataCell(entry.key[i], column, clock)), evict(entry.evictAt), ...page.valueColumns.map((column, i) => dataCell(entry.value[i], column, clock)),
        { text: String(entry.updatedIn), tone: entry.updatedIn === batch.batchId ? undefined : 'dim', title: entry.updatedIn === batch.batchId ? 'written by this batch' : `last written by batch ${entry.updatedIn}` }] }),
    }).open();
    const titles: Column[] = [...page.keyColumns.map(titled), { title: 'evicted past', width: 8, hint: 'evicted when the watermark passes this' }, ...page.valueColumns.map(titled), { title: 'updated in', width: 4, right: true, hint: 'batch that last wrote this key' }];
    const total = page.operators[this.operator]?.total ?? 0;
    return { rows, columns: titles, page, note: this.filter ? `${count(page.total)} of ${plural(total, 'key')}` : `${plural(total, 'key')} after batch ${batch.batchId}` };
  }

  async #loadChanges(): Promise<NonNullable<StateTab['shown']>> {
    const page = await this.#ask(0, 1, '');
    const { rows: all, complete } = await theHost().ask({ ask: 'stateChanges', queryId: this.query.info.id, batchId: this.batch.batchId, operator: this.operator });
    const words = { added: '+ added', changed: '~ changed', evicted: '− evicted' };
    const rows = await new Rows<Change>({
      load: async (offset, limit) => ({ rows: all.slice(offset, offset + limit), total: all.length }),
      show: ({ change, key, before, after }) => ({ cells: [{ text: words[change], tone: change === 'evicted' ? 'dim' : undefined }, ...page.keyColumns.map((column, i) => dataCell(key[i], column, this.clock)),
        ...page.valueColumns.map((column, i) => {
          const was = before && dataCell(before[i], column, this.clock), is = after && dataCell(after[i], column, this.clock);
          return was && is && was.text !== is.text ? { text: `${was.text} → ${is.text}` } : is ?? { ...was, text: was?.text ?? '', tone: 'dim' };
        })] }),
    }).open();
    const n = (change: Change['change']) => all.filter((row) => row.change === change).length;
    const note = complete ? `${n('added')} added, ${n('changed')} changed, ${n('evicted')} evicted in batch ${this.batch.batchId}` : 'too large to compare with the batch before: keys written by this batch';
    return { rows, columns: [{ title: 'change', width: 9 }, ...page.keyColumns.map(titled), ...page.valueColumns.map(titled)], page, note };
  }
}
define('weir-state', StateTab);

const emptyPage: StatePage = { operators: [], keyColumns: [], valueColumns: [], rows: [], offset: 0, total: 0 };
