import { html, nothing, type TemplateResult } from 'lit';
import type { Arranged, Arrangement, Histogram, Look, LookStatus, MessageRow, SortBy } from '../../protocol/messages';
import type { MessagesCommand, ViewerView } from '../../protocol/messages-panel';
import type { PayloadFormat } from '../../protocol/payload';
import { Clock, count } from '../shared/format';
import type { Column, Grid } from '../shared/grid';
import '../shared/grid';
import '../shared/menu';
import type { MenuGroups } from '../shared/menu';
import { define, Part } from '../shared/part';
import type { Rows } from '../shared/rows';
import './detail';
import { foot, head } from './frame';
import { theHost } from './host';
import { exportsOf, menuOf } from './menus';
import { noRows, notices } from './notices';
import { endsItself } from './ranges';
import './partition-chart';
import { columnsOf, filterHelp, messageRows } from './table';
import './time-chart';
import type { Brush } from './time-chart';
import './toolbar';

const bins = 72;
const typingPause = 180;

interface Memory { utc: boolean; tab: 'tree' | 'raw' | 'headers' | 'hex' }

/** The message viewer. Everything that it shows is asked of the thread that holds the messages. */
export class MessageViewer extends Part {
  static override properties = {
    view: { state: true }, arrangement: { state: true }, arranged: { state: true }, rows: { state: true }, columns: { state: true }, histogram: { state: true }, chosen: { state: true }, selected: { state: true }, memory: { state: true }, live: { state: true }, filter: { state: true },
  };
  declare view: ViewerView | undefined;
  declare arrangement: Arrangement;
  declare arranged: Arranged | undefined;
  declare rows: Rows<MessageRow> | undefined;
  declare columns: Column[];
  declare histogram: Histogram | undefined;
  /** Id of the message in the detail pane. */
  declare chosen: number;
  declare selected: number;
  declare memory: Memory;
  /** New messages are shown as they come. */
  declare live: boolean;
  /** As typed. */
  declare filter: string;
  #clock = new Clock(zoneOf(false));
  #typing: ReturnType<typeof setTimeout> | undefined;
  #version = -1;
  #refreshing = false;
  #counted = '';
  #lookKey = '';
  #sought = '';
  /** The next rows are shown from where the newest stand. */
  #toNew = false;

  constructor() {
    super();
    this.chosen = this.selected = -1;
    this.columns = [];
    this.live = true;
    this.filter = '';
    const kept = theHost().memory, known = typeof kept === 'object' && kept !== null && 'memory' in kept ? (kept as { memory: Memory }).memory : undefined;
    this.memory = known ?? { utc: false, tab: 'tree' };
    this.#clock = new Clock(zoneOf(this.memory.utc));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    theHost().listen((message) => { if (message.kind === 'view') this.#told(message.view); else { this.chosen = message.id; void this.#reveal(message.id); } });
    document.addEventListener('keydown', (event) => { this.#key(event); });
  }

  protected override render(): TemplateResult {
    const { view, histogram } = this;
    if (!view) return html`<p class="empty" role="status">Connecting…</p>`;
    const { status } = view, failed = status?.state === 'failed' && status.held === 0;
    return html`${head(view, this.#menu(view), exportsOf(() => this.querySelector<Grid>('weir-grid')?.span, (command) => { this.#send(command); }), { follow: () => { this.#follow(); }, send: (command) => { this.#send(command); } })}
      <main><div class="tools look-tools"><weir-messages-toolbar class="look-bar" .look=${view.place.look} .status=${status} @look=${(event: CustomEvent<Look>) => { this.#look(event.detail); }} @format=${this.#format}></weir-messages-toolbar>
        <input class="filter" type="search" aria-label="Filter: text, /regex/ or a predicate" placeholder="Filter: text, /regex/, $.amount > 100 and key = 4711" title=${filterHelp} .value=${this.filter} aria-invalid=${this.arranged?.mistake !== undefined} @input=${this.#type} @keydown=${this.#filterKey}>
        <span class="data found" role="status">${this.#found(status)}</span></div>
      ${this.arranged?.mistake === undefined ? nothing : html`<p class="mistake late" role="alert">${this.arranged.mistake}</p>`}
      ${notices(view, (command) => { this.#send(command); })}
      ${failed ? nothing : html`${histogram && histogram.partitions.length > 0 ? html`<div class="charts"><section class="chart-part"><weir-time-chart .data=${histogram} .clock=${this.#clock} .brush=${this.arrangement.brush} @brush=${(event: CustomEvent<Brush | undefined>) => { this.#brush(event.detail); }}></weir-time-chart></section>
        <section class="chart-part side"><weir-partition-chart .data=${histogram} .chosen=${this.arrangement.partition} @partition=${(event: CustomEvent<number | undefined>) => { this.#partition(event.detail); }}></weir-partition-chart></section></div>` : nothing}
      <div class="split"><div class="messages">${this.#pill(status)}${this.#grid(status)}</div>
        <section class=${this.chosen < 0 ? 'detail none' : 'detail'} aria-label="The chosen message"><weir-message .messageId=${this.chosen} .version=${JSON.stringify([view.place.look.key, view.place.look.value, status?.schema?.times])} .clock=${this.#clock} .tab=${this.memory.tab} .writable=${view.writable} @tab=${(event: CustomEvent<Memory['tab']>) => { this.#remember({ tab: event.detail }); }} @column=${(event: CustomEvent<string>) => { this.#column(event.detail); }} @close=${() => { this.#letGo(); }}></weir-message></section></div>`}</main>
      ${foot(view, this.#clock.zone)}`;
  }

  #grid(status: LookStatus | null): TemplateResult {
    const { rows } = this;
    if (rows && (rows.total > 0 || (status?.matching ?? 0) > 0)) return html`<weir-grid .label=${`Messages of ${status?.topic ?? ''}, ${count(rows.total)}`} .columns=${this.columns} .rows=${rows} .selected=${this.selected} @pick=${(event: CustomEvent<number>) => { this.#pick(event.detail); }} @sort=${(event: CustomEvent<SortBy>) => { this.#sort(event.detail); }}></weir-grid>`;
    return noRows(status, { clear: () => { this.#clear(); }, follow: () => { this.#follow(); } });
  }

  #pill(status: LookStatus | null): TemplateResult | typeof nothing {
    return status && status.waiting > 0 && this.rows ? html`<button class="pill" title="Shows what arrived meanwhile; the chosen message stays chosen (N)" aria-keyshortcuts="N" @click=${() => { void this.#refresh(true); }}>${count(status.waiting)} new<kbd aria-hidden="true">N</kbd></button>` : nothing;
  }

  #found(status: LookStatus | null): string {
    if (!status) return '';
    const all = status.held - status.waiting, narrowed = this.arrangement.filter !== '' || this.arrangement.brush || this.arrangement.partition !== undefined;
    return narrowed ? `${count(status.matching)} of ${count(all)} match${status.searched < all ? ` · ${Math.floor(status.searched / Math.max(1, all) * 100)} % searched` : ''}` : '';
  }

  /** A view that stands for another look begins anew. */
  #told(view: ViewerView): void {
    const fresh = this.view === undefined;
    const key = `${view.place.connection} ${JSON.stringify(view.place.look)}`;
    this.view = view;
    if (fresh) {
      this.arrangement = view.place.arrangement;
      this.filter = view.place.arrangement.filter;
    }
    if (key !== this.#lookKey) {
      this.#lookKey = key;
      this.#version = -1;
      this.chosen = this.selected = -1;
      this.rows = this.histogram = undefined;
      this.#counted = '';
      this.live = true;
      this.#keep();
      void this.#arrange(false);
    }
    const { status } = view;
    if (!status) return;
    if (status.version !== this.#version && status.version > 0) this.#anew(status.version);
    else this.rows?.grow(status.matching);
    this.#count(status);
    if (this.chosen >= 0 && this.selected < 0) this.#seek(status);
    const grid = this.querySelector<Grid>('weir-grid');
    if (status.state === 'following' && status.waiting > 0 && this.live && this.chosen < 0 && !(grid?.scrolled ?? false)) void this.#refresh(false);
  }

  #anew(version: number): void {
    this.#version = version;
    const headers = this.view?.status?.capabilities?.headers ?? true;
    this.columns = columnsOf(this.arrangement, headers);
    const rows = messageRows(this.#clock, headers);
    void rows.open().then(async () => {
      // The message that was chosen stays the chosen one, wherever it stands now.
      for (let id: number | undefined; version === this.#version && id !== this.chosen;) {
        id = this.chosen;
        const place = id < 0 ? -1 : await theHost().ask({ ask: 'place', id }).catch(() => -1);
        if (id === this.chosen) this.selected = place;
      }
      if (version !== this.#version) return;
      this.rows = rows;
      await this.updateComplete;
      if (this.#toNew) await this.#showNew(rows.total);
    });
  }

  /** A filter may come to the chosen message after the first page. */
  #seek({ version, matching }: LookStatus): void {
    const id = this.chosen, before = this.#sought;
    if (version !== this.#version || before === (this.#sought = `${version} ${matching} ${id}`)) return;
    theHost().ask({ ask: 'place', id }).then((place) => { if (version === this.#version && id === this.chosen && place >= 0) this.selected = place; }, () => undefined);
  }

  /** To the end of the list at which the newest stand. */
  async #showNew(total: number): Promise<void> {
    this.#toNew = false;
    const grid = this.querySelector<Grid>('weir-grid');
    await grid?.updateComplete;
    if (this.arrangement.descending) grid?.top();
    else grid?.reveal(total - 1);
  }

  /** Charts are drawn when something about them changed, and at the end. */
  #count(status: LookStatus): void {
    const all = status.held - status.waiting, done = status.searched >= all, state = `${status.version} ${done} ${status.held} ${done ? status.matching : ''}`;
    if (state === this.#counted || this.#refreshing || status.held === 0) return;
    this.#counted = state;
    theHost().ask({ ask: 'histogram', bins }).then((histogram) => { this.histogram = histogram; }, () => undefined);
  }

  async #arrange(keep = true): Promise<void> {
    const { arrangement } = this;
    try {
      const arranged = await theHost().ask({ ask: 'arrange', arrangement });
      if (arrangement === this.arrangement) this.arranged = arranged;
    } catch { /* The status says what went wrong with the whole. */ }
    if (keep) {
      theHost().command({ do: 'arranged', arrangement });
      this.#keep();
    }
  }

  async #refresh(up: boolean): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    this.#toNew = up;
    try { await theHost().ask({ ask: 'refresh' }); } catch { /* As above. */ } finally { this.#refreshing = false; }
  }

  async #reveal(id: number): Promise<void> {
    const place = await theHost().ask({ ask: 'place', id });
    this.selected = place;
    await this.updateComplete;
    this.querySelector<Grid>('weir-grid')?.reveal(place);
  }

  /** What arrives is shown as it comes again. */
  #letGo(): void { this.selected = this.chosen = -1; this.querySelector<Grid>('weir-grid')?.focus(); }

  #change(change: Partial<Arrangement>): void {
    this.arrangement = { ...this.arrangement, ...change };
    void this.#arrange();
  }

  #pick(index: number): void {
    this.selected = index;
    const row = this.rows?.at(index);
    if (row) this.chosen = row.id;
  }

  #type(event: Event): void {
    this.filter = (event.target as HTMLInputElement).value;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => { if (this.filter.trim() !== this.arrangement.filter) this.#change({ filter: this.filter.trim() }); }, typingPause);
  }

  #filterKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') { clearTimeout(this.#typing); this.#change({ filter: this.filter.trim() }); }
    else if (event.key === 'ArrowDown') { this.querySelector<Grid>('weir-grid')?.focus(); event.preventDefault(); }
  }

  #clear(): void {
    const { brush: _, partition: __, ...rest } = this.arrangement;
    this.arrangement = { ...rest, filter: this.filter = '' };
    void this.#arrange();
  }

  #brush(brush: Brush | undefined): void {
    const { brush: _, ...rest } = this.arrangement;
    this.arrangement = brush ? { ...rest, brush } : rest;
    void this.#arrange();
  }

  #partition(partition: number | undefined): void {
    const { partition: _, ...rest } = this.arrangement;
    this.arrangement = partition === undefined ? rest : { ...rest, partition };
    void this.#arrange();
  }

  #sort(by: SortBy): void { this.#change(this.arrangement.sort === by ? { descending: !this.arrangement.descending } : { sort: by, descending: by !== 'offset' }); }
  #column(path: string): void { if (!this.arrangement.paths.includes(path)) this.#change({ paths: [...this.arrangement.paths, path] }); }

  #look(look: Look): void {
    const { brush: _, ...rest } = this.arrangement;
    this.arrangement = rest;
    this.#send({ do: 'arranged', arrangement: rest });
    this.#send({ do: 'look', look });
  }

  #format(event: CustomEvent<{ side: 'key' | 'value'; format: PayloadFormat }>): void {
    const { side, format } = event.detail, { view } = this;
    if (!view) return;
    if (format === 'avro' || format === 'protobuf') this.#send({ do: 'chooseSchema', side, format });
    else this.#send({ do: 'look', look: { ...view.place.look, [side]: { format } } });
  }

  #follow(): void {
    const look = this.view?.place.look, state = this.view?.status?.state;
    if (!look) return;
    if (state === 'following') { this.#send({ do: 'stop' }); return; }
    this.#look({ ...look, follow: true, ...(endsItself(look.range) && { range: { mode: 'newest', count: 1000 } }) });
  }

  #send(command: MessagesCommand): void { theHost().command(command); }

  #menu(view: ViewerView): MenuGroups {
    return menuOf(view, this.arrangement, { rows: this.querySelector<Grid>('weir-grid')?.span, id: this.chosen }, this.memory.utc, {
      change: (change) => { this.#change(change); }, look: (look) => { this.#look(look); }, send: (command) => { this.#send(command); },
      utc: () => { this.#remember({ utc: !this.memory.utc }); this.#clock = new Clock(zoneOf(this.memory.utc)); if (this.#version >= 0) this.#anew(this.#version); },
    });
  }

  #remember(change: Partial<Memory>): void { this.memory = { ...this.memory, ...change }; this.#keep(); }
  #keep(): void { theHost().memory = { memory: this.memory, ...(this.view && { place: { ...this.view.place, arrangement: this.arrangement } }) }; }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f') { this.querySelector<HTMLElement>('.filter')?.focus(); event.preventDefault(); return; }
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') { this.#send({ do: 'simulate' }); event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches('input, select, textarea')) return;
    if (event.key === 'f') this.#follow();
    else if (event.key === 'n' && (this.view?.status?.waiting ?? 0) > 0) void this.#refresh(true);
    else if (event.key === 'Escape' && this.chosen >= 0 && !target.closest('weir-time-chart, weir-menu')) this.#letGo();
    else if (event.key === '/') this.querySelector<HTMLElement>('.filter')?.focus();
    else return;
    event.preventDefault();
  }
}
define('weir-messages', MessageViewer);

const zoneOf = (utc: boolean): string => (utc ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone);
