import { html, type TemplateResult } from 'lit';
import type { LogChoice } from './log-model';

/** @param seconds since it was asked for */
export const openingLog = (stream: string, seconds: number): TemplateResult => html`<div class="log-state"><div class="waiting" aria-hidden="true"></div><p class="empty" role="status">Opening the end of the driver's ${stream}${seconds > 1 ? `, ${seconds} s` : ''}…</p></div>`;

export const failedLog = ({ message, hint }: { message: string; hint: string }, again?: () => void): TemplateResult => html`<div class="log-state"><p class="empty" role="alert"><b>The log cannot be read:</b> ${message} ${hint}</p>
  ${again ? html`<button class="act" @click=${again}>Try again</button>` : html`<p class="empty">It is asked for again, more and more rarely.</p>`}</div>`;

export function emptyLog(choice: LogChoice, following: boolean, choose: (choice: LogChoice) => void): TemplateResult {
  const { least: _, ...all } = choice, other = choice.stream === 'stderr' ? 'stdout' : 'stderr';
  if (choice.least) return html`<div class="log-state"><p class="empty" role="status"><b>No line of ${choice.least} or above</b> among those that are held.</p><button class="act" @click=${() => { choose(all); }}>Show all levels</button></div>`;
  return html`<div class="log-state"><p class="empty" role="status"><b>The driver's ${choice.stream} is empty${following ? ' so far' : ''}.</b> ${choice.stream === 'stdout' ? 'What the job prints comes here; most configurations of log4j write to stderr.' : 'What Spark logs comes here; some configurations of log4j write to stdout.'}</p>
    <button class="act" @click=${() => { choose({ ...choice, stream: other }); }}>Show ${other}</button></div>`;
}
