import type { LogAnswer, LogRequest } from '../../../protocol/cluster-run';
import type { Answer, FigureSeries, PanelAnswers, PanelCommand, PanelQuestion, RunView, ToHost, ToView } from '../../../protocol/panel';
import type { RunAnswers, RunQuestion, StatePage } from '../../../protocol/run';
import { chart } from './chart';
import type { QueryModel } from './query-model';
import type { RunModel } from './run-model';
import { stateChanges, wholeState } from './state-changes';

export interface ShownRun {
  model: RunModel;
  view(): RunView;
  ask<Q extends RunQuestion>(question: Q): Promise<RunAnswers[Q['ask']]>;
  /** Of a job on a cluster. */
  job?: { figures(queryId: string, most: number): FigureSeries; log(request: LogRequest): Promise<LogAnswer> };
}

export interface SessionHost {
  /** The run on show; null: none (a panel that VS Code restored). */
  run(): ShownRun | null;
  post(message: ToView): void;
  command(command: PanelCommand): void;
}

/**
 * The host's side of one panel: answers its questions, and tells it at most 20 times a second that something changed.
 */
export class PanelSession {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pending = false;
  #ready = false;

  constructor(private readonly host: SessionHost, private readonly interval = 50) {}

  receive(message: ToHost): void {
    if (message.kind === 'ready') { this.#ready = true; this.#send(); this.#showLate(); }
    else if (message.kind === 'command') this.host.command(message.command);
    else void this.#answer(message.id, message.question);
  }

  /** @param now a person waits for exactly this: it is told at once */
  changed(now = false): void {
    if (!this.#ready) return;
    if (this.#timer !== undefined && !now) { this.#pending = true; return; }
    this.#send();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#pending) { this.#pending = false; this.changed(); }
    }, this.interval);
  }

  cursor(line: number): void { if (this.#ready) this.host.post({ kind: 'cursor', line }); }
  /** Chooses a batch and shows what it dropped, as soon as the view can. */
  late(queryId: string, ordinal: number): void { this.#late = { queryId, ordinal }; if (this.#ready) { this.changed(true); this.#showLate(); } }
  dispose(): void { clearTimeout(this.#timer); this.#ready = false; }

  #late: { queryId: string; ordinal: number } | undefined;
  #showLate(): void {
    if (this.#late) this.host.post({ kind: 'late', ...this.#late });
    this.#late = undefined;
  }

  #send(): void { this.host.post({ kind: 'run', run: this.host.run()?.view() ?? null }); }

  async #answer(id: number, question: PanelQuestion): Promise<void> {
    try {
      const value = await this.#value(question);
      this.host.post({ kind: 'answer', id, value });
    } catch (error) {
      this.host.post({ kind: 'refused', id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  async #value(question: PanelQuestion): Promise<PanelAnswers[keyof PanelAnswers]> {
    const run = this.host.run();
    if (!run) throw new Error('This run is no longer held.');
    switch (question.ask) {
      case 'batches': return batches(this.#query(run.model, question.queryId), question.offset, question.limit);
      case 'ordinal': return this.#query(run.model, question.queryId).ordinal(question.batchId);
      case 'chart': return chart(this.#query(run.model, question.queryId), question.from, question.to);
      case 'plan': return this.#query(run.model, question.queryId).plan(question.batchId);
      case 'stateChanges': return this.#stateChanges(question);
      case 'figures': case 'log': return onCluster(run, question);
      default: return run.ask(question);
    }
  }

  #query(model: RunModel, id: string): QueryModel {
    const query = model.queries.get(id);
    if (!query) throw new Error('This query is not part of the run.');
    return query;
  }

  async #stateChanges(question: Extract<PanelQuestion, { ask: 'stateChanges' }>): Promise<Answer<typeof question>> {
    const run = this.host.run();
    if (!run) throw new Error('This run is no longer held.');
    const query = this.#query(run.model, question.queryId);
    const previous = query.rows[query.ordinal(question.batchId) - 1]?.batchId;
    const read = (batchId: number) => wholeState((offset, limit): Promise<StatePage> =>
      run.ask({ ask: 'state', queryId: question.queryId, batchId, operator: question.operator, offset, limit }));
    const after = await read(question.batchId);
    const before = previous === undefined ? [] : await read(previous);
    return stateChanges(before, after, question.batchId);
  }
}

function onCluster({ job }: ShownRun, question: Extract<PanelQuestion, { ask: 'figures' | 'log' }>): FigureSeries | Promise<LogAnswer> {
  if (!job) throw new Error('This run is on no cluster.');
  return question.ask === 'log' ? job.log(question) : job.figures(question.queryId, question.most);
}

function batches(query: QueryModel, offset: number, limit: number): Answer<{ ask: 'batches'; queryId: string; offset: number; limit: number }> {
  return { rows: query.rows.slice(offset, offset + limit), total: query.rows.length };
}
