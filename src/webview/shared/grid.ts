import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { copyText } from './host';
import { define, Part } from './part';
import type { CellView, Rows } from './rows';

export interface Column {
  title: string;
  /** In characters of the editor font. */
  width: number;
  right?: boolean;
  hint?: string;
  /** Takes what width is left over, and is not widened by what it holds. */
  grows?: boolean;
  /** Can be sorted by; a press of its title fires `sort` with this name. */
  sort?: { by: string; now?: 'ascending' | 'descending' };
}

export const rowHeight = 22;
/** Characters; longer text is cut, with the whole in the tooltip. */
const widest = 48;
/** Browsers cap an element's height; past this many pixels a scroll position stands for a share of the rows. */
const maxHeight = 8_000_000;

let grids = 0;

const ruler = document.createElement('canvas').getContext('2d');

/** Size and family only: the `font` shorthand is empty where tabular figures are asked for. */
const plainFont = (element: Element): string => { const { fontSize, fontFamily } = getComputedStyle(element); return `${fontSize} ${fontFamily}`; };

/** How many characters of the data font a title in the UI font takes. */
function titleWidth(title: string, box: HTMLElement): number {
  if (!ruler) return title.length;
  const head = box.querySelector('.grid-head > div');
  ruler.font = plainFont(box);
  const character = ruler.measureText('0').width;
  ruler.font = plainFont(head ?? box);
  return Math.ceil(ruler.measureText(title).width / character * 10) / 10 + .5;
}

/**
 * Track sizes. What is left over is shared out where `spread`; else it goes to the last column when that is text, and
 * behind it when it is a figure, which so stays beside its neighbours.
 */
function tracks(widths: readonly number[], spread: boolean, lastRight: boolean, grows: number): string {
  if (grows >= 0) return widths.map((w, i) => (i === grows ? `minmax(${w}ch, 1fr)` : `${w}ch`)).join(' ');
  if (spread) return widths.map((w) => `minmax(${w}ch, ${w}fr)`).join(' ');
  const fixed = widths.map((w) => `${w}ch`);
  return lastRight ? [...fixed, '1fr'].join(' ') : [...fixed.slice(0, -1), `minmax(${fixed.at(-1) ?? '0'}, 1fr)`].join(' ');
}

/** A virtual table: only rows on screen exist. Arrow keys, Home/End, Page Up/Down, Shift to extend, Ctrl+C copies as TSV. */
export class Grid extends Part {
  static override properties = {
    columns: { attribute: false }, rows: { attribute: false }, label: {}, spread: { type: Boolean }, selected: { attribute: false }, first: { state: true }, height: { state: true },
  };
  declare columns: Column[];
  declare rows: Rows<unknown> | undefined;
  declare label: string;
  /** Shares spare width among all columns. */
  declare spread: boolean;
  /** Index of the selected row; -1: none. */
  declare selected: number;
  declare first: number;
  declare height: number;
  #anchor = -1;
  #place = 0;
  #laidOut: readonly Column[] | undefined;
  #widths: number[] = [];
  readonly #name = `grid${++grids}`;
  readonly #sized = new ResizeObserver(() => { this.height = this.#box?.clientHeight ?? 0; });
  readonly #changed = (): void => { this.requestUpdate(); };

  constructor() {
    super();
    this.columns = [];
    this.label = '';
    this.spread = false;
    this.selected = -1;
    this.first = 0;
    this.height = 0;
  }

  get #box(): HTMLElement | null { return this.querySelector<HTMLElement>('.grid'); }
  get #total(): number { return this.rows?.total ?? 0; }
  get #space(): number { return Math.min(this.#total * rowHeight, maxHeight); }
  get #visible(): number { return Math.max(1, Math.floor((this.height - rowHeight) / rowHeight)); }
  /** As of the last frame: to ask for the place itself would lay out the page in the middle of an update. */
  get scrolled(): boolean { return this.#place > 0; }
  override focus(): void { this.#box?.focus(); }

  /** Moves with rows that were added above, so that what is read stays where it is. */
  shift(rowsAdded: number): void { if (this.#box) this.#place = this.#box.scrollTop += rowsAdded * rowHeight; }
  top(): void { if (this.#box) this.#place = this.#box.scrollTop = 0; }

  /** Brings a row on screen. */
  reveal(index: number): void {
    const box = this.#box;
    if (!box || index < 0) return;
    const scale = this.#scale();
    if (index < this.first) box.scrollTop = index * scale;
    else if (index >= this.first + this.#visible) box.scrollTop = (index - this.#visible + 1) * scale;
  }

  override firstUpdated(): void { if (this.#box) this.#sized.observe(this.#box); }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
    this.rows?.removeEventListener('change', this.#changed);
  }

  protected override willUpdate(changes: PropertyValues<this>): void {
    if (!changes.has('rows')) return;
    changes.get('rows')?.removeEventListener('change', this.#changed);
    this.rows?.addEventListener('change', this.#changed);
    this.#anchor = -1;
  }

  protected override updated(): void {
    const box = this.#box;
    if (!box) return;
    this.#layOut(box);
    box.style.setProperty('--high', `${this.#space}px`);
    if (this.#total > 0) this.rows?.want(this.first, Math.min(this.#total - 1, this.first + this.#visible + 2));
  }

  /** Columns start as wide as asked and grow with what comes on screen, so that no figure is cut. */
  #layOut(box: HTMLElement): void {
    const fresh = this.#laidOut !== this.columns;
    if (fresh) this.#widths = this.columns.map((c) => Math.max(c.width, titleWidth(c.title, box)) + 2);
    this.#laidOut = this.columns;
    const before = this.#widths.join();
    for (let index = this.first; index < Math.min(this.#total, this.first + this.#visible + 3); index++) {
      this.rows?.row(index)?.cells.forEach((cell, i) => { if (this.columns[i]?.grows !== true) this.#widths[i] = Math.max(this.#widths[i] ?? 0, Math.min(widest, cell.text.length) + 2); });
    }
    if (!fresh && before === this.#widths.join()) return;
    box.style.setProperty('--columns', tracks(this.#widths, this.spread, this.columns.at(-1)?.right ?? false, this.columns.findIndex(({ grows }) => grows)));
    box.style.setProperty('--wide', `${this.#widths.reduce((sum, width) => sum + width, 0)}ch`);
  }

  protected override render(): TemplateResult {
    const last = Math.min(this.#total, this.first + this.#visible + 3);
    const indexes = Array.from({ length: Math.max(0, last - this.first) }, (_, i) => this.first + i);
    const active = this.selected >= this.first && this.selected < last ? `${this.#name}-${this.selected}` : nothing;
    return html`<div class="grid data" role="grid" tabindex="0" aria-label=${this.label} aria-rowcount=${this.#total + 1} aria-colcount=${this.columns.length}
        aria-activedescendant=${active} @scroll=${this.#scroll} @keydown=${this.#key}>
      <div class="grid-row grid-head" role="row" aria-rowindex="1">${this.columns.map((column) =>
        html`<div role="columnheader" class=${column.right ? 'num' : ''} title=${column.hint ?? column.title} aria-sort=${column.sort?.now ?? nothing}>${column.sort ? this.#sorter(column, column.sort) : column.title}</div>`)}</div>
      <div class="grid-space" role="rowgroup">${indexes.map((index) => this.#row(index))}</div></div>`;
  }

  #sorter(column: Column, { by, now }: NonNullable<Column['sort']>): TemplateResult {
    const sign = now === 'ascending' ? ' ▴' : now === 'descending' ? ' ▾' : '';
    return html`<button class="sorter" tabindex="-1" @click=${() => { this.dispatchEvent(new CustomEvent('sort', { detail: by })); }}>${column.title}${sign}</button>`;
  }

  #row(index: number): TemplateResult {
    const row = this.rows?.row(index), [from, to] = this.#range();
    const selected = index === this.selected || (index >= from && index <= to);
    const cells = row?.cells ?? this.columns.map((): CellView => ({ text: '…', tone: 'dim' }));
    return html`<div class="grid-row ${row?.tone ?? ''} ${selected ? 'sel' : ''}" role="row" id="${this.#name}-${index}" aria-rowindex=${index + 2} aria-selected=${selected}
      .style=${`top:${this.#topOf(index)}px`} @click=${(event: MouseEvent) => this.#pick(index, event.shiftKey)} @dblclick=${() => this.#open(index)}>${cells.map((cell, i) =>
        html`<div role="gridcell" class="${this.columns[i]?.right ? 'num' : ''} ${cell.tone ?? ''}" title=${cell.title ?? cell.text}>${cell.open
          ? html`<a href="#" tabindex="-1" @click=${(event: Event) => { event.preventDefault(); cell.open?.(); }}>${cell.text}</a>` : cell.text}</div>`)}</div>`;
  }

  #scale(): number {
    const box = this.#box;
    if (!box || this.#total * rowHeight <= maxHeight) return rowHeight;
    return (this.#space - box.clientHeight + rowHeight) / Math.max(1, this.#total - this.#visible);
  }

  #topOf(index: number): number {
    if (this.#total * rowHeight <= maxHeight) return index * rowHeight;
    return (this.#box?.scrollTop ?? 0) + (index - this.first) * rowHeight;
  }

  #scroll(): void {
    this.#place = this.#box?.scrollTop ?? 0;
    const first = Math.floor(this.#place / this.#scale());
    this.first = Math.max(0, Math.min(first, this.#total - 1));
    this.requestUpdate();
  }

  /** First and last selected row, inclusive; undefined: none. */
  get span(): { from: number; to: number } | undefined {
    const [from, to] = this.#range();
    return from >= 0 ? { from, to } : this.selected >= 0 ? { from: this.selected, to: this.selected } : undefined;
  }

  #range(): [number, number] {
    if (this.#anchor < 0 || this.selected < 0) return [-1, -2];
    return [Math.min(this.#anchor, this.selected), Math.max(this.#anchor, this.selected)];
  }

  #pick(index: number, extend: boolean): void {
    const target = Math.max(0, Math.min(index, this.#total - 1));
    if (this.#total === 0) return;
    if (!extend) this.#anchor = -1;
    else if (this.#anchor < 0) this.#anchor = Math.max(0, this.selected);
    this.selected = target;
    this.reveal(target);
    this.dispatchEvent(new CustomEvent('pick', { detail: target }));
  }

  #open(index: number): void { this.rows?.row(index)?.cells.find((cell) => cell.open)?.open?.(); }

  #key(event: KeyboardEvent): void {
    const page = this.#visible - 1, at = Math.max(0, this.selected);
    const moves: Record<string, number> = { ArrowUp: at - 1, ArrowDown: this.selected < 0 ? 0 : at + 1, PageUp: at - page, PageDown: at + page, Home: 0, End: this.#total - 1 };
    const target = moves[event.key];
    if (target !== undefined) this.#pick(target, event.shiftKey);
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) this.#open(this.selected);
    else if (event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey) && !getSelection()?.toString()) void this.#copy();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #copy(): Promise<void> {
    if (!this.rows || this.selected < 0) return;
    const [from, to] = this.#range()[0] < 0 ? [this.selected, this.selected] : this.#range();
    const clean = (text: string) => text.replace(/[\t\r\n]/g, ' ');
    const head = this.columns.map((c) => clean(c.title)).join('\t');
    const lines = (await this.rows.read(from, Math.min(to, from + 99_999))).map((row) => row.cells.map((cell) => clean(cell.text)).join('\t'));
    copyText([head, ...lines].join('\n'));
  }
}
define('weir-grid', Grid);
