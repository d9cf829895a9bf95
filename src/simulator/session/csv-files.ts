import { CsvInference, headerNames } from '../../spark/formats/csv/infer.ts';
import { csvOptions, type CsvOptions } from '../../spark/formats/csv/options.ts';
import { CsvRows } from '../../spark/formats/csv/parser.ts';
import { CsvTokenizer } from '../../spark/formats/csv/tokenizer.ts';
import type { Wanted } from '../../spark/formats/row-filters.ts';
import { struct, type StructType } from '../../spark/types.ts';
import type { Row } from '../../spark/values.ts';
import { fromRows, type Batch } from '../../engine/columns/batch.ts';
import { formatEnv, lineRanges, type InferredFrom } from './formats.ts';
import type { World } from './world.ts';

const optionsOf = (options: Readonly<Record<string, string>>, w: World): CsvOptions => csvOptions(options, formatEnv(w), w.conf.read('spark.sql.columnNameOfCorruptRecord'));
const caseSensitive = (w: World): boolean => w.conf.read('spark.sql.caseSensitive') === 'true';

/** Neither blank nor a comment (CSVExprUtils.filterCommentAndEmpty). */
const counts = (line: string, o: CsvOptions): boolean => /[^\0-\x20]/.test(line) && !(o.comment !== undefined && line.startsWith(o.comment));

function* linesOf(data: Uint8Array, o: CsvOptions): Generator<string> {
  for (const [a, b] of lineRanges(data, o.lineSep)) {
    const line = o.charset.decode(data, a, b);
    if (counts(line, o)) yield line;
  }
}

/** The records of a file in which each is a line, as they stand there; the header is none. */
export function csvRecords(data: Uint8Array, options: Readonly<Record<string, string>>, w: World): string[] {
  const o = optionsOf(options, w), lines = [...linesOf(data, o)];
  return o.header ? lines.slice(1) : lines;
}

/** CSVDataSource.readFile. */
export function csvReader(schema: StructType, options: Readonly<Record<string, string>>, w: World, wanted?: Wanted): (data: Uint8Array, path: string) => Batch {
  const o = optionsOf(options, w), parser = new CsvRows(schema, o, wanted, w.conf.read('spark.sql.csv.parser.columnPruning.enabled') !== 'false');
  return (data, path) => {
    const tokens = new CsvTokenizer(o), rows: Row[] = [];
    const add = (values: readonly string[] | null): void => {
      const row = parser.row(values, () => tokens.record);
      if (row) rows.push(row);
    };
    let head = o.header;
    const header = (values: readonly string[] | null): void => {
      head = false;
      parser.checkHeader(values, `CSV file: ${path}`, caseSensitive(w));
    };
    const take = (values: readonly string[] | null): void => { if (head) header(values); else add(values); };
    if (o.multiLine) for (const values of tokens.records(o.charset.decode(data, 0, data.length))) take(values);
    else for (const line of linesOf(data, o)) take(tokens.line(line));
    return fromRows(rows, schema.fields.length);
  };
}

/** CSVDataSource.infer: names from the first line of all, types from every line that is not equal to it. */
export function csvSchema(files: readonly InferredFrom[], options: Readonly<Record<string, string>>, w: World): StructType {
  const o = optionsOf(options, w), inference = new CsvInference(o);
  if (o.multiLine) return multiLineSchema(files, o, inference, w);
  const lines = [...files].sort((a, b) => b.size - a.size).flatMap((f) => [...linesOf(f.data(), o)]);
  const first = lines[0], tokens = new CsvTokenizer(o);
  const row = first === undefined ? null : tokens.line(first);
  if (row === null) return struct([]);
  const names = headerNames(row, o, caseSensitive(w));
  return inference.schema(names, (function* () { for (const line of lines) if (!o.header || line !== first) yield tokens.line(line); })());
}

function multiLineSchema(files: readonly InferredFrom[], o: CsvOptions, inference: CsvInference, w: World): StructType {
  const records = files.map((f) => {
    const data = f.data();
    return [...new CsvTokenizer(o).records(o.charset.decode(data, 0, data.length))];
  });
  const first = records.find((r) => r.length > 0)?.[0];
  if (!first) return struct([]);
  return inference.schema(headerNames(first, o, caseSensitive(w)), records.flatMap((r) => (o.header ? r.slice(1) : r)));
}
