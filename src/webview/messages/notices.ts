import { html, nothing, type TemplateResult } from 'lit';
import type { KafkaProblem } from '../../protocol/kafka';
import type { LookStatus } from '../../protocol/messages';
import type { MessagesCommand, ViewerView } from '../../protocol/messages-panel';
import { count } from '../shared/format';

const most = 3;

/** What went wrong, of the whole or of some partitions, and what can be done about it. */
export function notices({ status, place }: ViewerView, send: (command: MessagesCommand) => void): TemplateResult | typeof nothing {
  if (!status) return nothing;
  const partial = status.report?.partitions.filter(({ problem }) => problem !== undefined) ?? [];
  // What is wrong with all of a topic is said once.
  const said = new Map<string, number[]>();
  for (const { partition, problem, stoppedAt } of partial) if (problem) { const text = `${stoppedAt === undefined ? '' : ` at offset ${stoppedAt}`}: ${line(problem)}`; said.set(text, [...said.get(text) ?? [], partition]); }
  const lines = [...(status.problem ? [line(status.problem)] : []), ...[...said].slice(0, most).map(([text, [one, ...others]]) => `${others.length > 0 ? `${count(others.length + 1)} partitions` : `Partition ${one}`}${text}`)];
  if (lines.length === 0) return nothing;
  return html`<div class="notices" role="alert"><ul>${lines.map((each) => html`<li><span class=${status.problem ? 'late' : 'edge'} aria-hidden="true">${status.problem ? '✕' : '◐'}</span><p>${each}</p></li>`)}${said.size > most ? html`<li><p class="dim">and ${said.size - most} more</p></li>` : nothing}</ul>
    <button class="act" @click=${() => { send({ do: 'look', look: place.look }); }}>Try again</button>${status.problem ? html`<button class="act" @click=${() => { send({ do: 'checkConnection' }); }}>Check connection</button>` : nothing}</div>`;
}

const line = ({ message, hint }: KafkaProblem): string => `${message}${hint === '' ? '' : ` ${hint}`}`;

/** What stands where messages would: why there are none, and one way on. */
export function noRows(status: LookStatus | null, { clear, follow }: { clear(): void; follow(): void }): TemplateResult {
  if (!status || status.state === 'connecting') return html`<p class="empty" role="status">Connecting…</p>`;
  if (status.held > 0 && !(status.searched < status.held - status.waiting)) return html`<p class="empty"><b>None of the ${count(status.held)} messages match.</b> <button class="act primary" @click=${clear}>Clear the filter</button></p>`;
  if (status.held > 0) return html`<p class="empty" role="status">Searching…</p>`;
  if (status.state === 'reading') return html`<p class="empty" role="status">Reading… ${status.report ? `${count(status.report.scanned)} messages so far` : ''}</p>`;
  if (status.state === 'following') return html`<p class="empty" role="status">Waiting for messages…</p>`;
  return html`<p class="empty"><b>No messages here.</b> ${(status.report?.total ?? 0) > 0 ? 'There are messages outside of what was asked for: choose another range.' : 'The topic is empty, or all of it was deleted by retention.'} <button class="act primary" @click=${follow}>Follow</button></p>`;
}
