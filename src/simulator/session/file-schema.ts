import { analysisError, illegalArgument, Refusal } from '../../spark/errors.ts';
import * as T from '../../spark/types.ts';
import type { StructType } from '../../spark/types.ts';
import { indexFiles } from './file-index.ts';
import { contents } from './files.ts';
import { schemaOfFiles } from './formats.ts';
import { readPath } from './paths.ts';
import { verifySchema } from './row-writer.ts';
import type { World } from './world.ts';

export interface FileSchema { readonly schema: StructType; readonly partitionColumns: readonly string[] }

/** DataSource.getOrInferFileFormatSchema with the checks before it: the columns of the files, then those of the folders. */
export function fileSchema(format: string, options: Readonly<Record<string, string>>, paths: readonly string[], given: StructType | undefined, streaming: boolean, w: World): FileSchema {
  if (streaming && !given && format !== 'text' && w.conf.read('spark.sql.streaming.schemaInference') !== 'true') {
    throw illegalArgument('\nSchema must be specified when creating a streaming source DataFrame. If some\nfiles already exist in the directory, then depending on the file format you\nmay be able to create a static DataFrame on that directory with\n\'spark.read.load(directory)\' and infer schema from it.\n       ');
  }
  checkPaths(paths, w, streaming);
  if (format === 'parquet' || format === 'orc' || format === 'avro' || format === 'binaryfile') throw new Refusal(`reading ${format} files`, 'Save the rows as json lines or csv for the simulation, or run the job with local Spark.');
  if (streaming) for (const banned of ['modifiedBefore', 'modifiedAfter']) {
    if (options[banned.toLowerCase()] !== undefined) throw illegalArgument(`option '${banned}' is not allowed in file stream sources`);
  }
  const index = indexFiles(paths, options, given, w), partitions = index.partitions.schema.fields;
  const isPartition = (f: T.StructField): boolean => partitions.some((p) => p.name.toLowerCase() === f.name.toLowerCase());
  let fields: readonly T.StructField[];
  if (given) fields = given.fields.filter((f) => !isPartition(f));
  else {
    fields = schemaOfFiles(format, options, index.files.map((f) => ({ path: f.path, size: f.size, data: () => contents(f.path, w) })), w).fields;
    const twice = fields.find(isPartition);
    if (twice) throw new Refusal(`the column ${twice.name}, which the files and the names of their folders both have`, 'Take it out of one of them, or run the job with local Spark.');
  }
  if (!streaming) {
    checkDuplicates(fields, w);
    verifySchema(format, T.struct(fields));
  }
  if (format === 'text') fields = [T.field(fields[0]?.name ?? 'value', T.StringType)];
  return { schema: T.struct([...fields.map((f) => ({ ...f, type: asNullable(f.type), nullable: true })), ...partitions]), partitionColumns: partitions.map((p) => p.name) };
}

/** SchemaUtils.checkSchemaColumnNameDuplication. */
function checkDuplicates(fields: readonly T.StructField[], w: World): void {
  const keys = fields.map((f) => (w.conf.read('spark.sql.caseSensitive') === 'true' ? f.name : f.name.toLowerCase()));
  const twice = [...new Set(keys.filter((k, i) => keys.indexOf(k) !== i))];
  if (twice.length > 0) throw analysisError(`Found duplicate column(s) in the data schema: ${twice.map((k) => `\`${k}\``).join(', ')}`);
}

function checkPaths(paths: readonly string[], w: World, streaming: boolean): void {
  if (paths.length === 0) throw illegalArgument("'path' is not specified");
  for (const path of paths) {
    const real = readPath(path, w);
    if (w.host.files.glob(real).length === 0) throw analysisError(`Path does not exist: ${streaming ? path : w.host.files.uri(real)}`);
  }
}

/** StructType.asNullable: files promise nothing. */
function asNullable(t: T.DataType): T.DataType {
  if (t.kind === 'array') return T.array(asNullable(t.element), true);
  if (t.kind === 'map') return T.map(asNullable(t.key), asNullable(t.value), true);
  if (t.kind === 'struct') return T.struct(t.fields.map((f) => ({ ...f, type: asNullable(f.type), nullable: true })));
  return t;
}
