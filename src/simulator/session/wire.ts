import { Refusal } from '../../spark/errors.ts';
import type { DataType } from '../../spark/types.ts';
import { Interval, long, MapValue, type Row, type Value } from '../../spark/values.ts';
import { plainText, stringToDecimal } from '../../spark/cast/decimal.ts';

/** Values between Python and TypeScript, by Spark type: protocol/bridge.ts says the form of each. */
export function toWire(v: Value, t: DataType): unknown {
  if (v === null) return null;
  switch (t.kind) {
    case 'float': case 'double': return Object.is(v, -0) ? '-0.0' : Number.isFinite(v) ? v : String(v);
    case 'decimal': return plainText(v as bigint, t.scale);
    case 'binary': return Buffer.from(v as Uint8Array).toString('base64');
    case 'array': return (v as Value[]).map((x) => toWire(x, t.element));
    case 'map': { const m = v as MapValue; return m.keys.map((k, i) => [toWire(k, t.key), toWire(m.values[i]!, t.value)]); }
    case 'struct': return t.fields.map((f, i) => toWire((v as Value[])[i]!, f.type));
    case 'calendarInterval': throw new Refusal('an interval value in Python', 'PySpark cannot convert intervals either: cast it to a string.');
    default: return v;
  }
}

export function fromWire(v: unknown, t: DataType): Value {
  if (v === null || v === undefined) return null;
  switch (t.kind) {
    case 'long': case 'timestamp': case 'timestamp_ntz': case 'dayTimeInterval': return typeof v === 'bigint' ? long(v) : Number.isSafeInteger(v) ? (v as number) : long(BigInt(v as number));
    case 'float': return Math.fround(Number(v));
    case 'double': return Number(v);
    case 'decimal': return stringToDecimal(v as string, t.precision, t.scale);
    case 'binary': return new Uint8Array(Buffer.from(v as string, 'base64'));
    case 'array': return (v as unknown[]).map((x) => fromWire(x, t.element));
    case 'map': { const pairs = v as [unknown, unknown][]; return new MapValue(pairs.map(([k]) => fromWire(k, t.key)), pairs.map(([, x]) => fromWire(x, t.value))); }
    case 'struct': return t.fields.map((f, i) => fromWire((v as unknown[])[i], f.type));
    case 'calendarInterval': { const [m, d, u] = v as [number, number, number]; return new Interval(m, d, u); }
    case 'byte': case 'short': case 'int': case 'date': case 'yearMonthInterval': return Number(v);
    default: return v as Value;
  }
}

export const rowToWire = (r: Row, types: readonly DataType[]): unknown[] => r.map((v, i) => toWire(v, types[i]!));
