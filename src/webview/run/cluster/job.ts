import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { BatchRow, QueryView, RunView } from '../../../protocol/panel';
import type { Problem } from '../../../protocol/run';
import { Clock, count } from '../../shared/format';
import { define, Part } from '../../shared/part';
import { tabs } from '../../shared/tabs';
import '../batches';
import { theHost } from '../host';
import type { NoticeAction } from '../notices';
import '../notices';
import '../progress-tab';
import { cause, failureTab } from './failure-tab';
import './figures';
import { act } from './job-header';
import './log-tab';
import './parts-tab';
import { sentTab } from './sent-tab';
import { readerDetail, readerLine, stopped } from './words';
import { keptZone, zoneOf, type ZoneChoice } from '../../shared/zones';

export const jobTabs = ['batches', 'log', 'failure', 'plan', 'progress', 'sent'] as const;
type JobTab = (typeof jobTabs)[number];

interface Memory { jobTab: JobTab; zone: ZoneChoice; figureTable: boolean }

/** A job on a cluster in the run panel. */
export class Job extends Part {
  static override properties = { run: { attribute: false }, queryId: { state: true }, chosen: { state: true }, memory: { state: true }, now: { state: true } };
  declare run: RunView;
  declare queryId: string | undefined;
  /** null: the newest batch. */
  declare chosen: BatchRow | null;
  declare memory: Memory;
  /** Epoch ms, each second. */
  declare now: number;
  #clock = new Clock('UTC');
  #ticking: ReturnType<typeof setInterval> | undefined;
  #kept = '';

  constructor() {
    super();
    this.chosen = null;
    this.now = Date.now();
    const kept = theHost().memory as Partial<Memory> | undefined;
    this.memory = { jobTab: 'batches', figureTable: false, ...kept, zone: keptZone(kept?.zone) };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => { this.now = Date.now(); }, 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  /** Keys of the panel that mean something here. @returns whether it was one */
  key(key: string): boolean {
    const tab = jobTabs[Number(key) - 1];
    if (tab) this.#remember({ jobTab: tab });
    return tab !== undefined;
  }

  protected override willUpdate(_: PropertyValues): void {
    const query = this.#query(), zone = zoneOf(this.memory.zone, query?.info.timeZone ?? 'UTC');
    if (this.#clock.zone !== zone) this.#clock = new Clock(zone);
    if (JSON.stringify(this.run.cluster?.target) !== this.#kept) this.#keep();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { run, now, memory } = this, { cluster } = run, query = this.#query();
    if (!cluster) return nothing;
    const { status } = cluster, figures = cluster.figures.find(({ queryId }) => queryId === query?.info.id), failures = status?.failures ?? [];
    return html`<weir-job-header .run=${run} .query=${query} .zone=${memory.zone} .table=${memory.figureTable} @table=${() => { this.#remember({ figureTable: !memory.figureTable }); }} @zone=${(event: CustomEvent<ZoneChoice>) => { this.#remember({ zone: event.detail }); }}></weir-job-header>
      <main><weir-notices .run=${{ ...run, problems: this.#problems(), state: 'running' as const }} .action=${this.#wayOut()}></weir-notices>
      <div class="query-row">${run.queries.length > 0 ? tabs('query', 'Queries', run.queries.map((q) => ({ id: q.info.id, title: q.info.label, count: q.batches > 0 ? count(q.last?.batchId ?? 0) : '', hint: 'The newest batch', ...(q.error && { count: 'failed', tone: 'late' }) })), query?.info.id ?? '', (id) => { this.queryId = id; this.chosen = null; }) : nothing}
        <span class="dim reader" title=${status ? readerDetail(status.progress) : nothing}>${status ? readerLine(status.progress, now) : 'asking the cluster…'}</span></div>
      <div class="query-panel" role=${run.queries.length > 0 ? 'tabpanel' : nothing} id="query-panel" aria-labelledby=${query ? `query-${query.info.id}` : nothing}>
      ${query ? html`<weir-job-figures .queryId=${query.info.id} .newest=${figures?.newest} .count=${figures?.count ?? 0} .verdicts=${status?.verdicts ?? []} .from=${status?.progress} .clock=${this.#clock} .table=${memory.figureTable}></weir-job-figures>` : nothing}
      ${memory.jobTab === 'failure' ? nothing : cause(failures, status?.job.attempt, status?.maxAttempts, run.state === 'running', now)}
      ${tabs<JobTab>('detail', 'The job', [
        { id: 'batches', title: 'Batches', hint: 'Its micro-batches (1)' }, { id: 'log', title: 'Driver log', hint: 'What its driver wrote (2)' },
        { id: 'failure', title: 'Failure', count: failures.length > 0 ? count(failures.length) : '', hint: 'What failed, and where (3)', ...(failures.length > 0 && { tone: 'late' }) }, { id: 'plan', title: 'Plan', hint: 'What its queries do (4)' },
        { id: 'progress', title: 'Progress', hint: "Spark's StreamingQueryProgress (5)" }, { id: 'sent', title: 'Submitted as', hint: 'What was sent (6)' },
      ], memory.jobTab, (jobTab) => { this.#remember({ jobTab }); })}
      <div class="tab-panel" role="tabpanel" id="detail-panel" aria-labelledby="detail-${memory.jobTab}">${this.#tab(query)}</div></div></main>${this.#foot()}`;
  }

  #tab(query: QueryView | undefined): TemplateResult {
    const { run, memory, now } = this, batch = this.chosen ?? query?.last ?? null, clock = this.#clock, status = run.cluster?.status;
    switch (memory.jobTab) {
      case 'log': return html`<weir-log .run=${run} .attempts=${status?.job.attempt ?? 1}></weir-log>`;
      case 'failure': return failureTab(status?.failures ?? [], run.state === 'succeeded' || run.state === 'stopped', now);
      case 'plan': return html`<div class="empty"><p><b>A cluster does not tell a query's plan.</b> The simulator knows it: simulate the job, and its plan stands in the run panel with the rows that passed each operator.</p>${run.file === '' ? nothing : html`<button class="act" @click=${act({ act: 'simulate' })}>Simulate</button>`}</div>`;
      case 'sent': return run.cluster ? sentTab(run.cluster, clock) : html``;
      default: if (!query || !batch) return this.#noBatch(query);
    }
    if (memory.jobTab === 'progress') return html`<weir-progress .run=${run} .query=${query} .batch=${batch} .clock=${clock}></weir-progress>`;
    return html`<div class="split"><weir-batches .query=${query} .clock=${clock} .selected=${batch.ordinal} .following=${this.chosen === null} @choose=${this.#choose}></weir-batches>
      <weir-job-parts .run=${run} .query=${query} .batch=${batch} .clock=${clock}></weir-job-parts></div>`;
  }

  #noBatch(query: QueryView | undefined): TemplateResult {
    const { status } = this.run.cluster ?? {}, from = status?.progress;
    if (!status) return html`<p class="empty" role="status">Asking the cluster…</p>`;
    if (status.job.state === 'starting') return html`<p class="empty"><b>The job is starting.</b> YARN gives it a container, then Spark starts its driver: ${status.job.yarnState ?? status.job.livyState ?? 'no word yet'}.</p>`;
    if (query && from?.reader !== undefined) return html`<div class="empty"><p><b>Single batches are not told by ${from.reader}.</b></p>${from.better.length === 0 ? nothing : html`<ul>${from.better.map((each) => html`<li>${each.reader}: ${stopped(each.reason)}</li>`)}</ul>`}</div>`;
    // Why nothing answers stands above.
    if (status.problem) return html`<p class="empty"><b>No micro-batch is known yet.</b></p>`;
    return html`<div class="empty"><p><b>No micro-batch is known.</b> ${stopped(from?.failed ?? 'No query has told of one yet')}</p>${from && from.better.length > 0 ? html`<ul>${from.better.map((each) => html`<li>${each.reader}: ${stopped(each.reason)}</li>`)}</ul>` : nothing}</div>`;
  }

  #problems(): Problem[] {
    const { problems, cluster, state, message } = this.run, problem = cluster?.status?.problem;
    const silent: Problem[] = problem ? [{ severity: 'warning', code: 'cluster', message: problem.message, hint: `${problem.hint} What is shown was heard before.`.trim() }] : [];
    const alone: Problem[] = state === 'failed' && cluster?.status === undefined ? [{ severity: 'error', code: 'cluster', message: message ?? 'The job cannot be followed.' }] : [];
    // A failure stands above the tabs, with its line.
    return [...alone, ...silent, ...problems.filter(({ code }) => code !== 'job-failed')];
  }

  /** Of the notice that the cluster does not answer. */
  #wayOut(): NoticeAction | undefined {
    const problem = this.run.cluster?.status?.problem;
    if (!problem) return undefined;
    const signsIn = problem.kind === 'authentication', edits = ['tls', 'protocol', 'unsupported'].includes(problem.kind);
    return { code: 'cluster', title: signsIn ? 'Sign In…' : edits ? 'Edit Cluster…' : 'Look Now', run: act({ act: signsIn ? 'signIn' : edits ? 'editCluster' : 'look' }) };
  }

  #foot(): TemplateResult {
    const { run: { cluster }, now } = this, status = cluster?.status, job = status?.job;
    const livy = job?.batch === undefined ? undefined : job.forgotten ? 'Livy has forgotten it' : `Livy: ${job.livyState ?? '–'}`;
    const yarn = job?.app === undefined ? undefined : `YARN: ${(job.yarnState ?? '–').toLowerCase()}${job.attempt === undefined ? '' : `, attempt ${job.attempt}${status?.maxAttempts === undefined ? '' : ` of ${status.maxAttempts}`}`}`;
    return html`<footer class="foot">${[livy, yarn].map((text) => text === undefined ? nothing : html`<span>${text}</span>`)}
      ${status && status.over === undefined ? html`<span class="wide">asked ${count(status.requestsPerMinute)} times in the last minute, every ${status.everyMs / 1000} s</span>` : nothing}<span class="grow"></span>
      ${status?.over === 'gone' ? html`<span>neither Livy nor YARN knows it any more</span>` : nothing}<span title="The lines of the driver's log keep the times that the driver wrote">times in ${this.#clock.zone}</span><span class="visually-hidden" role="status">${status?.over ? `Job ${job?.state ?? ''} at ${this.#clock.moment(job?.finished ?? now)}` : ''}</span></footer>`;
  }

  #query(): QueryView | undefined { return this.run.queries.find((q) => q.info.id === this.queryId) ?? this.run.queries[0]; }

  async #choose(event: CustomEvent<{ ordinal: number; follow?: boolean }>): Promise<void> {
    const { ordinal, follow } = event.detail, query = this.#query();
    if (!query || follow || ordinal === query.last?.ordinal) { this.chosen = null; return; }
    const { rows } = await theHost().ask({ ask: 'batches', queryId: query.info.id, offset: ordinal, limit: 1 });
    this.chosen = rows[0] ?? null;
  }

  #remember(change: Partial<Memory>): void { this.memory = { ...this.memory, ...change }; this.#keep(); }
  /** Which job it is: a panel that VS Code restores follows it again. */
  #keep(): void {
    const target = this.run.cluster?.target;
    this.#kept = JSON.stringify(target);
    theHost().memory = { ...this.memory, job: target };
  }
}
define('weir-job', Job);
