import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ProgressFrom, QuerySample, Verdict } from '../../../protocol/cluster-run';
import type { FigureSeries } from '../../../protocol/panel';
import { count, rate, took, type Clock } from '../../shared/format';
import '../../shared/grid';
import { define, Part } from '../../shared/part';
import { Rows } from '../../shared/rows';
import { theHost } from '../host';
import { sparkline, type Line } from './sparkline';
import { behindEvents, bytes, largestPart, verdictsAbout } from './words';

/** Points of a line: more than it has pixels to tell apart say nothing. */
const points = 240;

interface Card { about: Verdict['about']; title: string; value: string; calm: string | undefined; lines: Line[]; zero: boolean }

const columns = [{ title: 'time', width: 10 }, { title: 'in', width: 12, right: true, hint: 'input rate' }, { title: 'processed', width: 12, right: true, hint: 'processing rate' }, { title: 'watermark', width: 10 }, { title: 'state', width: 10, right: true }, { title: 'batch time', width: 10, right: true }];

/** Four questions at once: does it keep up, does event time move, does state stay, do batches fit their trigger. */
export class JobFigures extends Part {
  static override properties = { queryId: { attribute: false }, newest: { attribute: false }, count: { attribute: false }, verdicts: { attribute: false }, from: { attribute: false }, clock: { attribute: false }, table: { attribute: false }, series: { state: true } };
  declare queryId: string;
  declare newest: QuerySample | undefined;
  declare count: number;
  declare verdicts: readonly Verdict[];
  declare from: ProgressFrom | undefined;
  declare clock: Clock;
  declare table: boolean;
  declare series: FigureSeries | undefined;
  #asking = false;
  #askedFor = '';

  protected override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has('queryId')) this.series = undefined;
  }

  protected override updated(): void { void this.#ask(); }

  protected override render(): TemplateResult {
    return this.table ? this.#asTable() : html`<div class="figures" role="group" aria-label="Figures of the query">${this.#cards().map((card) => this.#card(card))}</div>`;
  }

  #cards(): Card[] {
    const { newest = { at: 0 }, series } = this, { inputRate, processedRate, watermark, stateRows, stateBytes, tookMs } = newest;
    const line = (color: Line['color'], values: readonly (number | null)[] | undefined): Line => ({ color, values: values ?? [] });
    return [
      { about: 'rate', title: 'in → processed', value: inputRate === undefined && processedRate === undefined ? '–' : `${inputRate === undefined ? '–' : count(inputRate)} → ${rate(processedRate)}`,
        calm: inputRate === undefined || processedRate === undefined ? undefined : inputRate === 0 ? 'no rows in the newest batch' : processedRate >= inputRate ? 'keeps up' : 'the newest batch took longer than its rows took to come', lines: [line('blue', series?.inputRate), line('green', series?.processedRate)], zero: true },
      { about: 'watermark', title: 'watermark', value: watermark === undefined ? '–' : this.clock.short(watermark), calm: behindEvents(newest), lines: [line('purple', series?.watermark)], zero: false },
      { about: 'state', title: 'state', value: stateRows === undefined ? '–' : `${count(stateRows)} keys`, calm: stateBytes === undefined ? undefined : bytes(stateBytes), lines: [line('orange', series?.stateRows)], zero: true },
      { about: 'time', title: 'batch time', value: tookMs === undefined ? '–' : took(tookMs), calm: largestPart(newest), lines: [line('green', series?.tookMs)], zero: true },
    ];
  }

  #card({ about, title, value, calm, lines, zero }: Card): TemplateResult {
    const [worst] = verdictsAbout(this.verdicts, about, this.queryId), untold = value === '–' && this.newest ? 'not told' : undefined;
    return html`<section class="figure"><div class="side-head"><h2>${title}</h2><span class="value data">${value}</span></div>${sparkline(lines, `${title}, now ${value}`, zero)}
      ${worst ? html`<p class=${worst.severity === 'error' ? 'late' : 'edge'} title=${worst.hint}><span aria-hidden="true">▲</span> ${worst.text}<span class="visually-hidden">. ${worst.hint}</span></p>`
        : html`<p class="dim" title=${untold && this.from?.reader ? `${this.from.reader} does not tell it` : nothing}>${calm ?? untold ?? ''}</p>`}</section>`;
  }

  #asTable(): TemplateResult {
    const { series } = this, n = series?.at.length ?? 0, text = (value: number | null | undefined, show: (value: number) => string) => value === null || value === undefined ? { text: '–', tone: 'dim' } : { text: show(value) };
    const rows = new Rows<number>({
      load: (offset, limit) => Promise.resolve({ rows: Array.from({ length: Math.max(0, Math.min(limit, n - offset)) }, (_, i) => n - 1 - offset - i), total: n }),
      show: (i) => ({ cells: [{ text: this.clock.short((series?.at[i] ?? 0) * 1000) }, text(series?.inputRate[i], rate), text(series?.processedRate[i], rate), text(series?.watermark[i], (w) => this.clock.short(w)), text(series?.stateRows[i], count), text(series?.tookMs[i], took)] }),
    });
    void rows.open();
    return html`<div class="figures as-table"><weir-grid .label=${'Figures of the query, newest first'} .columns=${columns} .rows=${rows} .selected=${-1}></weir-grid></div>`;
  }

  async #ask(): Promise<void> {
    const { queryId } = this, wanted = `${queryId} ${this.count}`;
    if (this.#asking || wanted === this.#askedFor) return;
    this.#asking = true;
    this.#askedFor = wanted;
    try {
      const series = await theHost().ask({ ask: 'figures', queryId, most: points });
      if (queryId === this.queryId) this.series = series;
    } finally {
      this.#asking = false;
      this.requestUpdate();
    }
  }
}
define('weir-job-figures', JobFigures);
