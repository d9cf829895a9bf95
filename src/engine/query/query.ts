import type { CrashPoint, StreamingQueryProgress } from '../../protocol/run.ts';
import { SparkError } from '../../spark/errors.ts';
import type { EvalEnv } from '../../spark/functions/def.ts';
import type { OutputMode } from '../../spark/analysis/unsupported.ts';
import type { PythonUdf } from '../../spark/expression.ts';
import { nodesDown, type Plan, type Relation } from '../../spark/plan/plan.ts';
import type { Value } from '../../spark/values.ts';
import { emptyBatch, type Batch } from '../columns/batch.ts';
import { CommitLog, OffsetLog, type BatchMetadata } from '../checkpoint/logs.ts';
import { StateFiles } from '../checkpoint/state-files.ts';
import { build } from '../operators/build.ts';
import { LateRows, operatorsDown, type Execution, type Operator, type StateMetrics } from '../operators/operator.ts';
import { OTHER_QUERY } from './contracts.ts';
import type { CheckpointStore, EngineHost, Offset, Sink, SinkBatch, Source } from './contracts.ts';
import { countedPieces, countsInput, uncounted } from './input-rows.ts';
import { progressOf, type SourceReading } from './progress.ts';
import { countedTwice, sampledNodes } from './sampled.ts';
import { WatermarkTracker } from './watermark.ts';
import type { Trigger } from './trigger.ts';

/** The run is killed at a named point of a batch, as a test or a person asked. */
export class CrashSignal extends Error {
  constructor(readonly point: CrashPoint, readonly batchId: number) { super(`killed at ${point} of batch ${batchId}`); }
}

export interface QueryOptions {
  readonly name: string | null;
  readonly plan: Plan;
  /** Leaves of the plan as it was written. */
  readonly leaves: number;
  readonly mode: OutputMode;
  readonly trigger: Trigger;
  /** One per streaming relation of the optimized plan; the same object where the job uses one DataFrame twice. */
  readonly sources: ReadonlyMap<string, Source>;
  readonly sink: Sink;
  readonly checkpoint: CheckpointStore;
  /** Session configuration at the start; nine keys of it are pinned by the first offsets file. */
  readonly conf: (key: string) => string;
  readonly timeZone: string;
  udf(udf: PythonUdf, args: readonly ArrayLike<Value>[], rows: number): ArrayLike<Value>;
  scanStatic(relation: Relation): Batch;
  check(): void;
  crash?(point: CrashPoint, batchId: number): boolean;
  /** False for checkpoints nobody can come back to (temporary ones): state is then kept in memory only. */
  readonly durable: boolean;
  /** The ids that were given out when the query was started. */
  readonly ids: { readonly id: string; readonly runId: string };
}

/** What a finished batch did, for panel and progress. */
export interface BatchResult {
  readonly batchId: number;
  readonly progress: StreamingQueryProgress;
  readonly execution: ExecutionRecord;
  readonly output: Batch | null;
  readonly outputRows: number;
  readonly watermarkMs: number;
  readonly tookMs: number;
  readonly hasNewData: boolean;
  readonly late: LateRows;
}
export type ExecutionRecord = Pick<Execution, 'counts' | 'watermarks' | 'stateOperators'>;

export type TriggerOutcome = { readonly kind: 'batch'; readonly result: BatchResult }
  /** Nothing ran; `idle` is the progress that Spark posts then from time to time. */
  | { readonly kind: 'idle'; readonly idle?: StreamingQueryProgress } | { readonly kind: 'finished'; readonly result?: BatchResult; readonly idle?: StreamingQueryProgress };

/** spark.sql.streaming.noDataProgressEventInterval. */
const IDLE_PROGRESS_MS = 10_000;

/** A source is known by the relation and its first attribute: a self-join reads its side as a source of its own. */
export const sourceKey = (r: Relation): string => `${r.id}:${r.output[0]?.id ?? 0}`;

/** MicroBatchExecution (3.3.1): one query's micro-batches, one call a trigger. Synchronous; whoever owns the clock decides when. */
export class MicroBatchQuery {
  readonly id: string;
  readonly runId: string;
  readonly tracker: WatermarkTracker;
  readonly operators: Operator;
  readonly stateful: readonly Operator[];
  batchId = -1;
  readonly #offsetLog: OffsetLog;
  readonly #commitLog: CommitLog;
  readonly #state: StateFiles;
  readonly #unique: readonly Source[];
  readonly #uncounted: ReadonlySet<Relation>;
  #committed: (Offset | null)[] = [];
  #available: (Offset | null)[] = [];
  #latest: (Offset | null)[] = [];
  #constructed = false;
  /** The batch whose state the first one of this run begins with; null once it is read. */
  #stateOf: number | null = null;
  #lastExecution: { watermarkMs: number } | null = null;
  #lastState: Execution['stateOperators'] = [];
  #sampled: ReadonlySet<number> | undefined;
  #metadata: BatchMetadata = { batchWatermarkMs: 0, batchTimestampMs: 0, conf: {} };
  #lastTriggerStart: number | null = null;
  #lastProgressMs = -Infinity;
  readonly #env: { now: number; batchId: number };

  constructor(readonly o: QueryOptions, readonly host: EngineHost) {
    this.id = o.ids.id;
    this.runId = o.ids.runId;
    const marks = [...nodesDown(o.plan)].filter((n) => n.op === 'watermark');
    this.tracker = new WatermarkTracker(o.conf('spark.sql.streaming.multipleWatermarkPolicy').toLowerCase() === 'max' ? 'max' : 'min', marks.map((m) => ({ id: m.id, delayMs: m.delayMs })));
    this.#env = { now: 0, batchId: 0 };
    const env = this.#evalEnv();
    this.operators = build(o.plan, () => env, o.mode);
    this.stateful = [...operatorsDown(this.operators)].filter((op) => op.state);
    this.#unique = [...new Set(o.sources.values())];
    this.#uncounted = uncounted(o.plan);
    this.#offsetLog = new OffsetLog(o.checkpoint);
    this.#commitLog = new CommitLog(o.checkpoint);
    this.#state = new StateFiles(o.checkpoint, this.stateful);
  }

  #evalEnv(): EvalEnv {
    return { timeZone: this.o.timeZone, conf: (k) => this.o.conf(k), now: () => this.#env.now, partitionId: () => 0, random: (seed) => seededRandom(seed, this.#env.batchId) };
  }

  get watermarkMs(): number { return this.tracker.currentMs; }
  get sources(): readonly Source[] { return this.#unique; }

  /** One trigger. Throws what ended the query (the cause, not yet wrapped). */
  trigger(): TriggerOutcome {
    const start = this.host.nowMs(), wall = this.host.wallMs();
    const durations: Record<string, number> = {};
    const time = <T>(key: string, f: () => T): T => {
      const t = this.host.wallMs();
      try { return f(); } finally { durations[key] = (durations[key] ?? 0) + Math.round(this.host.wallMs() - t); }
    };
    if (this.batchId < 0) this.#populateStart(time);
    if (!this.#constructed) this.#constructed = this.#constructNext(time);
    const hasNewData = this.#hasNewData();
    let result: BatchResult | undefined;
    if (this.#constructed) result = this.#runBatch(hasNewData, time, durations, start, wall);
    else durations['triggerExecution'] = Math.round(this.host.wallMs() - wall);
    const idle = result ? undefined : this.#idleProgress(start, durations);
    if (result) this.#lastProgressMs = this.host.nowMs();
    this.#lastTriggerStart = start;
    if (!result) return { kind: this.o.trigger.kind === 'processingTime' ? 'idle' : 'finished', ...(idle ? { idle } : {}) };
    this.batchId++;
    this.#constructed = false;
    return this.o.trigger.kind === 'once' ? { kind: 'finished', result } : { kind: 'batch', result };
  }

  /** populateStartOffsets: where the checkpoint says to go on. */
  #populateStart(time: <T>(k: string, f: () => T) => T): void {
    const latest = this.#offsetLog.latest();
    if (latest === null) {
      this.#unique.forEach((s, i) => s.open(this.#sourceLog(i), null));
      this.#committed = this.#unique.map(() => null);
      this.#available = [...this.#committed];
      this.batchId = 0;
      if (this.o.trigger.kind === 'availableNow') time('latestOffset', () => this.#unique.forEach((s) => s.freeze()));
      return;
    }
    const entry = this.#offsetLog.get(latest);
    if (!entry) throw new SparkError('UnknownException', `The checkpoint file offsets/${latest} cannot be read.`);
    if (entry.offsets.length !== this.#unique.length) {
      throw new SparkError('UnknownException', `Execution of the stream ${this.o.name} failed. Please, fill a bug report in, and provide the full stack trace.`, { wayOut: OTHER_QUERY });
    }
    this.#available = [...entry.offsets];
    this.#committed = latest > 0 ? [...(this.#offsetLog.get(latest - 1)?.offsets ?? this.#unique.map(() => null))] : this.#unique.map(() => null);
    this.#metadata = entry.metadata;
    this.tracker.set(entry.metadata.batchWatermarkMs);
    const committed = this.#commitLog.latest();
    if (committed === latest) {
      this.batchId = latest + 1;
      this.#committed = [...this.#available];
      this.tracker.set(Math.max(entry.metadata.batchWatermarkMs, this.#commitLog.nextWatermarkMs(latest)));
    } else if (committed !== null && committed < latest - 1) {
      throw new SparkError('UnknownException', `The checkpoint is damaged: batch ${latest} was planned but batch ${latest - 1} was never committed (last commit: ${committed}). Restore the missing commits files, or start over with a fresh checkpointLocation.`);
    } else {
      this.batchId = latest;
      this.#constructed = true;
    }
    this.#stateOf = this.batchId - 1;
    this.#unique.forEach((s, i) => s.open(this.#sourceLog(i), this.#committed[i] ?? null));
    if (this.o.trigger.kind === 'availableNow') time('latestOffset', () => this.#unique.forEach((s) => s.freeze()));
  }

  #sourceLog(i: number) {
    const { checkpoint } = this.o;
    return {
      read: (name: string) => checkpoint.read(`sources/${i}/${name}`),
      write: (name: string, text: string) => checkpoint.write(`sources/${i}/${name}`, text),
      names: () => checkpoint.names(`sources/${i}`),
      uri: (name: string) => checkpoint.uri(`sources/${i}/${name}`),
    };
  }

  /** Whether Spark's progress counts this batch's input at all. */
  #counts(): boolean {
    if (this.#unique.every((s) => s.api === 'v2')) return true;
    return countsInput(this.o.leaves, this.o.plan, (r) => { const i = this.#unique.indexOf(this.o.sources.get(sourceKey(r))!); return this.#isNew(i); });
  }
  #isNew(i: number): boolean { const end = this.#available[i]; return end !== null && end !== undefined && end !== this.#committed[i]; }
  #hasNewData(): boolean { return this.#unique.some((_, i) => this.#isNew(i)); }

  /** constructNextBatch: asks the sources, and writes the offsets if there is something to do. */
  #constructNext(time: <T>(k: string, f: () => T) => T): boolean {
    time('latestOffset', () => this.#unique.forEach((s, i) => {
      const { end, latest } = s.latestOffset(this.#committed[i] ?? null, this.o.trigger.kind !== 'once');
      if (end !== null) this.#available[i] = end;
      this.#latest[i] = latest;
    }));
    if (this.#hasNewData()) this.#crash('afterSourceLog');
    this.#metadata = { batchWatermarkMs: this.tracker.currentMs, batchTimestampMs: this.host.nowMs(), conf: this.#pinnedConf() };
    const noData = this.o.conf('spark.sql.streaming.noDataMicroBatches.enabled') !== 'false';
    const again = noData && this.#lastExecution !== null && this.stateful.some((op) => op.state!.needsBatch(this.tracker.currentMs, this.#lastExecution!.watermarkMs));
    if (!this.#hasNewData() && !again) return false;
    time('walCommit', () => {
      if (!this.#offsetLog.add(this.batchId, { metadata: this.#metadata, offsets: this.#unique.map((_, i) => this.#available[i] ?? null) })) {
        throw new SparkError('UnknownException', `Concurrent update to the log. Multiple streaming jobs detected for ${this.batchId}`);
      }
      if (this.batchId > 0) this.#unique.forEach((s, i) => { const o = this.#committed[i]; if (o !== null && o !== undefined) s.commit?.(o); });
      const keep = this.batchId - Number(this.o.conf('spark.sql.streaming.minBatchesToRetain'));
      if (keep > 0) { this.#offsetLog.purge(keep); this.#commitLog.purge(keep); if (this.o.durable) this.#state.purge(keep); }
    });
    this.#crash('afterOffsets');
    return true;
  }

  #pinnedConf(): Record<string, string> {
    const keys = ['spark.sql.streaming.stateStore.providerClass', 'spark.sql.streaming.join.stateFormatVersion', 'spark.sql.streaming.stateStore.compression.codec', 'spark.sql.streaming.stateStore.rocksdb.formatVersion',
      'spark.sql.streaming.statefulOperator.useStrictDistribution', 'spark.sql.streaming.flatMapGroupsWithState.stateFormatVersion', 'spark.sql.streaming.multipleWatermarkPolicy', 'spark.sql.streaming.aggregation.stateFormatVersion', 'spark.sql.shuffle.partitions'];
    const pinned = this.#metadata.conf['spark.sql.shuffle.partitions'];
    return Object.fromEntries(keys.map((k) => [k, k === 'spark.sql.shuffle.partitions' && pinned ? pinned : this.o.conf(k)]));
  }

  #runBatch(hasNewData: boolean, time: <T>(k: string, f: () => T) => T, durations: Record<string, number>, start: number, wall: number): BatchResult {
    const { batchId } = this;
    this.#readState();
    this.#env.now = this.#metadata.batchTimestampMs * 1000;
    this.#env.batchId = batchId;
    const rowsOf = new Map<Source, number>();
    time('getBatch', () => { for (const n of nodesDown(this.o.plan)) if (n.op === 'relation' && !n.nothing) this.o.sources.get(sourceKey(n))?.check?.(n); });
    const late = new LateRows();
    const x: Execution = {
      batchId, mode: this.o.mode, watermarkMs: this.#metadata.batchWatermarkMs, env: this.#evalEnv(), counts: new Map(), watermarks: new Map(), stateOperators: [],
      udf: (u, a, n) => this.o.udf(u, a, n), check: () => this.o.check(), late,
      scan: (r, need) => {
        const source = this.o.sources.get(sourceKey(r));
        if (r.nothing) return [emptyBatch(r.output.length)];
        return source ? countedPieces(this.#scan(source, r), need, (n) => { if (!this.#uncounted.has(r)) rowsOf.set(source, (rowsOf.get(source) ?? 0) + n); }) : [this.o.scanStatic(r)];
      },
    };
    time('queryPlanning', () => undefined);
    let output: Batch | null = null;
    const plan = this.o.plan;
    try {
      time('addBatch', () => {
        const sinkBatch: SinkBatch = { batchId, mode: this.o.mode, output: plan.output, filesWritten: () => { this.#crash('afterSinkFiles'); }, rows: () => {
          if (output) return output;
          output = this.operators.run(x);
          return output;
        } };
        // Here and not in rows(): a sink in Python would see the kill as an error of its own.
        if (this.o.crash?.('afterCompute', batchId)) { sinkBatch.rows(); throw new CrashSignal('afterCompute', batchId); }
        this.o.sink.addBatch(sinkBatch);
        this.#crash('afterSink');
        if (output && this.o.durable) this.#state.save(batchId, () => { this.#crash('duringState'); });
        for (const op of this.stateful) for (const { store } of op.state!.stores) store.commit(batchId);
      });
    } catch (e) {
      for (const op of this.stateful) for (const { store } of op.state!.stores) store.abort();
      throw e;
    }
    this.#crash('afterState');
    if (output) this.tracker.update(batchId, x.watermarks);
    this.#commitLog.add(batchId, this.tracker.currentMs);
    this.#crash('afterCommit');
    this.#lastExecution = { watermarkMs: this.#metadata.batchWatermarkMs };
    this.#lastState = this.#orderedState(x);
    const starts = [...this.#committed];
    if (!this.#counts()) rowsOf.clear();
    this.#committed = this.#unique.map((_, i) => this.#available[i] ?? null);
    durations['triggerExecution'] = Math.round(this.host.wallMs() - wall);
    const readings = this.#unique.map((source, i): SourceReading => ({ source, start: starts[i] ?? null, end: this.#available[i] ?? null, latest: this.#latest[i] ?? null, rows: rowsOf.get(source) ?? 0 }));
    // `output` is assigned inside the callback above.
    const made = output as Batch | null;
    const progress = progressOf({
      id: this.id, runId: this.runId, name: this.o.name, triggerStartMs: start, lastTriggerStartMs: this.#lastTriggerStart, batchId, durations, readings,
      hasWatermark: this.tracker.nodes.length > 0, watermarkMs: x.watermarkMs, stats: hasNewData ? this.#firstStats(x) : undefined,
      state: this.#shownState(), shufflePartitions: this.#shufflePartitions(), hasNewData,
      sink: { description: this.o.sink.description, numOutputRows: this.o.sink.api === 'v1' ? -1 : made?.length ?? 0 },
    });
    return { batchId, progress, execution: x, output: made, outputRows: made?.length ?? 0, watermarkMs: x.watermarkMs, tookMs: this.host.wallMs() - wall, hasNewData, late };
  }

  /** ProgressReporter.finishTrigger without a batch: one at the first trigger of a run, then one every ten seconds. */
  #idleProgress(start: number, durations: Record<string, number>): StreamingQueryProgress | undefined {
    const now = this.host.nowMs();
    if (now - IDLE_PROGRESS_MS < this.#lastProgressMs) return undefined;
    this.#lastProgressMs = now;
    return progressOf({
      id: this.id, runId: this.runId, name: this.o.name, triggerStartMs: start, lastTriggerStartMs: this.#lastTriggerStart, batchId: this.batchId, durations,
      readings: this.#unique.map((source, i): SourceReading => ({ source, start: this.#committed[i] ?? null, end: this.#available[i] ?? null, latest: this.#latest[i] ?? null, rows: 0 })),
      hasWatermark: this.tracker.nodes.length > 0, watermarkMs: this.#metadata.batchWatermarkMs, stats: undefined,
      state: this.#shownState().map((s) => ({ ...s, updated: 0, dropped: 0 })), shufflePartitions: this.#shufflePartitions(), hasNewData: false,
      // A sink that counts its rows has a count only once something was written to it.
      sink: { description: this.o.sink.description, numOutputRows: this.o.sink.api === 'v1' || this.#lastExecution === null ? -1 : 0 },
    });
  }

  #shufflePartitions(): number { return Number(this.#metadata.conf['spark.sql.shuffle.partitions'] ?? 200); }

  /** As Spark's metrics have it. */
  #shownState(): readonly StateMetrics[] {
    this.#sampled ??= sampledNodes(this.o.plan, this.#shufflePartitions());
    return this.#lastState.map((s) => (this.#sampled?.has(s.node) ? countedTwice(s) : s));
  }

  *#scan(s: Source, r: Relation): Iterable<Batch> {
    const i = this.#unique.indexOf(s), start = this.#committed[i] ?? null, end = this.#available[i] ?? null;
    let none = true;
    if (end !== null && end !== start) for (const b of s.scan(start, end, r)) { none = false; yield b; }
    if (none) yield emptyBatch(s.output.length);
  }

  /** Not before there is a batch to run: a restart without new data does not look at its state. */
  #readState(): void {
    if (this.#stateOf === null) return;
    this.#state.check();
    if (this.o.durable && this.#stateOf >= 0) this.#state.load(this.#stateOf);
    this.#stateOf = null;
  }

  /** Top-down, as the executed plan lists them. */
  #orderedState(x: Execution): Execution['stateOperators'] {
    return this.stateful.flatMap((op) => x.stateOperators.filter((m) => m.node === op.plan.id));
  }
  #firstStats(x: Execution) {
    for (const n of nodesDown(this.o.plan)) { const s = n.op === 'watermark' ? x.watermarks.get(n.id) : undefined; if (s && s.count > 0) return s; }
    return undefined;
  }
  #crash(point: CrashPoint): void { if (this.o.crash?.(point, this.batchId)) throw new CrashSignal(point, this.batchId); }
  close(): void { for (const s of this.#unique) s.close?.(); this.o.sink.close?.(); }
}

/** A small seeded generator (mulberry32) mixed with the batch: the same run gives the same numbers, each batch others. */
function seededRandom(seed: number, batchId: number): () => number {
  let a = (seed ^ Math.imul(batchId + 1, 0x9e3779b9)) | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
