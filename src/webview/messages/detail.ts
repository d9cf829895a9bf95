import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { DecodedSide, MessageDetail } from '../../protocol/messages';
import { count, type Clock } from '../shared/format';
import { copyText } from '../shared/host';
import { parseTree, pretty } from '../shared/json-tree';
import { define, Part } from '../shared/part';
import { tabs, type TabItem } from '../shared/tabs';
import { hexDump } from './hex';
import { theHost } from './host';
import './tree';

type TabId = 'tree' | 'raw' | 'headers' | 'hex';
interface Chosen { path: string; text: string; inner: boolean }

/** One message: where it stands, its value as a tree, raw, its headers, its bytes. */
export class Detail extends Part {
  static override properties = { messageId: { attribute: false }, version: { attribute: false }, clock: { attribute: false }, tab: { attribute: false }, writable: { attribute: false }, shown: { state: true }, side: { state: true }, chosen: { state: true }, error: { state: true } };
  declare messageId: number;
  declare version: unknown;
  declare clock: Clock;
  declare tab: TabId;
  declare writable: boolean;
  declare shown: MessageDetail | null;
  declare side: 'key' | 'value';
  declare chosen: Chosen | undefined;
  declare error: string;

  constructor() {
    super();
    this.messageId = -1;
    this.tab = 'tree';
    this.side = 'value';
    this.shown = null;
    this.writable = false;
    this.error = '';
  }

  protected override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has('messageId') || changes.has('version')) void this.#load();
  }

  protected override render(): TemplateResult {
    const { shown, side } = this;
    if (this.error !== '') return html`<p class="empty">This message could not be read: ${this.error}</p>`;
    if (!shown) return html`<p class="empty">${this.messageId < 0 ? 'Choose a message to see all of it.' : 'Reading…'}</p>`;
    const read = shown[side], items: TabItem<TabId>[] = [{ id: 'tree', title: 'Tree' }, { id: 'raw', title: 'Raw' }, { id: 'headers', title: 'Headers', ...(shown.headers.length > 0 && { count: count(shown.headers.length) }) }, { id: 'hex', title: 'Hex' }];
    return html`${tabs('detail', 'The message', items, this.tab, (id) => { this.dispatchEvent(new CustomEvent('tab', { detail: id })); })}
      <dl class="facts"><dt>where</dt><dd class="data">partition ${shown.partition}, offset ${count(shown.offset)}</dd>
        <dt>${shown.timestampType === 'append' ? 'appended' : 'written'}</dt><dd class="data">${shown.timestamp < 0 ? 'no timestamp' : this.clock.full(shown.timestamp * 1000)}</dd>
        ${this.tab === 'headers' ? nothing : html`<dt>${this.#sides()}</dt><dd>${words(read)}${read.size >= 0 ? html` <span class="dim">· ${count(read.size)} bytes</span>` : nothing}</dd>`}</dl>
      <div class="tab-panel" role="tabpanel" id="detail-panel" aria-labelledby="detail-${this.tab}">${this.#panel(shown, read)}</div>
      <div class="tools detail-tools">${this.#actions(shown, read)}</div>`;
  }

  #sides(): TemplateResult {
    return html`<span class="sides" role="group" aria-label="Which side">${(['key', 'value'] as const).map((side) => html`<button class="act small" aria-pressed=${this.side === side} @click=${() => { this.side = side; this.chosen = undefined; }}>${side}</button>`)}</span>`;
  }

  #panel(shown: MessageDetail, read: DecodedSide): TemplateResult {
    if (this.tab === 'headers') return this.#headers(shown);
    if (read.kind === 'null') return html`<p class="empty">${this.side === 'value' ? html`<b>A tombstone:</b> its value is null. Compaction deletes what its key stands for.` : 'The key is null.'}</p>`;
    if (this.tab === 'hex') return html`<pre class="text data" tabindex="0" role="region" aria-label="Bytes">${hexDump(read.head)}${read.size > 16_384 ? `\n… ${count(read.size - 16_384)} more bytes` : ''}</pre>`;
    const note = html`${read.problem ? html`<p class="empty late" role="note">${read.problem.message} ${read.problem.hint}</p>` : nothing}${read.leftOut > 0 ? html`<p class="empty">The first ${count(read.text.length)} of ${count(read.text.length + read.leftOut)} characters. <button class="act" @click=${() => { theHost().command({ do: 'openMessage', id: shown.id }); }}>Open all of it in an editor</button></p>` : nothing}`;
    const tree = read.kind === 'json' && read.leftOut === 0 ? parseTree(read.text) : undefined;
    if (this.tab === 'tree' && tree) return html`${note}<weir-json-tree .root=${tree} .label=${`The ${this.side}`} @choose=${(event: CustomEvent<Chosen>) => { this.chosen = event.detail; }}></weir-json-tree>`;
    return html`${note}<pre class="text data wrap" tabindex="0" role="region" aria-label="The ${this.side}">${this.tab === 'raw' ? read.text : tree ? pretty(tree) : read.text}</pre>`;
  }

  #headers({ headers }: MessageDetail): TemplateResult {
    if (headers.length === 0) return html`<p class="empty">This message has no headers.</p>`;
    return html`<div class="headers" tabindex="0" role="region" aria-label="Headers"><table class="data"><thead class="visually-hidden"><tr><th>name</th><th>value</th></tr></thead><tbody>${headers.map(({ key, value }) => html`<tr><th scope="row">${key}</th><td class=${value.kind === 'null' ? 'null' : ''}>${value.kind === 'null' ? 'null' : value.text}${value.cut ? '…' : ''}</td></tr>`)}</tbody></table></div>`;
  }

  #actions(shown: MessageDetail, read: DecodedSide): TemplateResult {
    const { chosen } = this, field = this.tab === 'tree' && this.side === 'value' && chosen && chosen.path !== '$' ? chosen : undefined;
    return html`${field ? html`<button class="act" title=${field.path} @click=${() => { copyText(field.path); }}>Copy path</button>${field.inner ? nothing : html`<button class="act" @click=${() => { copyText(field.text); }}>Copy value</button>`}
        <button class="act" title="Shows ${field.path} as a column" @click=${() => { this.dispatchEvent(new CustomEvent('column', { detail: field.path })); }}>Add as column</button>`
      : read.kind === 'null' ? nothing : html`<button class="act" @click=${() => { copyText(read.text); }} ?disabled=${read.leftOut > 0}>Copy ${this.side}</button>`}
      <button class="act" @click=${() => { theHost().command({ do: 'openMessage', id: shown.id }); }}>Open in editor</button>
      ${this.writable ? html`<button class="act" @click=${() => { theHost().command({ do: 'produce', id: shown.id }); }}>Edit & produce…</button>` : nothing}
      <span class="grow"></span><button class="act" title="Lets go of the message: what is followed is shown as it arrives again (Escape)" aria-keyshortcuts="Escape" @click=${() => { this.dispatchEvent(new CustomEvent('close')); }}>Close<kbd aria-hidden="true">Esc</kbd></button>`;
  }

  async #load(): Promise<void> {
    const { messageId: id } = this;
    this.chosen = undefined;
    if (id < 0) { this.shown = null; return; }
    try {
      const detail = await theHost().ask({ ask: 'detail', id });
      if (id !== this.messageId) return;
      this.shown = detail;
      this.error = detail ? '' : 'it was let go to make room for newer ones.';
    } catch (error) {
      if (id === this.messageId) this.error = error instanceof Error ? error.message : String(error);
    }
  }
}
define('weir-message', Detail);

const names: Record<string, string> = { json: 'JSON', text: 'text', msgpack: 'MessagePack', avro: 'Avro', protobuf: 'Protobuf', uuid: 'UUID', null: 'null' };

function words({ format, why, schema }: DecodedSide): string {
  const id = schema ? `, schema ${schema.id ?? ''}${schema.name === undefined ? '' : ` ${schema.name}`}`.trimEnd() : '';
  return `${names[format] ?? format}${id}${why === '' ? '' : ` (${why})`}`;
}
