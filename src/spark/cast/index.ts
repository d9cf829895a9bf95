import { isIntegral, isNumeric, sameType, type ArrayType, type DataType, type MapType, type StructType } from '../types.ts';
import { MapValue, type Long, type Value } from '../values.ts';
import { trimAll } from '../datetime/cast-text.ts';
import { decimalToDouble, doubleToDecimal, stringToDecimal, toPrecision } from './decimal.ts';
import { doubleToInt, doubleToLong, longToFloat, narrow, stringToDouble, stringToInt, stringToLong, type IntegralKind } from './numbers.ts';
import { intervalToInteger, timestampToDouble, timestampToLong, toDate, toInterval, toTimestamp, toTimestampNtz } from './temporal.ts';
import { toStringFn } from './to-string.ts';
import { encodeUtf8 } from './utf8.ts';

export { canCast, cannotCast } from './can-cast.ts';

export interface CastEnv {
  /** Session time zone id. */
  readonly timeZone: string;
  /** Microseconds; gives the date of a string that is only a time. */
  now(): number;
}

type Fn = (v: Value) => Value;

/**
 * The conversion that CAST(x AS type) makes without ANSI (org.apache.spark.sql.catalyst.expressions.Cast): null in, null out;
 * what cannot be converted is null. Only intervals raise errors. The pair must satisfy `canCast`.
 */
export function castFn(from: DataType, to: DataType, env: CastEnv): Fn {
  if (sameType(from, to)) return (v) => v;
  if (from.kind === 'null') return () => null;
  const f = convert(from, to, env);
  if (!f) throw new Error(`no cast from ${from.kind} to ${to.kind}`);
  return (v) => (v === null ? null : f(v));
}

function convert(from: DataType, to: DataType, env: CastEnv): Fn | undefined {
  switch (to.kind) {
    case 'string': return toStringFn(from, env.timeZone);
    case 'binary': return toBinary(from);
    case 'boolean': return toBoolean(from);
    case 'date': return toDate(from, env);
    case 'timestamp': return toTimestamp(from, env);
    case 'timestamp_ntz': return toTimestampNtz(from, env);
    case 'byte': case 'short': case 'int': case 'long': return toIntegral(from, to.kind, to);
    case 'float': case 'double': return toFractional(from, to.kind === 'float');
    case 'decimal': return toDecimal(from, to.precision, to.scale);
    case 'calendarInterval': case 'dayTimeInterval': case 'yearMonthInterval': return toInterval(from, to);
    case 'array': return arrayFn(from as ArrayType, to, env);
    case 'map': return mapFn(from as MapType, to, env);
    case 'struct': return structFn(from as StructType, to, env);
    default: return undefined;
  }
}

const trueTexts = new Set(['t', 'true', 'y', 'yes', '1']), falseTexts = new Set(['f', 'false', 'n', 'no', '0']);
function toBoolean(from: DataType): Fn | undefined {
  if (from.kind === 'string') {
    return (v) => {
      const s = trimAll(v as string).toLowerCase();
      return trueTexts.has(s) ? true : falseTexts.has(s) ? false : null;
    };
  }
  if (from.kind === 'date') return () => null;
  if (from.kind === 'decimal') return (v) => v !== 0n;
  return isNumeric(from) || from.kind === 'timestamp' ? (v) => v !== 0 : undefined;
}

const sizes: Record<IntegralKind, number> = { byte: 1, short: 2, int: 4, long: 8 };
function toBinary(from: DataType): Fn | undefined {
  if (from.kind === 'string') return (v) => encodeUtf8(v as string);
  if (!isIntegral(from)) return undefined;
  const size = sizes[from.kind as IntegralKind];
  return (v) => {
    const out = new Uint8Array(size);
    let n = BigInt.asUintN(64, BigInt(v as Long));
    for (let i = size - 1; i >= 0; i--, n >>= 8n) out[i] = Number(n & 0xffn);
    return out;
  };
}

const bounds: Record<Exclude<IntegralKind, 'long'>, number> = { byte: 128, short: 32_768, int: 2_147_483_648 };
function toIntegral(from: DataType, kind: IntegralKind, to: DataType): Fn | undefined {
  if (isIntegral(from)) return (v) => narrow(v as Long, kind);
  switch (from.kind) {
    case 'string': {
      if (kind === 'long') return (v) => stringToLong(v as string);
      const limit = bounds[kind];
      return (v) => stringToInt(v as string, -limit, limit - 1);
    }
    case 'boolean': return (v) => (v === true ? 1 : 0);
    case 'date': return () => null;
    case 'timestamp': return (v) => narrow(timestampToLong(v), kind);
    case 'decimal': {
      const scale = 10n ** BigInt(from.scale);
      return (v) => narrow(toLong((v as bigint) / scale), kind);
    }
    case 'float': case 'double': return kind === 'long' ? (v) => doubleToLong(v as number) : (v) => narrow(doubleToInt(v as number), kind);
    default: return intervalToInteger(from, kind, to);
  }
}
function toLong(v: bigint): Long {
  const wrapped = BigInt.asIntN(64, v), n = Number(wrapped);
  return Number.isSafeInteger(n) ? n : wrapped;
}

function toFractional(from: DataType, float: boolean): Fn | undefined {
  const round = float ? Math.fround : (n: number): number => n;
  if (isIntegral(from)) return float ? (v) => longToFloat(v as Long) : (v) => Number(v);
  switch (from.kind) {
    case 'string': return (v) => {
      const d = stringToDouble(v as string);
      return d === null ? null : round(d);
    };
    case 'boolean': return (v) => (v === true ? 1 : 0);
    case 'date': return () => null;
    case 'timestamp': return (v) => round(timestampToDouble(v));
    case 'decimal': return (v) => round(decimalToDouble(v as bigint, from.scale));
    case 'float': case 'double': return (v) => round(v as number);
    default: return undefined;
  }
}

function toDecimal(from: DataType, precision: number, scale: number): Fn | undefined {
  if (isIntegral(from)) return (v) => toPrecision({ unscaled: BigInt(v as Long), scale: 0 }, precision, scale);
  switch (from.kind) {
    case 'string': return (v) => stringToDecimal(v as string, precision, scale);
    case 'boolean': return (v) => toPrecision({ unscaled: v === true ? 1n : 0n, scale: 0 }, precision, scale);
    case 'date': return () => null;
    case 'timestamp': return (v) => doubleToDecimal(timestampToDouble(v), precision, scale);
    case 'decimal': return (v) => toPrecision({ unscaled: v as bigint, scale: from.scale }, precision, scale);
    case 'float': case 'double': return (v) => doubleToDecimal(v as number, precision, scale);
    default: return undefined;
  }
}

function arrayFn(from: ArrayType, to: ArrayType, env: CastEnv): Fn {
  const element = castFn(from.element, to.element, env);
  return (v) => (v as Value[]).map(element);
}
function mapFn(from: MapType, to: MapType, env: CastEnv): Fn {
  const key = castFn(from.key, to.key, env), value = castFn(from.value, to.value, env);
  return (v) => new MapValue((v as MapValue).keys.map(key), (v as MapValue).values.map(value));
}
function structFn(from: StructType, to: StructType, env: CastEnv): Fn {
  const fields = from.fields.map((f, i) => castFn(f.type, to.fields[i]!.type, env));
  return (v) => fields.map((f, i) => f((v as Value[])[i]!));
}
