import { html, nothing, type TemplateResult } from 'lit';
import type { KafkaProblem } from '../../protocol/kafka';
import type { MessagesCommand, ViewerView } from '../../protocol/messages-panel';

const most = 3;

/** What went wrong, of the whole or of some partitions, and what can be done about it. */
export function notices({ status, place }: ViewerView, send: (command: MessagesCommand) => void): TemplateResult | typeof nothing {
  if (!status) return nothing;
  const partial = status.report?.partitions.filter(({ problem }) => problem !== undefined) ?? [];
  const lines = [...(status.problem ? [line(status.problem)] : []), ...partial.slice(0, most).flatMap(({ partition, problem, stoppedAt }) => (problem ? [line(problem, `Partition ${partition}${stoppedAt === undefined ? '' : ` at offset ${stoppedAt}`}: `)] : []))];
  if (lines.length === 0) return nothing;
  return html`<div class="notices" role="alert"><ul>${lines.map((each) => html`<li><span class=${status.problem ? 'late' : 'edge'} aria-hidden="true">${status.problem ? '✕' : '◐'}</span><p>${each}</p></li>`)}${partial.length > most ? html`<li><p class="dim">and ${partial.length - most} more partitions</p></li>` : nothing}</ul>
    <button class="act" @click=${() => { send({ do: 'look', look: place.look }); }}>Try again</button>${status.problem ? html`<button class="act" @click=${() => { send({ do: 'checkConnection' }); }}>Check connection</button>` : nothing}</div>`;
}

const line = ({ message, hint }: KafkaProblem, where = ''): string => `${where}${message}${hint === '' ? '' : ` ${hint}`}`;
