/**
 * Follows Spark's pages of streaming queries: the list, and where it is allowed the statistics of one query with each reading, in turn.
 *
 * To ask for the statistics changes the job: Spark 3.3 then removes `triggerExecution` from the very objects that the job's own
 * `lastProgress` and `recentProgress` are made of, and its gauge of the latency says 0 from then on (seen, and recorded in
 * test/recordings/progress). Spark's own UI does the same to whoever opens that page in a browser. So it is asked only where it was chosen.
 */
import type { ProgressSource } from './source.ts';
import { parseQueries, parseStatistics } from './statistics.ts';
import type { ProgressReader, QueryStatus, Reading } from './status.ts';
import { Unreadable } from './status.ts';
import { Doubts, present } from './values.ts';

/** Readings after which the list is asked for again, to see queries that came or ended. */
const LIST_EVERY = 12;

export class QueryPageReader implements ProgressReader {
  readonly name = 'query page';
  readonly lacks: readonly string[];
  #readings = 0;
  #turn = 0;
  readonly #queries = new Map<string, QueryStatus>();

  constructor(private readonly source: ProgressSource, private readonly options: { statistics: boolean }, private readonly now: () => number = Date.now) {
    this.lacks = options.statistics ? ['offsets', 'sources and sink', 'each state operator by itself'] : ['rows', 'rates', 'watermark', 'state', 'durations', 'offsets', 'earlier batches'];
  }

  async read(signal: AbortSignal): Promise<Reading> {
    const doubts = new Doubts();
    if (!this.options.statistics || this.#readings % LIST_EVERY === 0 || this.#running().length === 0) await this.#list(signal, doubts);
    const running = this.options.statistics ? this.#running() : [], next = running[this.#turn++ % Math.max(1, running.length)];
    if (next !== undefined) await this.#statistics(next, signal, doubts);
    this.#readings++;
    return { reader: 'query page', queries: [...this.#queries.values()], doubts: doubts.found };
  }

  #running(): string[] {
    return [...this.#queries].filter(([, { state }]) => state === 'running').map(([runId]) => runId);
  }

  async #list(signal: AbortSignal, doubts: Doubts): Promise<void> {
    const listed = parseQueries(await this.source.text('ui/StreamingQuery/', signal), doubts), at = this.now();
    if (listed.length === 0) throw new Unreadable('nothing', 'the page of streaming queries has none');
    for (const runId of [...this.#queries.keys()]) if (!listed.some((query) => query.runId === runId)) this.#queries.delete(runId);
    for (const { runId, id, name, state, batchId, error } of listed) {
      const known = this.#queries.get(runId);
      // What is known of a batch is not mixed with the number of a later one.
      this.#queries.set(runId, this.options.statistics && known?.batchId !== undefined ? present<QueryStatus>({ ...known, state, error }) : present<QueryStatus>({ id, runId, name, state, batchId, error, earlier: [], at }));
    }
  }

  async #statistics(runId: string, signal: AbortSignal, doubts: Doubts): Promise<void> {
    const { id, name, batches } = parseStatistics(await this.source.text(`ui/StreamingQuery/statistics/?id=${runId}`, signal), doubts), last = batches.at(-1);
    const state = this.#queries.get(runId)?.state ?? 'running';
    this.#queries.set(runId, present<QueryStatus>({ ...last, id, runId, name, state, earlier: batches.slice(0, -1), at: this.now() }));
  }
}
