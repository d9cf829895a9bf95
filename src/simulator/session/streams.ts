import type { BridgeOps } from '../../protocol/bridge.ts';
import type { CrashPoint, Problem } from '../../protocol/run.ts';
import { PythonCallbackError } from '../host-types.ts';
import { analysisError, illegalArgument, Refusal, SparkError, withPosition } from '../../spark/errors.ts';
import { checkForStreaming, type OutputMode } from '../../spark/analysis/unsupported.ts';
import { optimize } from '../../spark/optimizer/optimize.ts';
import { isStreaming, nodesDown, type Plan, type Relation } from '../../spark/plan/plan.ts';
import { queryId } from '../../engine/checkpoint/logs.ts';
import type { EngineHost, Sink, Source } from '../../engine/query/contracts.ts';
import { sourceKey, type CrashSignal, type QueryOptions } from '../../engine/query/query.ts';
import { logicalLeaves } from '../../engine/query/input-rows.ts';
import { parseTriggerInterval, triggerText, type Trigger } from '../../engine/query/trigger.ts';
import { FileSource } from '../../engine/sources/file.ts';
import { RateSource } from '../../engine/sources/rate.ts';
import { scanBatch } from './actions.ts';
import { askedOf } from './asked.ts';
import { checkpointOf, memoryCheckpoint, type Checkpoint } from './checkpoint.ts';
import { spanOf } from './expressions.ts';
import { wayOutOf } from './failure.ts';
import { fileAccess } from './files.ts';
import { fromCaptures, openKafka, subscriptionOf } from './kafka-source.ts';
import { noteQuery } from './note-facts.ts';
import { planNodes } from './plan-view.ts';
import { lowerKeys } from './read.ts';
import { Scheduler } from './scheduler.ts';
import { openSink } from './sinks.ts';
import { SocketSource } from './socket-source.ts';
import { farBack, nearBack } from './record.ts';
import { Stream } from './stream.ts';
import type { World } from './world.ts';

/** Starting, watching and ending queries. */
export class Streams {
  readonly scheduler: Scheduler;
  crashed = false;
  readonly #engine: EngineHost;

  constructor(readonly w: World) {
    this.scheduler = new Scheduler(w.host, (s, crash) => this.#restart(s, crash));
    this.#engine = { nowMs: () => Math.floor(w.now() / 1000), wallMs: () => performance.now(), uuid: () => globalThis.crypto.randomUUID() };
  }

  /** DataStreamWriter.start: sink, then checkpoint, then the operation checker (the order in which Spark's errors come). */
  start(given: BridgeOps['stream.start']): unknown {
    const { w } = this, plan = w.plan(given.df), options = lowerKeys(given.options);
    const p = { ...given, queryName: given.queryName ?? options['queryname'] ?? null };
    refuseBatch(plan);
    const mode = outputMode(p.outputMode);
    const trigger = triggerOf(p.trigger);
    const sink = openSink(p, plan, options, w, () => id);
    if (p.trigger?.continuous) throw new Refusal('the continuous trigger', 'Use processingTime: continuous processing has no micro-batches to show. Or run the job with local Spark.');
    const checkpoint = checkpointOf(options, p.queryName, sink.temporaryCheckpoint, w);
    const recovers = (c: typeof checkpoint): void => {
      if (sink.kind !== 'memory' || mode === 'Complete' || c.store.names('offsets').length === 0) return;
      throw analysisError(`This query does not support recovering from checkpoint location. Delete ${c.root}/offsets to start over.`);
    };
    recovers(checkpoint);
    if (w.conf.read('spark.sql.streaming.unsupportedOperationCheck') !== 'false') checkForStreaming(plan, mode, w.conf.read('spark.sql.streaming.statefulOperator.checkCorrectness.enabled') !== 'false');
    const name = p.queryName;
    if (name !== null && this.scheduler.active.some((s) => s.name === name)) {
      throw illegalArgument(`Cannot start query with name ${name} as a query with that name is already active in this SparkSession`);
    }
    const id = queryId(checkpoint.store, () => this.#engine.uuid());
    if (this.scheduler.active.some((s) => s.id === id)) for (const s of this.scheduler.active.filter((o) => o.id === id)) { s.stop(); this.scheduler.ended(s, 'started again'); }
    const runId = this.#engine.uuid();
    const optimized = optimize(plan, w.cx);
    this.#decideClock(optimized);
    const number = this.scheduler.streams.length + 1;
    const stream = new Stream(number, name, trigger, opener(checkpoint, sink.sink, recovers, (c) => this.#open(optimized, logicalLeaves(plan), mode, trigger, sink.sink, c, name, { id, runId })), this.#engine, { id, runId }, w.conf.timeZone, w.host.lookBack ? farBack : nearBack);
    w.topics.start(w.now() / 1000);
    const span = spanOf(p.span);
    const captures = this.#captures(optimized);
    w.host.emit({ kind: 'query', query: {
      id, runId, name, label: name ?? sink.label, outputMode: mode.toLowerCase() as 'append', trigger: triggerText(trigger), sink: sink.label,
      sources: [...nodesDown(optimized)].filter((n): n is Relation => n.op === 'relation' && n.streaming).map((r) => this.#sourceText(r)), ...(Object.keys(captures).length > 0 ? { captures } : {}), ...(span ? { span } : {}),
      plan: planNodes(optimized, plan, { label: sink.label, ...(span ? { span } : {}) }), timeZone: w.conf.timeZone,
      watermarks: [...nodesDown(optimized)].filter((n) => n.op === 'watermark').map((n) => ({ node: n.id, column: n.column.name, delay: n.delay, ...(n.span ? { span: n.span } : {}) })),
      ...(w.host.options.planOnly ? { asked: askedOf(plan, { format: sinkFormat(p), options, path: p.path }, checkpoint.root) } : {}),
    } });
    this.scheduler.streams.push(stream);
    if (w.facts) noteQuery(w, { plan, optimized, mode, trigger, name, sink, options, format: sinkFormat(p), checkpoint: checkpoint.root, ...(span ? { span } : {}) });
    if (w.host.options.planOnly) stream.stop();
    return { query: number, id, runId, name };
  }

  #captures(plan: Plan): Record<string, string> {
    const { topics } = this.w, read = [...nodesDown(plan)].filter((n): n is Relation => n.op === 'relation' && n.source.format === 'kafka').flatMap((r) => subscriptionOf(r.source.options).topics(() => topics.known()));
    return Object.fromEntries(read.flatMap((t) => { const capture = topics.captureOf(t); return capture === undefined ? [] : [[t, capture]]; }));
  }

  #sourceText(r: Relation): string {
    const { topics } = this.w;
    if (r.source.format !== 'kafka') return `${r.source.format}${r.source.paths.length > 0 ? ` ${r.source.paths.join(', ')}` : ''}`;
    const s = subscriptionOf(r.source.options);
    return s.topics(() => topics.known()).map((t) => {
      const capture = topics.captureOf(t);
      return capture ? `topic ${t} from ${capture}` : topics.written.has(t) ? `topic ${t} from this run` : `topic ${t} at ${r.source.options['kafka.bootstrap.servers']}`;
    }).join(', ');
  }

  /** Captures and files run on the virtual clock; anything else needs the real one. */
  #decideClock(plan: Plan): void {
    for (const n of nodesDown(plan)) {
      if (n.op !== 'relation' || !n.streaming) continue;
      const timeless = ['json', 'csv', 'text'].includes(n.source.format) || (n.source.format === 'kafka' && fromCaptures(n.source.options, this.w.topics));
      if (!timeless) this.w.host.clock.decide(false);
    }
    this.w.host.clock.align();
  }

  #open(plan: Plan, leaves: number, mode: OutputMode, trigger: Trigger, sink: Sink, checkpoint: Checkpoint, name: string | null, ids: { id: string; runId: string }): QueryOptions {
    const { w } = this;
    const sources = new Map<string, Source>();
    for (const n of nodesDown(plan)) if (n.op === 'relation' && n.streaming && !sources.has(sourceKey(n))) sources.set(sourceKey(n), this.#source(n));
    return {
      name, plan, leaves, mode, trigger, sources, sink, checkpoint: checkpoint.store, durable: checkpoint.root !== null, conf: (k) => w.conf.read(k), timeZone: w.conf.timeZone, ids,
      udf: (u, a, rows) => w.udf(u, a, rows), scanStatic: (r) => scanBatch(r, w), check: () => { w.check(); }, crash: (point, batchId) => this.#crashNow(point, batchId),
    };
  }

  #source(r: Relation): Source {
    const { w } = this, now = (): number => Math.floor(w.now() / 1000);
    switch (r.source.format) {
      case 'kafka': return openKafka(r, w.topics, w);
      case 'rate': return new RateSource(r.output, r.source.options, now);
      case 'socket': return new SocketSource(r.output, r.source.options, w);
      default: return new FileSource(`FileStreamSource[${w.host.files.uri(w.host.files.resolve(r.source.paths[0] ?? '.'))}]`, r.output, driverSide(() => fileAccess(r, w)), r.source.options);
    }
  }

  /** A command kills the next batch that comes to the point; the run's own option one batch in all. */
  #crashNow(point: CrashPoint, batchId: number): boolean {
    const { crashAt, crashBatch, crashEnds } = this.w.host.options;
    const commanded = this.scheduler.crashAt === point;
    const optioned = !this.crashed && crashAt === point && (crashBatch ?? batchId) === batchId;
    if (!commanded && !optioned) return false;
    if (commanded) this.scheduler.crashAt = undefined;
    this.crashed ||= optioned;
    if (optioned && crashEnds) this.w.host.die(`killed at ${point} of batch ${batchId}`);
    return true;
  }

  /** After a kill the query is opened anew from its checkpoint, as a restarted driver would. */
  #restart(s: Stream, crash: CrashSignal): Stream {
    const temporary = s.abandon();
    this.w.host.emit({ kind: 'note', text: `${s.label} was killed at ${crash.point} of batch ${crash.batchId} and started again ${temporary ? 'from the beginning, since its checkpoint is a temporary one' : 'from its checkpoint'}.` });
    return s.again();
  }

  byNumber(n: number): Stream {
    const s = this.scheduler.streams[n - 1];
    if (!s) throw new Error(`no query ${n}`);
    return s;
  }

  await(n: number, timeoutMs: number | null, span: BridgeOps['query.await']['span']): boolean {
    const at = (): Stream => this.byNumber(n);
    this.scheduler.advance(() => !at().active, timeoutMs === null ? null : this.w.now() + timeoutMs * 1000);
    if (at().failure) this.raise(at(), span);
    return !at().active;
  }

  raise(s: Stream, span: BridgeOps['query.await']['span']): never {
    const cause = s.failure!.cause;
    this.#raised.add(s);
    const wayOut = wayOutOf(cause);
    const error = new SparkError('StreamingQueryException', s.exceptionText(), { cause, ...(cause instanceof PythonCallbackError ? { stackTrace: cause.traceback } : {}), ...(wayOut === undefined ? {} : { wayOut }) });
    error.span = spanOf(span);
    throw error;
  }

  /** StreamingQueryManager.awaitAnyTermination: a failure that came later takes the place of an earlier one. */
  awaitAny(timeoutMs: number | null, span: BridgeOps['query.await']['span']): boolean {
    const ended = (): Stream | undefined => this.scheduler.streams.find((s) => !s.active && !this.#forgotten.has(s));
    this.scheduler.advance(() => ended() !== undefined, timeoutMs === null ? null : this.w.now() + timeoutMs * 1000);
    const failed = this.scheduler.streams.filter((s) => s.failure && !this.#forgotten.has(s)).sort((a, b) => b.failedAs - a.failedAs)[0];
    if (failed) this.raise(failed, span);
    return ended() !== undefined;
  }
  readonly #forgotten = new Set<Stream>();
  /** Failures that the job was told of. */
  readonly #raised = new Set<Stream>();
  told(s: Stream): void { this.#raised.add(s); }
  reset(): void { for (const s of this.scheduler.streams) if (!s.active) this.#forgotten.add(s); }

  /** Writes the files of --output. */
  #saveOutputs(): void {
    if (this.w.host.options.planOnly === true) return;
    try {
      this.w.topics.save();
    } catch (e) {
      this.w.host.emit({ kind: 'problem', problem: { severity: 'error', code: 'output-not-saved', message: `What the job wrote could not be saved: ${e instanceof Error ? e.message : String(e)}`,
        hint: 'Give --output a file in a folder that can be written to.' } });
    }
  }

  /** The end of the run: says what the job did not look at, and when a kill was asked for and never came. */
  close(): void {
    this.scheduler.stopAll();
    this.#saveOutputs();
    for (const s of this.scheduler.streams) {
      if (!s.failure || this.#raised.has(s)) continue;
      const wayOut = wayOutOf(s.failure.cause);
      this.w.host.emit({ kind: 'problem', problem: { severity: 'error', code: 'query-failed', message: `${s.label} failed, and the job did not look: ${s.failure.message}`, ...(wayOut === undefined ? {} : { hint: wayOut }) } });
    }
    const { crashAt, crashBatch } = this.w.host.options;
    if (crashAt === undefined || this.crashed) return;
    this.w.host.emit({ kind: 'problem', problem: { severity: 'warning', code: 'crash-not-reached', message: `Nothing was killed: no batch${crashBatch === undefined ? '' : ` ${crashBatch}`} came to ${crashAt}.`,
      hint: 'afterSourceLog needs new input, afterSinkFiles a file sink, duringState a query with state and a checkpointLocation.' } });
  }

  /** A script that ends without waiting: the driver goes, and its queries with it. */
  end(span: BridgeOps['end']['span']): void {
    const active = this.scheduler.active;
    if (active.length === 0) return;
    this.scheduler.stopAll();
    const at = spanOf(span);
    const problem: Problem = { severity: 'warning', code: 'script-ended', message: `The script ended while ${active.length === 1 ? `${active[0]!.label} was` : `${active.length} queries were`} still running: the driver ends there, and the ${active.length === 1 ? 'query' : 'queries'} with it.`, hint: 'Wait with query.awaitTermination() or spark.streams.awaitAnyTermination().', ...(at ? { span: at } : {}) };
    this.w.host.emit({ kind: 'problem', problem });
  }
}

const sinkFormat = (p: BridgeOps['stream.start']): string => (p.foreachBatch !== null ? 'foreachBatch' : p.foreach !== null ? 'foreach' : p.format ?? 'parquet');

/** Java errors of the driver end a query with their own message, not as those of a task. */
function driverSide<T>(f: () => T): T {
  try { return f(); }
  catch (e) {
    if (e instanceof SparkError && e.errorClass === 'Py4JJavaError') throw new SparkError('UnknownException', e.message, { cause: e });
    throw e;
  }
}

/** Dataset.writeStream. */
export function refuseBatch(plan: Plan): void {
  if (!isStreaming(plan)) throw withPosition(analysisError("'writeStream' can be called only on streaming Dataset/DataFrame"), plan.sqlOrigin);
}

function outputMode(text: string | null): OutputMode {
  switch ((text ?? 'append').toLowerCase()) {
    case 'append': return 'Append';
    case 'update': return 'Update';
    case 'complete': return 'Complete';
    default: throw illegalArgument(`Unknown output mode ${text}. Accepted output modes are 'append', 'complete', 'update'`);
  }
}

export function triggerOf(t: BridgeOps['stream.start']['trigger']): Trigger {
  if (t?.once) return { kind: 'once' };
  if (t?.availableNow) return { kind: 'availableNow' };
  if (t?.continuous) { parseTriggerInterval(t.continuous); return { kind: 'processingTime', intervalMs: 0 }; }
  return { kind: 'processingTime', intervalMs: t?.processingTime === undefined ? 0 : parseTriggerInterval(t.processingTime) };
}


/** A query that is opened again goes on from its checkpoint; a temporary one is gone with the driver, so it starts over. */
function opener(checkpoint: Checkpoint, sink: Sink, recovers: (c: Checkpoint) => void, open: (c: Checkpoint) => QueryOptions): () => QueryOptions {
  let again = false;
  return () => {
    const c = again && checkpoint.root === null ? { store: memoryCheckpoint(), root: null } : checkpoint;
    if (again) { recovers(c); sink.reopen?.(); }
    again = true;
    return open(c);
  };
}
