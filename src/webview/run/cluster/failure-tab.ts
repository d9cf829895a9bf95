import { html, nothing, type TemplateResult } from 'lit';
import type { AttemptFailure } from '../../../protocol/cluster-run';
import { theHost } from '../host';
import { ago } from './words';

const base = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** The user's own line, to be opened. */
export function failurePlace({ failure: { at } }: AttemptFailure): TemplateResult | typeof nothing {
  if (!at) return nothing;
  return html`${at.function ? html` in <span class="data">${at.function}()</span>` : nothing}, <a href="#" @click=${(event: Event) => { event.preventDefault(); theHost().command({ do: 'job', job: { act: 'reveal', file: at.file, line: at.line } }); }}>${base(at.file)}, line ${at.line}</a>`;
}

export const failureText = ({ failure: { exception, message } }: AttemptFailure): string => `${exception === undefined ? '' : `${exception.split('.').at(-1) ?? exception}: `}${message}`;

const whose = ({ attempt }: AttemptFailure): string => attempt === undefined ? 'Failed' : `Attempt ${attempt} failed`;

/** Above the tabs: what the newest failure was, where, and what YARN did about it. */
export function cause(failures: readonly AttemptFailure[], attempt: number | undefined, maxAttempts: number | undefined, running: boolean, now: number): TemplateResult | typeof nothing {
  const newest = failures.at(-1);
  if (!newest) return nothing;
  const again = running && newest.attempt !== undefined && attempt !== undefined && attempt > newest.attempt;
  return html`<div class="cause"><p><b class="late">${whose(newest)} ${ago(now - newest.at)}:</b> <span class="data">${failureText(newest)}</span>${failurePlace(newest)}.${again ? html` <span class="dim">YARN started attempt ${attempt} by itself${maxAttempts === undefined ? '' : ` (at most ${maxAttempts})`}.</span>` : nothing}</p></div>`;
}

const from = { stderr: "the driver's stderr", stdout: "the driver's stdout", diagnostics: "YARN's diagnostics", livy: "Livy's log" };

/** Each failure with the lines that it was read from, newest first. */
export function failureTab(failures: readonly AttemptFailure[], ended: boolean, now: number): TemplateResult {
  if (failures.length === 0) return html`<p class="empty">${ended ? html`<b>It ended without a failure.</b>` : html`<b>Nothing has failed.</b> A failure of the job, or of an attempt that YARN starts again, is shown here with the line that caused it.`}</p>`;
  return html`<div class="failures" tabindex="0" role="region" aria-label="Failures, newest first">${[...failures].reverse().map((each) => html`<article>
    <p><b class="late">${whose(each)} ${ago(now - each.at)}:</b> <span class="data">${failureText(each)}</span>${failurePlace(each)}. <span class="dim">Read from ${from[each.failure.from]}.</span></p>
    <pre class="text data" tabindex="0" role="region" aria-label="The lines it was read from">${each.failure.trace.join('\n')}</pre>
    <button class="act" @click=${() => { theHost().command({ do: 'copy', text: each.failure.trace.join('\n') }); }}>Copy</button></article>`)}</div>`;
}
