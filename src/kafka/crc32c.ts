import { createCRC32, type IHasher } from 'hash-wasm';

/** As the polynomial is written in reversed order. */
const CASTAGNOLI = 0x82f63b78;
/** Bytes from which on WebAssembly, where the bytes are copied first, is faster. */
const LARGE = 512;

let compiled: IHasher | undefined;
let compiling: Promise<boolean> | undefined;

/** Five times as fast once it is compiled; large batches ask for it and do not wait. False where WebAssembly cannot be had: the tables go on. */
export const compileCrc32c = (): Promise<boolean> => compiling ??= createCRC32(CASTAGNOLI).then((hasher) => { compiled = hasher; return true; }, () => false);

/** Eight tables for the Castagnoli polynomial, so that eight bytes are taken at a time. Made at first use. */
let tables: Uint32Array[] | undefined;

function makeTables(): Uint32Array[] {
  const first = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
    first[i] = value;
  }
  const all = [first];
  for (let t = 1; t < 8; t++) {
    const previous = all[t - 1]!;
    all.push(previous.map((value) => first[value & 0xff]! ^ (value >>> 8)));
  }
  return all;
}

/** CRC-32C of `bytes[start, end)`, unsigned: the checksum of record batches (message format v2). */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  if (end - start >= LARGE) {
    if (compiled) return ofDigest(compiled.init().update(bytes.subarray(start, end)).digest('binary'));
    void compileCrc32c();
  }
  return byTables(bytes, start, end);
}

const ofDigest = ([a = 0, b = 0, c = 0, d = 0]: Uint8Array): number => (a << 24 | b << 16 | c << 8 | d) >>> 0;

function byTables(bytes: Uint8Array, start: number, end: number): number {
  tables ??= makeTables();
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  let crc = 0xffffffff;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    crc = t7[(crc ^ bytes[i]!) & 0xff]! ^ t6[((crc >>> 8) ^ bytes[i + 1]!) & 0xff]!
      ^ t5[((crc >>> 16) ^ bytes[i + 2]!) & 0xff]! ^ t4[((crc >>> 24) ^ bytes[i + 3]!) & 0xff]!
      ^ t3[bytes[i + 4]!]! ^ t2[bytes[i + 5]!]! ^ t1[bytes[i + 6]!]! ^ t0[bytes[i + 7]!]!;
  }
  for (; i < end; i++) crc = t0[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
