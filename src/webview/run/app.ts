import { html, nothing, type TemplateResult } from 'lit';
import type { BatchRow, QueryView, RunView } from '../../protocol/panel';
import { Clock, count, plural, took } from '../shared/format';
import { theHost } from './host';
import { define, Part } from '../shared/part';
import { tabs } from '../shared/tabs';
import './batches';
import type { Batches } from './batches';
import './charts';
import './cluster/job';
import type { Job } from './cluster/job';
import './details';
import { tabIds, type Details, type TabId } from './details';
import './header';
import { active, simulated } from './header';
import './notices';
import './printed-tab';
import { keptZone, zoneOf, type ZoneChoice } from '../shared/zones';

interface Memory { tab: TabId; zone: ZoneChoice; rates: boolean; table: boolean }

interface Choice { ordinal: number; follow?: boolean; lateAt?: number }

/** The run panel: holds what is chosen; every figure comes from the host. */
export class RunPanel extends Part {
  static override properties = { run: { state: true }, queryId: { state: true }, chosen: { state: true }, memory: { state: true }, cursor: { state: true }, waited: { state: true } };
  declare run: RunView | null | undefined;
  declare queryId: string | undefined;
  /** The chosen batch; null: the newest, whichever it is. */
  declare chosen: BatchRow | null;
  declare memory: Memory;
  declare cursor: number;
  declare waited: number;
  /** Label of the query whose tab was chosen: its id changes with the checkpoint. */
  #label: string | undefined;
  #clock = new Clock('UTC');
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.chosen = null;
    this.cursor = this.waited = 0;
    const kept = theHost().memory as Partial<Memory> | undefined;
    this.memory = { tab: 'output', rates: false, table: false, ...kept, zone: keptZone(kept?.zone) };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    theHost().listen((message) => {
      if (message.kind === 'run') this.#show(message.run);
      else if (message.kind === 'cursor') this.cursor = message.line;
      else void this.#late(message.queryId, message.ordinal);
    });
    document.addEventListener('keydown', (event) => { this.#key(event); });
  }

  protected override render(): TemplateResult {
    const { run } = this;
    if (run === undefined) return html`<main class="whole"><h1 class="visually-hidden">Run</h1><p class="empty">Loading…</p></main>`;
    if (run === null) return html`<main class="whole"><h1 class="visually-hidden">Run</h1><p class="empty"><b>This run ended when its window was closed.</b> What it did was not kept.</p><button class="act primary" @click=${() => { theHost().command({ do: 'again', paused: false }); }}>Simulate Again</button></main>`;
    if (run.cluster) return html`<weir-job .run=${run}></weir-job>`;
    const query = this.#query(run);
    return html`<weir-header .run=${run} .query=${query} .zone=${this.memory.zone} .rates=${this.memory.rates} @rates=${() => { this.#remember({ rates: !this.memory.rates }); }} @zone=${(event: CustomEvent<ZoneChoice>) => { this.#remember({ zone: event.detail }); }}></weir-header>
      <main><weir-notices .run=${run}></weir-notices>${query ? this.#query1(run, query) : this.#noQuery(run)}</main>${this.#foot(run, query)}`;
  }

  #query1(run: RunView, query: QueryView): TemplateResult {
    const clock = this.#timeOf(query), batch = this.chosen ?? followed(run, query), following = this.chosen === null;
    const page = html`<weir-charts .query=${query} .clock=${clock} .selected=${batch?.ordinal ?? -1} .table=${this.memory.table} .rates=${this.memory.rates}
        @table=${() => { this.#remember({ table: !this.memory.table }); }} @rates=${() => { this.#remember({ rates: !this.memory.rates }); }} @choose=${this.#choose}></weir-charts>
      <div class="split"><weir-batches .query=${query} .clock=${clock} .selected=${batch?.ordinal ?? -1} .following=${following} @choose=${this.#choose}></weir-batches>
        <weir-details .run=${run} .query=${query} .batch=${batch} .clock=${clock} .tab=${this.memory.tab} .cursor=${this.cursor} @tab=${(event: CustomEvent<TabId>) => { this.#remember({ tab: event.detail }); }}></weir-details></div>`;
    if (run.queries.length < 2) return html`<div class="query-panel">${page}</div>`;
    const items = run.queries.map((q) => ({ id: q.info.id, title: q.info.label, count: count(q.batches), ...(q.error && { count: 'failed', tone: 'late' }) }));
    return html`${tabs('query', 'Queries', items, query.info.id, (id) => { this.queryId = id; this.#label = run.queries.find((q) => q.info.id === id)?.info.label; this.chosen = null; })}<div class="query-panel" role="tabpanel" id="query-panel" aria-labelledby="query-${query.info.id}">${page}</div>`;
  }

  #noQuery(run: RunView): TemplateResult {
    if (run.state === 'starting' || (active(run.state) && run.printed === 0)) {
      return html`<div class="whole"><div class="waiting" aria-hidden="true"></div><p class="empty" role="status">${run.state === 'starting' ? `Starting Python${simulated(run) ? '' : ' and Spark'}` : 'Running the job up to its first query'}${this.waited > 0 ? `, ${this.waited} s` : ''}…</p>
        <button class="act" @click=${() => { theHost().command({ do: 'stop' }); }}>Cancel</button></div>`;
    }
    const over = !active(run.state) && run.state !== 'failed';
    return html`<div class="whole printed">${over ? html`<p class="empty"><b>The job ended without starting a streaming query.</b> ${run.printed > 0 ? 'What it printed:' : 'It printed nothing.'}</p>` : nothing}${run.printed > 0 ? html`<weir-printed .run=${run}></weir-printed>` : nothing}</div>`;
  }

  #foot(run: RunView, query: QueryView | undefined): TemplateResult {
    const totals = query?.totals, zone = query ? this.#timeOf(query).zone : 'UTC';
    return html`<footer class="foot"><span title=${zone === (query?.info.timeZone ?? 'UTC') ? "The zone of the job's session" : `The job's session is in ${query?.info.timeZone ?? 'UTC'}`}>times in ${zone}</span>${query ? html`<span class="wide">${query.info.outputMode} mode, trigger ${query.info.trigger}</span>` : nothing}<span class="grow"></span>
      ${totals ? html`<span class="data-foot">${count(totals.inputRows)} in · ${totals.outputRows === undefined ? '' : `${count(totals.outputRows)} out · `}<span class=${totals.droppedRows > 0 ? 'late' : ''}>${count(totals.droppedRows)} dropped late</span> · ${took(totals.tookMs)}</span>` : nothing}
      <span class="visually-hidden" role="status">${active(run.state) ? '' : `Run ${run.state}. ${totals ? `${plural(query?.batches ?? 0, 'batch', 'batches')}, ${totals.droppedRows} dropped late` : ''}`}</span></footer>`;
  }

  #query(run: RunView): QueryView | undefined {
    return run.queries.find((q) => q.info.id === this.queryId) ?? run.queries.find((q) => q.info.label === this.#label) ?? run.queries.find((q) => q.info.id === run.focusQuery) ?? run.queries[0];
  }

  /** One clock as long as nothing about it changes: tables are built for it. */
  #timeOf(query: QueryView): Clock {
    const zone = zoneOf(this.memory.zone, query.info.timeZone);
    const dated = query.eventTime !== undefined && query.eventTime.max - query.eventTime.min > 86_400e6;
    if (this.#clock.dated !== dated || this.#zone !== zone) { this.#zone = zone; this.#clock = new Clock(zone, dated); }
    return this.#clock;
  }
  #zone = 'UTC';
  /** Key of the newest run of which a batch came on screen. */
  #seen = '';

  #show(run: RunView | null): void {
    const file = this.run?.file;
    if (run?.key !== this.run?.key) {
      this.chosen = null;
      this.queryId = undefined;
      // The same run again, after a save say, stays on the tab that was chosen; the button of another query means that query.
      if (run?.file !== file || run?.line !== this.run?.line) this.#label = undefined;
    }
    this.run = run;
    if (run && run.key !== this.#seen && run.queries.some((q) => q.batches > 0)) { this.#seen = run.key; requestAnimationFrame(() => { theHost().command({ do: 'shown' }); }); }
    if (run && !run.cluster && run.file !== file) this.#keep();
    const waiting = run !== null && active(run.state) && run.queries.length === 0;
    if (waiting && this.#ticking === undefined) this.#ticking = setInterval(() => { this.waited = Math.round((Date.now() - (this.run?.startedAt ?? Date.now())) / 1000); }, 500);
    if (!waiting) { clearInterval(this.#ticking); this.#ticking = undefined; this.waited = 0; }
  }

  async #choose(event: CustomEvent<Choice>): Promise<void> {
    const { ordinal, follow, lateAt } = event.detail, run = this.run, query = run ? this.#query(run) : undefined;
    if (!query) return;
    if (follow || (run && ordinal === followed(run, query)?.ordinal)) this.chosen = null;
    else {
      const { rows } = await theHost().ask({ ask: 'batches', queryId: query.info.id, offset: ordinal, limit: 1 });
      this.chosen = rows[0] ?? null;
    }
    if (lateAt === undefined) return;
    this.#remember({ tab: 'late' });
    await this.updateComplete;
    await this.querySelector<Details>('weir-details')?.seekLate(lateAt);
  }

  async #late(queryId: string, ordinal: number): Promise<void> {
    this.queryId = queryId;
    this.#remember({ tab: 'late' });
    const { rows } = await theHost().ask({ ask: 'batches', queryId, offset: ordinal, limit: 1 });
    if (this.queryId === queryId) this.chosen = rows[0] ?? null;
  }

  #remember(change: Partial<Memory>): void { this.memory = { ...this.memory, ...change }; this.#keep(); }
  /** The file too: a panel that VS Code restores knows whose it was. */
  #keep(): void { theHost().memory = { ...this.memory, file: this.run?.file }; }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement, run = this.run;
    if (!run || event.ctrlKey || event.metaKey || event.altKey || target.matches('input, select, textarea')) return;
    if (run.cluster) {
      if (this.querySelector<Job>('weir-job')?.key(event.key)) event.preventDefault();
      return;
    }
    const tab = tabIds[Number(event.key) - 1];
    if (tab) this.#remember({ tab });
    else if (event.key === 's' && simulated(run)) theHost().command(active(run.state) ? { do: 'step', ...(this.#query(run) && { queryId: this.#query(run)?.info.id }) } : { do: 'again', paused: true });
    else if (event.key === ' ' && simulated(run) && !target.matches('button, a') && active(run.state)) theHost().command({ do: run.state === 'paused' ? 'resume' : 'pause' });
    else if (event.key === 'Escape') theHost().command({ do: 'focusEditor' });
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && target === document.body) this.querySelector<Batches>('weir-batches')?.focus();
    else return;
    event.preventDefault();
  }
}
/** Without a choice: the newest batch, and once the run is over the newest one that did something. */
const followed = (run: RunView, query: QueryView): BatchRow | null => active(run.state) ? query.last : query.busy ?? query.last;
define('weir-run', RunPanel);
