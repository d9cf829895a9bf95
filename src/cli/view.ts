/** `weir run --verbose`: what a run does, as it does it. Everything goes through one queue, so that the order is the run's. */
import { isatty } from 'node:tty';
import type { FromRunner } from '../protocol/rpc.ts';
import type { Problem, QueryInfo, RunEvent } from '../protocol/run.ts';
import { writeAll } from '../simulator/output.ts';
import type { Asker } from './asker.ts';
import { batchHead, batchLine, lateLines, outputLines, SHOWN_LATE, SHOWN_ROWS } from './batch-text.ts';
import { plain } from './plain.ts';
import { placeOf, problemLine } from './problem-line.ts';
import { err } from './say.ts';
import type { Style } from './style.ts';
import { styleFor } from './style.ts';
import { near } from './words.ts';
import { summary, type QueryTotals } from './summary.ts';

export class RunView {
  readonly #asker: Pick<Asker, 'ask'>;
  readonly #file: string;
  readonly #report: (problem: Problem) => void;
  readonly #style: Style = styleFor(isatty(2), process.env);
  readonly #queries = new Map<string, QueryTotals>();
  #queue: Promise<void> = Promise.resolve();
  #failed = false;
  /** As many queries as the last heading knew. */
  #headed = 0;

  constructor(asker: Pick<Asker, 'ask'>, file: string, report: (problem: Problem) => void) {
    this.#asker = asker;
    this.#file = file;
    this.#report = report;
  }

  take(message: FromRunner): void {
    this.#queue = this.#queue.then(() => this.#show(message)).catch((error: unknown) => {
      err(`weir: ${error instanceof Error ? error.message : String(error)}\n`);
    });
  }

  async finish(): Promise<void> {
    await this.#queue;
    for (const line of await summary([...this.#queries.values()], this.#asker, this.#file, this.#failed, this.#style)) err(`${line}\n`);
  }

  async #show(message: FromRunner): Promise<void> {
    if (message.type === 'bytes') {
      try {
        writeAll(message.stream, message.data);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
      }
    } else if (message.type === 'ready' && message.notice !== undefined) err(`weir: ${message.notice}\n`);
    else if (message.type === 'event') await this.#event(plain(message.event));
  }

  async #event(event: RunEvent): Promise<void> {
    switch (event.kind) {
      case 'query': this.#started(event.query); break;
      case 'batch': await this.#batch(event.batch); break;
      case 'note': err(this.#style.dim(`${event.text}\n`)); break;
      case 'queryEnd': this.#ended(event); break;
      case 'problem': this.#problem(event.problem); break;
      default: break;
    }
  }

  #started(query: QueryInfo): void {
    const known = this.#queries.get(query.id);
    if (known) {
      // Told again once its first progress said what it reads.
      for (const source of query.sources.slice(known.query.sources.length)) err(this.#style.dim(`  reads ${near(source)}\n`));
      known.query = query;
      return;
    }
    this.#queries.set(query.id, { query, batches: 0, inputRows: 0, droppedRows: 0, looked: false, ended: undefined });
    const watermark = query.watermarks.map(({ column, delay }) => `   watermark ${column} - ${delay}`).join('');
    err(`${this.#style.bold(query.label)}   ${query.outputMode}   to ${query.sink}${watermark}\n`);
    for (const source of query.sources) err(this.#style.dim(`  reads ${near(source)}\n`));
  }

  async #batch(batch: Extract<RunEvent, { kind: 'batch' }>['batch']): Promise<void> {
    const totals = this.#queries.get(batch.queryId);
    if (!totals) return;
    totals.batches += 1;
    totals.inputRows += batch.inputRows;
    if (batch.outputRows !== undefined) totals.outputRows = (totals.outputRows ?? 0) + batch.outputRows;
    totals.droppedRows += batch.droppedRows ?? batch.droppedBySpark;
    totals.looked ||= batch.droppedRows !== undefined;
    const { query } = totals;
    const labels = [...this.#queries.values()].map((each) => each.query.label);
    const lines = this.#headed === labels.length ? [] : [batchHead(labels, this.#style)];
    this.#headed = labels.length;
    lines.push(batchLine(batch, query, labels, this.#style));
    const { queryId, batchId } = batch;
    if ((batch.outputRows ?? 0) > 0 && !this.#seen(query)) {
      const page = plain(await this.#asker.ask({ ask: 'output', queryId, batchId, offset: 0, limit: SHOWN_ROWS }));
      if (page) lines.push(...outputLines(page, this.#style));
    }
    if ((batch.droppedRows ?? 0) > 0) {
      const page = plain(await this.#asker.ask({ ask: 'late', queryId, batchId, offset: 0, limit: SHOWN_LATE }));
      if (page) lines.push(...lateLines(page, query, this.#style));
    }
    err(`${lines.join('\n')}\n`);
  }

  /** Its rows stand on the same terminal already: the job printed them itself. */
  #seen(query: QueryInfo): boolean {
    return query.sink === 'console' && isatty(1) && isatty(2);
  }

  #ended(event: Extract<RunEvent, { kind: 'queryEnd' }>): void {
    const totals = this.#queries.get(event.queryId);
    if (totals) totals.ended = event.error ?? event.reason;
  }

  #problem(problem: Problem): void {
    if (problem.severity === 'error') {
      this.#failed = true;
      this.#report(problem);
      return;
    }
    const { severity, code, span } = problem, message = `${problem.message}${problem.hint === undefined ? '' : ` ${problem.hint}`}`;
    err(span ? `${problemLine({ ...placeOf(span), file: near(span.file), severity, code, message })}\n` : `${this.#style.warn(severity)}: ${message}\n`);
  }
}
