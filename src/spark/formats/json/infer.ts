import { javaError, SparkError } from '../../errors.ts';
import { timestampNtzParser, timestampParser } from '../../datetime/formatter.ts';
import { zoneOf } from '../../datetime/zone.ts';
import { digits as digitCount } from '../../functions/decimal.ts';
import { findTightestCommonType } from '../../functions/coercion.ts';
import { decimalFor } from '../../functions/nodes.ts';
import { parseBig } from '../../cast/decimal.ts';
import * as T from '../../types.ts';
import type { DataType, StructType } from '../../types.ts';
import type { JsonOptions } from './options.ts';
import { isFatal } from './parser.ts';
import { Tokens } from './tokens.ts';

/** JsonInferSchema. */
export class JsonInference {
  private readonly timestamp: (s: string) => boolean;
  constructor(private readonly o: JsonOptions) {
    const zone = zoneOf(o.timeZone);
    const ntz = timestampNtzParser(o.timestampNTZFormat), ltz = timestampParser(o.timestampFormat, zone, 'fast', o.now);
    this.timestamp = (s) => {
      try {
        return ntz(s) !== null || ltz(s) !== null;
      } catch (e) {
        if (e instanceof SparkError) return false;
        throw e;
      }
    };
  }

  /** The type of one record's text; null type for empty text. Throws on a syntax error. */
  typeOf(text: string): DataType {
    const p = new Tokens(text, this.o);
    p.nextToken();
    return this.field(p);
  }

  private field(p: Tokens): DataType {
    switch (p.token) {
      case null: case 'VALUE_NULL': return T.NullType;
      case 'FIELD_NAME':
        p.nextToken();
        return this.field(p);
      case 'VALUE_STRING': return p.text === '' ? T.NullType : this.string(p.text);
      case 'START_OBJECT': {
        const fields: T.StructField[] = [];
        for (let t = p.nextToken(); t !== null && t !== 'END_OBJECT'; t = p.nextToken()) {
          const name = p.currentName ?? '';
          fields.push(T.field(name, this.field(p)));
        }
        return T.struct(sorted(fields));
      }
      case 'START_ARRAY': {
        let element: DataType = T.NullType;
        for (let t = p.nextToken(); t !== null && t !== 'END_ARRAY'; t = p.nextToken()) element = compatible(element, this.field(p));
        return T.array(element);
      }
      case 'VALUE_TRUE': case 'VALUE_FALSE': return this.o.primitivesAsString ? T.StringType : T.BooleanType;
      case 'VALUE_NUMBER_INT': case 'VALUE_NUMBER_FLOAT': return this.o.primitivesAsString ? T.StringType : this.number(p);
      default: throw javaError('org.apache.spark.SparkException', 'Malformed JSON');
    }
  }

  private string(s: string): DataType {
    if (this.o.prefersDecimal) {
      const big = parseBig(s.replaceAll(',', ''));
      if (big) {
        const precision = digitCount(big.unscaled);
        if (precision <= 38 && big.scale <= precision) return T.decimal(precision, big.scale);
      }
    }
    return this.o.inferTimestamp && this.timestamp(s) ? T.TimestampType : T.StringType;
  }

  private number(p: Tokens): DataType {
    if (p.token === 'VALUE_NUMBER_INT') {
      const v = BigInt(p.text);
      if (v === BigInt.asIntN(64, v)) return T.LongType;
    } else if (!this.o.prefersDecimal) return T.DoubleType;
    const big = parseBig(p.text);
    if (!big) return T.DoubleType;
    const precision = Math.max(digitCount(big.unscaled), big.scale);
    return precision <= 38 ? T.decimal(precision, big.scale) : T.DoubleType;
  }

  /** Every record's type merged into the schema of a data source; a record that is no object adds the corrupt column. */
  schema(records: Iterable<string>): StructType {
    let all: DataType | undefined;
    for (const r of records) {
      let t: DataType;
      try {
        t = this.typeOf(r);
      } catch (e) {
        if (isFatal(e)) throw e;
        if (this.o.mode === 'FAILFAST') throw javaError('org.apache.spark.SparkException', 'Malformed records are detected in schema inference. Parse Mode: FAILFAST.');
        if (this.o.mode === 'DROPMALFORMED') continue;
        t = T.struct([T.field(this.o.columnNameOfCorruptRecord, T.StringType)]);
      }
      all = all === undefined ? t : this.rootType(all, t);
    }
    const merged = this.rootType(T.struct([]), this.rootType(T.struct([]), all ?? T.struct([])));
    const result = this.canonical(merged);
    return result?.kind === 'struct' ? result : T.struct([]);
  }

  private rootType(a: DataType, b: DataType): DataType {
    if (a.kind === 'array') return this.rootType(a.element, b);
    if (b.kind === 'array') return this.rootType(a, b.element);
    if (a.kind === 'struct' && b.kind === 'null') return a;
    if (a.kind === 'null' && b.kind === 'struct') return b;
    if (a.kind === 'struct' && b.kind !== 'struct') return this.withCorrupt(a, b);
    if (b.kind === 'struct' && a.kind !== 'struct') return this.withCorrupt(b, a);
    return compatible(a, b);
  }

  private withCorrupt(s: StructType, other: DataType): StructType {
    if (this.o.mode === 'DROPMALFORMED') return s;
    if (this.o.mode === 'FAILFAST') {
      throw javaError('org.apache.spark.SparkException', ` Malformed records are detected in schema inference. Parse Mode: FAILFAST. Reasons: Failed to infer a common schema. Struct types are expected, but \`${T.catalogString(other)}\` was found.        `);
    }
    const name = this.o.columnNameOfCorruptRecord;
    return s.fields.some((f) => f.name === name) ? s : T.struct(sorted([T.field(name, T.StringType), ...s.fields]));
  }

  /** canonicalizeType: nulls become strings (or are dropped), empty structs vanish. */
  canonical(t: DataType): DataType | undefined {
    if (t.kind === 'array') {
      const element = this.canonical(t.element);
      return element && T.array(element, t.containsNull);
    }
    if (t.kind === 'null') return this.o.dropFieldIfAllNull ? undefined : T.StringType;
    if (t.kind !== 'struct') return t;
    const fields = t.fields.flatMap((f) => {
      const type = f.name === '' ? undefined : this.canonical(f.type);
      return type ? [T.field(f.name, type)] : [];
    });
    return fields.length > 0 ? T.struct(fields) : undefined;
  }
}

/** By String.compareTo: UTF-16 code units. */
const sorted = (fields: T.StructField[]): T.StructField[] => fields.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** JsonInferSchema.compatibleType. */
export function compatible(a: DataType, b: DataType): DataType {
  const tight = findTightestCommonType(a, b);
  if (tight) return tight;
  if ((a.kind === 'double' && b.kind === 'decimal') || (a.kind === 'decimal' && b.kind === 'double')) return T.DoubleType;
  if (a.kind === 'decimal' && b.kind === 'decimal') {
    const scale = Math.max(a.scale, b.scale), range = Math.max(a.precision - a.scale, b.precision - b.scale);
    return range + scale > 38 ? T.DoubleType : T.decimal(range + scale, scale);
  }
  if (a.kind === 'struct' && b.kind === 'struct') {
    const fields = new Map(a.fields.map((f) => [f.name, f]));
    for (const f of b.fields) {
      const known = fields.get(f.name);
      fields.set(f.name, known ? T.field(f.name, compatible(known.type, f.type)) : f);
    }
    return T.struct(sorted([...fields.values()]));
  }
  if (a.kind === 'array' && b.kind === 'array') return T.array(compatible(a.element, b.element), a.containsNull || b.containsNull);
  if (T.isIntegral(a) && b.kind === 'decimal') return compatible(decimalFor(a)!, b);
  if (a.kind === 'decimal' && T.isIntegral(b)) return compatible(a, decimalFor(b)!);
  return T.StringType;
}
