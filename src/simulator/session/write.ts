import type { BridgeOps } from '../../protocol/bridge.ts';
import { analysisError, illegalArgument, javaError, Refusal } from '../../spark/errors.ts';
import { isStreaming, nodesDown, type Plan } from '../../spark/plan/plan.ts';
import { catalogString, isAtomic, type StructType } from '../../spark/types.ts';
import { toRows } from '../../engine/columns/batch.ts';
import { execute } from './actions.ts';
import { PartFiles } from './part-files.ts';
import { readPath, scratchPath } from './paths.ts';
import { isFile, lowerKeys } from './read.ts';
import { sayRecorded } from './recorded.ts';
import { openSink } from './sinks.ts';
import { schemaOf, type World } from './world.ts';

/** DataFrameWriter.save: files, topics; a format that the simulator does not have is kept as recorded output and said so. */
export function writeBatch(p: BridgeOps['df.write'], w: World): null {
  const plan = w.plan(p.df);
  if (isStreaming(plan)) throw analysisError("'write' can not be called on streaming Dataset/DataFrame");
  const format = p.format.toLowerCase(), options = lowerKeys(p.options);
  if (p.table !== null) throw new Refusal('saveAsTable', 'Write to a folder with save(path), or run the job with local Spark.');
  if (p.path !== null && options['path'] !== undefined && isFile(format)) {
    throw analysisError(" There is a 'path' option set and save() is called with a path parameter. Either remove the path option, or call save() without the parameter. To ignore this check, set 'spark.sql.legacy.pathOptionBehavior.enabled' to 'true'.        ");
  }
  if (w.host.options.planOnly) return null;
  if (format === 'noop') { execute(plan, w); return null; }
  if (format === 'kafka') {
    const { sink } = openSink({ df: p.df, format, outputMode: null, options: p.options, partitionBy: [], queryName: null, trigger: null, path: null, table: null, foreachBatch: null, foreach: null, span: p.span }, plan, options, w, () => '');
    sink.addBatch({ batchId: 0, mode: 'Append', output: plan.output, rows: () => execute(plan, w) });
    return null;
  }
  if (format !== 'json' && format !== 'text' && format !== 'csv') {
    const rows = execute(plan, w);
    w.host.emit({ kind: 'note', text: `${rows.length} rows for ${p.path ?? options['path'] ?? options['dbtable'] ?? options['url'] ?? format} (${format}) were kept as recorded output.` });
    sayRecorded(`The simulator has no ${format}: what is written there is kept as recorded output, nothing leaves this machine.`, p.span, w);
    return null;
  }
  const path = p.path ?? options['path'];
  if (path === undefined) throw illegalArgument('Expected exactly one path to be specified, but got: ');
  writeFiles(plan, format, path, p.mode, p.partitionBy, options, w);
  return null;
}

/** InsertIntoHadoopFsRelationCommand. */
function writeFiles(plan: Plan, format: string, path: string, mode: string, partitionBy: readonly string[], options: Readonly<Record<string, string>>, w: World): void {
  const schema = schemaOf(plan);
  if (schema.fields.some((f) => f.type.kind === 'calendarInterval')) throw analysisError('Cannot save interval data type into external storage.');
  checkDuplicates(schema.fields.map((f) => f.name), path, w);
  const columns = partitionColumns(partitionBy, schema, w);
  const { files } = w.host, folder = scratchPath(path, w), there = files.stat(folder) !== undefined;
  if (mode === 'overwrite') {
    if ((options['partitionoverwritemode'] ?? w.conf.read('spark.sql.sources.partitionOverwriteMode')).toLowerCase() === 'dynamic' && columns.length > 0) {
      throw new Refusal('partitionOverwriteMode=dynamic', 'Write the whole folder, or run the job with local Spark.');
    }
  }
  if (there && mode === 'errorifexists') throw analysisError(`path ${files.uri(folder)} already exists.`);
  if (there && mode === 'ignore') return;
  const parts = new PartFiles(schema, columns, format, options, w);
  if (mode === 'overwrite' && there && reads(plan, folder, w)) {
    // What is to be overwritten goes away first: the rows that were to come from it are then gone.
    files.remove(folder);
    throw javaError('org.apache.spark.SparkException', 'Job aborted.');
  }
  const rows = toRows(execute(plan, w));
  if (mode === 'overwrite') files.remove(folder);
  const job = globalThis.crypto.randomUUID();
  parts.write(rows, folder, () => job);
  files.write(files.resolve(folder, '_SUCCESS'), '');
}

function reads(plan: Plan, folder: string, w: World): boolean {
  const { files } = w.host;
  const inside = (path: string, of: string): boolean => path === of || path.startsWith(of.endsWith(files.sep) ? of : of + files.sep);
  return [...nodesDown(plan)].some((n) => n.op === 'relation' && isFile(n.source.format) && n.source.paths.some((r) => files.glob(readPath(r, w)).some((root) => inside(root, folder) || inside(folder, root))));
}

const sensitive = (w: World): boolean => w.conf.read('spark.sql.caseSensitive') === 'true';

function checkDuplicates(names: readonly string[], path: string, w: World): void {
  const keys = names.map((n) => (sensitive(w) ? n : n.toLowerCase()));
  const twice = [...new Set(keys.filter((k, i) => keys.indexOf(k) !== i))];
  if (twice.length > 0) throw analysisError(`Found duplicate column(s) when inserting into ${w.host.files.uri(scratchPath(path, w))}: ${twice.map((k) => `\`${k}\``).join(', ')}`);
}

/** PartitioningUtils.validatePartitionColumn: positions in the schema. */
function partitionColumns(names: readonly string[], schema: StructType, w: World): number[] {
  const found = names.map((name) => {
    const i = schema.fields.findIndex((f) => (sensitive(w) ? f.name === name : f.name.toLowerCase() === name.toLowerCase()));
    if (i < 0) throw analysisError(`Partition column \`${name}\` not found in schema ${catalogString(schema)}`);
    const { type } = schema.fields[i]!;
    if (!isAtomic(type)) throw new Refusal(`partitionBy on a column of type ${catalogString(type)}`);
    return i;
  });
  if (found.length > 0 && found.length === schema.fields.length) throw analysisError('Cannot use all columns for partition columns');
  return found;
}
