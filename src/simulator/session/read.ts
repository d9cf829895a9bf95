import type { BridgeOps } from '../../protocol/bridge.ts';
import { analysisError, illegalArgument, javaError, Refusal } from '../../spark/errors.ts';
import { type Attribute } from '../../spark/expression.ts';
import { fromWire } from './wire.ts';
import type { Plan, Relation } from '../../spark/plan/plan.ts';
import * as T from '../../spark/types.ts';
import { rateOptions } from '../../engine/sources/rate.ts';
import { spanOf } from './expressions.ts';
import { checkKafkaRead, kafkaSchema } from './kafka-options.ts';
import { schemaOfFiles } from './formats.ts';
import type { World } from './world.ts';

/** CaseInsensitiveMap: option names in lower case. */
export const lowerKeys = (o: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(o).map(([k, v]) => [k.toLowerCase(), v]));
const attributes = (schema: T.StructType, w: World): Attribute[] => schema.fields.map((f) => ({ op: 'attr', id: w.cx.nextId(), name: f.name, type: f.type, nullable: f.nullable, qualifier: [], ...(f.metadata ? { metadata: f.metadata } : {}) }));

/** DataStreamReader.load and DataFrameReader.load: every check that Spark makes there, and no data read. */
export function read(p: BridgeOps['read'], w: World): Plan {
  const options = lowerKeys(p.options), format = p.format.toLowerCase();
  const schema = p.schema === undefined || p.schema === null ? undefined : w.parseSchema(p.schema);
  if (options['path'] !== undefined && p.paths.length > 0 && isFile(format)) {
    throw analysisError("There is a 'path' option set and load() is called with a path parameter. Either remove the path option, or call load() without the parameter. To ignore this check, set 'spark.sql.legacy.pathOptionBehavior.enabled' to 'true'.");
  }
  const paths = p.paths.length > 0 ? p.paths : options['path'] !== undefined ? [options['path']] : [];
  const output = attributes(schemaFor(format, options, paths, schema, p.streaming, w), w);
  const span = spanOf(p.span);
  const relation: Relation = { op: 'relation', id: w.cx.nextId(), streaming: p.streaming, source: { format, options, paths }, output, ...(span ? { span } : {}) };
  return relation;
}

const fileFormats = ['json', 'csv', 'text', 'parquet', 'orc', 'avro', 'binaryfile'];
export const isFile = (format: string): boolean => fileFormats.includes(format);

function schemaFor(format: string, options: Record<string, string>, paths: readonly string[], given: T.StructType | undefined, streaming: boolean, w: World): T.StructType {
  switch (format) {
    case 'kafka': return checkKafkaRead(options, given !== undefined, streaming) && kafkaSchema(options);
    case 'rate':
      if (!streaming) throw javaError('java.lang.UnsupportedOperationException', 'org.apache.spark.sql.execution.streaming.sources.RateStreamProvider does not allow batch scans');
      rateOptions(options);
      if (given) throw javaError('java.lang.UnsupportedOperationException', 'RateStreamProvider source does not support user-specified schema.');
      return T.struct([T.field('timestamp', T.TimestampType), T.field('value', T.LongType)]);
    case 'socket': return socketSchema(options, given, streaming);
    case 'rate-micro-batch': throw new Refusal('the rate-micro-batch source', 'Use the rate source, or a capture of a topic.');
    case 'jdbc': if (streaming) throw javaError('java.lang.UnsupportedOperationException', 'Data source jdbc does not support streamed reading'); throw new Refusal('reading from jdbc', 'Put the rows the job needs into a csv or json file for the simulation, or run it with local Spark.');
    case 'delta': case 'iceberg': case 'hudi': case 'cassandra': case 'org.apache.spark.sql.cassandra': case 'mongodb': case 'mongo': case 'es': case 'org.elasticsearch.spark.sql': case 'eventhubs': case 'bigquery': case 'snowflake':
      throw new Refusal(`reading from ${format}`, 'Give the simulation the same rows as a json or csv file, or run the job with local Spark and its connector.');
    case 'parquet': case 'orc': case 'avro': case 'binaryfile':
      if (!streaming || given) { checkPaths(paths, w, streaming); throw new Refusal(`reading ${format} files`, 'Save the rows as json lines or csv for the simulation, or run the job with local Spark.'); }
      return fileSchema(format, options, paths, given, streaming, w);
    case 'json': case 'csv': case 'text': return fileSchema(format, options, paths, given, streaming, w);
    default:
      throw javaError('java.lang.ClassNotFoundException', `\nFailed to find data source: ${format}. Please find packages at\nhttps://spark.apache.org/third-party-projects.html\n       `);
  }
}

function checkPaths(paths: readonly string[], w: World, streaming: boolean): void {
  if (paths.length === 0) throw illegalArgument("'path' is not specified");
  for (const path of paths) {
    refuseRemote(path);
    if (w.host.files.glob(localPath(path)).length === 0) throw analysisError(`Path does not exist: ${streaming ? path : w.host.files.uri(w.host.files.resolve(localPath(path)))}`);
  }
}

function fileSchema(format: string, options: Record<string, string>, paths: readonly string[], given: T.StructType | undefined, streaming: boolean, w: World): T.StructType {
  if (streaming && !given && format !== 'text' && w.conf.read('spark.sql.streaming.schemaInference') !== 'true') {
    throw illegalArgument('\nSchema must be specified when creating a streaming source DataFrame. If some\nfiles already exist in the directory, then depending on the file format you\nmay be able to create a static DataFrame on that directory with\n\'spark.read.load(directory)\' and infer schema from it.\n       ');
  }
  if (streaming && paths.length === 0) throw illegalArgument("'path' is not specified");
  checkPaths(paths, w, streaming);
  if (streaming) for (const banned of ['modifiedbefore', 'modifiedafter']) {
    if (options[banned] !== undefined) throw illegalArgument(`option '${banned === 'modifiedbefore' ? 'modifiedBefore' : 'modifiedAfter'}' is not allowed in file stream sources`);
  }
  if (format === 'text') return T.struct([T.field(given?.fields[0]?.name ?? 'value', T.StringType)]);
  const schema = given ?? schemaOfFiles(format, options, paths, w);
  return T.struct(schema.fields.map((f) => ({ ...f, type: asNullable(f.type), nullable: true })));
}

/** StructType.asNullable: files promise nothing. */
function asNullable(t: T.DataType): T.DataType {
  if (t.kind === 'array') return T.array(asNullable(t.element), true);
  if (t.kind === 'map') return T.map(asNullable(t.key), asNullable(t.value), true);
  if (t.kind === 'struct') return T.struct(t.fields.map((f) => ({ ...f, type: asNullable(f.type), nullable: true })));
  return t;
}

/** TextSocketSourceProvider.getTable. */
function socketSchema(options: Record<string, string>, given: T.StructType | undefined, streaming: boolean): T.StructType {
  if (!streaming) throw javaError('java.lang.UnsupportedOperationException', 'Data source socket does not support batch reading');
  if (given) throw javaError('java.lang.UnsupportedOperationException', 'TextSocketSourceProvider source does not support user-specified schema.');
  if (options['host'] === undefined) throw analysisError('Set a host to read from with option("host", ...).');
  if (options['port'] === undefined) throw analysisError('Set a port to read from with option("port", ...).');
  const stamped = options['includetimestamp']?.toLowerCase();
  if (stamped !== undefined && stamped !== 'true' && stamped !== 'false') throw analysisError('includeTimestamp must be set to either "true" or "false"');
  const value = T.field('value', T.StringType);
  return T.struct(stamped === 'true' ? [value, T.field('timestamp', T.TimestampType)] : [value]);
}

const remote = /^(hdfs|abfss?|wasbs?|adl|dbfs|s3a?|gs|https?):/i;
export const isRemote = (path: string): boolean => remote.test(path);
export function refuseRemote(path: string): void {
  if (isRemote(path)) throw new Refusal(`reading from ${path.slice(0, path.indexOf(':') + 1)} paths (${path})`, 'Copy the files to a local folder and give the job that path, or run it on the cluster.');
}

/** `file:` URIs as paths. */
export function localPath(path: string): string {
  const m = /^file:\/{0,3}(.*)$/i.exec(path);
  if (!m) return path;
  return /^[A-Za-z]:/.test(m[1]!) ? m[1]! : `/${m[1]!.replace(/^\/+/, '')}`;
}

/** createDataFrame: rows by position. */
export function local(p: BridgeOps['local'], w: World): Plan {
  const schema = T.fromJsonValue(p.schema) as T.StructType;
  const output = attributes(schema, w);
  const span = spanOf(p.span);
  return { op: 'local', id: w.cx.nextId(), rows: p.rows.map((r) => r.map((v, i) => fromWire(v, schema.fields[i]!.type))), output, ...(span ? { span } : {}) };
}

export function range(p: BridgeOps['range'], w: World): Plan {
  if (p.step === 0) throw illegalArgument('requirement failed: step (0) cannot be 0');
  const span = spanOf(p.span);
  return { op: 'range', id: w.cx.nextId(), start: p.start, end: p.end, step: p.step, output: attributes(T.struct([T.field('id', T.LongType, false)]), w), ...(span ? { span } : {}) };
}

