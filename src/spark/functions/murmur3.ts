import type { DataType } from '../types.ts';
import type { Interval, MapValue} from '../values.ts';
import { type Long, type Value } from '../values.ts';
import { utf8 } from './utf8.ts';

/** Spark's Murmur3_x86_32: like the reference, except that each byte after the last whole word is mixed as a word of its own. */
const rotl = (v: number, n: number): number => (v << n) | (v >>> (32 - n));
const mixK1 = (k: number): number => Math.imul(rotl(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
const mixH1 = (h: number, k: number): number => (Math.imul(rotl(h ^ k, 13), 5) + 0xe6546b64) | 0;
function finish(h: number, length: number): number {
  let x = h ^ length;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

export const hashInt = (v: number, seed: number): number => finish(mixH1(seed, mixK1(v)), 4);
export function hashLong(v: Long, seed: number): number {
  let low: number, high: number;
  if (typeof v === 'number') {
    low = v | 0;
    high = Math.floor(v / 4294967296) | 0;
  } else {
    low = Number(BigInt.asIntN(32, v));
    high = Number(BigInt.asIntN(32, v >> 32n));
  }
  return finish(mixH1(mixH1(seed, mixK1(low)), mixK1(high)), 8);
}
export function hashBytes(b: Uint8Array, seed: number): number {
  let h = seed, i = 0;
  for (; i + 4 <= b.length; i += 4) h = mixH1(h, mixK1(b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24)));
  for (; i < b.length; i++) h = mixH1(h, mixK1((b[i]! << 24) >> 24));
  return finish(h, b.length);
}

const view = new DataView(new ArrayBuffer(8));
/** Double.doubleToLongBits: one NaN. */
export function doubleBits(v: number): bigint {
  if (Number.isNaN(v)) return 0x7ff8000000000000n;
  view.setFloat64(0, v);
  return view.getBigInt64(0);
}
/** Float.floatToIntBits. */
export function floatBits(v: number): number {
  if (Number.isNaN(v)) return 0x7fc00000;
  view.setFloat32(0, v);
  return view.getInt32(0);
}

/** BigInteger.toByteArray: two's complement, big-endian, as short as possible. */
export function bigIntBytes(v: bigint): Uint8Array {
  let n = 1;
  while (BigInt.asIntN(n * 8, v) !== v) n++;
  const out = new Uint8Array(n);
  for (let i = 0; i < n; i++) out[n - 1 - i] = Number((v >> BigInt(8 * i)) & 0xffn);
  return out;
}

interface Primitives<H> { int(v: number, seed: H): H; long(v: Long, seed: H): H; bytes(b: Uint8Array, seed: H): H }

/** InterpretedHashFunction: how a value of each type enters a hash; NULL leaves the seed as it is. */
export function hasher<H>(t: DataType, p: Primitives<H>): (v: Value, seed: H) => H {
  const f = nonNull(t, p);
  return (v, seed) => (v === null ? seed : f(v, seed));
}

function nonNull<H>(t: DataType, p: Primitives<H>): (v: Value, seed: H) => H {
  switch (t.kind) {
    case 'boolean': return (v, s) => p.int(v === true ? 1 : 0, s);
    case 'byte': case 'short': case 'int': case 'date': case 'yearMonthInterval': return (v, s) => p.int(v as number, s);
    case 'long': case 'timestamp': case 'timestamp_ntz': case 'dayTimeInterval': return (v, s) => p.long(v as Long, s);
    case 'float': return (v, s) => p.int(v === 0 ? 0 : floatBits(v as number), s);
    case 'double': return (v, s) => p.long(v === 0 ? 0 : doubleBits(v as number), s);
    case 'string': return (v, s) => p.bytes(utf8(v as string), s);
    case 'binary': return (v, s) => p.bytes(v as Uint8Array, s);
    case 'decimal': return t.precision <= 18 ? (v, s) => p.long(v as bigint, s) : (v, s) => p.bytes(bigIntBytes(v as bigint), s);
    case 'calendarInterval': return (v, s) => {
      const i = v as Interval;
      return p.int(i.months, p.int(i.days, p.long(i.microseconds, s)));
    };
    case 'array': {
      const element = hasher(t.element, p);
      return (v, s) => (v as Value[]).reduce((h, x) => element(x, h), s);
    }
    case 'struct': {
      const fields = t.fields.map((f) => hasher(f.type, p));
      return (v, s) => fields.reduce((h, f, i) => f((v as Value[])[i]!, h), s);
    }
    case 'map': {
      const key = hasher(t.key, p), value = hasher(t.value, p);
      return (v, s) => (v as MapValue).keys.reduce((h, k, i) => value((v as MapValue).values[i]!, key(k, h)), s);
    }
    default: return (_v, s) => s;
  }
}

export const murmur3: Primitives<number> = { int: hashInt, long: hashLong, bytes: hashBytes };
/** Murmur3Hash over several columns with seed 42: `hash(…)` and hash partitioning. */
export function rowHash(types: readonly DataType[], seed = 42): (values: readonly Value[]) => number {
  const fs = types.map((t) => hasher(t, murmur3));
  return (values) => fs.reduce((h, f, i) => f(values[i]!, h), seed);
}
