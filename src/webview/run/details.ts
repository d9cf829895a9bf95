import { html, type TemplateResult } from 'lit';
import type { BatchRow, QueryView, RunView } from '../../protocol/panel';
import { count, type Clock } from '../shared/format';
import { define, Part } from '../shared/part';
import { tabs } from '../shared/tabs';
import './late-tab';
import type { LateTab } from './late-tab';
import './output-tab';
import './plan-tab';
import './printed-tab';
import './progress-tab';
import './state-tab';

export const tabIds = ['output', 'late', 'state', 'plan', 'progress', 'printed'] as const;
export type TabId = (typeof tabIds)[number];

/** What the chosen batch did. */
export class Details extends Part {
  static override properties = { run: { attribute: false }, query: { attribute: false }, batch: { attribute: false }, clock: { attribute: false }, tab: {}, cursor: { attribute: false } };
  declare run: RunView;
  declare query: QueryView;
  declare batch: BatchRow | null;
  declare clock: Clock;
  declare tab: TabId;
  declare cursor: number;

  async seekLate(eventTime: number): Promise<void> {
    await this.updateComplete;
    this.querySelector<LateTab>('weir-late')?.seek(eventTime);
  }

  protected override render(): TemplateResult {
    const { batch, query } = this, dropped = batch ? batch.droppedRows ?? batch.droppedBySpark : undefined, number = (n: number | undefined) => n === undefined ? undefined : count(n);
    return html`<section class="details" aria-label="Details of the batch">${tabs<TabId>('detail', 'What this batch did', [
      { id: 'output', title: 'Output', count: number(batch?.outputRows), hint: 'Rows that this batch wrote (1)' },
      { id: 'late', title: 'Dropped late', count: number(dropped), hint: 'Rows that the watermark dropped (2)', ...(dropped !== undefined && dropped > 0 && { tone: 'late' }) },
      { id: 'state', title: 'State', count: number(batch?.stateRows), hint: 'What the state store holds after this batch (3)' },
      { id: 'plan', title: 'Plan', hint: 'The plan with row counts (4)' },
      { id: 'progress', title: 'Progress', hint: "Spark's StreamingQueryProgress (5)" },
      { id: 'printed', title: 'Printed', hint: 'What the job printed (6)' },
    ], this.tab, (id) => this.dispatchEvent(new CustomEvent('tab', { detail: id })))}
      <div class="tab-panel" role="tabpanel" id="detail-panel" aria-labelledby="detail-${this.tab}">${this.tab === 'printed' ? html`<weir-printed .run=${this.run}></weir-printed>`
        : batch ? this.#page(batch) : html`<p class="empty">${query.ended ? html`<b>This query ended without a micro-batch.</b> ${query.error ?? query.reason ?? 'Its sources had nothing to read.'}` : 'The first micro-batch has not run yet.'}</p>`}</div></section>`;
  }

  #page(batch: BatchRow): TemplateResult {
    const { run, query, clock } = this;
    switch (this.tab) {
      case 'output': return html`<weir-output .run=${run} .query=${query} .batch=${batch} .clock=${clock}></weir-output>`;
      case 'late': return html`<weir-late .run=${run} .query=${query} .batch=${batch} .clock=${clock}></weir-late>`;
      case 'state': return html`<weir-state .run=${run} .query=${query} .batch=${batch} .clock=${clock}></weir-state>`;
      case 'plan': return html`<weir-plan .run=${run} .query=${query} .batch=${batch} .clock=${clock} .cursor=${this.cursor}></weir-plan>`;
      default: return html`<weir-progress .run=${run} .query=${query} .batch=${batch} .clock=${clock}></weir-progress>`;
    }
  }
}
define('weir-details', Details);
