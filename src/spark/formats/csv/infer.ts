import { parseBig } from '../../cast/decimal.ts';
import { parseDouble } from '../../cast/numbers.ts';
import { timestampNtzParser, timestampParser } from '../../datetime/formatter.ts';
import { zoneOf } from '../../datetime/zone.ts';
import { SparkError } from '../../errors.ts';
import { findTightestCommonType } from '../../functions/coercion.ts';
import { digits } from '../../functions/decimal.ts';
import { decimalFor } from '../../functions/nodes.ts';
import * as T from '../../types.ts';
import type { DataType, StructType } from '../../types.ts';
import type { CsvOptions } from './options.ts';
import { parseInteger } from './parser.ts';

const silent = <V>(f: () => V | null): V | null => {
  try { return f(); } catch (e) { if (e instanceof SparkError) return null; throw e; }
};

/** CSVInferSchema. */
export class CsvInference {
  private readonly isTimestamp: (s: string) => boolean;
  constructor(private readonly o: CsvOptions) {
    const ntz = timestampNtzParser(o.timestampNTZFormat), ltz = timestampParser(o.timestampFormat, zoneOf(o.timeZone), 'fast', () => o.now());
    this.isTimestamp = (s) => silent(() => ntz(s)) !== null || silent(() => ltz(s)) !== null;
  }

  /** `header` are the columns' names; columns that a record lacks say nothing, those beyond are not looked at. */
  schema(header: readonly string[], records: Iterable<readonly string[] | null>): StructType {
    const types: DataType[] = header.map(() => (this.o.inferSchema ? T.NullType : T.StringType));
    if (this.o.inferSchema) for (const r of records) if (r) for (let i = 0; i < Math.min(types.length, r.length); i++) types[i] = this.field(types[i]!, r[i]!);
    return T.struct(header.map((name, i) => T.field(name, types[i]!.kind === 'null' ? T.StringType : types[i]!)));
  }

  /** The type of a column after one more value. */
  field(so: DataType, s: string): DataType {
    if (s === '' || s === this.o.nullValue) return so;
    return compatible(so, this.tried(so, s)) ?? T.StringType;
  }

  /** The first type from the column's own on that takes the value. */
  private tried(so: DataType, s: string): DataType {
    const from = ORDER.indexOf(so.kind === 'null' ? 'int' : so.kind);
    if (from < 0) return T.StringType;
    for (const kind of ORDER.slice(from)) {
      const type = this.as(kind, s);
      if (type) return type;
    }
    return T.StringType;
  }
  private as(kind: DataType['kind'], s: string): DataType | null {
    switch (kind) {
      case 'int': return parseInteger(s, 'int') === undefined ? null : T.IntegerType;
      case 'long': return parseInteger(s, 'long') === undefined ? null : T.LongType;
      case 'decimal': {
        const big = parseBig(s);
        return big?.scale === 0 && digits(big.unscaled) <= 38 ? T.decimal(digits(big.unscaled), 0) : null;
      }
      case 'double': return parseDouble(s) !== null || s === this.o.nanValue || s === this.o.negativeInf || s === this.o.positiveInf ? T.DoubleType : null;
      case 'timestamp': return this.isTimestamp(s) ? T.TimestampType : null;
      default: return /^(true|false)$/i.test(s) ? T.BooleanType : null;
    }
  }
}
const ORDER: readonly DataType['kind'][] = ['int', 'long', 'decimal', 'double', 'timestamp', 'boolean'];

function compatible(a: DataType, b: DataType): DataType | null {
  const tight = findTightestCommonType(a, b);
  if (tight) return tight;
  if (a.kind === 'string' || b.kind === 'string') return T.StringType;
  if (T.isIntegral(a) && b.kind === 'decimal') return compatible(decimalFor(a)!, b);
  if (a.kind === 'decimal' && T.isIntegral(b)) return compatible(a, decimalFor(b)!);
  if ((a.kind === 'double' && b.kind === 'decimal') || (a.kind === 'decimal' && b.kind === 'double')) return T.DoubleType;
  if (a.kind === 'decimal' && b.kind === 'decimal') {
    const scale = Math.max(a.scale, b.scale), range = Math.max(a.precision - a.scale, b.precision - b.scale);
    return range + scale > 38 ? T.DoubleType : T.decimal(range + scale, scale);
  }
  return null;
}

/** CSVUtils.makeSafeHeader: names for columns without one, numbers behind names that come twice. */
export function headerNames(row: readonly string[], o: CsvOptions, caseSensitive: boolean): string[] {
  if (!o.header) return row.map((_, i) => `_c${i}`);
  const fold = (s: string): string => (caseSensitive ? s : s.toLowerCase());
  const folded = row.map(fold);
  return row.map((name, i) => {
    if (name === '' || name === o.nullValue) return `_c${i}`;
    return folded.filter((f) => f === folded[i]).length > 1 ? `${name}${i}` : name;
  });
}
