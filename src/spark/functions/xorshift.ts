/** org.apache.spark.util.random.XORShiftRandom and what java.util.Random makes of its bits. */
const rotl = (v: number, n: number): number => (v << n) | (v >>> (32 - n));

/** scala.util.hashing.MurmurHash3.bytesHash. */
function bytesHash(b: DataView, seed: number): number {
  let h = seed;
  for (let i = 0; i < b.byteLength; i += 4) {
    const k = Math.imul(rotl(Math.imul(b.getInt32(i, true), 0xcc9e2d51), 15), 0x1b873593);
    h = (Math.imul(rotl(h ^ k, 13), 5) + 0xe6546b64) | 0;
  }
  h ^= b.byteLength;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export class XorShift {
  private seed: bigint;
  private spare: number | undefined;

  constructor(init: bigint) {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setBigInt64(0, BigInt.asIntN(64, init));
    const low = bytesHash(bytes, 0x3c074a61), high = bytesHash(bytes, low);
    this.seed = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  }

  private next(bits: number): number {
    let s = this.seed;
    s = BigInt.asUintN(64, s ^ (s << 21n));
    s ^= s >> 35n;
    s = BigInt.asUintN(64, s ^ (s << 4n));
    this.seed = s;
    return Number(s & ((1n << BigInt(bits)) - 1n));
  }
  /** In [0, 1). */
  nextDouble(): number {
    return (this.next(26) * 2 ** 27 + this.next(27)) * 2 ** -53;
  }
  nextGaussian(): number {
    if (this.spare !== undefined) {
      const g = this.spare;
      this.spare = undefined;
      return g;
    }
    for (;;) {
      const a = 2 * this.nextDouble() - 1, b = 2 * this.nextDouble() - 1, s = a * a + b * b;
      if (s < 1 && s !== 0) {
        const m = Math.sqrt((-2 * Math.log(s)) / s);
        this.spare = b * m;
        return a * m;
      }
    }
  }
}
