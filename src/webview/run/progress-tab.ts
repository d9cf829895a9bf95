import { html, type TemplateResult } from 'lit';
import { theHost } from './host';
import { define } from '../shared/part';
import { ProgressOf } from './tab';

/** JSON text in pieces, each with the style class of its kind. */
export function pieces(json: string): { text: string; tone: string }[] {
  const out: { text: string; tone: string }[] = [];
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/g;
  let from = 0;
  for (const match of json.matchAll(token)) {
    if (match.index > from) out.push({ text: json.slice(from, match.index), tone: '' });
    const key = match[2] !== undefined;
    out.push({ text: match[1] ?? match[0], tone: key ? 'json-key' : match[1] ? 'json-string' : 'json-value' });
    if (key) out.push({ text: match[2] ?? '', tone: '' });
    from = match.index + match[0].length;
  }
  if (from < json.length) out.push({ text: json.slice(from), tone: '' });
  return out;
}

/** The batch's StreamingQueryProgress, as Spark gives it to listeners. */
export class ProgressTab extends ProgressOf {
  protected override render(): TemplateResult {
    if (this.refused) return html`<p class="empty">The progress could not be read: ${this.refused}</p>`;
    if (this.progress === undefined) return html`<p class="empty">Reading the progress…</p>`;
    if (this.progress === null) return html`<p class="empty">Spark reports no progress for batch ${this.batch.batchId}.</p>`;
    const json = JSON.stringify(this.progress, null, 2);
    return html`<div class="tools"><span class="dim grow">StreamingQueryProgress of batch ${this.batch.batchId}</span>
        <button class="act" @click=${() => { theHost().command({ do: 'copy', text: json }); }}>Copy</button><button class="act" @click=${() => { theHost().command({ do: 'openProgress', queryId: this.query.info.id }); }}>Open All</button></div>
      <pre class="text data" tabindex="0" role="region" aria-label="Progress as JSON">${pieces(json).map(({ text, tone }) => tone ? html`<span class=${tone}>${text}</span>` : text)}</pre>`;
  }
}
define('weir-progress', ProgressTab);
