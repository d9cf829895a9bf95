import { Refusal, SparkError } from '../../errors.ts';
import type { StructType, DataType } from '../../types.ts';
import { MapValue, type Row, type Value } from '../../values.ts';
import type { JsonOptions } from './options.ts';
import { scalarConverter, type Converter } from './scalars.ts';
import { Tokens } from './tokens.ts';
import type { RowFilter } from '../row-filters.ts';

/** JacksonParser.parse of a record that it cannot convert whole. `partial` holds the fields that it could. */
export class BadRecord extends Error {
  constructor(readonly partial: Row | undefined, readonly reason: unknown) {
    super(reason instanceof Error ? reason.message : String(reason));
  }
}

/** Errors that end the query whatever the mode is. */
export const isFatal = (e: unknown): boolean => e instanceof Refusal || (e instanceof SparkError && e.errorClass === 'SparkUpgradeException');

/**
 * org.apache.spark.sql.catalyst.json.JacksonParser: tokens to values of the wanted type, exact in what survives an error.
 * `arraysAsStructs`: a root array holds rows (the json source), else it is an error (from_json).
 */
export class JacksonParser {
  private readonly convertRoot: (p: Tokens) => Row[];

  /** `required`: columns that are read at all; `filters` are for records that are objects, as in Spark. */
  constructor(schema: DataType, private readonly options: JsonOptions, arraysAsStructs: boolean,
    private readonly wanted: { readonly filters?: readonly RowFilter[]; readonly required?: readonly boolean[] } = {}) {
    this.convertRoot = this.root(schema, arraysAsStructs);
  }

  /** No row for empty text. Throws BadRecord. */
  parse(text: string): Row[] {
    try {
      const p = new Tokens(text, this.options);
      return p.nextToken() === null ? [] : this.convertRoot(p);
    } catch (e) {
      if (isFatal(e) || e instanceof BadRecord) throw e;
      throw new BadRecord(undefined, e);
    }
  }

  private root(type: DataType, arraysAsStructs: boolean): (p: Tokens) => Row[] {
    if (type.kind === 'struct') {
      const object = this.rootObject(type), element = this.converter(type);
      return (p) => {
        if (p.token === 'START_OBJECT') { const row = object(p); return row ? [row] : []; }
        if (p.token !== 'START_ARRAY' || !arraysAsStructs) throw new Error(p.token === 'START_ARRAY' ? 'Parsing JSON arrays as structs is forbidden.' : 'Root converter returned null');
        const rows: Row[] = [];
        while (p.nextToken() !== 'END_ARRAY') {
          const row = element(p);
          if (row === null) throw new Error('Root converter returned null');
          rows.push(row as Row);
        }
        return rows;
      };
    }
    const convert = this.converter(type);
    const single = type.kind === 'array' && type.element.kind === 'struct' ? this.object(type.element) : undefined;
    return (p) => {
      if (single && p.token === 'START_OBJECT') return [[[single(p)]]];
      const value = convert(p);
      if (value === null) throw new Error('Root converter returned null');
      return [[value]];
    };
  }

  /** JacksonParser.convertObject of a whole record: null where a filter drops it, which ends the reading there. */
  private rootObject(type: StructType): (p: Tokens) => Row | null {
    const converters = type.fields.map((f) => this.converter(f.type));
    const { filters = [], required } = this.wanted;
    const index = new Map(type.fields.flatMap((f, i) => (required?.[i] === false ? [] : [[f.name, i] as const])));
    const about = type.fields.map((_, i) => filters.flatMap((f, n) => (f.fields.includes(i) ? [n] : [])));
    return (p) => {
      const row: Row = new Array<Value>(converters.length).fill(null);
      const missing = filters.map((f) => f.fields.length);
      let bad: unknown;
      for (let t = p.nextToken(); t !== null && t !== 'END_OBJECT'; t = p.nextToken()) {
        const i = index.get(p.currentName ?? '');
        if (i === undefined || p.currentName === null) {
          p.skipChildren();
          continue;
        }
        try {
          row[i] = converters[i]!(p);
          for (const n of about[i]!) {
            // JsonFilters asserts it: a field that comes twice makes the record malformed.
            if (--missing[n]! < 0) throw new Error('assertion failed: Predicate reference counter cannot be negative but got -1.');
            if (missing[n] === 0 && !filters[n]!.test(row)) return null;
          }
        } catch (e) {
          if (isFatal(e)) throw e;
          bad ??= e ?? new Error('unreadable field');
          p.skipChildren();
        }
      }
      if (bad !== undefined) throw new BadRecord(row, bad);
      return row;
    };
  }

  private object(type: StructType): (p: Tokens) => Row {
    const converters = type.fields.map((f) => this.converter(f.type));
    const index = new Map(type.fields.map((f, i) => [f.name, i]));
    return (p) => {
      const row: Row = new Array<Value>(converters.length).fill(null);
      for (let t = p.nextToken(); t !== null && t !== 'END_OBJECT'; t = p.nextToken()) {
        const i = index.get(p.currentName ?? '');
        if (i === undefined || p.currentName === null) {
          p.skipChildren();
          continue;
        }
        row[i] = converters[i]!(p);
      }
      return row;
    };
  }

  private converter(type: DataType): Converter {
    const convert = this.complex(type) ?? scalarConverter(type, this.options);
    return (p) => {
      if (p.token === 'FIELD_NAME') p.nextToken();
      if (p.token === null || p.token === 'VALUE_NULL') return null;
      return convert(p);
    };
  }

  private complex(type: DataType): Converter | undefined {
    if (type.kind === 'struct') {
      const object = this.object(type);
      return (p) => (p.token === 'START_OBJECT' ? object(p) : mismatch(p));
    }
    if (type.kind === 'array') {
      const element = this.converter(type.element);
      return (p) => {
        if (p.token !== 'START_ARRAY') mismatch(p);
        const values: Value[] = [];
        for (let t = p.nextToken(); t !== null && t !== 'END_ARRAY'; t = p.nextToken()) values.push(element(p));
        return values;
      };
    }
    if (type.kind !== 'map') return undefined;
    const value = this.converter(type.value);
    return (p) => {
      if (p.token !== 'START_OBJECT') mismatch(p);
      const keys: Value[] = [], values: Value[] = [];
      for (let t = p.nextToken(); t !== null && t !== 'END_OBJECT'; t = p.nextToken()) {
        keys.push(p.currentName ?? '');
        values.push(value(p));
      }
      return new MapValue(keys, values);
    };
  }
}

export function mismatch(p: Tokens): never {
  // Reading the text first: a broken string is a syntax error, not a mismatch.
  throw new Error(`Failed to parse field name ${String(p.currentName)}, field value ${p.text}, [${String(p.token)}]`);
}
