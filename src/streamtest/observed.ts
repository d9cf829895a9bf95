/** What a run did, as far as a test looks at it. */
import type { RunHandle } from '../protocol/rpc.ts';
import type { BatchSummary, Problem, QueryInfo, RunEvent, StreamingQueryProgress } from '../protocol/run.ts';
import type { ValuesPage } from '../protocol/values.ts';

export interface ObservedQuery {
  info: QueryInfo;
  batches: BatchSummary[];
  /** Of the last micro-batch. */
  progress?: StreamingQueryProgress;
  error?: string;
}

/** Rows of a query that a test looks at. */
const MOST_ROWS = 200_000;
/** UTF-16 units of what the job printed. */
const MOST_PRINTED = 1_000_000;

export class Observed {
  readonly queries: ObservedQuery[] = [];
  readonly problems: Problem[] = [];
  printed = '';
  stdout = '';
  exitCode = 0;
  #handle: RunHandle | undefined;

  take(event: RunEvent): void {
    switch (event.kind) {
      case 'query': {
        const known = this.queries.find(({ info }) => info.id === event.query.id);
        if (known) known.info = event.query;
        else this.queries.push({ info: event.query, batches: [] });
        break;
      }
      case 'batch': this.#of(event.batch.queryId)?.batches.push(event.batch); break;
      case 'progress': {
        const query = this.#of(event.progress.id);
        if (query && event.progress.durationMs['addBatch'] !== undefined) query.progress = event.progress;
        break;
      }
      case 'queryEnd': {
        const query = this.#of(event.queryId);
        if (query && event.error !== undefined) query.error = event.error;
        break;
      }
      case 'problem': this.problems.push(event.problem); break;
      case 'stdout': case 'stderr':
        if (this.printed.length < MOST_PRINTED) this.printed += event.text;
        if (event.kind === 'stdout' && this.stdout.length < MOST_PRINTED) this.stdout += event.text;
        break;
      default: break;
    }
  }

  ended(handle: RunHandle, exitCode: number): void {
    this.#handle = handle;
    this.exitCode = exitCode;
  }

  values(query: ObservedQuery, of: 'output' | 'late'): Promise<ValuesPage> {
    if (!this.#handle) return Promise.reject(new Error('The run has not ended.'));
    return this.#handle.ask({ ask: 'values', queryId: query.info.id, of, limit: MOST_ROWS });
  }

  get errors(): Problem[] { return this.problems.filter(({ severity }) => severity === 'error'); }

  #of(id: string): ObservedQuery | undefined { return this.queries.find(({ info }) => info.id === id); }
}
