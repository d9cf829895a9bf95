import { Interval, MapValue, type Value } from '../../spark/values.ts';

/** Values as JSON that gives back the same value: what JSON cannot say is an object with one `$` key. */
export function encodeValue(v: Value): unknown {
  switch (typeof v) {
    case 'bigint': return { $long: v.toString() };
    case 'number': return Number.isFinite(v) && !Object.is(v, -0) ? v : { $double: Object.is(v, -0) ? '-0' : String(v) };
    case 'object':
      if (v === null) return null;
      if (Array.isArray(v)) return v.map(encodeValue);
      if (v instanceof Uint8Array) return { $bytes: [...v] };
      if (v instanceof MapValue) return { $map: [v.keys.map(encodeValue), v.values.map(encodeValue)] };
      if (v instanceof Interval) return { $interval: [v.months, v.days, encodeValue(v.microseconds)] };
      return null;
    default: return v;
  }
}

export function decodeValue(v: unknown): Value {
  if (Array.isArray(v)) return v.map(decodeValue);
  if (v === null || typeof v !== 'object') return v as Value;
  const o = v as { $long?: string; $double?: string; $bytes?: number[]; $map?: [unknown[], unknown[]]; $interval?: [number, number, unknown] };
  if (o.$long !== undefined) return BigInt(o.$long);
  if (o.$double !== undefined) return Number(o.$double);
  if (o.$bytes) return Uint8Array.from(o.$bytes);
  if (o.$map) return new MapValue(o.$map[0].map(decodeValue), o.$map[1].map(decodeValue));
  if (o.$interval) return new Interval(o.$interval[0], o.$interval[1], decodeValue(o.$interval[2]) as number | bigint);
  throw new Error('not a value of a state file');
}
