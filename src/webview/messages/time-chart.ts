import { html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import type { Histogram } from '../../protocol/messages';
import { count, plural, type Clock } from '../shared/format';
import { define, Part } from '../shared/part';

export interface Brush { since: number; until: number }

const high = 44;

/** Messages by time. Dragging, or Shift with the arrow keys, chooses a stretch; Escape takes the choice back. */
export class TimeChart extends Part {
  static override properties = { data: { attribute: false }, clock: { attribute: false }, brush: { attribute: false }, at: { state: true }, drag: { state: true } };
  declare data: Histogram;
  declare clock: Clock;
  declare brush: Brush | undefined;
  /** Bin under the keyboard's cursor; -1: none. */
  declare at: number;
  declare drag: [number, number] | undefined;
  #anchor = -1;

  constructor() {
    super();
    this.at = -1;
  }

  get #width(): number { return (this.data.to - this.data.from) / Math.max(1, this.data.all.length); }

  protected override willUpdate(changes: PropertyValues<this>): void { if (changes.has('data') && this.at >= this.data.all.length) this.at = -1; }

  protected override render(): TemplateResult {
    const { data, clock } = this, bins = data.all.length, top = Math.max(1, ...data.all), [from, to] = this.drag ?? this.#brushed();
    if (bins === 0) return html`<p class="empty">${data.untimed > 0 ? 'These messages have no timestamps.' : 'No messages yet.'}</p>`;
    const middle = (i: number): number => (data.from + this.#width * i) * 1000;
    return html`<div class="chart-head"><h2>messages by time</h2><span class="data chart-said">${this.#said(from, to)}</span>${this.brush ? html`<button class="act small" @click=${() => { this.#send(undefined); }}>Clear</button>` : nothing}</div>
      <svg class="time-chart" viewBox="0 0 ${bins} ${high}" preserveAspectRatio="none" role="application" tabindex="0" aria-roledescription="chart" aria-label="Messages by time, ${plural(bins, 'bar')}. Left and right arrow move, with Shift choose a stretch, Escape takes it back."
        @keydown=${this.#key} @pointerdown=${this.#down} @pointermove=${this.#move} @pointerup=${this.#up} @pointercancel=${() => { this.drag = undefined; }}>
        <rect class="catch" x="0" y="0" width=${bins} height=${high}></rect>
        ${data.all.map((n, i) => { const part = data.matching[i] ?? 0, inside = from < 0 || (i >= from && i <= to); return svg`${n > 0 ? svg`<rect class="bar-all" x=${i + .08} width=".84" y=${high - tall(n, top)} height=${tall(n, top)}></rect>` : nothing}${part > 0 ? svg`<rect class="bar-hit ${inside ? '' : 'out'}" x=${i + .08} width=".84" y=${high - tall(part, top)} height=${tall(part, top)}></rect>` : nothing}`; })}
        ${from >= 0 ? svg`<rect class="brush" x=${from} y="0" width=${to - from + 1} height=${high} vector-effect="non-scaling-stroke"></rect>` : nothing}
        ${this.at >= 0 ? svg`<line class="cursor" x1=${this.at + .5} x2=${this.at + .5} y1="0" y2=${high} vector-effect="non-scaling-stroke"></line>` : nothing}
      </svg>
      <div class="time-axis data" aria-hidden="true"><span>${clock.short(middle(0))}</span><span>${clock.short(middle(bins / 2))}</span><span>${clock.short(middle(bins))}</span></div>
      <span class="visually-hidden" role="status">${this.at >= 0 ? this.#bin(this.at) : ''}</span>`;
  }

  #bin(i: number): string {
    const { data, clock } = this, from = data.from + this.#width * i;
    return `${clock.exact(from * 1000)} to ${clock.exact((from + this.#width) * 1000)}: ${plural(data.all[i] ?? 0, 'message')}, ${count(data.matching[i] ?? 0)} shown`;
  }

  #said(from: number, to: number): string {
    if (this.at >= 0 && !this.drag) return this.#bin(this.at);
    if (from < 0) return '';
    const start = this.drag || !this.brush ? this.data.from + this.#width * from : this.brush.since, end = this.drag || !this.brush ? this.data.from + this.#width * (to + 1) : this.brush.until;
    return `${this.clock.short(start * 1000)} – ${this.clock.short(end * 1000)} chosen`;
  }

  #brushed(): [number, number] {
    if (!this.brush) return [-1, -2];
    const place = (ms: number): number => (ms - this.data.from) / this.#width, last = this.data.all.length - 1;
    return [Math.max(0, Math.min(last, Math.floor(place(this.brush.since)))), Math.max(0, Math.min(last, Math.ceil(place(this.brush.until)) - 1))];
  }

  #place(event: PointerEvent): number {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return Math.max(0, Math.min(this.data.all.length - 1, Math.floor((event.clientX - box.left) / box.width * this.data.all.length)));
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#anchor = this.#place(event);
    this.at = -1;
    this.drag = [this.#anchor, this.#anchor];
  }

  #move(event: PointerEvent): void {
    if (!this.drag) return;
    const at = this.#place(event);
    this.drag = [Math.min(this.#anchor, at), Math.max(this.#anchor, at)];
  }

  #up(): void {
    if (!this.drag) return;
    const [from, to] = this.drag;
    this.drag = undefined;
    this.#send([from, to]);
  }

  #key(event: KeyboardEvent): void {
    const last = this.data.all.length - 1, from = this.at < 0 ? last : this.at;
    const to = { ArrowLeft: this.at < 0 ? last : from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      const next = Math.max(0, Math.min(last, to));
      if (event.shiftKey) {
        if (this.#anchor < 0) this.#anchor = from;
        this.#send([Math.min(this.#anchor, next), Math.max(this.#anchor, next)]);
      } else this.#anchor = -1;
      this.at = next;
    } else if (event.key === 'Enter' && this.at >= 0) this.#send([this.at, this.at]);
    else if (event.key === 'Escape' && (this.brush || this.at >= 0)) { this.at = this.#anchor = -1; this.#send(undefined); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #send(bins: [number, number] | undefined): void {
    const detail: Brush | undefined = bins && { since: Math.floor(this.data.from + this.#width * bins[0]), until: Math.ceil(this.data.from + this.#width * (bins[1] + 1)) };
    this.dispatchEvent(new CustomEvent('brush', { detail }));
  }
}
define('weir-time-chart', TimeChart);

/** A bar that holds anything is seen. */
const tall = (n: number, top: number): number => n === 0 ? 0 : Math.max(1.5, n / top * (high - 2));
