import { html, nothing, type TemplateResult } from 'lit';
import type { Histogram } from '../../protocol/messages';
import { count, plural } from '../shared/format';
import { define, Part } from '../shared/part';

/** A partition that holds this many times its fair share is worth a word. */
const skewed = 2;

/** Messages by partition; a press shows one partition alone. */
export class PartitionChart extends Part {
  static override properties = { data: { attribute: false }, chosen: { attribute: false } };
  declare data: Histogram;
  declare chosen: number | undefined;

  protected override render(): TemplateResult {
    const { partitions } = this.data, top = Math.max(1, ...partitions.map(({ all }) => all)), total = partitions.reduce((sum, { all }) => sum + all, 0);
    const most = partitions.reduce<Histogram['partitions'][number] | undefined>((best, each) => (best && best.all >= each.all ? best : each), undefined);
    const skew = most && partitions.length > 1 && most.all > skewed * total / partitions.length ? most : undefined;
    return html`<div class="chart-head"><h2>by partition</h2>${skew ? html`<span class="edge skew" title="The partition with the most messages decides how long a batch takes">◐ p${skew.partition} holds ${Math.round(skew.all / total * 100)} %</span>` : nothing}</div>
      <ul class="partition-bars data" aria-label="Messages by partition, ${plural(partitions.length, 'partition')}">${partitions.map((each) => html`<li><button class="partition-bar" aria-pressed=${each.partition === this.chosen} title=${each.partition === this.chosen ? 'Show all partitions' : `Show partition ${each.partition} alone`}
        @click=${() => { this.dispatchEvent(new CustomEvent('partition', { detail: each.partition === this.chosen ? undefined : each.partition })); }}>
        <span class="p-name">p${each.partition}</span><svg class="p-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class=${each === skew ? 'skewed' : ''} width=${Math.max(1, each.all / top * 100)} height="10"></rect></svg><span class="p-count">${each.matching === each.all ? count(each.all) : `${count(each.matching)} of ${count(each.all)}`}</span></button></li>`)}</ul>`;
  }
}
define('weir-partition-chart', PartitionChart);
