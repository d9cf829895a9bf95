/** Random numbers that a seed decides: the same seed gives the same ones on every machine (sfc32). */
export class Random {
  private a: number;
  private b: number;
  private c = 0x9e3779b9;
  private count = 1;

  /** @param seed 0 to 2^53 */
  constructor(seed: number) {
    this.a = seed >>> 0;
    this.b = Math.floor(seed / 2 ** 32) >>> 0;
    for (let i = 0; i < 15; i++) this.next32();
  }

  /** 0 to 2^32 - 1. */
  next32(): number {
    const t = (this.a + this.b + this.count) >>> 0;
    this.count = (this.count + 1) >>> 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) >>> 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) >>> 0;
    return t;
  }

  /** 0 <= x < 1, with 53 bits. */
  unit(): number {
    return ((this.next32() >>> 5) * 2 ** 26 + (this.next32() >>> 6)) / 2 ** 53;
  }

  /** A whole number from 0 to below `limit`, each as likely, for up to 2^64. */
  below(limit: bigint): bigint {
    const span = 1n << 64n, fair = span - (span % limit);
    for (;;) {
      const value = (BigInt(this.next32()) << 32n) | BigInt(this.next32());
      if (value < fair) return value % limit;
    }
  }

  pick<T>(from: readonly T[]): T {
    return from[Number(this.below(BigInt(from.length)))]!;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.next32().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** Version 4, from the seed: for test data, not for secrets. */
  uuid(): string {
    const hex = this.hex(32), variant = '89ab'[this.next32() & 3]!;
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}
