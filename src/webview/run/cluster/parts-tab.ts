import { html, nothing, type TemplateResult } from 'lit';
import type { SourceProgress } from '../../../protocol/run';
import { count, rate, took } from '../../shared/format';
import { define } from '../../shared/part';
import { ProgressOf } from '../tab';
import { offsetsBehind } from './offsets';

/** What a batch spent its time on, what its sources gave, and what is still to be read of them. */
export class PartsTab extends ProgressOf {
  protected override render(): TemplateResult {
    const { progress } = this;
    if (this.refused) return html`<p class="empty">The batch could not be read: ${this.refused}</p>`;
    if (progress === undefined) return html`<p class="empty">Reading the batch…</p>`;
    if (progress === null) return html`<p class="empty">What batch ${this.batch.batchId} spent its time on is no longer held.</p>`;
    const { triggerExecution, ...rest } = progress.durationMs, parts = Object.entries(rest).sort(([, a], [, b]) => b - a), sum = parts.reduce((all, [, ms]) => all + ms, 0), whole = Math.max(triggerExecution ?? sum, 1);
    return html`<div class="parts" tabindex="0" role="region" aria-label="Batch ${this.batch.batchId}">
      <h2>Batch ${progress.batchId}${triggerExecution === undefined ? '' : `, ${took(triggerExecution)}`}</h2>
      <table><thead><tr><th>part</th><th class="right">took</th><th class="right">share</th><td></td></tr></thead><tbody>${parts.map(([name, ms]) => html`<tr><td>${name}</td><td class="right data">${took(ms)}</td><td class="right data">${triggerExecution === undefined ? '–' : `${Math.round(Math.min(1, ms / whole) * 100)} %`}</td><td><meter min="0" max=${whole} value=${Math.min(ms, whole)} aria-hidden="true"></meter></td></tr>`)}</tbody></table>
      <h2>Sources</h2>
      <table><thead><tr><th>source</th><th class="right">rows</th><th class="right">rate</th><th class="right">still to read</th></tr></thead><tbody>${progress.sources.map((source) => this.#source(source))}</tbody></table>
      ${progress.stateOperators.length === 0 ? nothing : html`<h2>State</h2><table><thead><tr><th>operator</th><th class="right">keys</th><th class="right">updated</th><th class="right">removed</th><th class="right">dropped late</th></tr></thead><tbody>
        ${progress.stateOperators.map((each) => html`<tr><td>${each.operatorName}</td><td class="right data">${count(each.numRowsTotal)}</td><td class="right data">${count(each.numRowsUpdated)}</td><td class="right data">${count(each.numRowsRemoved)}</td><td class="right data ${each.numRowsDroppedByWatermark > 0 ? 'late' : ''}">${each.numRowsDroppedByWatermark > 0 ? `○ ${count(each.numRowsDroppedByWatermark)}` : '0'}</td></tr>`)}</tbody></table>`}</div>`;
  }

  #source(source: SourceProgress): TemplateResult {
    const left = offsetsBehind(source);
    return html`<tr><td class="data">${source.description}</td><td class="right data">${count(source.numInputRows)}</td><td class="right data">${rate(source.inputRowsPerSecond)}</td><td class="right data">${left === undefined ? '–' : count(left)}</td></tr>`;
  }
}
define('weir-job-parts', PartsTab);
