/** Follows the driver's log for progress: Spark's own, or that of our helper. One request a reading, once the log is known. */
import type { StreamingQueryProgress } from '../../protocol/run.ts';
import { PastEnd, parseLogPage } from './log-page.ts';
import { ProgressInLog } from './log-progress.ts';
import type { ProgressSource } from './source.ts';
import type { BatchStatus, ProgressReader, QueryStatus, Reading } from './status.ts';
import { Unreadable } from './status.ts';
import { Doubts, present } from './values.ts';

/** Bytes of the log's end that are looked through at first, of one reading at most, and that must be as they were where a reading goes on. */
const FIRST = 512 * 1024, MOST = 4 * 1024 * 1024, OVERLAP = 64;
const KEPT = 100;
/** Runs of queries: a job may start one after the other. */
const MOST_RUNS = 100;
/** Readings without news after which the other file is looked through. */
const LOOK_ELSEWHERE = 12;
/** Where Spark's log may go, by its log4j configuration. */
const FILES = ['stderr', 'stdout'] as const;
const NOWHERE = 999_999_999_999_999;

interface Followed { file: string; parser: ProgressInLog; /** Byte behind the last that was read, and what stood before it. */ end: number; last: Buffer }

export class DriverLogReader implements ProgressReader {
  readonly name = 'driver log';
  readonly lacks = ['whether a query still runs', 'anything at a log level above INFO, unless the job carries the helper'];
  readonly #queries = new Map<string, QueryStatus>();
  #by: 'helper' | 'driver log' = 'driver log';
  #followed: Followed | undefined;
  /** Intervals that Spark named where a batch took longer. */
  readonly #triggers = new Set<number>();
  /** Progress that was new, and readings since the last. */
  #found = 0;
  #silent = 0;

  constructor(private readonly source: ProgressSource, private readonly now: () => number = Date.now) {}

  async read(signal: AbortSignal): Promise<Reading> {
    const doubts = new Doubts();
    if (this.#followed !== undefined) await this.#follow(this.#followed, signal, doubts);
    else {
      let missing: unknown;
      for (const file of FILES) {
        try {
          const followed = await this.#begin(file, signal, doubts);
          if (this.#queries.size > 0) {
            this.#followed = followed;
            break;
          }
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
          missing ??= error;
        }
      }
      if (this.#queries.size === 0 && missing !== undefined) throw missing;
    }
    if (this.#queries.size === 0) throw new Unreadable('nothing', 'the driver\'s log has no progress: no query has finished a batch since, or the job logs less than INFO');
    const triggerMs = this.#triggers.size === 1 ? [...this.#triggers][0] : undefined;
    return { reader: this.#by, queries: [...this.#queries.values()], doubts: doubts.found, ...(triggerMs !== undefined && { triggerMs }) };
  }

  async #follow(followed: Followed, signal: AbortSignal, doubts: Doubts): Promise<void> {
    const before = this.#found;
    await this.#goOn(followed, signal, doubts);
    this.#silent = this.#found > before ? 0 : this.#silent + 1;
    if (this.#silent % LOOK_ELSEWHERE !== 0 || this.#silent === 0) return;
    // A job that raised its log level goes on in the other file, where the helper writes. One that is not there says nothing of the one that is followed.
    const other = await this.#begin(FILES.find((file) => file !== followed.file)!, signal, doubts).catch(() => { signal.throwIfAborted(); return undefined; });
    if (other && this.#found > before) this.#followed = other;
  }

  /** Reads the end of a log whose length is not known: the answer to a place behind every end says it. */
  async #begin(file: string, signal: AbortSignal, doubts: Doubts): Promise<Followed> {
    const length = await this.#length(file, signal), parser = new ProgressInLog();
    const followed: Followed = { file, parser, end: Math.max(0, length - FIRST), last: Buffer.alloc(0) };
    if (length > 0) await this.#goOn(followed, signal, doubts);
    return followed;
  }

  async #length(file: string, signal: AbortSignal): Promise<number> {
    try {
      const { length } = parseLogPage(await this.source.text(`driverlog/${file}/?start=${NOWHERE}`, signal));
      return length ?? 0;
    } catch (error) {
      if (error instanceof PastEnd) return error.length;
      throw error;
    }
  }

  async #goOn(followed: Followed, signal: AbortSignal, doubts: Doubts): Promise<void> {
    const from = followed.end - followed.last.length;
    let bytes: Buffer;
    try {
      bytes = Buffer.from(parseLogPage(await this.source.text(`driverlog/${followed.file}/?start=${from}&end=${from + MOST}`, signal)).text);
    } catch (error) {
      if (!(error instanceof PastEnd)) throw error;
      // A shorter log is another: the driver was started again.
      return this.#again(followed, 0);
    }
    if (!bytes.subarray(0, followed.last.length).equals(followed.last)) return this.#again(followed, await this.#length(followed.file, signal));
    const fresh = bytes.subarray(followed.last.length);
    this.#take(followed.parser.feed(fresh.toString('utf8'), (why) => { if (doubts.found.length < 20) doubts.found.push(why); }));
    for (const ms of followed.parser.triggers.splice(0)) if (this.#triggers.size < 10) this.#triggers.add(ms);
    followed.end += fresh.length;
    followed.last = bytes.subarray(-OVERLAP);
  }

  /** Goes on at another place, without what is between. */
  #again(followed: Followed, length: number): void {
    followed.parser.reset();
    followed.end = Math.max(0, length - FIRST);
    followed.last = Buffer.alloc(0);
  }

  #take(found: readonly { progress: StreamingQueryProgress; by: 'helper' | 'driver log' }[]): void {
    for (const { progress, by } of found) {
      const known = this.#queries.get(progress.runId);
      // Both may be in one log.
      if (known?.progress !== undefined && (progress.timestamp <= known.progress.timestamp || progress.batchId < known.progress.batchId)) continue;
      this.#found++;
      this.#by = by;
      this.#queries.delete(progress.runId);
      this.#queries.set(progress.runId, statusOf(progress, this.now(), known === undefined ? [] : [...known.earlier, batchOf(known)].slice(-KEPT)));
      const [oldest] = this.#queries.keys();
      if (this.#queries.size > MOST_RUNS) this.#queries.delete(oldest!);
    }
  }
}

/** A whole progress, with the parts of it that every reader names alike. */
export function statusOf(progress: StreamingQueryProgress, at: number, earlier: readonly BatchStatus[] = []): QueryStatus {
  const { id, runId, name, batchId, timestamp, numInputRows, inputRowsPerSecond, processedRowsPerSecond, durationMs, eventTime, stateOperators } = progress;
  const watermark = eventTime?.watermark, sum = (part: (operator: StreamingQueryProgress['stateOperators'][number]) => number): number => stateOperators.reduce((total, each) => total + part(each), 0);
  return present<QueryStatus>({
    id, runId, name, batchId, timestamp, numInputRows, inputRowsPerSecond, processedRowsPerSecond, durationMs, progress, earlier, at,
    // What Spark writes before there is one.
    watermark: watermark === '1970-01-01T00:00:00.000Z' ? undefined : watermark,
    ...(stateOperators.length === 0 ? {} : { stateRows: sum((each) => each.numRowsTotal), stateRowsUpdated: sum((each) => each.numRowsUpdated), stateBytes: sum((each) => each.memoryUsedBytes), rowsDroppedByWatermark: sum((each) => each.numRowsDroppedByWatermark) }),
  });
}

function batchOf({ batchId, timestamp, numInputRows, inputRowsPerSecond, processedRowsPerSecond, watermark, stateRows, stateRowsUpdated, stateBytes, rowsDroppedByWatermark, durationMs, progress }: QueryStatus): BatchStatus {
  return present<BatchStatus>({ batchId, timestamp, numInputRows, inputRowsPerSecond, processedRowsPerSecond, watermark, stateRows, stateRowsUpdated, stateBytes, rowsDroppedByWatermark, durationMs, progress });
}
