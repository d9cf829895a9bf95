import { html, nothing, type TemplateResult } from 'lit';
import type { ClusterView } from '../../../protocol/panel';
import { count, type Clock } from '../../shared/format';
import { theHost } from '../host';
import { pieces } from '../progress-tab';

/** What was sent, and what Livy and YARN say of the job. */
export function sentTab({ status, submitted, name }: ClusterView, clock: Clock): TemplateResult {
  const job = status?.job, when = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : clock.moment(ms));
  const facts: [string, string | undefined][] = [
    ['cluster', name], ['name', job?.name], ['batch', job?.batch === undefined ? undefined : `${job.batch}${job.forgotten ? ', which Livy has forgotten' : ''}`], ['application', job?.app], ['user', job?.user], ['queue', job?.queue],
    ['memory', job?.memoryMb === undefined || job.memoryMb <= 0 ? undefined : `${count(job.memoryMb)} MB`], ['cores', job?.cores === undefined || job.cores <= 0 ? undefined : count(job.cores)],
    ['started', when(job?.started)], ['ended', when(job?.finished)], ['tags', job?.tags?.join(', ')], ['file', submitted?.file], ['profile', submitted?.profile], ['sent', when(submitted?.at)], ['diagnostics', job?.diagnostics],
  ];
  return html`<div class="sent" tabindex="0" role="region" aria-label="The job as it was submitted"><dl>${facts.map(([term, value]) => value === undefined || value === '' ? nothing : html`<dt>${term}</dt><dd class="data">${value}</dd>`)}</dl>
    ${submitted?.body === undefined ? html`<p class="dim">It was not sent from here, so what was sent is not known.</p>` : html`<div class="tools"><span class="dim grow">What was sent</span><button class="act" @click=${() => { theHost().command({ do: 'copy', text: submitted.body ?? '' }); }}>Copy</button></div>
      <pre class="text data" tabindex="0" role="region" aria-label="What was sent, as JSON">${pieces(submitted.body).map(({ text, tone }) => tone ? html`<span class=${tone}>${text}</span>` : text)}</pre>`}</div>`;
}
