import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { RunView } from '../../../protocol/panel';
import { count, plural } from '../../shared/format';
import { copyText } from '../../shared/host';
import { define, Part } from '../../shared/part';
import './log.css';
import { none, type LogList } from './log-list';
import { LogModel, type LogChoice } from './log-model';
import { pattern } from './log-row';
import { emptyLog, failedLog, openingLog, refusedLog } from './log-states';
import './log-tools';

const TICK = 1000;
/** After the last key, ms. */
const TYPING = 150;

/** What was chosen in a run's log, for as long as the page lives. */
const remembered = new Map<string, LogChoice>();

/** The driver's log of a job on a cluster: followed at its end, or read anywhere while new lines wait. */
export class LogTab extends Part {
  static override properties = { run: { attribute: false }, attempts: { attribute: false }, whole: { state: true }, selected: { state: true }, said: { state: true }, version: { state: true } };
  declare run: RunView;
  /** Of YARN, how many there are. */
  declare attempts: number;
  /** The selected line is shown whole below. */
  declare whole: boolean;
  declare selected: number;
  declare said: string;
  declare version: number;
  #model = new LogModel({ stream: 'stderr', find: '' }, () => { this.#changed(); });
  #key = '';
  #since = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #seek = false;
  /** The last line on screen when the first letter was typed: from there on it is looked for, whatever is typed on. */
  #begin: number | undefined;

  constructor() {
    super();
    this.attempts = 1;
    this.whole = false;
    this.selected = none;
    this.said = '';
    this.version = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => { this.#tick(); }, TICK);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
    clearTimeout(this.#typing);
  }

  protected override willUpdate(_: PropertyValues): void {
    if (this.#key === this.run.key) return;
    this.#key = this.run.key;
    this.#model = new LogModel(remembered.get(this.#key) ?? { stream: 'stderr', find: '' }, () => { this.#changed(); });
    this.selected = none;
    this.#load();
  }

  protected override render(): TemplateResult {
    const model = this.#model, { answer } = model, hit = this.#hit();
    return html`<div class="log-tab" @keydown=${this.#keys}>
      <weir-log-tools .choice=${model.choice} .attempts=${this.attempts} .hits=${this.#found()} .hit=${hit} .following=${this.#list?.following ?? true} .ended=${answer !== undefined && !answer.following && !answer.problem} .whole=${this.whole}
        @choice=${(event: CustomEvent<LogChoice>) => { this.#choose(event.detail); }} @find=${(event: CustomEvent<string>) => { this.#find(event.detail); }} @step=${(event: CustomEvent<1 | -1>) => { this.#step(event.detail); }}
        @follow=${() => { this.#list?.follow(); }} @whole=${() => { this.whole = !this.whole; }}></weir-log-tools>
      ${answer?.problem && answer.total > 0 ? html`<p class="log-problem" role="status"><b class="edge">▲ Not read just now:</b> ${answer.problem.message} <span class="dim">What is shown was read before.</span></p>` : nothing}
      ${this.#body()}
      <span class="visually-hidden" role="status">${this.said}</span></div>`;
  }

  #body(): TemplateResult {
    const model = this.#model, { answer, choice } = model;
    if (model.refused) return refusedLog(model.refused, () => { this.#load(); });
    if (!answer) return openingLog(choice.stream, Math.round((Date.now() - this.#since) / 1000));
    if (answer.total === 0 && answer.before === 0) return answer.problem ? failedLog(choice, answer.problem, (next) => { this.#choose(next); }) : emptyLog(choice, answer.following, (next) => { this.#choose(next); });
    return html`<weir-log-list .model=${model} .version=${this.version} .find=${pattern(choice.find)} .selected=${this.selected} .label=${`${choice.stream}${choice.attempt === undefined ? '' : ` of attempt ${choice.attempt}`}, ${plural(answer.total, 'line')}`}
        @pick=${(event: CustomEvent<number>) => { this.selected = event.detail; }} @copy-lines=${(event: CustomEvent<{ from: number; to: number }>) => { void this.#copy(event.detail); }} @whole=${() => { this.whole = true; }} @moved=${() => { this.requestUpdate(); }}></weir-log-list>
      ${this.whole ? this.#detail() : nothing}`;
  }

  #detail(): TemplateResult {
    const line = this.#model.line(this.selected);
    return html`<section class="log-detail" aria-label="The selected line, whole">${line ? html`<pre class="data" tabindex="0" role="region" aria-label="Text of the line">${line.text}</pre>` : html`<p class="dim">Select a line to see the whole of it.</p>`}
      <button class="act" title="Close (Escape)" aria-label="Close the whole line" @click=${() => { this.whole = false; }}>✕</button></section>`;
  }

  get #list(): LogList | null { return this.querySelector<LogList>('weir-log-list'); }

  /** Lines in which is what is looked for; as long as it is not known, what was found before. -1: nothing is looked for. */
  #found(): number {
    const { answer, answered, choice } = this.#model;
    if (choice.find === '') return this.#lastFound = -1;
    return answer && answered ? this.#lastFound = answer.foundAll : this.#lastFound;
  }
  #lastFound = -1;

  /** Place of the selected line among those in which is what is looked for; -1: it is none of them. */
  #hit(): number {
    const { hits, answer } = this.#model, at = hits.indexOf(this.selected);
    return at < 0 || !answer ? -1 : answer.foundAll - hits.length + at;
  }

  #tick(): void {
    const { answer, refused } = this.#model;
    if (document.visibilityState !== 'visible' || refused !== '' || answer?.following === false) return;
    if (!answer) this.requestUpdate();
    else if (this.#list) this.#list.ask();
    else this.#load();
  }

  #load(): void {
    this.#since = Date.now();
    this.#model.refused = '';
    void this.#model.ask({ newest: 200 });
  }

  #changed(): void {
    this.version++;
    if (!this.#seek || !this.#model.answered) return;
    this.#seek = false;
    const { hits } = this.#model, [from, to] = this.#list?.onScreen ?? [0, 0], begin = this.#begin ?? to;
    const nearest = hits.includes(this.selected) ? this.selected : hits.findLast((place) => place <= begin) ?? hits[0];
    if (nearest === undefined) return;
    this.selected = nearest;
    // What is found in what is on screen moves nothing.
    if (nearest < from || nearest > to) void this.updateComplete.then(() => { this.#list?.reveal(nearest); });
  }

  #choose(choice: LogChoice): void {
    remembered.set(this.#key, choice);
    this.#model.choose(choice);
    this.selected = none;
    this.#list?.follow();
    this.#load();
    this.requestUpdate();
  }

  #find(find: string): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      const choice = { ...this.#model.choice, find };
      remembered.set(this.#key, choice);
      this.#model.choose(choice);
      this.#seek = find !== '';
      this.#begin = find === '' ? undefined : this.#begin ?? this.#list?.onScreen[1];
      if (this.#list) this.#list.ask();
      else this.#load();
      this.requestUpdate();
    }, TYPING);
  }

  /** To the next line, or back, in which is what is looked for; around at the end. */
  #step(by: 1 | -1): void {
    const { hits } = this.#model, [from, to] = this.#list?.onScreen ?? [0, 0], at = this.selected !== none ? this.selected : by > 0 ? from - 1 : to + 1;
    const next = by > 0 ? hits.find((place) => place > at) ?? hits[0] : hits.findLast((place) => place < at) ?? hits.at(-1);
    if (next === undefined) return;
    this.#begin = next;
    this.selected = next;
    this.#list?.reveal(next);
  }

  async #copy({ from, to }: { from: number; to: number }): Promise<void> {
    try {
      const { text, lines } = await this.#model.read(from, to);
      copyText(text);
      this.said = lines < to - from + 1 ? `${count(lines)} of ${plural(to - from + 1, 'line')} copied` : `${plural(lines, 'line')} copied`;
    } catch (error) {
      this.said = `Nothing was copied: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #keys(event: KeyboardEvent): void {
    const box = this.querySelector<HTMLInputElement>('.log-find'), typing = event.target === box;
    if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)) { box?.focus(); box?.select(); }
    else if (event.key === 'F3' || (typing && event.key === 'Enter')) this.#step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && this.whole) this.whole = false;
    else if (event.key === 'Escape' && typing) this.#list?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
define('weir-log', LogTab);
