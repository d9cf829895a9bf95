import { PayloadFault } from './fault.ts';

/** Reads bytes from left to right and never past their end. */
export class Cursor {
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array, public at = 0, readonly end = bytes.length) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number { return this.end - this.at; }

  byte(): number {
    if (this.at >= this.end) throw this.short(1);
    return this.bytes[this.at++]!;
  }

  /** A view. */
  take(length: number): Uint8Array {
    if (length < 0 || length > this.left) throw this.short(length);
    return this.bytes.subarray(this.at, this.at += length);
  }

  float(little: boolean): number { return this.#view.getFloat32(this.#step(4), little); }
  double(little: boolean): number { return this.#view.getFloat64(this.#step(8), little); }
  uint32(little: boolean): number { return this.#view.getUint32(this.#step(4), little); }
  int32(little: boolean): number { return this.#view.getInt32(this.#step(4), little); }
  uint64(little: boolean): bigint { return this.#view.getBigUint64(this.#step(8), little); }
  int64(little: boolean): bigint { return this.#view.getBigInt64(this.#step(8), little); }

  /** Base-128, least group first, at most 64 bits. */
  varint(): bigint {
    let low = 0, high = 0n;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      if (shift < 28) low += (byte & 0x7f) << shift;
      else high |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte < 0x80) return BigInt.asUintN(64, high | BigInt(low));
    }
    throw new PayloadFault(`the number at ${this.at - 10} does not end`);
  }

  /** The same with its sign in the lowest bit. */
  zigzag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  /** A length or count that is to be within the bytes that are left. */
  length(value: bigint): number {
    if (value < 0n || value > BigInt(this.left)) throw this.short(value);
    return Number(value);
  }

  short(wanted: number | bigint): PayloadFault { return new PayloadFault(`${wanted} bytes should follow at ${this.at}, and ${this.left} do`); }

  #step(size: number): number {
    if (this.left < size) throw this.short(size);
    const { at } = this;
    this.at += size;
    return at;
  }
}
