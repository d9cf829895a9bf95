/**
 * Spark SQL's data types (org.apache.spark.sql.types, 3.3.1) as plain immutable data.
 */

export type SimpleKind = 'null' | 'boolean' | 'byte' | 'short' | 'int' | 'long' | 'float' | 'double' | 'string' | 'binary' | 'date'
  | 'timestamp' | 'timestamp_ntz' | 'calendarInterval';

export type DataType =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'dayTimeInterval'; readonly start: number; readonly end: number }
  | { readonly kind: 'yearMonthInterval'; readonly start: number; readonly end: number }
  | DecimalType
  | ArrayType
  | MapType
  | StructType;

export interface DecimalType { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
export interface ArrayType { readonly kind: 'array'; readonly element: DataType; readonly containsNull: boolean }
export interface MapType { readonly kind: 'map'; readonly key: DataType; readonly value: DataType; readonly valueContainsNull: boolean }
export interface StructType { readonly kind: 'struct'; readonly fields: readonly StructField[] }
/** Metadata is JSON data; the watermark travels in it as `spark.watermarkDelayMs` (EventTimeWatermark.scala). */
export type Metadata = Readonly<Record<string, unknown>>;
export interface StructField {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata?: Metadata;
}

const simple = (kind: SimpleKind): DataType => ({ kind });
export const NullType = simple('null');
export const BooleanType = simple('boolean');
export const ByteType = simple('byte');
export const ShortType = simple('short');
export const IntegerType = simple('int');
export const LongType = simple('long');
export const FloatType = simple('float');
export const DoubleType = simple('double');
export const StringType = simple('string');
export const BinaryType = simple('binary');
export const DateType = simple('date');
export const TimestampType = simple('timestamp');
export const TimestampNTZType = simple('timestamp_ntz');
export const CalendarIntervalType = simple('calendarInterval');
export const decimal = (precision: number, scale: number): DecimalType => ({ kind: 'decimal', precision, scale });
export const array = (element: DataType, containsNull = true): ArrayType => ({ kind: 'array', element, containsNull });
export const map = (key: DataType, value: DataType, valueContainsNull = true): MapType => ({ kind: 'map', key, value, valueContainsNull });
export const struct = (fields: readonly StructField[]): StructType => ({ kind: 'struct', fields });
export const field = (name: string, type: DataType, nullable = true, metadata?: Metadata): StructField =>
  metadata ? { name, type, nullable, metadata } : { name, type, nullable };
/** Units of a day-time interval, 0 DAY … 3 SECOND; of a year-month interval, 0 YEAR, 1 MONTH. */
export const dayTimeInterval = (start = 0, end = 3): DataType => ({ kind: 'dayTimeInterval', start, end });
export const yearMonthInterval = (start = 0, end = 1): DataType => ({ kind: 'yearMonthInterval', start, end });

const simpleNames: Record<SimpleKind, string> = {
  null: 'void', boolean: 'boolean', byte: 'tinyint', short: 'smallint', int: 'int', long: 'bigint', float: 'float', double: 'double',
  string: 'string', binary: 'binary', date: 'date', timestamp: 'timestamp', timestamp_ntz: 'timestamp_ntz', calendarInterval: 'interval',
};
const dayUnits = ['day', 'hour', 'minute', 'second'];
const yearUnits = ['year', 'month'];
const range = (units: string[], start: number, end: number): string => `interval ${start === end ? units[start] : `${units[start]} to ${units[end]}`}`;

/** DataType.catalogString: the whole type, in lower case. */
export function catalogString(t: DataType): string {
  switch (t.kind) {
    case 'decimal': return `decimal(${t.precision},${t.scale})`;
    case 'array': return `array<${catalogString(t.element)}>`;
    case 'map': return `map<${catalogString(t.key)},${catalogString(t.value)}>`;
    case 'struct': return `struct<${t.fields.map((f) => `${f.name}:${catalogString(f.type)}`).join(',')}>`;
    case 'dayTimeInterval': return range(dayUnits, t.start, t.end);
    case 'yearMonthInterval': return range(yearUnits, t.start, t.end);
    default: return simpleNames[t.kind];
  }
}

/** spark.sql.debug.maxToStringFields, default 25. */
const maxFields = 25;

/** DataType.simpleString: as catalogString, but long structs are cut (StructType.simpleString). */
export function simpleString(t: DataType): string {
  switch (t.kind) {
    case 'array': return `array<${simpleString(t.element)}>`;
    case 'map': return `map<${simpleString(t.key)},${simpleString(t.value)}>`;
    case 'struct': {
      const parts = t.fields.map((f) => `${f.name}:${simpleString(f.type)}`);
      if (parts.length <= maxFields) return `struct<${parts.join(',')}>`;
      const kept = parts.slice(0, maxFields - 1);
      return `struct<${kept.join(',')},... ${parts.length - kept.length} more fields>`;
    }
    default: return catalogString(t);
  }
}

/** DataType.sql: upper case, struct fields as `name: TYPE`. */
export function sqlType(t: DataType): string {
  switch (t.kind) {
    case 'array': return `ARRAY<${sqlType(t.element)}>`;
    case 'map': return `MAP<${sqlType(t.key)}, ${sqlType(t.value)}>`;
    case 'struct': return `STRUCT<${t.fields.map((f) => `${quoteIfNeeded(f.name)}: ${sqlType(f.type)}${f.nullable ? '' : ' NOT NULL'}`).join(', ')}>`;
    default: return catalogString(t).toUpperCase();
  }
}

/** QuotingUtils.quoteIfNeeded. */
export function quoteIfNeeded(name: string): string {
  return /^[a-zA-Z0-9_]+$/.test(name) && !/^\d+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;
}

const jsonNames: Partial<Record<DataType['kind'], string>> = { null: 'void', int: 'integer', long: 'long', byte: 'byte', short: 'short', calendarInterval: 'interval' };

/** DataType.jsonValue: what `schema.json()` prints. */
export function jsonValue(t: DataType): unknown {
  switch (t.kind) {
    case 'array': return { type: 'array', elementType: jsonValue(t.element), containsNull: t.containsNull };
    case 'map': return { type: 'map', keyType: jsonValue(t.key), valueType: jsonValue(t.value), valueContainsNull: t.valueContainsNull };
    case 'struct': return { type: 'struct', fields: t.fields.map((f) => ({ name: f.name, type: jsonValue(f.type), nullable: f.nullable, metadata: f.metadata ?? {} })) };
    case 'decimal': case 'dayTimeInterval': case 'yearMonthInterval': return catalogString(t);
    default: return jsonNames[t.kind] ?? t.kind;
  }
}

/** Reads DataType.jsonValue; the inverse of `jsonValue`. Throws a plain Error on a name that Spark 3.3.1 does not know. */
export function fromJsonValue(v: unknown): DataType {
  if (typeof v === 'string') return fromJsonName(v);
  const o = v as { type: string; elementType: unknown; containsNull: boolean; keyType: unknown; valueType: unknown; valueContainsNull: boolean;
    fields: { name: string; type: unknown; nullable: boolean; metadata?: Metadata }[] };
  switch (o.type) {
    case 'array': return array(fromJsonValue(o.elementType), o.containsNull);
    case 'map': return map(fromJsonValue(o.keyType), fromJsonValue(o.valueType), o.valueContainsNull);
    case 'struct': return struct(o.fields.map((f) => field(f.name, fromJsonValue(f.type), f.nullable, f.metadata && Object.keys(f.metadata).length > 0 ? f.metadata : undefined)));
    default: throw new Error(`unknown data type ${JSON.stringify(v)}`);
  }
}

function fromJsonName(name: string): DataType {
  const dec = /^decimal(?:\(\s*(\d+)\s*,\s*(-?\d+)\s*\))?$/.exec(name);
  if (dec) return dec[1] ? decimal(Number(dec[1]), Number(dec[2])) : decimal(10, 0);
  const interval = /^interval (\w+)(?: to (\w+))?$/.exec(name);
  if (interval) {
    const units = dayUnits.includes(interval[1]!) ? dayUnits : yearUnits;
    const start = units.indexOf(interval[1]!), end = units.indexOf(interval[2] ?? interval[1]!);
    return units === dayUnits ? dayTimeInterval(start, end) : yearMonthInterval(start, end);
  }
  for (const [kind, simpleName] of Object.entries(simpleNames)) {
    if (name === kind || name === simpleName || name === jsonNames[kind as SimpleKind]) return { kind: kind as SimpleKind };
  }
  throw new Error(`unknown data type ${name}`);
}

/** Same type, nullability and metadata ignored (DataType.equalsIgnoreNullability). */
export function sameType(a: DataType, b: DataType): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'decimal': return a.precision === (b as DecimalType).precision && a.scale === (b as DecimalType).scale;
    case 'array': return sameType(a.element, (b as ArrayType).element);
    case 'map': return sameType(a.key, (b as MapType).key) && sameType(a.value, (b as MapType).value);
    case 'struct': {
      const o = b as StructType;
      return a.fields.length === o.fields.length && a.fields.every((f, i) => f.name === o.fields[i]!.name && sameType(f.type, o.fields[i]!.type));
    }
    case 'dayTimeInterval': case 'yearMonthInterval': {
      const o = b as typeof a;
      return a.start === o.start && a.end === o.end;
    }
    default: return true;
  }
}

const integralKinds: readonly string[] = ['byte', 'short', 'int', 'long'];
export const isIntegral = (t: DataType): boolean => integralKinds.includes(t.kind);
export const isFractional = (t: DataType): boolean => t.kind === 'float' || t.kind === 'double';
export const isNumeric = (t: DataType): boolean => isIntegral(t) || isFractional(t) || t.kind === 'decimal';
export const isAtomic = (t: DataType): boolean => t.kind !== 'null' && t.kind !== 'array' && t.kind !== 'map' && t.kind !== 'struct' && t.kind !== 'calendarInterval';
/** RowOrdering.isOrderable. */
export function isOrderable(t: DataType): boolean {
  if (t.kind === 'array') return isOrderable(t.element);
  if (t.kind === 'struct') return t.fields.every((f) => isOrderable(f.type));
  return t.kind !== 'map' && t.kind !== 'calendarInterval';
}
