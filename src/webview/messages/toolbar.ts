import { html, nothing, type TemplateResult } from 'lit';
import type { Look, LookStatus } from '../../protocol/messages';
import type { PayloadFormat, PayloadReading } from '../../protocol/payload';
import { define, Part } from '../shared/part';
import { choiceOf, choicesFor, rangeChoices, titleOf, type RangeChoice } from './ranges';

const formats: { id: PayloadFormat; title: string }[] = [
  { id: 'auto', title: 'guessed' }, { id: 'json', title: 'JSON' }, { id: 'text', title: 'text' }, { id: 'avro', title: 'Avro' }, { id: 'protobuf', title: 'Protobuf' }, { id: 'msgpack', title: 'MessagePack' },
  { id: 'int32', title: 'int32' }, { id: 'int64', title: 'int64' }, { id: 'float32', title: 'float32' }, { id: 'float64', title: 'float64' }, { id: 'uuid', title: 'UUID' }, { id: 'hex', title: 'hex' }, { id: 'base64', title: 'base64' },
];

/** What is read, and how keys and values are. */
export class Toolbar extends Part {
  static override properties = { look: { attribute: false }, status: { attribute: false }, asking: { state: true }, typed: { state: true }, wrong: { state: true } };
  declare look: Look;
  declare status: LookStatus | null;
  /** A range that still needs something typed. */
  declare asking: RangeChoice | undefined;
  declare typed: Record<string, string>;
  declare wrong: boolean;

  constructor() {
    super();
    this.typed = {};
    this.wrong = false;
  }

  protected override render(): TemplateResult {
    const { look, status } = this, partitions = status?.report?.partitions.length ?? 0, known = choiceOf(look.range), now = this.asking?.id ?? known?.id ?? 'now';
    const only = look.partitions?.length === 1 ? String(look.partitions[0]) : '';
    return html`<select aria-label="Which messages" title="Which messages are read" .value=${now} @change=${(event: Event) => { this.#range((event.target as HTMLSelectElement).value); }}>
        ${known || this.asking ? nothing : html`<option value="now" selected>${titleOf(look.range)}</option>`}${choicesFor(status?.capabilities).map(({ id, title }) => html`<option value=${id} ?selected=${id === now}>${title}</option>`)}</select>
      ${partitions > 1 || only !== '' ? html`<select aria-label="Which partitions" title="Which partitions are read" @change=${(event: Event) => { this.#partition((event.target as HTMLSelectElement).value); }}>
        <option value="" ?selected=${only === ''}>all partitions</option>${this.#partitions().map((p) => html`<option value=${p} ?selected=${String(p) === only}>partition ${p}</option>`)}</select>` : nothing}
      ${this.#format('key', look.key)}${this.#format('value', look.value)}
      ${this.asking ? html`<form class="range-form" @submit=${(event: Event) => { event.preventDefault(); this.#read(); }}>${this.asking.asks.map(({ name, label, hint }) => html`<label>${label} <input type="search" size="14" name=${name} title=${hint} placeholder=${hint} .value=${this.typed[name] ?? ''}
        @input=${(event: Event) => { this.typed = { ...this.typed, [name]: (event.target as HTMLInputElement).value }; this.wrong = false; }} aria-invalid=${this.wrong}></label>`)}<button class="act primary" type="submit">Read</button>
        <button class="act" type="button" @click=${() => { this.asking = undefined; }}>Cancel</button>${this.wrong ? html`<span class="late" role="alert">${this.asking.asks.map(({ label, hint }) => `${label}: ${hint}`).join('. ')}</span>` : nothing}</form>` : nothing}`;
  }

  #format(side: 'key' | 'value', reading: PayloadReading): TemplateResult {
    return html`<select aria-label="How the ${side} is read" title="How the ${side} is read" @change=${(event: Event) => { this.dispatchEvent(new CustomEvent('format', { detail: { side, format: (event.target as HTMLSelectElement).value } })); }}>
      ${formats.map(({ id, title }) => html`<option value=${id} ?selected=${id === reading.format}>${side}: ${title}</option>`)}</select>`;
  }

  /** Those of the last answer that was about all of them. */
  #partitions(): number[] {
    const seen = this.status?.report?.partitions.map(({ partition }) => partition) ?? [];
    if (!this.look.partitions) this.#all = seen;
    return this.#all.length > 0 ? this.#all : seen;
  }
  #all: number[] = [];

  #range(id: string): void {
    const choice = rangeChoices.find((each) => each.id === id);
    if (!choice) return;
    this.asking = choice.asks.length > 0 ? choice : undefined;
    this.wrong = false;
    if (this.asking) { void this.updateComplete.then(() => { this.querySelector<HTMLElement>('.range-form input')?.focus(); }); return; }
    const range = choice.range({});
    if (range) this.#send({ range });
  }

  #read(): void {
    const range = this.asking?.range(this.typed);
    this.wrong = range === undefined;
    if (!range) return;
    this.asking = undefined;
    this.#send({ range });
  }

  #partition(value: string): void {
    const { partitions: _, ...rest } = this.look;
    this.#all = this.#partitions();
    this.dispatchEvent(new CustomEvent('look', { detail: value === '' ? rest : { ...rest, partitions: [Number(value)] } }));
  }

  #send(change: Partial<Look>): void { this.dispatchEvent(new CustomEvent('look', { detail: { ...this.look, ...change } })); }
}
define('weir-messages-toolbar', Toolbar);
