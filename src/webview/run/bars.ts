import { html, type PropertyValues, type TemplateResult } from 'lit';
import uPlot from 'uplot';
import { define, Part } from '../shared/part';
import { sizeOf } from '../shared/size';
import { onTheme, palette, type Palette } from '../shared/theme';

export interface Bar { from: number; to: number; value: number }

/** One of the small charts beside the event-time chart. The figure of the chosen batch stands above it in words. */
export class Bars extends Part {
  static override properties = { label: {}, value: {}, bars: { attribute: false }, color: {}, selected: { attribute: false } };
  declare label: string;
  /** What the chosen batch has, with its unit. */
  declare value: string;
  declare bars: readonly Bar[];
  declare color: 'blue' | 'green' | 'orange';
  /** Ordinal. */
  declare selected: number;
  #plot: uPlot | undefined;
  #colors: Palette | undefined;
  #stop: (() => void) | undefined;
  /** As it was laid out: asking for it after each change would lay out the page once more. */
  #size = { width: 0, height: 0 };
  readonly #sized = new ResizeObserver(([box]) => { this.#size = sizeOf(box); this.#draw(); });

  constructor() {
    super();
    this.label = this.value = '';
    this.bars = [];
    this.color = 'blue';
    this.selected = -1;
  }

  override firstUpdated(): void {
    const box = this.querySelector('.bars');
    if (box) this.#sized.observe(box);
    this.#stop = onTheme(() => { this.#colors = undefined; this.#plot?.redraw(); });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
    this.#stop?.();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  protected override updated(_: PropertyValues): void { this.#draw(); }

  protected override render(): TemplateResult {
    return html`<section class="side-chart"><div class="side-head"><h2>${this.label}</h2><span class="value data">${this.value}</span></div>
      <div class="bars" role="img" aria-label="${this.label} per batch; chosen batch: ${this.value}"></div></section>`;
  }

  #draw(): void {
    const box = this.querySelector<HTMLElement>('.bars');
    const { width, height } = this.#size;
    if (!box || width === 0) return;
    this.#plot ??= new uPlot({
      width, height, legend: { show: false }, cursor: { show: false }, padding: [2, 0, 2, 0], axes: [{ show: false }, { show: false }],
      scales: { x: { time: false, range: () => this.#range() }, y: { range: (_, __, max) => [0, Math.max(1, max)] } },
      series: [{}, { paths: () => null, points: { show: false } }], hooks: { draw: [(u) => { this.#paint(u); }] },
    }, this.#data(), box);
    if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height });
    this.#plot.setData(this.#data());
  }

  #range(): [number, number] { return [this.bars[0]?.from ?? 0, this.bars.at(-1)?.to ?? 1]; }
  #data(): uPlot.AlignedData { return [this.bars.map((b) => b.from), this.bars.map((b) => b.value)]; }

  #paint(u: uPlot): void {
    const color = (this.#colors ??= palette())[this.color], floor = u.bbox.top + u.bbox.height, px = devicePixelRatio;
    u.ctx.fillStyle = color;
    for (const bar of this.bars) {
      const left = u.valToPos(bar.from, 'x', true), wide = u.valToPos(bar.to, 'x', true) - left;
      const top = Math.min(u.valToPos(bar.value, 'y', true), floor - px), gap = wide > 6 * px ? Math.min(2 * px, wide * .15) : 0;
      u.ctx.globalAlpha = this.selected >= bar.from && this.selected < bar.to ? 1 : .55;
      u.ctx.fillRect(left, top, Math.max(px / 2, wide - gap), floor - top);
    }
    u.ctx.globalAlpha = 1;
  }
}
define('weir-bars', Bars);
