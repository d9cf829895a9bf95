import type { DataType } from '../types.ts';
import { long, type Long, type Value } from '../values.ts';
import { hasher } from './murmur3.ts';

/** xxHash64 (Spark's XXH64), on 64-bit words as unsigned bigints. */
const P1 = 0x9e3779b185ebca87n, P2 = 0xc2b2ae3d27d4eb4fn, P3 = 0x165667b19e3779f9n, P4 = 0x85ebca77c2b2ae63n, P5 = 0x27d4eb2f165667c5n;
const u64 = (v: bigint): bigint => BigInt.asUintN(64, v);
const rotl = (v: bigint, n: bigint): bigint => u64((v << n) | (v >> (64n - n)));
const round = (acc: bigint, input: bigint): bigint => u64(rotl(u64(acc + input * P2), 31n) * P1);

function avalanche(hash: bigint): bigint {
  let h = u64((hash ^ (hash >> 33n)) * P2);
  h = u64((h ^ (h >> 29n)) * P3);
  return h ^ (h >> 32n);
}
const mixLong = (h: bigint, k: bigint): bigint => u64(rotl(h ^ round(0n, k), 27n) * P1 + P4);
const mixInt = (h: bigint, k: bigint): bigint => u64(rotl(h ^ u64(k * P1), 23n) * P2 + P3);

function hashBytes(b: Uint8Array, seed: bigint): bigint {
  const view = new DataView(b.buffer, b.byteOffset, b.byteLength);
  let h: bigint, i = 0;
  if (b.length >= 32) {
    let [v1, v2, v3, v4] = [u64(seed + P1 + P2), u64(seed + P2), seed, u64(seed - P1)];
    for (; i + 32 <= b.length; i += 32) {
      v1 = round(v1, view.getBigUint64(i, true));
      v2 = round(v2, view.getBigUint64(i + 8, true));
      v3 = round(v3, view.getBigUint64(i + 16, true));
      v4 = round(v4, view.getBigUint64(i + 24, true));
    }
    h = u64(rotl(v1, 1n) + rotl(v2, 7n) + rotl(v3, 12n) + rotl(v4, 18n));
    for (const v of [v1, v2, v3, v4]) h = u64((h ^ round(0n, v)) * P1 + P4);
  } else h = u64(seed + P5);
  h = u64(h + BigInt(b.length));
  for (; i + 8 <= b.length; i += 8) h = mixLong(h, view.getBigUint64(i, true));
  if (i + 4 <= b.length) {
    h = mixInt(h, BigInt(view.getUint32(i, true)));
    i += 4;
  }
  for (; i < b.length; i++) h = u64(rotl(h ^ u64(BigInt(b[i]!) * P5), 11n) * P1);
  return avalanche(h);
}

const primitives = {
  int: (v: number, seed: bigint): bigint => avalanche(mixInt(u64(seed + P5 + 4n), BigInt(v >>> 0))),
  long: (v: Long, seed: bigint): bigint => avalanche(mixLong(u64(seed + P5 + 8n), u64(BigInt(v)))),
  bytes: hashBytes,
};

/** XxHash64 over several values, the earlier result being the next seed. As an unsigned 64-bit integer. */
export function xxHash(types: readonly DataType[], seed = 42n): (values: readonly Value[]) => bigint {
  const fs = types.map((t) => hasher(t, primitives));
  return (values) => fs.reduce((h, f, i) => f(values[i]!, h), seed);
}
export const signed = (v: bigint): Long => long(v);
