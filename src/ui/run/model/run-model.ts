import type { RunView } from '../../../protocol/panel';
import type { Problem, QueryInfo, RunEvent, RunState, RunTarget } from '../../../protocol/run';
import { QueryModel } from './query-model';

export interface RunStart { key: string; file: string; title: string; target: RunTarget; startedAt: number; line?: number }

/** What a run said so far: the extension host's copy, from which the panel, the Runs view and the editor are drawn. */
export class RunModel {
  readonly queries = new Map<string, QueryModel>();
  readonly problems: Problem[] = [];
  readonly notes: string[] = [];
  state: RunState = 'starting';
  message: string | undefined;
  exitCode: number | undefined;
  endedAt: number | undefined;
  printed = 0;

  constructor(readonly start: RunStart, private readonly now: () => number = Date.now) {}

  get active(): boolean { return this.state === 'starting' || this.state === 'running' || this.state === 'paused'; }

  apply(event: RunEvent): void {
    switch (event.kind) {
      case 'state': return this.#state(event.state, event.message, event.exitCode);
      case 'stdout': case 'stderr': this.printed += event.text.length; return;
      case 'query': return this.#query(event.query);
      case 'batch': return this.queries.get(event.batch.queryId)?.addBatch(event.batch);
      case 'progress': return this.queries.get(event.progress.id)?.addProgress(event.progress);
      case 'queryEnd': return this.#queryEnd(event.queryId, event.error, event.reason);
      case 'problem': this.problems.push(event.problem); return;
      case 'note': this.notes.push(event.text); return;
      case 'facts': case 'action': case 'read': return;
      default: return unknown(event);
    }
  }

  /** The query at whose `.start()` the button was pressed: the nearest one whose statement holds that line. */
  focusQuery(): string | undefined {
    const { line } = this.start;
    if (line === undefined) return undefined;
    const near = [...this.queries.values()].filter((q) => q.info.span !== undefined)
      .sort((a, b) => distance(a.info.span?.endLine ?? 0, line) - distance(b.info.span?.endLine ?? 0, line));
    return near[0]?.info.id;
  }

  totals(): { batches: number; inputRows: number; outputRows: number; droppedRows: number; tookMs: number } {
    const sum = { batches: 0, inputRows: 0, outputRows: 0, droppedRows: 0, tookMs: 0 };
    for (const query of this.queries.values()) {
      const { totals, batches } = query.view();
      sum.batches += batches;
      sum.inputRows += totals.inputRows; sum.outputRows += totals.outputRows ?? 0;
      sum.droppedRows += totals.droppedRows; sum.tookMs += totals.tookMs;
    }
    return sum;
  }

  view(extra: Pick<RunView, 'simulateOnSave' | 'canContinue'>): RunView {
    const { key, file, title, target, startedAt, line } = this.start;
    const focusQuery = this.focusQuery();
    return {
      key, file, title, target, startedAt, input: input([...this.queries.values()]), state: this.state,
      queries: [...this.queries.values()].map((q) => q.view()), problems: this.problems, notes: this.notes, printed: this.printed, ...extra,
      ...(this.message !== undefined && { message: this.message }), ...(this.exitCode !== undefined && { exitCode: this.exitCode }),
      ...(this.endedAt !== undefined && { endedAt: this.endedAt }), ...(focusQuery !== undefined && { focusQuery }), ...(line !== undefined && { line }),
    };
  }

  #state(state: RunState, message: string | undefined, exitCode: number | undefined): void {
    this.state = state;
    this.message = message;
    this.exitCode = exitCode;
    if (!this.active) this.endedAt = this.now();
  }

  #query(info: QueryInfo): void {
    const known = this.queries.get(info.id);
    if (known) { known.info = info; known.ended = false; } else this.queries.set(info.id, new QueryModel(info));
  }

  #queryEnd(id: string, error: string | undefined, reason: string | undefined): void {
    const query = this.queries.get(id);
    if (!query) return;
    query.ended = true;
    query.error = error;
    query.reason = reason;
  }
}

const distance = (a: number, b: number) => Math.abs(a - b);

/** `card-transactions.capture.jsonl`, or `3 sources`: what the header says; each query's tab says the rest. */
function input(queries: readonly QueryModel[]): string {
  const sources = [...new Set(queries.flatMap((q) => q.info.sources))];
  if (sources.length === 0) return '';
  const first = sources[0]?.split(' from ').at(-1)?.split(/[\\/]/).at(-1) ?? '';
  return sources.length === 1 ? first : `${first} and ${sources.length - 1} more`;
}

function unknown(event: never): void {
  throw new Error(`unknown run event ${JSON.stringify(event)}`);
}
