import { Refusal } from '../../spark/errors.ts';
import { jsonDecoder } from '../../spark/formats/json/decoder.ts';
import { jsonOptions } from '../../spark/formats/json/options.ts';
import type { FormatEnv } from '../../spark/formats/options.ts';
import { StringType, type StructType } from '../../spark/types.ts';
import type { Row } from '../../spark/values.ts';
import { fromRows, type Batch } from '../../engine/columns/batch.ts';
import { decodeUtf8 } from '../../engine/columns/utf8.ts';
import type { World } from './world.ts';

export const formatEnv = (w: World): FormatEnv => ({ timeZone: w.conf.timeZone, now: () => w.now() });

/** Lines of a file (Hadoop's LineRecordReader: \n, \r\n or \r end a line), as byte ranges. */
export function* lineRanges(data: Uint8Array): Generator<[number, number]> {
  let start = 0;
  for (let i = 0; i < data.length; i++) {
    const b = data[i]!;
    if (b !== 10 && b !== 13) continue;
    yield [start, i];
    if (b === 13 && data[i + 1] === 10) i++;
    start = i + 1;
  }
  if (start < data.length) yield [start, data.length];
}

/** Reads one file of a format into rows of the wanted schema. */
export function fileReader(format: string, schema: StructType, options: Readonly<Record<string, string>>, w: World): (data: Uint8Array) => Batch {
  switch (format) {
    case 'text': return (data) => fromRows(textLines(data, options), 1);
    case 'json': {
      const decoder = jsonDecoder(schema, jsonOptions(options, formatEnv(w), w.conf.read('spark.sql.columnNameOfCorruptRecord')), { arraysAsStructs: true, strictUtf8: true });
      if (options['multiline']?.toLowerCase() === 'true') return (data) => fromRows(decoder.rows(data), schema.fields.length);
      return (data) => {
        const rows: Row[] = [];
        for (const [a, b] of lineRanges(data)) if (b > a) for (const r of decoder.rows(data, a, b)) rows.push(r);
        return fromRows(rows, schema.fields.length);
      };
    }
    default: throw new Refusal(`reading ${format} files`, 'Save the rows as json lines for the simulation, or run the job with local Spark.');
  }
}

function textLines(data: Uint8Array, options: Readonly<Record<string, string>>): Row[] {
  if (options['wholetext']?.toLowerCase() === 'true') return [[decodeUtf8(data, 0, data.length)]];
  if (options['linesep'] !== undefined) return decodeUtf8(data, 0, data.length).split(options['linesep']).map((l): Row => [l]);
  return [...lineRanges(data)].map(([a, b]): Row => [decodeUtf8(data, a, b)]);
}

export function schemaOfFiles(format: string, _options: Readonly<Record<string, string>>, _paths: readonly string[], _w: World): StructType {
  if (format === 'text') return { kind: 'struct', fields: [{ name: 'value', type: StringType, nullable: true }] };
  throw new Refusal(`inferring the schema of ${format} files`, 'Give the reader a schema.');
}
