import { html, nothing, svg, type TemplateResult } from 'lit';
import type { RunView } from '../../protocol/panel';
import type { Problem } from '../../protocol/run';
import { theHost } from './host';
import { define, Part } from '../shared/part';

/** Drawn: many fonts have no such characters. */
const drawn = (inside: TemplateResult): TemplateResult => html`<svg class="sign" viewBox="0 0 16 16" aria-hidden="true">${inside}</svg>`;
const marks = {
  error: { mark: drawn(svg`<circle cx="8" cy="8" r="6.5"/><path d="M5.5 5.5l5 5M10.5 5.5l-5 5"/>`), tone: 'late', word: 'Error' },
  warning: { mark: drawn(svg`<path d="M8 2L14.5 13.5h-13zM8 6.5v3.5M8 11.2v1"/>`), tone: 'edge', word: 'Warning' },
  info: { mark: drawn(svg`<circle cx="8" cy="8" r="6.5"/><path d="M8 7v4.5M8 4.5v1"/>`), tone: 'dim', word: 'Note' },
};
const rank = { error: 0, warning: 1, info: 2 };
const held = 2;

/** The one way out of the problems of a code. */
export interface NoticeAction { code: string; title: string; run: () => void }

/** What went wrong and what the run wants said once: the worst first, the rest one click away. */
export class Notices extends Part {
  static override properties = { run: { attribute: false }, action: { attribute: false }, open: { state: true } };
  declare run: RunView;
  declare action: NoticeAction | undefined;
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

  #problem({ severity, code, errorClass, message, hint, span }: Problem): TemplateResult {
    const { mark, tone, word } = marks[severity];
    return html`<li class=${severity}><span class=${tone}>${mark}</span><span class="visually-hidden">${word}: </span><p role=${severity === 'error' ? 'alert' : nothing}>${errorClass ? html`<b>${errorClass}:</b> ` : nothing}${message}${hint ? html` <span class="dim">${hint}</span>` : nothing}
      ${span ? html` <a href="#" @click=${(event: Event) => { event.preventDefault(); theHost().command({ do: 'reveal', span }); }}>line ${span.line}</a>` : nothing}${severity === 'error' ? html` <a href="#" @click=${(event: Event) => { event.preventDefault(); theHost().command({ do: 'showLog' }); }}>log</a>` : nothing}</p>${this.action?.code === code ? html`<button class="act" @click=${this.action.run}>${this.action.title}</button>` : nothing}</li>`;
  }
}
define('weir-notices', Notices);
