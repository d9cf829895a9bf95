/** What is known before the job is sent: checks, uploads, substitutions, Livy's body. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PreflightCheck } from '../../protocol/submit';
import type { SubmitState } from '../../protocol/submit-panel';
import type { SubmitView } from '../../protocol/submit-thread';
import { theHost } from './host';

const marks: Record<PreflightCheck['verdict'], { mark: string; tone: string; word: string }> = {
  error: { mark: '✕', tone: 'late', word: 'error' }, warning: { mark: '!', tone: 'edge', word: 'warning' }, unknown: { mark: '?', tone: 'dim', word: 'not known' }, ok: { mark: '✓', tone: 'ok', word: 'ok' },
};
const rank = { error: 0, warning: 1, unknown: 2, ok: 3 };

export function checksOf({ view, checking, problem }: SubmitState): TemplateResult {
  const all = [...view?.checks ?? []].sort((a, b) => rank[a.verdict] - rank[b.verdict]), counts = (['error', 'warning', 'unknown', 'ok'] as const).map((verdict) => [all.filter((each) => each.verdict === verdict).length, verdict] as const).filter(([n]) => n > 0);
  const troubles = [...(problem ? [problem] : []), ...view?.problems ?? []];
  return html`<section aria-labelledby="checks"><h2 id="checks">Checks</h2><span class="dim counts" role="status">${checking ? 'Checking…' : counts.map(([n, verdict]) => `${n} ${marks[verdict].word}${n > 1 && (verdict === 'error' || verdict === 'warning') ? 's' : ''}`).join(', ')}</span>
    ${troubles.map(({ message, hint }) => html`<p class="trouble" role="alert"><span class="late" aria-hidden="true">✕</span> ${message}${hint === '' ? nothing : html` <span class="dim">${hint}</span>`}</p>`)}
    <ul class="checks" aria-busy=${checking}>${all.map(checkOf)}</ul></section>`;
}

function checkOf({ id, verdict, evidence, wayOut, span }: PreflightCheck): TemplateResult {
  const { mark, tone, word } = marks[verdict];
  return html`<li><span class="verdict"><span class=${tone} aria-hidden="true">${mark}</span> ${word}</span><span class="dim id">${id}</span><p>${evidence}${span ? html` <a href="#" @click=${(event: Event) => { event.preventDefault(); theHost().command({ do: 'reveal', span }); }}>line ${span.line}</a>` : nothing}
    ${wayOut === '' || verdict === 'ok' ? nothing : html`<br><span class="dim">${wayOut}</span>`}</p></li>`;
}

const base = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
const size = (bytes: number): string => (bytes < 10_240 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KiB`);

export function sendingOf({ url, uploads, copies, added, body }: SubmitView): TemplateResult {
  return html`${uploads.length === 0 ? nothing : html`<section aria-labelledby="uploads"><h2 id="uploads">Uploads</h2><ul class="uploads">${uploads.map(({ origin, bytes, remote }) => html`<li><span title=${origin}>${base(origin)}</span> <span class="dim">${size(bytes)}</span><br><span class="data dim where">${remote}</span></li>`)}</ul></section>`}
    ${copies.length === 0 ? nothing : html`<section aria-labelledby="copies"><h2 id="copies">Substitutions</h2><p class="dim">In the uploaded copy only.</p>${copies.map(({ file }) => html`<button class="act" @click=${() => { theHost().command({ do: 'diff', file }); }}>Compare ${base(file)}</button>`)}</section>`}
    ${added.length === 0 ? nothing : html`<section aria-labelledby="added"><h2 id="added">Added by Weir</h2><ul class="added">${added.map(({ key, value, why }) => html`<li><span class="data">${key}=${value}</span><br><span class="dim">${why}</span></li>`)}</ul></section>`}
    <section aria-labelledby="body"><div class="title"><h2 id="body">What Livy is sent</h2><button class="act" @click=${() => { theHost().command({ do: 'copy', text: body }); }}>Copy</button></div><p class="data dim where">POST ${url}</p><pre class="data body" tabindex="0" aria-label="Livy's body as JSON">${body}</pre></section>`;
}
