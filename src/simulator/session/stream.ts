import type { StreamingQueryProgress } from '../../protocol/run.ts';
import { IoError, PythonCallbackError } from '../host-types.ts';
import { Refusal, SparkError, refusedSize } from '../../spark/errors.ts';
import { CrashSignal, MicroBatchQuery, type BatchResult, type QueryOptions, type TriggerOutcome } from '../../engine/query/query.ts';
import type { EngineHost } from '../../engine/query/contracts.ts';
import { nextTriggerMs, type Trigger } from '../../engine/query/trigger.ts';
import { jobAborted } from './task-failure.ts';
import { QueryRecord, type LookBack } from './record.ts';

/** How long to wait before a broker or folder is asked again when it had nothing (Spark: pollingDelay, 10 ms). */
const POLL_MS = 100;
const KEPT_PROGRESS = 99;

let failures = 0;

export interface StreamFailure { readonly message: string; readonly cause: unknown }

/** One started query: the engine's query, its due time, and how it ended. */
export class Stream {
  readonly number: number;
  query: MicroBatchQuery | null = null;
  record: QueryRecord | null;
  active = true;
  failure: StreamFailure | null = null;
  /** Counts failures in the order in which they came. */
  failedAs = 0;
  readonly progress: StreamingQueryProgress[];
  batches: number;
  /** What the last trigger told without having run a batch. */
  idleProgress: StreamingQueryProgress | undefined;
  /** Triggers that came so far, with or without a batch. */
  triggers = 0;
  /** Nothing was new at the last trigger. */
  idle = false;
  message = 'Initializing sources';
  #nextMs: number;
  /** On the real clock, when an idle query looks again. */
  #pollMs = 0;
  id: string;
  runId: string;

  constructor(number: number, readonly name: string | null, readonly trigger: Trigger, readonly open: () => QueryOptions, readonly host: EngineHost, ids: { id: string; runId: string }, readonly timeZone: string, readonly lookBack: LookBack, before?: Stream) {
    this.number = number;
    this.record = before?.record ?? null;
    this.progress = before?.progress ?? [];
    this.batches = before?.batches ?? 0;
    this.id = ids.id;
    this.runId = ids.runId;
    this.#nextMs = host.nowMs();
  }

  get label(): string { return this.name ?? `query ${this.number}`; }

  /** When this query next has something to do, epoch ms; null: never again on the virtual clock. */
  dueMs(virtual: boolean): number | null {
    if (!this.active) return null;
    if (!this.idle || !this.query) return this.#nextMs;
    const arrivals = this.query.sources.map((s) => s.nextArrivalMs(this.host.nowMs())).filter((t): t is number => t !== null);
    if (arrivals.length === 0) return virtual ? null : Math.max(this.#nextMs, this.#pollMs);
    const arrival = Math.min(...arrivals);
    const earliest = arrival <= this.host.nowMs() && !virtual ? this.#pollMs : Math.ceil(arrival);
    if (this.trigger.kind !== 'processingTime' || this.trigger.intervalMs === 0) return Math.max(this.#nextMs, earliest);
    return Math.max(this.#nextMs, earliest <= this.#nextMs ? this.#nextMs : nextTriggerMs(earliest - 1, this.trigger.intervalMs));
  }

  /** One trigger. Errors end the query and are kept, except those that end the run. */
  run(): BatchResult | undefined {
    this.message = 'Processing new data';
    let outcome: TriggerOutcome;
    try {
      if (!this.query) {
        const options = this.open();
        this.query = new MicroBatchQuery(options, this.host);
        if (this.record) this.record.of(this.query);
        else this.record = new QueryRecord(this.query, options.plan, this.timeZone, this.lookBack);
      }
      outcome = this.query.trigger();
    } catch (thrown) {
      const e = refusedSize(thrown);
      if (e instanceof CrashSignal || e instanceof Refusal || (e instanceof PythonCallbackError && e.pythonClass === 'KeyboardInterrupt') || (e instanceof IoError && e.code === 'interrupted')) throw e;
      this.fail(e);
      return undefined;
    }
    this.triggers++;
    const result = outcome.kind === 'idle' ? undefined : outcome.result;
    this.idleProgress = outcome.kind === 'batch' ? undefined : outcome.idle;
    this.idle = result === undefined;
    this.message = this.idle ? 'Waiting for data to arrive' : this.message;
    const now = this.host.nowMs();
    this.#pollMs = now + POLL_MS;
    this.#nextMs = this.trigger.kind === 'processingTime' && this.trigger.intervalMs > 0 ? nextTriggerMs(now, this.trigger.intervalMs) : now;
    const progress = result?.progress ?? this.idleProgress;
    if (result) this.batches++;
    if (progress) {
      this.progress.push(progress);
      if (this.progress.length > KEPT_PROGRESS) this.progress.shift();
    }
    if (outcome.kind === 'finished') this.stop();
    return result;
  }

  fail(e: unknown): void {
    this.failure = { message: internalError(e, this.name) ?? causeText(e, this.query?.o.sink.api ?? 'v1'), cause: e };
    this.failedAs = ++failures;
    this.message = `Terminated with exception: ${this.failure.message}`;
    this.active = false;
    this.#close();
  }
  stop(): void {
    if (!this.active) return;
    this.active = false;
    this.message = 'Stopped';
    this.#close();
  }
  /** Killed: nothing is tidied up but what would be held for ever. True when its checkpoint was a temporary one. */
  abandon(): boolean {
    this.active = false;
    for (const s of this.query?.sources ?? []) try { s.close?.(); } catch { /* gone already */ }
    return this.query?.o.durable === false;
  }
  /** The same query after a kill, with what was shown of it so far. */
  again(): Stream { return new Stream(this.number, this.name, this.trigger, this.open, this.host, { id: this.id, runId: this.runId }, this.timeZone, this.lookBack, this); }
  #close(): void { try { this.query?.close(); } catch { /* a source that is gone already has nothing to close */ } }

  /** StreamingQueryException's message. */
  exceptionText(): string { return `Query ${this.name === null ? '' : `${this.name} `}[id = ${this.id}, runId = ${this.runId}] terminated with exception: ${this.failure?.message ?? ''}`; }
}

/** QueryExecution.toInternalError (3.3.1): a failed assertion is told as a bug of Spark's, whatever it says itself. */
const internalError = (e: unknown, name: string | null): string | undefined =>
  e instanceof SparkError && e.options.javaClass === 'java.lang.AssertionError' ? `Execution of the stream ${name} failed. Please, fill a bug report in, and provide the full stack trace.` : undefined;

/** The message under which a failure of the stream thread is told. Failures of tasks reach a V2 writer as "Writing job aborted". */
function causeText(e: unknown, api: 'v1' | 'v2'): string {
  if (e instanceof PythonCallbackError) return api === 'v2' ? 'Writing job aborted' : jobAborted(`org.apache.spark.api.python.PythonException: ${e.traceback}`);
  if (e instanceof SparkError && e.errorClass === 'StreamingQueryException' && api === 'v2') return 'Writing job aborted';
  if (e instanceof SparkError) return e.errorClass === 'Py4JJavaError' && e.options.javaClass && api === 'v2' ? 'Writing job aborted' : e.errorClass === 'Py4JJavaError' ? jobAborted(`${e.options.javaClass}: ${e.message}`) : e.message;
  return e instanceof Error ? e.message : String(e);
}
