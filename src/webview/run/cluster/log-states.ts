import { html, type TemplateResult } from 'lit';
import type { ServerProblem } from '../../../protocol/hdinsight';
import type { LogChoice } from './log-model';

const otherThan = ({ stream }: LogChoice): LogChoice['stream'] => stream === 'stderr' ? 'stdout' : 'stderr';

/** @param seconds since it was asked for */
export const openingLog = (stream: string, seconds: number): TemplateResult => html`<div class="log-state"><div class="waiting" aria-hidden="true"></div><p class="empty" role="status">Opening the end of the driver's ${stream}${seconds > 1 ? `, ${seconds} s` : ''}…</p></div>`;

export const refusedLog = (message: string, again: () => void): TemplateResult => html`<div class="log-state"><p class="empty" role="alert"><b>The log cannot be read:</b> ${message}</p><button class="act" @click=${again}>Try again</button></div>`;

/** Nothing was read so far. It is asked for again by itself. */
export function failedLog(choice: LogChoice, { kind, message, hint }: ServerProblem, choose: (choice: LogChoice) => void): TemplateResult {
  const missing = kind === 'not-found' || kind === 'busy', other = otherThan(choice);
  return html`<div class="log-state"><p class="empty" role=${missing ? 'status' : 'alert'}><b>${missing ? 'No log so far.' : 'The log cannot be read:'}</b> ${message} ${hint}</p><p class="empty">It is asked for again, more and more rarely.</p>
    <button class="act" @click=${() => { choose({ ...choice, stream: other }); }}>Show ${other}</button></div>`;
}

export function emptyLog(choice: LogChoice, following: boolean, choose: (choice: LogChoice) => void): TemplateResult {
  const { least: _, ...all } = choice, other = otherThan(choice);
  if (choice.least) return html`<div class="log-state"><p class="empty" role="status"><b>No line of ${choice.least} or above</b> among those that are held.</p><button class="act" @click=${() => { choose(all); }}>Show all levels</button></div>`;
  return html`<div class="log-state"><p class="empty" role="status"><b>The driver's ${choice.stream} is empty${following ? ' so far' : ''}.</b> ${choice.stream === 'stdout' ? 'What the job prints comes here; most configurations of log4j write to stderr.' : 'What Spark logs comes here; some configurations of log4j write to stdout.'}</p>
    <button class="act" @click=${() => { choose({ ...choice, stream: other }); }}>Show ${other}</button></div>`;
}
