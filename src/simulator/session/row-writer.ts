import { analysisError, illegalArgument, Refusal } from '../../spark/errors.ts';
import { encodeUtf8 } from '../../spark/cast/utf8.ts';
import { csvOptions } from '../../spark/formats/csv/options.ts';
import { CsvLines } from '../../spark/formats/csv/writer.ts';
import { jsonOptions } from '../../spark/formats/json/options.ts';
import { toJson } from '../../spark/formats/json/writer.ts';
import { catalogString, isAtomic, struct, type DataType, type StructType } from '../../spark/types.ts';
import type { Row } from '../../spark/values.ts';
import { codecOf } from '../codecs.ts';
import { formatEnv } from './formats.ts';
import type { World } from './world.ts';

/** How rows of one schema become the bytes of a file. */
export interface RowWriter {
  /** End of a file's name, compression included: `.json.gz`. */
  readonly extension: string;
  write(rows: readonly Row[]): Uint8Array;
}

/** FileFormat.prepareWrite with its checks. `options` in lower case. */
export function rowWriter(format: string, schema: StructType, options: Readonly<Record<string, string>>, w: World): RowWriter {
  verifySchema(format, schema);
  const lineSep = options['linesep'];
  if (lineSep === '') throw illegalArgument(`requirement failed: 'lineSep' cannot be an empty string.`);
  const codec = codecOf(options['compression'] ?? (format === 'csv' ? options['codec'] : undefined));
  const file = (extension: string, text: (rows: readonly Row[]) => string): RowWriter => ({ extension: extension + codec.extension, write: (rows) => codec.pack(encodeUtf8(text(rows))) });
  const end = lineSep ?? '\n';
  switch (format) {
    case 'text': {
      if (schema.fields.length !== 1) throw analysisError(`Text data source supports only a single column, and you have ${schema.fields.length} columns.`);
      return file('.txt', (rows) => rows.map((r) => (r[0] === null ? end : String(r[0]) + end)).join(''));
    }
    case 'json': {
      const nulls = w.conf.read('spark.sql.jsonGenerator.ignoreNullFields');
      const print = toJson(schema, jsonOptions({ ...(nulls === '' ? {} : { ignorenullfields: nulls }), ...options }, formatEnv(w)));
      return file('.json', (rows) => rows.map((r) => `${print(r) ?? ''}${end}`).join(''));
    }
    case 'csv': {
      const o = csvOptions(options, formatEnv(w));
      const binary = schema.fields.find((f) => f.type.kind === 'binary');
      if (binary) throw new Refusal('writing binary columns as csv', 'Spark writes the address of the bytes there: cast the column to string, or use base64().');
      const lines = new CsvLines(schema, o), head = o.header ? lines.header() : '';
      // univocity leaves out a record of which nothing would be written.
      const line = (text: string): string => (text === '' ? '' : text + end);
      return { extension: `.csv${codec.extension}`, write: (rows) => codec.pack(o.charset.encode(line(head) + rows.map((r) => line(lines.record(r))).join(''))) };
    }
    default: throw new Refusal(`writing ${format} files`, 'Write json, or run the job with local Spark.');
  }
}

/** DataSourceUtils.verifySchema: the first field that the format cannot hold. */
export function verifySchema(format: string, schema: StructType): void {
  const holds = (t: DataType): boolean => {
    if (format === 'text') return t.kind === 'string';
    if (format === 'csv') return isAtomic(t);
    switch (t.kind) {
      case 'struct': return t.fields.every((f) => holds(f.type));
      case 'array': return holds(t.element);
      case 'map': return holds(t.key) && holds(t.value);
      default: return t.kind !== 'calendarInterval';
    }
  };
  const name = format === 'text' ? 'Text' : format.toUpperCase();
  for (const f of schema.fields) if (!holds(f.type)) throw analysisError(`${name} data source does not support ${catalogString(f.type)} data type.`);
}

/** The columns that stay in the files when others name the folders. */
export const dataSchema = (schema: StructType, partitionBy: readonly number[]): StructType => struct(schema.fields.filter((_, i) => !partitionBy.includes(i)));
