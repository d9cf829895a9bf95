import { analysisError, illegalArgument, Refusal } from '../../spark/errors.ts';
import { encodeUtf8 } from '../../spark/cast/utf8.ts';
import { jsonDecoder } from '../../spark/formats/json/decoder.ts';
import { JsonInference } from '../../spark/formats/json/infer.ts';
import { jsonOptions } from '../../spark/formats/json/options.ts';
import type { FormatEnv } from '../../spark/formats/options.ts';
import type { Wanted } from '../../spark/formats/row-filters.ts';
import { StringType, type StructType } from '../../spark/types.ts';
import type { Row } from '../../spark/values.ts';
import { fromRows, type Batch } from '../../engine/columns/batch.ts';
import { decodeUtf8 } from '../../engine/columns/utf8.ts';
import { csvReader, csvSchema } from './csv-files.ts';
import type { World } from './world.ts';

export const formatEnv = (w: World): FormatEnv => ({ timeZone: w.conf.timeZone, now: () => w.now() });

/** Lines of a file (Hadoop's LineRecordReader: \n, \r\n or \r end a line), as byte ranges. */
export function* lineRanges(data: Uint8Array, separator?: string): Generator<[number, number]> {
  let start = data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? 3 : 0;
  if (separator !== undefined) {
    yield* separated(data, start, encodeUtf8(separator));
    return;
  }
  for (let i = 0; i < data.length; i++) {
    const b = data[i]!;
    if (b !== 10 && b !== 13) continue;
    yield [start, i];
    if (b === 13 && data[i + 1] === 10) i++;
    start = i + 1;
  }
  if (start < data.length) yield [start, data.length];
}

function* separated(data: Uint8Array, from: number, separator: Uint8Array): Generator<[number, number]> {
  if (separator.length === 0) throw illegalArgument("requirement failed: 'lineSep' cannot be an empty string.");
  let start = from;
  for (let i = from; i + separator.length <= data.length;) {
    if (!separator.every((b, k) => data[i + k] === b)) { i++; continue; }
    yield [start, i];
    i += separator.length;
    start = i;
  }
  if (start < data.length) yield [start, data.length];
}

/** Reads one file of a format into rows of the wanted schema. */
export function fileReader(format: string, schema: StructType, options: Readonly<Record<string, string>>, w: World, wanted?: Wanted): (data: Uint8Array, path: string) => Batch {
  switch (format) {
    case 'text': return (data) => fromRows(textLines(data, options), 1);
    case 'json': {
      const decoder = jsonDecoder(schema, jsonOptions(options, formatEnv(w), w.conf.read('spark.sql.columnNameOfCorruptRecord')), { arraysAsStructs: true, strictUtf8: true, ...(wanted ? { wanted } : {}) });
      if (options['multiline']?.toLowerCase() === 'true') return (data) => fromRows(decoder.rows(data), schema.fields.length);
      return (data) => {
        const rows: Row[] = [];
        for (const [a, b] of lineRanges(data, options['linesep'])) if (b > a) for (const r of decoder.rows(data, a, b)) rows.push(r);
        return fromRows(rows, schema.fields.length);
      };
    }
    case 'csv': return csvReader(schema, options, w, wanted);
    default: throw new Refusal(`reading ${format} files`, 'Save the rows as json lines for the simulation, or run the job with local Spark.');
  }
}

function textLines(data: Uint8Array, options: Readonly<Record<string, string>>): Row[] {
  if (options['wholetext']?.toLowerCase() === 'true') return [[decodeUtf8(data, 0, data.length)]];
  return [...lineRanges(data, options['linesep'])].map(([a, b]): Row => [decodeUtf8(data, a, b)]);
}

export interface InferredFrom { readonly path: string; readonly size: number; data(): Uint8Array }

/** FileFormat.inferSchema. */
export function schemaOfFiles(format: string, options: Readonly<Record<string, string>>, files: readonly InferredFrom[], w: World): StructType {
  if (format === 'text') return { kind: 'struct', fields: [{ name: 'value', type: StringType, nullable: true }] };
  if (files.length === 0) throw analysisError(`Unable to infer schema for ${format.toUpperCase()}. It must be specified manually.`);
  if (format === 'csv') return csvSchema(files, options, w);
  const inference = new JsonInference(jsonOptions(options, formatEnv(w), w.conf.read('spark.sql.columnNameOfCorruptRecord')));
  return inference.schema(jsonRecords(files, options));
}

function* jsonRecords(files: readonly InferredFrom[], options: Readonly<Record<string, string>>): Generator<string> {
  for (const f of files) {
    const data = f.data();
    if (options['multiline']?.toLowerCase() === 'true') yield decodeUtf8(data, 0, data.length);
    else for (const [a, b] of lineRanges(data, options['linesep'])) yield decodeUtf8(data, a, b);
  }
}
