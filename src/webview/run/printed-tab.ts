import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { RunView } from '../../protocol/panel';
import { count } from '../shared/format';
import { theHost } from './host';
import { define, Part } from '../shared/part';

const page = 50_000;

/** What the job printed, newest at the end. Long output is read backwards, a page at a time. */
export class PrintedTab extends Part {
  static override properties = { run: { attribute: false }, text: { state: true }, from: { state: true }, refused: { state: true } };
  declare run: RunView;
  declare text: string;
  /** UTF-16 units before the text on show. */
  declare from: number;
  declare refused: string;
  #read = -1;
  #key = '';
  #asking = false;
  #atEnd = true;

  constructor() {
    super();
    this.text = this.refused = '';
    this.from = 0;
  }

  protected override willUpdate(_: PropertyValues): void {
    if (this.#key !== this.run.key) { this.#key = this.run.key; this.#read = -1; this.text = ''; this.from = 0; }
    if (this.#read < this.run.printed && !this.#asking) void this.#more();
    const box = this.querySelector('pre');
    this.#atEnd = !box || box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
  }

  protected override updated(): void {
    const box = this.querySelector('pre');
    if (box && this.#atEnd) box.scrollTop = box.scrollHeight;
  }

  protected override render(): TemplateResult {
    if (this.refused) return html`<p class="empty">What was printed could not be read: ${this.refused}</p>`;
    if (this.text === '') return html`<p class="empty">${this.run.printed === 0 ? 'The job has printed nothing.' : 'Reading…'}</p>`;
    return html`${this.from > 0 ? html`<div class="tools"><button class="act" @click=${this.#earlier}>Show earlier (${count(this.from)} characters)</button></div>` : nothing}
      <pre class="text data" tabindex="0" role="region" aria-label="What the job printed">${this.text}</pre>`;
  }

  async #more(): Promise<void> {
    this.#asking = true;
    const key = this.#key, start = this.#read < 0 ? Math.max(0, this.run.printed - page) : this.from + this.text.length;
    try {
      let answer = await theHost().ask({ ask: 'printed', offset: start, limit: page });
      // Of very long output the simulator lets the oldest go: places move, and the end is read anew.
      const moved = answer.total < start;
      if (moved) answer = await theHost().ask({ ask: 'printed', offset: Math.max(0, answer.total - page), limit: page });
      if (key === this.#key) {
        if (moved) { this.text = ''; this.from = answer.offset; } else if (this.#read < 0) this.from = start;
        this.text = (this.#read < 0 ? '' : this.text) + answer.text;
        this.#read = answer.text === '' || moved ? this.run.printed : this.from + this.text.length;
        if (this.text.length > 8 * page) { const cut = this.text.length - 4 * page; this.text = this.text.slice(cut); this.from += cut; }
      }
      this.refused = '';
    } catch (error) {
      this.refused = error instanceof Error ? error.message : String(error);
      this.#read = this.run.printed;
    } finally {
      this.#asking = false;
      this.requestUpdate();
    }
  }

  async #earlier(): Promise<void> {
    const start = Math.max(0, this.from - page);
    const { text } = await theHost().ask({ ask: 'printed', offset: start, limit: this.from - start });
    this.#atEnd = false;
    this.text = text + this.text;
    this.from = start;
  }
}
define('weir-printed', PrintedTab);
