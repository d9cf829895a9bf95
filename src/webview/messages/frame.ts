/** What stands above and below the messages. */
import { html, nothing, type TemplateResult } from 'lit';
import type { MessagesCommand, ViewerView } from '../../protocol/messages-panel';
import { count, plural, took } from '../shared/format';
import type { MenuGroups } from '../shared/menu';

interface Acts { follow(): void; send(command: MessagesCommand): void }

export function head({ name, status, place, job }: ViewerView, menu: MenuGroups, exports: MenuGroups, { follow, send }: Acts): TemplateResult {
  const report = status?.report, following = status?.state === 'following', reading = status?.state === 'reading' || status?.state === 'connecting';
  const about = [name, ...(report ? [plural(report.partitions.length, 'partition'), plural(Math.max(report.total, status.held + status.letGo), 'message')] : [])].join(' · ');
  return html`<header class="bar"><div class="about"><h1>${place.look.topic}</h1><span class="dim what" title=${report ? 'Messages: last offset less first, so holes of compaction and transactions count too' : nothing}>${about}</span>
      ${following ? html`<span class="state-word" role="status"><span class="ok" aria-hidden="true">●</span> following</span>` : nothing}</div>
    <div class="actions" role="toolbar" aria-label="Messages">${reading ? html`<button class="act" @click=${() => { send({ do: 'stop' }); }}>Stop reading</button>` : nothing}
      ${status?.capabilities?.follow === false ? nothing : html`<button class="act" aria-pressed=${following} title="Shows messages as they arrive (F)" aria-keyshortcuts="F" @click=${follow}>Follow<kbd aria-hidden="true">F</kbd></button>`}
      <weir-menu .groups=${exports} .label=${'Export'} .text=${'Export'}></weir-menu>
      <button class="act primary" title=${job === undefined ? 'Opens when a PySpark job is open' : `Runs ${job} in the simulator on the messages that are shown (Ctrl+Enter)`} ?disabled=${job === undefined} @click=${() => { send({ do: 'simulate' }); }}>Simulate on these</button>
      <weir-menu .groups=${menu}></weir-menu></div></header>`;
}

export function foot({ status, place }: ViewerView, zone: string): TemplateResult {
  const report = status?.report;
  // Of what is followed the end is not known.
  const of = !report ? '' : place.look.follow ? ' held' : ` of ${count(report.total)}`;
  return html`<footer class="foot"><span>${status ? `${count(status.held)}${of}` : ''}${status?.full ? ' · no more fit into memory' : ''}${(status?.letGo ?? 0) > 0 ? ` · ${count(status?.letGo ?? 0)} older ones let go` : ''}</span>
    ${report ? html`<span class=${report.answered < report.partitions.length ? 'edge' : ''}>${count(report.answered)} of ${plural(report.partitions.length, 'partition')} answered${status?.state === 'done' ? ` in ${took(report.tookMs)}` : ''}</span>` : nothing}
    ${status?.capabilities?.binary === false ? html`<span title="Bytes that are no text are lost on this way; headers do not come">as text, through a REST proxy</span>` : nothing}
    ${status?.schema ? html`<span role="status" title="It was edited, and messages are read by what it says now">${status.schema.name} was read again${status.schema.times > 1 ? ` (${count(status.schema.times)} times)` : ''}</span>` : nothing}
    <span>read without a consumer group, nothing committed</span><span class="grow"></span><span>${zone}</span></footer>`;
}
