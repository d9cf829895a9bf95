import { html, nothing, svg, type TemplateResult } from 'lit';
import type { PanelAnswers, PlanNumbers } from '../../protocol/panel';
import type { PlanNode, SourceSpan } from '../../protocol/run';
import { count, plural } from '../shared/format';
import '../shared/grid';
import { theHost } from './host';
import { define } from '../shared/part';
import { Rows, type CellView } from '../shared/rows';
import { box, layout, type PlanEdge, type Placed } from '../shared/plan-layout';
import { Tab } from './tab';

const reveal = (span: SourceSpan | undefined): void => { if (span) theHost().command({ do: 'reveal', span }); };
const columns = [{ title: 'operator', width: 18 }, { title: 'rows in', width: 9, right: true }, { title: 'rows out', width: 9, right: true }, { title: 'dropped', width: 8, right: true },
  { title: 'state', width: 7, right: true }, { title: 'line', width: 5, right: true }, { title: 'what', width: 40 }];

/** The plan as the optimizer left it, from sources to sink, with the rows that passed. A click goes to the source line. */
export class PlanTab extends Tab {
  static override properties = { ...Tab.properties, cursor: { attribute: false }, whole: { state: true }, table: { state: true }, numbers: { state: true } };
  /** Line of the cursor in the job's file, 0: none. */
  declare cursor: number;
  /** Counts of the whole run instead of the chosen batch. */
  declare whole: boolean;
  declare table: boolean;
  declare numbers: PanelAnswers['plan'] | undefined;

  constructor() {
    super();
    this.cursor = 0;
    this.whole = this.table = false;
  }

  protected override get subject(): string { return `${super.subject} ${this.query.batches}`; }

  protected override async load(): Promise<void> {
    const { subject } = this, { batchId } = this.batch;
    const numbers = await theHost().ask({ ask: 'plan', queryId: this.query.info.id, batchId });
    if (subject === this.subject) this.numbers = numbers;
  }

  protected override render(): TemplateResult {
    const { plan } = this.query.info;
    if (plan.length === 0) return html`<p class="empty">The plan with its row counts is known of a simulated run only.</p>`;
    const moved = plan.filter((node) => node.moved);
    return html`<div class="tools" role="group" aria-label="Plan"><button class="act" aria-pressed=${!this.whole} @click=${() => { this.whole = false; }}>Batch ${this.batch.batchId}</button>
        <button class="act" aria-pressed=${this.whole} @click=${() => { this.whole = true; }}>Whole run</button>
        <span class="dim grow">${moved.length > 0 ? `${plural(moved.length, 'operator')} moved by the optimizer` : ''}</span>
        <button class="act" aria-pressed=${this.table} title="Show the plan as a table" @click=${() => { this.table = !this.table; }}>Table</button></div>
      ${this.table ? this.#asTable(plan) : this.#graph(plan)}`;
  }

  #counts(id: number): PlanNumbers | undefined { return (this.whole ? this.numbers?.run : this.numbers?.batch)?.find((n) => n.id === id); }

  #graph(plan: PlanNode[]): TemplateResult {
    const { nodes, edges, width, height } = layout(plan);
    return html`<div class="plan" tabindex="0" role="region" aria-label="Plan graph"><div class="plan-space" .style=${`width:${width}px;height:${height}px`}>
      <svg class="plan-edges" width=${width} height=${height} aria-hidden="true">${edges.map((edge) => this.#edge(edge))}</svg>
      <ol class="plan-nodes" aria-label="Operators from sources to sink">${nodes.map((placed) => this.#node(placed))}</ol></div></div>`;
  }

  #edge({ from, to }: PlanEdge): TemplateResult {
    const x1 = from.x + box.width / 2, y1 = from.y + box.height, x2 = to.x + box.width / 2, y2 = to.y, middle = y2 - box.gapY / 2, rows = this.#counts(from.node.id)?.rowsOut;
    return svg`<path d=${`M${x1},${y1}V${middle}H${x2}V${y2}`}></path>${rows === undefined ? nothing : svg`<text x=${x1 + 8} y=${y1 + 19}>${plural(rows, 'row')}</text>`}`;
  }

  #node({ node, x, y }: Placed): TemplateResult {
    const counts = this.#counts(node.id), line = node.span?.line;
    const lit = node.span && this.cursor >= node.span.line && this.cursor <= node.span.endLine;
    return html`<li .style=${`left:${x}px;top:${y}px;width:${box.width}px;height:${box.height}px`}>
      <button class="plan-node ${lit ? 'lit' : ''} ${node.stateful ? 'stateful' : ''}" title=${`${node.name}: ${node.detail}${node.moved ? `\n${node.moved}` : ''}${line ? `\nGo to line ${line}` : ''}`} ?disabled=${!node.span} @click=${() => { reveal(node.span); }}>
        <span class="plan-name"><b>${node.name}</b>${counts?.dropped ? html` <span class="late">○ ${count(counts.dropped)} dropped</span>` : nothing}${node.stateful && counts ? html` <span class="state">${plural(counts.state, 'key')}</span>` : nothing}
          ${node.moved ? html`<span class="dim" title=${node.moved}>moved</span>` : nothing}<span class="dim line">${line ? `line ${line}` : ''}</span></span>
        <span class="plan-detail dim">${this.#short(node.detail)}</span></button></li>`;
  }

  /** Paths beside the job as the job's folder sees them; the tooltip has the whole. */
  #short(detail: string): string { return detail.replaceAll(this.run.file.slice(0, -this.run.title.length), ''); }

  #asTable(plan: PlanNode[]): TemplateResult {
    const number = (n: number | undefined, tone?: string): CellView => n === undefined ? { text: '–', tone: 'dim' } : { text: count(n), tone: n === 0 ? 'dim' : tone };
    const rows = new Rows<PlanNode>({
      load: async () => ({ rows: plan, total: plan.length }),
      show: (node) => { const counts = this.#counts(node.id); return { cells: [{ text: node.name, ...(node.span && { open: () => { reveal(node.span); } }) }, number(counts?.rowsIn), number(counts?.rowsOut), number(counts?.dropped, 'late'),
        node.stateful ? number(counts?.state) : { text: '–', tone: 'dim' }, { text: node.span ? String(node.span.line) : '–' }, { text: `${node.detail}${node.moved ? ` (${node.moved})` : ''}`, tone: 'dim' }] }; },
    });
    void rows.open();
    return html`<weir-grid .label=${'Plan, sources first'} .columns=${columns} .rows=${rows}></weir-grid>`;
  }
}
define('weir-plan', PlanTab);
