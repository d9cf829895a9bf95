import { PythonCallbackError } from '../host-types.ts';
import type { BridgeOps } from '../../protocol/bridge.ts';
import { analysisError, illegalArgument, javaError, Refusal, SparkError } from '../../spark/errors.ts';
import type { Attribute } from '../../spark/expression.ts';
import type { Plan } from '../../spark/plan/plan.ts';
import { showString } from '../../spark/show.ts';
import { jsonValue } from '../../spark/types.ts';
import { concat, emptyBatch, toRows, type Batch } from '../../engine/columns/batch.ts';
import type { Sink, SinkBatch } from '../../engine/query/contracts.ts';
import { encodeUtf8 } from '../../spark/cast/utf8.ts';
import type { Value } from '../../spark/values.ts';
import { sayRecorded } from './recorded.ts';
import { checkKafkaWrite } from './kafka-options.ts';
import { scratchPath } from './paths.ts';
import { FileSink } from './file-sink.ts';
import { makeFolder } from './folders.ts';
import { SINK_LOG } from './sink-log.ts';
import { rowToWire } from './wire.ts';
import { schemaOf, type World } from './world.ts';

export type SinkKind = 'console' | 'memory' | 'noop' | 'kafka' | 'foreachBatch' | 'foreach' | 'file' | 'recorded';
export interface OpenSink { readonly sink: Sink; readonly kind: SinkKind; readonly temporaryCheckpoint: boolean; readonly label: string }

const hash = (): string => Math.floor(Math.random() * 0xffffffff).toString(16);

/** DataStreamWriter.startInternal's choice of a sink with its checks, in Spark's order. `options` in lower case. */
export function openSink(p: BridgeOps['stream.start'], plan: Plan, options: Record<string, string>, w: World, queryId: () => string): OpenSink {
  if (p.foreachBatch !== null) {
    if (p.partitionBy.length > 0) throw analysisError("'foreachBatch' does not support partitioning");
    if (p.trigger?.continuous) throw analysisError("'foreachBatch' is not supported with continuous trigger");
    return { kind: 'foreachBatch', sink: foreachBatchSink(p.foreachBatch, w, queryId), temporaryCheckpoint: true, label: 'foreachBatch' };
  }
  if (p.foreach !== null) {
    if (p.partitionBy.length > 0) throw analysisError("'foreach' does not support partitioning");
    return { kind: 'foreach', sink: foreachSink(p.foreach, plan, w), temporaryCheckpoint: true, label: 'foreach' };
  }
  if (p.table !== null) throw new Refusal('toTable', 'Write to a folder with start(path), or run the job with local Spark.');
  const format = (p.format ?? w.conf.read('spark.sql.sources.default')).toLowerCase();
  switch (format) {
    case 'memory':
      if (p.queryName === null) throw analysisError('queryName must be specified for memory sink');
      if (p.partitionBy.length > 0) throw analysisError("'memory' does not support partitioning");
      return { kind: 'memory', sink: memorySink(p.queryName, plan, w), temporaryCheckpoint: true, label: `memory ${p.queryName}` };
    case 'console': return { kind: 'console', sink: consoleSink(plan, options, w), temporaryCheckpoint: true, label: 'console' };
    case 'noop': return { kind: 'noop', sink: { api: 'v2', description: `org.apache.spark.sql.execution.datasources.noop.NoopTable$@${hash()}`, addBatch: (b) => { b.rows(); } }, temporaryCheckpoint: true, label: 'noop' };
    case 'kafka': return { kind: 'kafka', sink: kafkaSink(plan, options, w), temporaryCheckpoint: false, label: options['topic'] ? `topic ${options['topic']}` : 'kafka' };
    case 'json': case 'csv': case 'text': case 'parquet': case 'orc': return fileSink(format, p, plan, options, w);
    case 'jdbc': throw javaError('java.lang.UnsupportedOperationException', 'Data source jdbc does not support streamed writing');
    case 'delta': case 'iceberg': case 'hudi': case 'cassandra': case 'org.apache.spark.sql.cassandra': case 'mongodb': case 'mongo': case 'es': case 'org.elasticsearch.spark.sql': case 'eventhubs': case 'bigquery': case 'snowflake':
      return recorded(format, p, w);
    default: throw javaError('java.lang.ClassNotFoundException', `\nFailed to find data source: ${p.format}. Please find packages at\nhttps://spark.apache.org/third-party-projects.html\n       `);
  }
}

function recorded(format: string, p: BridgeOps['stream.start'], w: World): OpenSink {
  sayRecorded(`The simulator has no ${format}: what the query writes there is kept as recorded output and shown, nothing leaves this machine.`, p.span, w);
  return { kind: 'recorded', sink: { api: 'v2', description: `recorded ${format}`, addBatch: (b) => { b.rows(); } }, temporaryCheckpoint: false, label: `${format} (recorded)` };
}

function fileSink(format: string, p: BridgeOps['stream.start'], plan: Plan, options: Record<string, string>, w: World): OpenSink {
  const partitionBy = partitionColumns(p.partitionBy, plan, w);
  const path = p.path ?? options['path'];
  if (path === undefined) throw illegalArgument("'path' is not specified");
  if ((p.outputMode ?? 'append').toLowerCase() !== 'append') {
    throw analysisError(`Data source ${format} does not support ${(p.outputMode ?? '')[0]!.toUpperCase()}${(p.outputMode ?? '').slice(1).toLowerCase()} output mode`);
  }
  if (format === 'parquet' || format === 'orc') {
    sayRecorded(`The simulator writes no ${format} files: the rows are kept as recorded output and shown.`, p.span, w);
    return { kind: 'recorded', sink: { api: 'v1', description: `FileSink[${path}]`, addBatch: (b) => { b.rows(); } }, temporaryCheckpoint: false, label: `${format} ${path} (recorded)` };
  }
  const folder = scratchPath(path, w);
  if (!w.host.options.planOnly) makeFolder(w.host.files.resolve(folder, SINK_LOG), w);
  return { kind: 'file', sink: new FileSink(format, path, folder, partitionBy, plan, options, w), temporaryCheckpoint: false, label: path };
}

/** DataStreamWriter.normalize: positions of the columns that partitionBy() names. */
function partitionColumns(names: readonly string[], plan: Plan, w: World): number[] {
  const sensitive = w.conf.read('spark.sql.caseSensitive') === 'true';
  return names.map((name) => {
    const i = plan.output.findIndex((a) => (sensitive ? a.name === name : a.name.toLowerCase() === name.toLowerCase()));
    if (i < 0) throw analysisError(`Partition column ${name} not found in existing columns (${plan.output.map((a) => a.name).join(', ')})`);
    return i;
  });
}

/** ConsoleWrite (3.3.1): the batch between two lines, as show() prints it. */
function consoleSink(plan: Plan, options: Record<string, string>, w: World): Sink {
  const n = Number(options['numrows'] ?? 20), cut = (options['truncate'] ?? 'true').toLowerCase();
  const truncate = cut === 'true' ? 20 : cut === 'false' ? 0 : Number(cut);
  const line = '-------------------------------------------';
  return { api: 'v2', description: `org.apache.spark.sql.execution.streaming.ConsoleTable$@${hash()}`, addBatch: (b) => {
    const rows = b.rows();
    const text = showString(plan.output, toRows(rows, 0, Math.min(rows.length, n + 1)), n, truncate, false, w.conf.timeZone);
    w.host.emit({ kind: 'stdout', text: `${line}\nBatch: ${b.batchId}\n${line}\n${text}\n` });
  } };
}

/** MemorySink and the temp view that shows it. */
function memorySink(name: string, plan: Plan, w: World): Sink {
  let rows: Batch = emptyBatch(plan.output.length);
  let last = -1;
  const key = w.cx.nextId();
  w.lazyRows.set(key, () => rows);
  const output: Attribute[] = plan.output.map((a) => ({ op: 'attr', id: w.cx.nextId(), name: a.name, type: a.type, nullable: a.nullable, qualifier: [] }));
  w.views.set(name.toLowerCase(), { op: 'relation', id: w.cx.nextId(), streaming: false, source: { format: 'memory', options: { rows: String(key) }, paths: [] }, output });
  return { api: 'v2', description: 'MemorySink', reopen: () => { rows = emptyBatch(plan.output.length); last = -1; }, addBatch: (b) => {
    const made = b.rows();
    if (b.batchId <= last) return;
    last = b.batchId;
    rows = b.mode === 'Complete' ? made : concat([rows, made], plan.output.length);
  } };
}

/** KafkaStreamWriter: to simulated topics, to the broker only when asked (--send). Its checks come with the first batch. */
function kafkaSink(plan: Plan, options: Record<string, string>, w: World): Sink {
  const at = (name: string): number => plan.output.findIndex((a) => a.name === name);
  return { api: 'v2', description: 'org.apache.spark.sql.kafka010.KafkaSourceProvider$KafkaTable@' + hash(), addBatch: (b) => {
    for (const banned of ['key.serializer', 'value.serializer']) {
      if (options[`kafka.${banned}`] !== undefined) throw illegalArgument(`Kafka option '${banned}' is not supported as ${banned.startsWith('key') ? 'keys' : 'values'} are serialized with ByteArraySerializer.`);
    }
    checkKafkaWrite(plan.output, options['topic']);
    const rows = toRows(b.rows());
    if (options['kafka.bootstrap.servers'] === undefined) throw new SparkError('UnknownException', 'Writing job aborted');
    const bytes = (v: Value | undefined): Uint8Array | null => (v === null || v === undefined ? null : typeof v === 'string' ? encodeUtf8(v) : (v as Uint8Array));
    const byTopic = new Map<string, { key: Uint8Array | null; value: Uint8Array | null; headers: { key: string; value: Uint8Array | null }[] | null; partition?: number }[]>();
    for (const r of rows) {
      const topic = options['topic'] ?? (r[at('topic')] as string | null);
      if (topic === null) throw new SparkError('UnknownException', 'Writing job aborted', { cause: 'null topic present in the data. Use the topic option for setting a topic.' });
      const partition = at('partition') < 0 ? undefined : (r[at('partition')] as number | null) ?? undefined;
      const headers = at('headers') < 0 ? null : (r[at('headers')] as Value[][] | null)?.map(([k, v]) => ({ key: k as string, value: v as Uint8Array | null })) ?? null;
      const list = byTopic.get(topic) ?? [];
      list.push({ key: bytes(r[at('key')]), value: bytes(r[at('value')]), headers, ...(partition === undefined ? {} : { partition }) });
      byTopic.set(topic, list);
    }
    for (const [topic, list] of byTopic) {
      if (w.host.options.send) w.host.io.call('kafka.produce', { options, topic, records: list });
      else w.topics.write(topic, list);
    }
  } };
}

/** ForeachBatchSink: rows are computed when Python first looks at them, and only then. */
function foreachBatchSink(callback: number, w: World, queryId: () => string): Sink {
  return { api: 'v1', description: 'ForeachBatchSink', addBatch: (b) => {
    const key = w.cx.nextId();
    w.lazyRows.set(key, () => b.rows());
    const output: Attribute[] = b.output.map((a) => ({ op: 'attr', id: w.cx.nextId(), name: a.name, type: a.type, nullable: a.nullable, qualifier: [] }));
    const reply = w.add({ op: 'relation', id: w.cx.nextId(), streaming: false, source: { format: 'batch', options: { rows: String(key), query: queryId() }, paths: [] }, output });
    try {
      w.host.callback({ kind: 'foreachBatch', id: callback, df: reply.df, schema: reply.schema, batchId: b.batchId });
    } catch (e) {
      throw proxyError(e);
    } finally { w.lazyRows.delete(key); }
  } };
}

/** What the JVM says when the Python function that it called raised. */
function proxyError(e: unknown): unknown {
  if (!(e instanceof PythonCallbackError) || e.pythonClass === 'KeyboardInterrupt') return e;
  return new SparkError('UnknownException', `An exception was raised by the Python Proxy. Return Message: ${e.traceback}`, { cause: e });
}

/** ForeachWriter: one partition, open – process – close. */
function foreachSink(callback: number, plan: Plan, w: World): Sink {
  const schema = jsonValue(schemaOf(plan)), types = plan.output.map((a) => a.type);
  return { api: 'v1', description: 'ForeachWriterTable', addBatch: (b: SinkBatch) => {
    const rows = toRows(b.rows()).map((r) => rowToWire(r, types));
    try { w.host.callback({ kind: 'foreach', id: callback, partition: 0, epoch: b.batchId, schema, rows }); }
    catch (e) { throw e instanceof PythonCallbackError && e.pythonClass !== 'KeyboardInterrupt' ? new SparkError('UnknownException', 'Writing job aborted', { cause: e }) : e; }
  } };
}
