import { SparkError } from '../../spark/errors.ts';
import type { Relation } from '../../spark/plan/plan.ts';
import { struct, type StructType } from '../../spark/types.ts';
import type { Wanted } from '../../spark/formats/row-filters.ts';
import type { Value } from '../../spark/values.ts';
import { concat, type Batch, type Column } from '../../engine/columns/batch.ts';
import type { FileAccess } from '../../engine/sources/file.ts';
import { unpack } from '../codecs.ts';
import { folderOf, indexFiles, type FileIndex } from './file-index.ts';
import { fileReader } from './formats.ts';
import { verifySchema } from './row-writer.ts';
import { sinkPath } from './sink-log.ts';
import type { World } from './world.ts';

/** A file relation on disk: its files as they are now, and their rows with the values of their partition folders. */
export function fileAccess(r: Relation, w: World): FileAccess {
  const schema = struct(r.output.map((a) => ({ name: a.name, type: a.type, nullable: a.nullable })));
  const partitioned = new Set(r.source.partitionColumns ?? []);
  const data = schema.fields.flatMap((f, i) => (partitioned.has(f.name) ? [] : [i]));
  verifySchema(r.source.format, struct(data.map((i) => schema.fields[i]!)));
  const readers = new Map<Relation, ReturnType<typeof fileReader>>();
  const readerOf = (at: Relation): ReturnType<typeof fileReader> => {
    let reader = readers.get(at);
    if (!reader) readers.set(at, (reader = fileReader(at.source.format, struct(data.map((i) => schema.fields[i]!)), at.source.options, w, wantedOf(at, data, w))));
    return reader;
  };
  readerOf(r);
  let index: FileIndex | undefined;
  const list = (): FileIndex => (index = indexFiles(r.source.paths, r.source.options, schema, w));
  return {
    list: () => [...list().files],
    check: (at) => { refuseOnlyCorrupt(at, wantedOf(at, data, w), w); },
    read: (path, at) => {
      const rows = readerOf(at)(contents(path, w), path);
      return partitioned.size === 0 ? rows : withPartition(rows, schema, data, index ?? list(), path);
    },
  };
}

/** QueryCompilationErrors.queryFromRawFilesIncludeCorruptRecordColumnError. */
function refuseOnlyCorrupt(r: Relation, wanted: Wanted | undefined, w: World): void {
  const read = wanted?.columns.filter((_, i) => wanted.required[i]);
  if (read?.length !== 1 || read[0]!.name !== (r.source.options['columnnameofcorruptrecord'] ?? w.conf.read('spark.sql.columnNameOfCorruptRecord'))) return;
  // The csv source takes such a query, and its column is then always null.
  if (r.source.format !== 'json') return;
  throw new SparkError('AnalysisException', '\nSince Spark 2.3, the queries from raw JSON/CSV files are disallowed when the\nreferenced columns only include the internal corrupt record column\n(named _corrupt_record by default). For example:\nspark.read.schema(schema).csv(file).filter($"_corrupt_record".isNotNull).count()\nand spark.read.schema(schema).csv(file).select("_corrupt_record").show().\nInstead, you can cache or save the parsed results and then send the same query.\nFor example, val df = spark.read.schema(schema).csv(file).cache() and then\ndf.filter($"_corrupt_record".isNotNull).count().\n      ', { planning: true });
}

/** What the optimizer found out about the columns that are in the files themselves. */
function wantedOf(r: Relation, data: readonly number[], w: World): Wanted | undefined {
  if (!r.required && !r.pushed) return undefined;
  const env = { timeZone: w.conf.timeZone, conf: (k: string) => w.conf.read(k), now: () => w.now(), random: () => () => 0, partitionId: () => 0 };
  return { columns: data.map((i) => r.output[i]!), required: data.map((i) => r.required?.includes(i) ?? true), pushed: r.pushed ?? [], env };
}

function withPartition(rows: Batch, schema: StructType, data: readonly number[], index: FileIndex, path: string): Batch {
  const values = index.partitions.valuesOf(folderOf(path)) ?? [];
  const columns = schema.fields.map((f, i): Column => {
    const at = data.indexOf(i);
    if (at >= 0) return rows.columns[at]!;
    const k = index.partitions.schema.fields.findIndex((p) => p.name === f.name);
    return new Array<Value>(rows.length).fill(values[k] ?? null);
  });
  return { columns, length: rows.length };
}

/** The bytes of a file by its logged path, unpacked. */
export function contents(path: string, w: World): Uint8Array {
  let data: Uint8Array;
  try { data = w.host.files.read(sinkPath(path)); }
  catch (e) {
    throw new SparkError('UnknownException', `File ${path} does not exist\nIt is possible the underlying files have been updated. You can explicitly invalidate\nthe cache in Spark by running 'REFRESH TABLE tableName' command in SQL or\nby recreating the Dataset/DataFrame involved.`, { cause: e });
  }
  return unpack(path, data);
}

/** A batch read of files: the largest first, as Spark packs them; empty ones are not opened. */
export function readFiles(r: Relation, w: World): Batch {
  const access = fileAccess(r, w);
  access.check(r);
  const found = [...(r.source.files ?? access.list())].filter((f) => f.size > 0).sort((a, b) => b.size - a.size);
  return concat(found.map((f) => access.read(f.path, r)), r.output.length);
}
