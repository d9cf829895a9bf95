import { parseBig, toPrecision } from '../../cast/decimal.ts';
import { parseDouble } from '../../cast/numbers.ts';
import { stringToDate } from '../../datetime/cast-text.ts';
import { dateParser, timestampNtzParser } from '../../datetime/formatter.ts';
import { stringToDayTime, stringToYearMonth } from '../../datetime/interval-ansi.ts';
import { safeStringToInterval } from '../../datetime/interval-parse.ts';
import { Refusal, SparkError } from '../../errors.ts';
import { catalogString, type DataType, type StructType } from '../../types.ts';
import { long, type Row, type Value } from '../../values.ts';
import { malformed } from '../json/decoder.ts';
import { isFatal } from '../json/parser.ts';
import { formatElseCast, timestampText, withoutGmt } from '../json/scalars.ts';
import { references } from '../../plan/expressions.ts';
import { rowFilters, type RowFilter, type Wanted } from '../row-filters.ts';
import { checkCorruptColumn, type CsvOptions } from './options.ts';

type Convert = (s: string) => Value;

/**
 * UnivocityParser and FailureSafeParser: the values of a record as a row of the schema. With `prunes` only the columns that
 * the query reads are parsed, and a record's length is checked only when it reads all of them (column pruning).
 */
export class CsvRows {
  private readonly converters: readonly Convert[];
  /** For each field but the corrupt one: its place in the row and its column in the file. */
  private readonly fields: readonly { readonly at: number; readonly column: number }[];
  private readonly corrupt: number;
  private readonly columns: number;
  private readonly pruned: boolean;

  /** Fields that nothing reads, filled where their text allows it: for whoever looks at whole rows. */
  private readonly unread: readonly { readonly at: number; readonly column: number; readonly convert: Convert }[];
  /** By position in the row: filters that can be asked once the column is there (OrderedFilters). */
  private readonly filters: readonly (readonly RowFilter[])[];

  constructor(private readonly schema: StructType, private readonly o: CsvOptions, wanted?: Wanted, prunes = true) {
    checkCorruptColumn(schema, o.columnNameOfCorruptRecord);
    this.corrupt = schema.fields.findIndex((f) => f.name === o.columnNameOfCorruptRecord);
    const inFile = schema.fields.flatMap((_, i) => (i === this.corrupt ? [] : [i]));
    this.columns = inFile.length;
    this.fields = inFile.map((at, column) => ({ at, column })).filter(({ at }) => !prunes || wanted?.required[at] !== false);
    this.pruned = this.fields.length < inFile.length;
    const kept = new Set(this.fields.map((f) => f.at));
    this.unread = inFile.map((at, column) => ({ at, column })).filter(({ at }) => !kept.has(at)).map((f) => ({ ...f, convert: nullSafe(converter(schema.fields[f.at]!.type, o), o) }));
    const corruptId = wanted?.columns[this.corrupt]?.id;
    const filters = wanted ? rowFilters(wanted.pushed.filter((c) => corruptId === undefined || !references(c).has(corruptId)), wanted.columns, wanted.env) : [];
    this.filters = schema.fields.map((_, at) => filters.filter((f) => f.fields[f.fields.length - 1] === at));
    this.converters = this.fields.map(({ at }) => nullSafe(converter(schema.fields[at]!.type, o), o));
  }

  /** Nothing of a line is looked at: not even a malformed one shows. */
  private get readsNothing(): boolean { return this.fields.length === 0 && this.pruned && !this.o.multiLine; }

  /** The row of a record, null where a filter or DROPMALFORMED drops it. `values` null: there was no record in the text. */
  row(values: readonly string[] | null, record: () => string | null): Row | null {
    const row: Row = new Array<Value>(this.schema.fields.length).fill(null);
    let bad: unknown = (values === null && !this.readsNothing) || (values !== null && !this.pruned && values.length !== this.columns) ? new Error('Malformed CSV record') : undefined;
    if (values !== null) {
      for (let i = 0; i < this.fields.length; i++) {
        const { at, column } = this.fields[i]!;
        // A column that was asked for by its place is null where the record ends before it; else there is no value to ask a filter about.
        if (column >= values.length && !this.pruned) continue;
        try {
          row[at] = column >= values.length ? null : this.converters[i]!(values[column]!);
        } catch (e) {
          if (isFatal(e)) throw e;
          bad ??= e;
          continue;
        }
        if (!this.filters[at]!.every((f) => f.test(row))) return null;
      }
    }
    if (values !== null) this.fillUnread(row, values);
    if (bad === undefined) return row;
    if (this.o.mode === 'DROPMALFORMED') return null;
    if (this.o.mode === 'FAILFAST') throw malformed(bad);
    if (this.corrupt >= 0) row[this.corrupt] = record();
    return row;
  }

  private fillUnread(row: Row, values: readonly string[]): void {
    for (const { at, column, convert } of this.unread) {
      if (column >= values.length) continue;
      try { row[at] = convert(values[column]!); } catch { /* what nothing reads cannot be wrong */ }
    }
  }

  /** CSVHeaderChecker: throws where the header does not fit the schema and enforceSchema is off. */
  checkHeader(header: readonly string[] | null, source: string, caseSensitive: boolean): void {
    if (header === null || this.o.enforceSchema) return;
    const names = this.fields.map(({ at }) => this.schema.fields[at]!.name);
    const found = this.pruned ? this.fields.map(({ column }) => header[column] ?? this.o.nullValue) : header;
    const fold = (s: string): string => (caseSensitive ? s : s.toLowerCase());
    if (found.length !== names.length) {
      throw new SparkError('Py4JJavaError', `Number of column in CSV header is not equal to number of fields in the schema:\n Header length: ${found.length}, schema size: ${names.length}\n${source}`, { javaClass: 'java.lang.IllegalArgumentException' });
    }
    const i = names.findIndex((n, k) => fold(n) !== fold(found[k]!));
    if (i < 0) return;
    throw new SparkError('Py4JJavaError', `CSV header does not conform to the schema.\n Header: ${found.join(', ')}\n Schema: ${names.join(', ')}\nExpected: ${names[i]!} but found: ${found[i]!}\n${source}`, { javaClass: 'java.lang.IllegalArgumentException' });
  }
}

const nullSafe = (convert: Convert, o: CsvOptions): Convert => (s) => (s === o.nullValue ? null : convert(s));
const fail = (s: string): never => { throw new Error(`For input string: "${s}"`); };

const limits: Partial<Record<DataType['kind'], bigint>> = { byte: 2n ** 7n, short: 2n ** 15n, int: 2n ** 31n, long: 2n ** 63n };

/** java.lang.Long.parseLong within a type's limits; undefined for its NumberFormatException. */
export function parseInteger(s: string, kind: 'byte' | 'short' | 'int' | 'long'): number | bigint | undefined {
  if (!/^[+-]?\d+$/.test(s)) return undefined;
  const v = BigInt(s.replace(/^\+/, '')), limit = limits[kind]!;
  return v < -limit || v >= limit ? undefined : long(v);
}

/** UnivocityParser.makeConverter of a text that is not nullValue; throws where the type does not take it. */
function converter(type: DataType, o: CsvOptions): Convert {
  switch (type.kind) {
    case 'string': return (s) => s;
    case 'byte': case 'short': case 'int': case 'long': {
      const { kind } = type;
      return (s) => parseInteger(s, kind) ?? fail(s);
    }
    case 'float': case 'double': {
      const round = type.kind === 'float' ? Math.fround : (d: number): number => d;
      return (s) => (s === o.nanValue ? NaN : s === o.negativeInf ? -Infinity : s === o.positiveInf ? Infinity : round(parseDouble(s) ?? fail(s)));
    }
    case 'boolean': return (s) => (/^true$/i.test(s) ? true : /^false$/i.test(s) ? false : fail(s));
    case 'decimal': return (s) => {
      const big = parseBig(s.replaceAll(',', ''));
      return (big && toPrecision(big, type.precision, type.scale)) ?? fail(s);
    };
    case 'timestamp': {
      const parse = timestampText(o);
      return (s) => parse(s) ?? fail(s);
    }
    case 'timestamp_ntz': {
      const parse = timestampNtzParser(o.timestampNTZFormat);
      return (s) => parse(s) ?? fail(s);
    }
    case 'date': return date(o);
    case 'calendarInterval': return (s) => safeStringToInterval(s);
    case 'dayTimeInterval': return (s) => stringToDayTime(s, type.start, type.end);
    case 'yearMonthInterval': return (s) => stringToYearMonth(s, type.start, type.end);
    default: throw new Refusal(`Reading the type ${catalogString(type)} from CSV`);
  }
}

function date(o: CsvOptions): Convert {
  const parse = formatElseCast(dateParser(o.dateFormat, 'fast'), (s) => stringToDate(withoutGmt(s)));
  return (s) => parse(s) ?? fail(s);
}
