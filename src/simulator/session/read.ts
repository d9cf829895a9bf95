import type { BridgeOps } from '../../protocol/bridge.ts';
import { analysisError, illegalArgument, javaError, Refusal } from '../../spark/errors.ts';
import { type Attribute } from '../../spark/expression.ts';
import { fromWire } from './wire.ts';
import type { Plan, Relation } from '../../spark/plan/plan.ts';
import * as T from '../../spark/types.ts';
import { rateOptions } from '../../engine/sources/rate.ts';
import { spanOf } from './expressions.ts';
import { checkKafkaRead, kafkaSchema } from './kafka-options.ts';
import { fileSchema } from './file-schema.ts';
import { fileAccess } from './files.ts';
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
  const found = isFile(format) ? fileSchema(format, options, paths, schema, p.streaming, w) : { schema: schemaFor(format, options, schema, p.streaming), partitionColumns: [] };
  const output = attributes(found.schema, w);
  const span = spanOf(p.span), { partitionColumns } = found;
  const relation: Relation = { op: 'relation', id: w.cx.nextId(), streaming: p.streaming, source: { format, options, paths, ...(partitionColumns.length > 0 ? { partitionColumns } : {}) }, output, ...(span ? { span } : {}) };
  return isFile(format) && !p.streaming ? { ...relation, source: { ...relation.source, files: fileAccess(relation, w).list() } } : relation;
}

const fileFormats = ['json', 'csv', 'text', 'parquet', 'orc', 'avro', 'binaryfile'];
export const isFile = (format: string): boolean => fileFormats.includes(format);

function schemaFor(format: string, options: Record<string, string>, given: T.StructType | undefined, streaming: boolean): T.StructType {
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
    default:
      throw javaError('java.lang.ClassNotFoundException', `\nFailed to find data source: ${format}. Please find packages at\nhttps://spark.apache.org/third-party-projects.html\n       `);
  }
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

/** createDataFrame: rows by position. */
export function local(p: BridgeOps['local'], w: World): Plan {
  const schema = T.fromJsonValue(p.schema) as T.StructType;
  const output = attributes(schema, w);
  const span = spanOf(p.span);
  return { op: 'local', id: w.cx.nextId(), distributed: true, rows: p.rows.map((r) => r.map((v, i) => fromWire(v, schema.fields[i]!.type))), output, ...(span ? { span } : {}) };
}

export function range(p: BridgeOps['range'], w: World): Plan {
  if (p.step === 0) throw illegalArgument('requirement failed: step (0) cannot be 0');
  const span = spanOf(p.span);
  return { op: 'range', id: w.cx.nextId(), start: p.start, end: p.end, step: p.step, output: attributes(T.struct([T.field('id', T.LongType, false)]), w), ...(span ? { span } : {}) };
}

