import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { count, plural } from '../../shared/format';
import { define, Part } from '../../shared/part';
import { LogLayout, type LogRow } from './log-layout';
import type { LogModel } from './log-model';
import { logLine } from './log-row';

const rowHeight = 20;
/** Above the first row and below the last. */
const margin = 6;
/** Rows beside those on screen that are drawn, and asked for. */
const beside = 8, askedBeside = 80;

/** No line: places may be below 0. */
export const none = -Infinity;

let lists = 0;

/** Lines of a log: only those on screen exist. New lines never move what is read; at the end it is followed. */
export class LogList extends Part {
  static override properties = { model: { attribute: false }, version: { attribute: false }, find: { attribute: false }, selected: { attribute: false }, label: {}, height: { state: true }, following: { state: true } };
  declare model: LogModel;
  declare version: number;
  declare find: RegExp | undefined;
  /** Place of the selected line, or `none`. */
  declare selected: number;
  declare label: string;
  declare height: number;
  declare following: boolean;
  #layout = new LogLayout(0, 0);
  #scroll = 0;
  /** Where the box is: to ask it after rows changed would lay them out at once. */
  #shown = 0;
  /** The line at the top, and how far it is scrolled: what is read stays where it is. */
  #top = { line: 0, by: 0 };
  /** The line behind the last that was seen. */
  #seen = 0;
  #anchor = none;
  readonly #name = `log${++lists}`;
  readonly #sized = new ResizeObserver(() => { this.height = this.#box?.clientHeight ?? 0; });

  constructor() {
    super();
    this.selected = none;
    this.label = '';
    this.version = this.height = 0;
    this.following = true;
  }

  get #box(): HTMLElement | null { return this.querySelector<HTMLElement>('.log'); }
  get #space(): number { return this.#layout.rows * rowHeight + 2 * margin; }
  get #deepest(): number { return Math.max(0, this.#space - this.height); }
  get #firstRow(): number { return Math.max(0, Math.floor((this.#scroll - margin) / rowHeight)); }
  get #visible(): number { return Math.max(1, Math.floor(this.height / rowHeight)); }
  /** Lines on screen, both inclusive. */
  get onScreen(): [number, number] { return [this.#layout.lineAt(this.#firstRow), this.#layout.lineAt(this.#firstRow + this.#visible)]; }
  override focus(): void { this.#box?.focus(); }

  follow(): void {
    if (this.#marked) getSelection()?.removeAllRanges();
    this.following = true;
    this.requestUpdate();
    this.#tell('moved');
  }

  /** What is on screen, anew. */
  ask(): void {
    const [from, to] = this.onScreen;
    void this.model.ask(this.following ? { newest: this.#visible + askedBeside } : { from: Math.max(this.model.first, from - askedBeside), to: to + askedBeside });
  }

  /** Brings a line on screen, in the middle where it was not. */
  reveal(line: number): void {
    const at = this.#layout.rowOf(line) * rowHeight + margin;
    if (at >= this.#scroll && at + rowHeight <= this.#scroll + this.height) return;
    this.#to(at - (this.height - rowHeight) / 2);
  }

  override firstUpdated(): void { if (this.#box) this.#sized.observe(this.#box); }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.#sized.disconnect(); }

  protected override willUpdate(_: PropertyValues<this>): void {
    const { first, end, gaps, answer } = this.model;
    // Text that somebody marks to copy stays, too.
    if (this.following && this.#marked) this.#hold();
    this.#layout = new LogLayout(first, end, gaps, (answer?.before ?? 0) > 0);
    if (this.following) {
      this.#scroll = this.#deepest;
      this.#seen = end;
    } else this.#scroll = Math.max(0, Math.min(this.#deepest, this.#layout.rowOf(Math.max(first, this.#top.line)) * rowHeight + margin + this.#top.by));
  }

  protected override updated(): void {
    const box = this.#box;
    if (box && Math.abs(this.#shown - this.#scroll) >= 1) {
      box.scrollTop = this.#scroll;
      // Not as far as was wanted where the size is not known yet.
      this.#shown = this.#scroll = box.scrollTop;
    }
    const [from, to] = this.onScreen;
    for (let line = from; line <= to && line < this.model.end; line++) if (this.model.line(line) === undefined) { this.ask(); break; }
  }

  protected override render(): TemplateResult {
    const from = Math.max(0, this.#firstRow - beside), to = Math.min(this.#layout.rows, this.#firstRow + this.#visible + beside + 1), fresh = this.model.end - this.#seen;
    const active = this.selected >= this.#oldest ? this.#layout.rowOf(this.selected) : -1;
    return html`<div class="log data" role="listbox" tabindex="0" aria-label=${this.label} aria-multiselectable="true" aria-activedescendant=${active >= from && active < to ? `${this.#name}-${active}` : nothing} @scroll=${this.#scrolled} @keydown=${this.#key}>
        <div class="log-space" role="presentation" .style=${`height:${this.#space}px`}><div class="log-rows" role="presentation" .style=${`top:${from * rowHeight + margin}px`}>${Array.from({ length: to - from }, (_, i) => this.#row(from + i))}</div></div></div>
      ${this.following || fresh <= 0 ? nothing : html`<button class="pill log-pill" @click=${() => { this.follow(); }}>${count(fresh)} new</button>`}`;
  }

  #row(row: number): TemplateResult {
    const at = this.#layout.at(row), idle = at.kind === 'gap' || (at.kind === 'before' && !this.model.answer?.earlier), line = at.kind === 'before' ? this.model.first - 1 : at.line, selected = !idle && this.#isSelected(line), place = { id: `${this.#name}-${row}`, size: this.#layout.rows };
    return html`<div class="log-row ${selected ? 'sel' : ''} ${at.kind}" role="option" id=${place.id} aria-posinset=${row + 1} aria-setsize=${place.size} aria-selected=${selected} aria-disabled=${idle ? 'true' : nothing}
      @click=${(event: MouseEvent) => { if (idle || getSelection()?.toString()) return; this.#pick(line, event.shiftKey); if (at.kind === 'before') this.#earlier(); }} @dblclick=${() => { if (at.kind === 'line') this.#tell('whole'); }}>${this.#content(at)}</div>`;
  }

  #content(at: LogRow): TemplateResult {
    if (at.kind === 'before') {
      const before = megabytes(this.model.answer?.before ?? 0);
      return this.#reading ? html`<span>Reading earlier lines…</span>` : this.model.answer?.earlier ? html`<span class="log-more">Show earlier lines</span>: the ${before} before are not read` : html`<span>The ${before} before are not held</span>`;
    }
    if (at.kind === 'gap') return html`<span>lines are missing here: the log was begun anew, or grew faster than it could be read</span>`;
    const line = this.model.line(at.line);
    return line ? logLine(line, this.find) : html`<span class="dim">…</span>`;
  }

  #isSelected(line: number): boolean {
    if (this.#anchor === none) return line === this.selected;
    return line >= Math.min(this.#anchor, this.selected) && line <= Math.max(this.#anchor, this.selected);
  }

  /** What is read stays where it is: earlier lines come above it. */
  #earlier(): void {
    if (this.#reading || !this.model.answer?.earlier) return;
    this.#hold();
    this.#reading = true;
    void this.model.earlier(this.#top.line).catch(() => undefined).finally(() => { this.#reading = false; this.requestUpdate(); });
  }
  #reading = false;

  get #marked(): boolean {
    const text = getSelection();
    return text !== null && !text.isCollapsed && this.#box?.contains(text.anchorNode) === true;
  }

  /** What is on screen stays. */
  #hold(): void {
    const was = this.following;
    this.following = false;
    this.#keep();
    if (was) this.#tell('moved');
  }

  #keep(): void {
    const line = this.#layout.lineAt(this.#firstRow);
    this.#top = { line, by: this.#scroll - margin - this.#layout.rowOf(line) * rowHeight };
  }

  /** To a scroll position that somebody chose. */
  #to(scroll: number): void {
    this.#scroll = Math.max(0, Math.min(this.#deepest, scroll));
    const was = this.following;
    this.following = this.#scroll >= this.#deepest - 2;
    this.#keep();
    if (was && !this.following) this.#seen = this.model.end;
    if (was !== this.following) this.#tell('moved');
    this.requestUpdate();
  }

  #scrolled(): void {
    const { scrollTop: now, clientHeight } = this.#box ?? { scrollTop: 0, clientHeight: 0 };
    // Another size moves it too, which nobody chose.
    this.#shown = now;
    if (clientHeight !== this.height) this.height = clientHeight;
    else if (Math.abs(now - this.#scroll) >= 1) this.#to(now);
  }

  #pick(line: number, extend: boolean): void {
    const target = Math.max(this.#oldest, Math.min(line, this.model.end - 1));
    if (!extend) this.#anchor = none;
    else if (this.#anchor === none) this.#anchor = this.selected === none ? target : this.selected;
    this.selected = target;
    const at = this.#layout.rowOf(target) * rowHeight + margin;
    if (target <= this.model.first) this.#to(0);
    else if (at < this.#scroll + margin) this.#to(at - margin);
    else if (at + rowHeight > this.#scroll + this.height - margin) this.#to(at + rowHeight + margin - this.height);
    this.#tell('pick', target);
  }

  #key(event: KeyboardEvent): void {
    const control = event.ctrlKey || event.metaKey, [from, to] = this.onScreen, { first, end } = this.model, page = this.#visible - 1, chosen = this.selected >= this.#oldest;
    const moves: Record<string, number> = { ArrowUp: chosen ? this.selected - 1 : to, ArrowDown: chosen ? this.selected + 1 : from, PageUp: chosen ? this.selected - page : from, PageDown: chosen ? this.selected + page : to, Home: first, End: end - 1 };
    const target = moves[event.key];
    if (target !== undefined) {
      this.#pick(target, event.shiftKey);
      if (event.key === 'End') this.follow();
    } else if (event.key === 'Enter' && this.selected < first) this.#earlier();
    else if (event.key === 'Enter') this.#tell('whole');
    else if (control && event.key.toLowerCase() === 'a') { this.#anchor = first; this.selected = end - 1; this.#tell('pick', this.selected); }
    else if (control && event.key.toLowerCase() === 'c' && !getSelection()?.toString() && chosen) this.#tell('copy-lines', { from: Math.max(first, Math.min(this.#anchor === none ? this.selected : this.#anchor, this.selected)), to: Math.max(this.#anchor, this.selected) });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The row in front of the lines can be chosen where it does something. */
  get #oldest(): number { return this.model.first - (this.model.answer?.earlier ? 1 : 0); }

  #tell(what: string, detail?: unknown): void { this.dispatchEvent(new CustomEvent(what, { detail })); }
}
define('weir-log-list', LogList);

const megabytes = (bytes: number): string => bytes < 1000 ? plural(bytes, 'byte') : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
