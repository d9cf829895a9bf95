import { html, nothing, type TemplateResult } from 'lit';
import type uPlot from 'uplot';
import type { ChartData } from '../../protocol/panel';
import { duration, plural, type Clock } from '../shared/format';
import { define, Part } from '../shared/part';
import { sizeOf } from '../shared/size';
import { onTheme, palette, type Palette } from '../shared/theme';
import { eventPlot, nearest, plotData, type Dot } from './event-plot';

const words = ['in time', 'late, but kept', 'dropped as late'];

/** The product's face: a dot a row by event time and arrival, the watermark as a step line, dropped rows below it. */
export class EventChart extends Part {
  static override properties = { data: { attribute: false }, clock: { attribute: false }, selected: { attribute: false }, hasWatermark: { attribute: false }, hover: { state: true } };
  declare data: ChartData;
  declare clock: Clock;
  declare selected: number;
  declare hasWatermark: boolean;
  declare hover: { dot: Dot; left: number; top: number } | null;
  #plot: uPlot | undefined;
  #colors: Palette | undefined;
  #dated = false;
  #stop: (() => void) | undefined;
  #size = { width: 0, height: 0 };
  readonly #sized = new ResizeObserver(([box]) => { this.#size = sizeOf(box); this.#draw(); });

  constructor() {
    super();
    this.selected = -1;
    this.hasWatermark = true;
    this.hover = null;
  }

  override firstUpdated(): void {
    const box = this.querySelector('.plot');
    if (box) this.#sized.observe(box);
    this.#stop = onTheme(() => { this.#colors = undefined; this.#rebuild(); });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
    this.#stop?.();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  protected override updated(): void { this.#draw(); }

  protected override render(): TemplateResult {
    return html`<div class="plot" role="img" aria-label=${this.#summary()} @mousemove=${this.#move} @mouseleave=${() => { this.hover = null; }} @click=${this.#click}></div>
      ${this.data.dots.x.length === 0 ? html`<p class="empty over">${this.data.to === 0 ? 'No batch yet.' : this.hasWatermark ? 'No row with an event time yet.' : 'This query has no watermark, so Weir draws no event times. Add withWatermark to see which rows would be late.'}</p>` : nothing}
      ${this.hover ? this.#tip(this.hover) : nothing}`;
  }

  #tip({ dot, left, top }: { dot: Dot; left: number; top: number }): TemplateResult {
    const watermark = this.data.columns.find((c) => dot.batch >= c.first && dot.batch <= c.last)?.watermark;
    const behind = watermark ? dot.t < watermark ? `${duration(watermark - dot.t)} behind the watermark` : `${duration(dot.t - watermark)} ahead of the watermark` : '';
    const side = left > (this.#plot?.width ?? 0) * .6;
    return html`<div class="tip" .style=${`top:${Math.max(0, top - 8)}px;${side ? `right:${(this.#plot?.width ?? 0) - left + 14}px` : `left:${left + 14}px`}`}>
      <b class="data">${this.clock.exact(dot.t)}</b> ${words[dot.kind]}${dot.n > 1 ? ` (${plural(dot.n, 'row')})` : ''}<br><span class="dim">batch ${this.#batchId(dot.batch)}${behind ? `, ${behind}` : ''}</span></div>`;
  }

  #summary(): string {
    const sum = (of: (c: ChartData['columns'][number]) => number) => this.data.columns.reduce((n, c) => n + of(c), 0);
    const mark = [...this.data.columns].reverse().find((c) => c.watermark)?.watermark;
    return `Event time by arrival over ${plural(this.data.to - this.data.from, 'batch', 'batches')}: ${this.data.columns.some((c) => c.inTime !== undefined) ? `${plural(sum((c) => c.inTime ?? 0), 'dot')} in time, ${sum((c) => c.late ?? 0)} late but kept, ` : ''}${plural(sum((c) => c.dropped), 'row')} dropped.`
      + (mark ? ` Watermark ${this.clock.short(mark)}.` : '') + ' The Table button shows the figures.';
  }

  #batchId(ordinal: number): number {
    const column = this.data.columns.find((c) => ordinal >= c.first && ordinal <= c.last);
    return column ? column.firstBatchId + ordinal - column.first : ordinal;
  }

  #draw(): void {
    const box = this.querySelector<HTMLElement>('.plot');
    const size = this.#size;
    if (!box || size.width === 0 || size.height === 0) return;
    if (this.#plot && this.#dated !== this.clock.dated) this.#rebuild();
    if (!this.#plot) {
      this.#dated = this.clock.dated;
      this.#plot = eventPlot(box, () => ({
        data: this.data, clock: this.clock, colors: this.#colors ??= palette(), selected: this.selected, batchIds: (ordinal) => this.#batchId(ordinal),
        zoom: (from, to) => this.dispatchEvent(new CustomEvent('zoom', { detail: [Math.max(0, from), to] })),
      }), size.width, size.height);
      return;
    }
    if (this.#plot.width !== size.width || this.#plot.height !== size.height) this.#plot.setSize(size);
    this.#plot.setData(plotData(this.data));
  }

  #rebuild(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#draw();
  }

  #move(event: MouseEvent): void {
    const u = this.#plot;
    if (!u) return;
    const bounds = u.over.getBoundingClientRect(), outer = this.getBoundingClientRect();
    const dot = nearest(u, this.data, event.clientX - bounds.left, event.clientY - bounds.top);
    this.hover = dot ? { dot, left: event.clientX - outer.left, top: event.clientY - outer.top } : null;
  }

  #click(event: MouseEvent): void {
    const u = this.#plot;
    if (!u) return;
    const bounds = u.over.getBoundingClientRect(), left = event.clientX - bounds.left;
    const dot = nearest(u, this.data, left, event.clientY - bounds.top);
    const ordinal = dot?.batch ?? Math.floor(u.posToVal(left, 'x'));
    if (ordinal < this.data.from || ordinal >= this.data.to) return;
    this.dispatchEvent(new CustomEvent('choose', { bubbles: true, detail: { ordinal, ...(dot?.kind === 2 && { lateAt: dot.t }) } }));
  }
}
define('weir-event-chart', EventChart);
