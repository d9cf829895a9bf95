import { html, nothing, svg, type TemplateResult } from 'lit';
import type { PlanNode } from '../../protocol/run';
import type { PlannedQuery, PlanState } from '../../protocol/plan-panel';
import '../shared/grid';
import { define, Part } from '../shared/part';
import { box, layout, type Placed } from '../shared/plan-layout';
import { Rows } from '../shared/rows';
import { theHost } from './host';

const columns = [{ title: 'operator', width: 20 }, { title: 'line', width: 6, right: true }, { title: 'state', width: 8 }, { title: 'what', width: 60 }];
const reveal = ({ span }: { span?: PlanNode['span'] }): void => { if (span) theHost().command({ do: 'reveal', span }); };

/** What VS Code keeps of the view for a reload of the window. */
interface Memory { uri: string; chosen: string; table: boolean }

/** The plans of a job's queries beside its code: what Spark would run, before anything runs. */
export class PlanView extends Part {
  static override properties = { state: { attribute: false }, line: { state: true }, chosen: { state: true }, table: { state: true } };
  declare state: PlanState | null;
  /** Of the cursor in the job, 0: elsewhere. */
  declare line: number;
  declare chosen: string;
  declare table: boolean;
  #seen = '';

  constructor() {
    super();
    const before = theHost().memory as Partial<Memory> | null | undefined;
    this.state = null;
    this.line = 0;
    this.chosen = before?.chosen ?? '';
    this.table = before?.table === true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    theHost().listen((message) => {
      if (message.kind === 'state') this.state = message.state;
      else {
        this.line = message.line;
        const at = this.state?.queries.find((query) => lit(query.span, message.line)) ?? this.state?.queries.find(({ plan }) => plan.some(({ span }) => lit(span, message.line)));
        // The query that the cursor's line is about; one that shares the line stays.
        if (at && !this.#query()?.plan.some(({ span }) => lit(span, message.line))) this.chosen = at.label;
      }
    });
  }

  protected override updated(): void {
    const node = this.querySelector<HTMLElement>('.plan-node.lit'), name = node?.textContent ?? '';
    if (node && name !== this.#seen) node.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#seen = name;
    if (this.state) theHost().memory = { uri: this.state.uri, chosen: this.chosen, table: this.table } satisfies Memory;
  }

  /** By its label: another run gives a query another id. */
  #query(): PlannedQuery | undefined { return this.state?.queries.find(({ label }) => label === this.chosen) ?? this.state?.queries[0]; }

  protected override render(): TemplateResult {
    const { state } = this, query = this.#query();
    if (!state) return html`<main><h1 class="visually-hidden">Plan</h1><p class="empty" role="status">Opening…</p></main>`;
    const behind = state.standing === 'typing' || state.standing === 'broken';
    return html`<main class=${behind ? 'behind' : 'whole'}><header class="bar"><div class="about"><h1 title=${state.file}>Plan of ${state.title}</h1></div>
        ${query ? html`<div class="actions" role="toolbar" aria-label="Plan"><button class="act" aria-pressed=${this.table} title="Show the plan as a table" @click=${() => { this.table = !this.table; }}>Table</button></div>` : nothing}</header>
      <p class="standing dim" role="status">${said(state)}</p>
      ${state.queries.length > 1 ? html`<div class="tabs" role="tablist" aria-label="Queries">${state.queries.map((each, at) => this.#tab(each, at, query === each))}</div>` : nothing}
      ${query ? html`<div class="whole" id="plan" role=${state.queries.length > 1 ? 'tabpanel' : 'region'} aria-label=${`Plan of ${query.label}`}>${this.table ? asTable(query.plan) : this.#graph(query.plan)}</div>` : nothing}</main>`;
  }

  #tab(query: PlannedQuery, at: number, selected: boolean): TemplateResult {
    const choose = (by: number) => (event: KeyboardEvent): void => {
      if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
      const { queries } = this.state!, next = queries[(by + (event.key === 'ArrowRight' ? 1 : queries.length - 1)) % queries.length]!;
      this.chosen = next.label;
      void this.updateComplete.then(() => { this.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus(); });
    };
    return html`<button role="tab" aria-selected=${selected} aria-controls="plan" tabindex=${selected ? 0 : -1} @click=${() => { this.chosen = query.label; reveal(query); }} @keydown=${choose(at)}>${query.label}</button>`;
  }

  #graph(plan: PlanNode[]): TemplateResult {
    const { nodes, edges, width, height } = layout(plan);
    return html`<div class="plan" tabindex="0" role="group" aria-label="Plan graph"><div class="plan-space" .style=${`width:${width}px;height:${height}px`}>
      <svg class="plan-edges" width=${width} height=${height} aria-hidden="true">${edges.map(({ from, to }) => {
        const x1 = from.x + box.width / 2, x2 = to.x + box.width / 2;
        return svg`<path d=${`M${x1},${from.y + box.height}V${to.y - box.gapY / 2}H${x2}V${to.y}`}></path>`;
      })}</svg>
      <ol class="plan-nodes" aria-label="Operators from sources to sink">${nodes.map((placed) => this.#node(placed))}</ol></div></div>`;
  }

  #node({ node, x, y }: Placed): TemplateResult {
    const line = node.span?.line, here = lit(node.span, this.line);
    return html`<li .style=${`left:${x}px;top:${y}px;width:${box.width}px;height:${box.height}px`}>
      <button class="plan-node ${here ? 'lit' : ''} ${node.stateful ? 'stateful' : ''}" aria-current=${here ? 'true' : 'false'} title=${`${node.name}: ${node.detail}${node.moved ? `\n${node.moved}` : ''}${line ? `\nGo to line ${line}` : ''}`} ?disabled=${!node.span} @click=${() => { reveal(node); }}>
        <span class="plan-name"><b>${node.name}</b>${node.stateful ? html` <span class="dim">keeps state</span>` : nothing}${node.moved ? html` <span class="dim">moved</span>` : nothing}<span class="dim line">${line ? `line ${line}` : ''}</span></span>
        <span class="plan-detail dim">${node.detail}</span></button></li>`;
  }
}

/** Is a line one of those that a call stands in? */
const lit = (span: PlanNode['span'], line: number): boolean => span !== undefined && line >= span.line && line <= span.endLine;

function said({ standing, why, queries }: PlanState): string {
  switch (standing) {
    case 'current': return queries.length === 1 ? 'One query. Of the text as it stands.' : `${queries.length} queries. Of the text as it stands.`;
    case 'typing': return 'Of the text before the last keystrokes.';
    case 'broken': return `The last plan that the job gave. As it stands now it gives none: ${why}`;
    case 'waiting': return 'Looking at the job…';
    case 'none': return why === '' ? 'The job starts no streaming query.' : `There is no plan: ${why}`;
    case 'untrusted': return 'Nothing is run in a workspace that is not trusted: trust it to see the plan.';
  }
}

function asTable(plan: PlanNode[]): TemplateResult {
  const rows = new Rows<PlanNode>({
    load: () => Promise.resolve({ rows: plan, total: plan.length }),
    show: (node) => ({ cells: [{ text: node.name, ...(node.span && { open: () => { reveal(node); } }) }, { text: node.span ? String(node.span.line) : '–' }, { text: node.stateful ? 'kept' : '–' }, { text: `${node.detail}${node.moved ? ` (${node.moved})` : ''}`, tone: 'dim' }] }),
  });
  void rows.open();
  return html`<weir-grid .label=${'Plan, sources first'} .columns=${columns} .rows=${rows}></weir-grid>`;
}

define('weir-plan-view', PlanView);
