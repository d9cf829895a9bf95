/** What the hook tells, as the events of a run. */
import type { QueryInfo, RunEvent, StreamingQueryProgress } from '../protocol/run.ts';
import { batchOf, sourcesOf } from '../spark/progress/summary.ts';
import type { HookLine } from './hook-lines.ts';
import { problemOf } from './problem.ts';
import { infoOf } from './summary.ts';

export class RunEvents {
  readonly #queries = new Map<string, QueryInfo>();
  #interrupted = false;
  #failed: string | undefined;

  /** @param file the job, native and absolute */
  constructor(private readonly file: string, private readonly emit: (event: RunEvent) => void) {}

  take(line: HookLine): void {
    switch (line.kind) {
      case 'query': return this.#query(infoOf(line, this.#queries.size + 1));
      case 'progress': return this.#progress(JSON.parse(line.text) as StreamingQueryProgress);
      case 'queryEnd': return this.emit({ kind: 'queryEnd', queryId: line.id, ...(line.error === null ? {} : { error: line.error }) });
      case 'lost': return this.#warn('progress-lost', `Spark dropped progress of ${this.#queries.get(line.id)?.label ?? 'a query'} between batch ${line.after} and batch ${line.before} before it could be read: it keeps the newest 100.`);
      case 'unseen': return this.#warn('not-watched', `A query could not be watched: ${line.reason}.`);
      case 'exception': {
        const problem = problemOf(line, this.file);
        this.#interrupted ||= problem === undefined;
        this.#failed = problem?.message;
        if (problem) this.emit({ kind: 'problem', problem });
        return;
      }
      default: return;
    }
  }

  /** The last event. `stopped`: someone asked for the end. */
  end(exitCode: number, stopped: boolean, failure?: string): void {
    const message = failure ?? this.#failed ?? `The job ended with exit code ${exitCode}.`;
    if (stopped || this.#interrupted) this.emit({ kind: 'state', state: 'stopped', exitCode });
    else if (exitCode === 0) this.emit({ kind: 'state', state: 'succeeded', exitCode });
    else this.emit({ kind: 'state', state: 'failed', message, exitCode });
  }

  #query(info: QueryInfo): void {
    this.#queries.set(info.id, info);
    this.emit({ kind: 'query', query: info });
  }

  #progress(progress: StreamingQueryProgress): void {
    const info = this.#queries.get(progress.id);
    // The query itself does not tell what it reads.
    if (info?.sources.length === 0) this.#query({ ...info, sources: sourcesOf(progress) });
    const batch = batchOf(progress);
    if (batch) this.emit({ kind: 'batch', batch });
    this.emit({ kind: 'progress', progress });
  }

  #warn(code: string, message: string): void {
    this.emit({ kind: 'problem', problem: { severity: 'warning', code, message } });
  }
}
