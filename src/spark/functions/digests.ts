import { utf8 } from './utf8.ts';

/** MD5, SHA-1, SHA-2 and CRC-32, written out so that they run anywhere without a crypto module. */
const hex = (words: readonly number[]): string => words.map((w) => (w >>> 0).toString(16).padStart(8, '0')).join('');
const rotl = (v: number, n: number): number => (v << n) | (v >>> (32 - n));
const rotr = (v: number, n: number): number => (v >>> n) | (v << (32 - n));

/** The message with its padding: 0x80, zeros, the length in bits in the last 8 (or 16) bytes. */
function padded(b: Uint8Array, block: 64 | 128, littleEndian: boolean): DataView {
  const tail = block === 64 ? 8 : 16;
  const size = Math.ceil((b.length + 1 + tail) / block) * block;
  const out = new Uint8Array(size);
  out.set(b);
  out[b.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setBigUint64(size - 8, BigInt(b.length) * 8n, littleEndian);
  return view;
}

const md5Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const md5Sines = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296) | 0);
export function md5(b: Uint8Array): string {
  const m = padded(b, 64, true);
  let [a0, b0, c0, d0] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let o = 0; o < m.byteLength; o += 64) {
    let [a, bb, c, d] = [a0, b0, c0, d0];
    for (let i = 0; i < 64; i++) {
      const r = i >> 4;
      const f = r === 0 ? (bb & c) | (~bb & d) : r === 1 ? (d & bb) | (~d & c) : r === 2 ? bb ^ c ^ d : c ^ (bb | ~d);
      const g = r === 0 ? i : r === 1 ? (5 * i + 1) % 16 : r === 2 ? (3 * i + 5) % 16 : (7 * i) % 16;
      const x = (a + f + md5Sines[i]! + m.getInt32(o + g * 4, true)) | 0;
      [a, d, c, bb] = [d, c, bb, (bb + rotl(x, md5Shifts[r * 4 + (i % 4)]!)) | 0];
    }
    [a0, b0, c0, d0] = [(a0 + a) | 0, (b0 + bb) | 0, (c0 + c) | 0, (d0 + d) | 0];
  }
  const swap = (w: number): number => ((w & 0xff) << 24) | ((w & 0xff00) << 8) | ((w >>> 8) & 0xff00) | (w >>> 24);
  return hex([a0, b0, c0, d0].map(swap));
}

export function sha1(b: Uint8Array): string {
  const m = padded(b, 64, false);
  const h = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0].map((x) => x | 0);
  const w = new Int32Array(80);
  for (let o = 0; o < m.byteLength; o += 64) {
    for (let i = 0; i < 80; i++) w[i] = i < 16 ? m.getInt32(o + i * 4) : rotl(w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!, 1);
    let [a, bb, c, d, e] = h as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      const [f, k] = i < 20 ? [(bb & c) | (~bb & d), 0x5a827999] : i < 40 ? [bb ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(bb & c) | (bb & d) | (c & d), 0x8f1bbcdc] : [bb ^ c ^ d, 0xca62c1d6];
      const t = (rotl(a, 5) + f + e + k + w[i]!) | 0;
      [e, d, c, bb, a] = [d, c, rotl(bb, 30), a, t];
    }
    [a, bb, c, d, e].forEach((v, i) => { h[i] = (h[i]! + v) | 0; });
  }
  return hex(h);
}

/** The first primes, for the constants of SHA-2: fractional parts of their roots. */
const primes = ((): bigint[] => {
  const out: bigint[] = [];
  for (let n = 2n; out.length < 80; n++) if (out.every((p) => n % p !== 0n)) out.push(n);
  return out;
})();
function root(n: bigint, degree: 2n | 3n): bigint {
  let low = 0n, high = n + 1n;
  while (high - low > 1n) {
    const mid = (low + high) / 2n;
    if (mid ** degree <= n) low = mid;
    else high = mid;
  }
  return low;
}
const fraction64 = (p: bigint, degree: 2n | 3n): bigint => BigInt.asUintN(64, root(p << (64n * degree), degree));
const k512 = primes.map((p) => fraction64(p, 3n));
const k256 = k512.slice(0, 64).map((v) => Number(v >> 32n) | 0);
const start512 = primes.slice(0, 8).map((p) => fraction64(p, 2n));
const start384 = primes.slice(8, 16).map((p) => fraction64(p, 2n));
const start256 = start512.map((v) => Number(v >> 32n) | 0);
const start224 = start384.map((v) => Number(BigInt.asIntN(32, v)));

function sha256(b: Uint8Array, start: readonly number[]): number[] {
  const m = padded(b, 64, false), h = [...start], w = new Int32Array(64);
  for (let o = 0; o < m.byteLength; o += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = m.getInt32(o + i * 4);
      else {
        const x = w[i - 15]!, y = w[i - 2]!;
        w[i] = (w[i - 16]! + (rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3)) + w[i - 7]! + (rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10))) | 0;
      }
    }
    let [a, bb, c, d, e, f, g, hh] = h as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const t1 = (hh + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + k256[i]! + w[i]!) | 0;
      const t2 = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & bb) ^ (a & c) ^ (bb & c))) | 0;
      [hh, g, f, e, d, c, bb, a] = [g, f, e, (d + t1) | 0, c, bb, a, (t1 + t2) | 0];
    }
    [a, bb, c, d, e, f, g, hh].forEach((v, i) => { h[i] = (h[i]! + v) | 0; });
  }
  return h;
}

function sha512(b: Uint8Array, start: readonly bigint[]): string {
  const m = padded(b, 128, false), h = [...start], w: bigint[] = [];
  const u = (v: bigint): bigint => BigInt.asUintN(64, v), r = (v: bigint, n: bigint): bigint => u((v >> n) | (v << (64n - n)));
  for (let o = 0; o < m.byteLength; o += 128) {
    for (let i = 0; i < 80; i++) {
      if (i < 16) w[i] = m.getBigUint64(o + i * 8);
      else {
        const x = w[i - 15]!, y = w[i - 2]!;
        w[i] = u(w[i - 16]! + (r(x, 1n) ^ r(x, 8n) ^ (x >> 7n)) + w[i - 7]! + (r(y, 19n) ^ r(y, 61n) ^ (y >> 6n)));
      }
    }
    let [a, bb, c, d, e, f, g, hh] = h as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let i = 0; i < 80; i++) {
      const t1 = hh + (r(e, 14n) ^ r(e, 18n) ^ r(e, 41n)) + ((e & f) ^ (u(~e) & g)) + k512[i]! + w[i]!;
      const t2 = (r(a, 28n) ^ r(a, 34n) ^ r(a, 39n)) + ((a & bb) ^ (a & c) ^ (bb & c));
      [hh, g, f, e, d, c, bb, a] = [g, f, e, u(d + t1), c, bb, a, u(t1 + t2)];
    }
    [a, bb, c, d, e, f, g, hh].forEach((v, i) => { h[i] = u(h[i]! + v); });
  }
  return h.map((v) => v.toString(16).padStart(16, '0')).join('');
}

/** Sha2: 224, 256 (also 0), 384 or 512 bits; null for another length. */
export function sha2(b: Uint8Array, bits: number): string | null {
  switch (bits) {
    case 224: return hex(sha256(b, start224)).slice(0, 56);
    case 0: case 256: return hex(sha256(b, start256));
    case 384: return sha512(b, start384).slice(0, 96);
    case 512: return sha512(b, start512);
    default: return null;
  }
}

const crcTable = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});
export function crc32(b: Uint8Array): number {
  let c = -1;
  for (const x of b) c = (c >>> 8) ^ crcTable[(c ^ x) & 0xff]!;
  return (c ^ -1) >>> 0;
}
export const bytesOf = (v: string | Uint8Array): Uint8Array => (typeof v === 'string' ? utf8(v) : v);
