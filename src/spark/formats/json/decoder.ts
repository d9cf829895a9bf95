import { encodeInto, decodeUtf8 } from '../../cast/utf8.ts';
import { zoneOf } from '../../datetime/zone.ts';
import { SparkError } from '../../errors.ts';
import { struct, type DataType, type StructType } from '../../types.ts';
import type { Row, Value } from '../../values.ts';
import { rowFilters, type RowFilter, type Wanted } from '../row-filters.ts';
import { checkCorruptColumn, type JsonOptions } from './options.ts';
import { BadRecord, JacksonParser } from './parser.ts';
import { ObjectPlan, reader, type Reader } from './plan.ts';
import { FAILED, Scanner } from './scanner.ts';

export interface JsonSource {
  /** Root arrays hold rows: the json data source; from_json takes them for malformed. */
  readonly arraysAsStructs?: boolean;
  /** Bytes that are no UTF-8 make a record malformed (the json source); else they are U+FFFD. */
  readonly strictUtf8?: boolean;
  /** What the query reads of the records, and conditions that drop them while they are parsed. */
  readonly wanted?: Wanted;
}

/** Reads JSON records of one schema; FailureSafeParser over JacksonParser. */
export interface JsonDecoder {
  /** Rows of one record: none for empty text or, in DROPMALFORMED, a malformed one. FAILFAST throws Spark's error. */
  rows(source: Uint8Array | string, start?: number, end?: number): Row[];
  /** As `rows` for a record of at most one row, written to `columns[field][row]`; false where there is none. */
  decodeInto(source: Uint8Array | string, start: number, end: number, columns: Value[][], row: number): boolean;
}

/** QueryExecutionErrors.malformedRecordsDetectedInRecordParsingError. */
export const malformed = (cause: unknown): SparkError => new SparkError('Py4JJavaError',
  "Malformed records are detected in record parsing. Parse Mode: FAILFAST. To process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.",
  { javaClass: 'org.apache.spark.SparkException', cause });

export const jsonDecoder = (schema: StructType, options: JsonOptions, source: JsonSource = {}): JsonDecoder => new Decoder(schema, options, source);

class Decoder implements JsonDecoder {
  private readonly corrupt: number;
  private readonly wanted: number[];
  private readonly scanner: Scanner;
  private readonly plan: ObjectPlan;
  private readonly slow: JacksonParser;
  private scratch = new Uint8Array(1024);
  private readonly buffer: Row;
  private readonly filters: readonly RowFilter[];

  constructor(private readonly schema: StructType, private readonly options: JsonOptions, private readonly source: JsonSource) {
    checkCorruptColumn(schema, options.columnNameOfCorruptRecord);
    this.corrupt = schema.fields.findIndex((f) => f.name === options.columnNameOfCorruptRecord);
    const fields = schema.fields.filter((_, i) => i !== this.corrupt);
    this.wanted = schema.fields.flatMap((_, i) => (i === this.corrupt ? [] : [i]));
    const zone = zoneOf(options.timeZone);
    this.scanner = new Scanner(zone.isFixed ? zone.offsetAt(0) : undefined, source.strictUtf8 === true);
    this.plan = new ObjectPlan(fields.map((f) => f.name), fields.map((f) => f.type), options);
    const { wanted } = source;
    const columns = wanted?.columns.filter((_, i) => i !== this.corrupt) ?? [];
    this.filters = wanted ? rowFilters(wanted.pushed, columns, wanted.env) : [];
    if (this.filters.length > 0) this.plan.seen = new Uint8Array(fields.length);
    this.slow = new JacksonParser(struct(fields), options, source.arraysAsStructs === true, { filters: this.filters, ...(wanted ? { required: wanted.required.filter((_, i) => i !== this.corrupt) } : {}) });
    this.buffer = new Array<Value>(fields.length).fill(null);
  }

  decodeInto(source: Uint8Array | string, start: number, end: number, columns: Value[][], row: number): boolean {
    const values = this.buffer, n = values.length;
    for (let i = 0; i < n; i++) values[i] = null;
    this.load(source, start, end);
    if (!this.scanner.object(this.plan, values)) {
      const rows = this.exact(source, start, end);
      if (rows.length === 0) return false;
      const only = rows[0]!;
      for (let i = 0; i < only.length; i++) columns[i]![row] = only[i]!;
      return true;
    }
    if (this.corrupt < 0) {
      for (let i = 0; i < n; i++) columns[i]![row] = values[i]!;
    } else {
      for (let i = 0; i < n; i++) columns[this.wanted[i]!]![row] = values[i]!;
      columns[this.corrupt]![row] = null;
    }
    return true;
  }

  rows(source: Uint8Array | string, start = 0, end = source.length): Row[] {
    const values: Row = new Array<Value>(this.buffer.length).fill(null);
    this.load(source, start, end);
    if (this.scanner.object(this.plan, values)) {
      const failing = this.filters.find((f) => !f.test(values));
      if (!failing) return [this.corrupt < 0 ? values : this.spread(values, null)];
      // A column that is null may be missing from the record, and then Spark's parser asks nothing of it: the exact parser knows.
      if (failing.fields.every((f) => values[f] !== null)) return [];
    }
    return this.exact(source, start, end);
  }

  private load(source: Uint8Array | string, start: number, end: number): void {
    if (typeof source !== 'string') return this.scanner.start(source, start, end);
    const text = start === 0 && end === source.length ? source : source.slice(start, end);
    if (this.scratch.length < text.length * 3) this.scratch = new Uint8Array(text.length * 6);
    this.scanner.start(this.scratch, 0, encodeInto(text, this.scratch));
  }

  private spread(partial: Row | undefined, record: string | null): Row {
    const row: Row = new Array<Value>(this.schema.fields.length).fill(null);
    if (partial) this.wanted.forEach((at, i) => { row[at] = partial[i]!; });
    if (this.corrupt >= 0) row[this.corrupt] = record;
    return row;
  }

  private exact(source: Uint8Array | string, start: number, end: number): Row[] {
    const text = typeof source === 'string' ? source.slice(start, end) : decodeUtf8(source, start, end);
    try {
      if (this.source.strictUtf8 && typeof source !== 'string' && text.includes('\ufffd') && !hasReplacement(source, start, end)) throw new BadRecord(undefined, new Error('Invalid UTF-8'));
      return this.slow.parse(text).map((r) => this.spread(r, null));
    } catch (e) {
      if (!(e instanceof BadRecord)) throw e;
      if (this.options.mode === 'DROPMALFORMED') return [];
      if (this.options.mode === 'FAILFAST') throw malformed(e.reason);
      return [this.spread(e.partial, text)];
    }
  }
}

/** U+FFFD written out in the source itself. */
function hasReplacement(b: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i + 2 < end; i++) if (b[i] === 0xef && b[i + 1] === 0xbf && b[i + 2] === 0xbd) return true;
  return false;
}

/**
 * from_json of any root type: a struct, an array or a map. Null for empty text. The corrupt column exists only in structs.
 */
export function fromJson(type: DataType, options: JsonOptions): (json: string | Uint8Array) => Value {
  if (type.kind === 'struct') {
    const d = jsonDecoder(type, options);
    return (json) => d.rows(json)[0] ?? null;
  }
  const read: Reader = reader(type, options);
  const zone = zoneOf(options.timeZone);
  const scanner = new Scanner(zone.isFixed ? zone.offsetAt(0) : undefined, false);
  const slow = new JacksonParser(type, options, false);
  let scratch = new Uint8Array(1024);
  return (json) => {
    if (typeof json === 'string') {
      if (scratch.length < json.length * 3) scratch = new Uint8Array(json.length * 6);
      scanner.start(scratch, 0, encodeInto(json, scratch));
    } else scanner.start(json, 0, json.length);
    const v = read(scanner);
    if (v !== FAILED && v !== null) return v;
    try {
      return slow.parse(typeof json === 'string' ? json : decodeUtf8(json))[0]?.[0] ?? null;
    } catch (e) {
      if (!(e instanceof BadRecord)) throw e;
      if (options.mode === 'FAILFAST') throw malformed(e.reason);
      return null;
    }
  };
}
