import { html, nothing, type TemplateResult } from 'lit';
import type { RunView } from '../../protocol/panel';
import type { Problem } from '../../protocol/run';
import { theHost } from '../shared/host';
import { define, Part } from '../shared/part';

const marks = { error: { mark: '✕', tone: 'late', word: 'Error' }, warning: { mark: '▲', tone: 'edge', word: 'Warning' }, info: { mark: 'ⓘ', tone: 'dim', word: 'Note' } };
const rank = { error: 0, warning: 1, info: 2 };
const held = 2;

/** What went wrong and what the run wants said once: the worst first, the rest one click away. */
export class Notices extends Part {
  static override properties = { run: { attribute: false }, open: { state: true } };
  declare run: RunView;
  declare open: boolean;

  protected override render(): TemplateResult | typeof nothing {
    const { run } = this;
    const problems = [...run.problems].sort((a, b) => rank[a.severity] - rank[b.severity]);
    const failed = run.state === 'failed' && !problems.some((p) => p.severity === 'error');
    const all: Problem[] = [...(failed ? [{ severity: 'error' as const, code: 'run-failed', message: run.message ?? `The job ended with exit code ${run.exitCode ?? 1}.` }] : []), ...problems,
      ...run.notes.map((message) => ({ severity: 'info' as const, code: 'note', message }))];
    if (all.length === 0) return nothing;
    const shown = this.open ? all : all.slice(0, all[0]?.severity === 'info' ? 1 : held), more = all.length - shown.length;
    return html`<section class="notices" aria-label="Problems and notes"><ul>${shown.map((problem) => this.#problem(problem))}</ul>
      ${more > 0 || this.open ? html`<button class="act" aria-expanded=${this.open ?? false} @click=${() => { this.open = !this.open; }}>${this.open ? 'Less' : `${more} more`}</button>` : nothing}</section>`;
  }

  #problem({ severity, errorClass, message, hint, span }: Problem): TemplateResult {
    const { mark, tone, word } = marks[severity];
    return html`<li class=${severity}><span class=${tone} aria-hidden="true">${mark}</span><span class="visually-hidden">${word}: </span><p role=${severity === 'error' ? 'alert' : nothing}>${errorClass ? html`<b>${errorClass}:</b> ` : nothing}${message}${hint ? html` <span class="dim">${hint}</span>` : nothing}
      ${span ? html` <a href="#" @click=${(event: Event) => { event.preventDefault(); theHost().command({ do: 'reveal', span }); }}>line ${span.line}</a>` : nothing}${severity === 'error' ? html` <a href="#" @click=${(event: Event) => { event.preventDefault(); theHost().command({ do: 'showLog' }); }}>log</a>` : nothing}</p></li>`;
  }
}
define('weir-notices', Notices);
