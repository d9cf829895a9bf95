import { PayloadFault } from './fault.ts';

/** Values that take no bytes, which no length can be held against: so many, and so many more for each byte. */
const EMPTY = 10_000, EMPTY_PER_BYTE = 16;
/** Characters of one payload's text: names come from the schema, and can be far longer than what they name. */
const LONGEST = 2 ** 26;

/** Reads bytes from left to right and never past their end. */
export class Cursor {
  readonly #view: DataView;

  /** @param spent shared by all parts of one payload */
  constructor(readonly bytes: Uint8Array, public at = 0, readonly end = bytes.length, private readonly spent = { values: 0, characters: 0 }) {
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
  uint16(): number { return this.#view.getUint16(this.#step(2)); }
  int16(): number { return this.#view.getInt16(this.#step(2)); }
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

  /** The next bytes, which stay to be read here. */
  part(length: number): Cursor { return new Cursor(this.bytes, this.at, this.at + length, this.spent); }

  /** What is left of several parts, one behind the other. */
  joined(parts: readonly Cursor[]): Cursor { return new Cursor(Buffer.concat(parts.map(({ bytes, at, end }) => bytes.subarray(at, end))), 0, undefined, this.spent); }

  /** To be called for each value before it is read: what a schema can make of few bytes has an end. */
  value(): void {
    if (++this.spent.values > EMPTY + EMPTY_PER_BYTE * this.bytes.length) throw new PayloadFault(`more items without a byte than are read follow at ${this.at}`);
  }

  /** To be called before text is made that is not in the bytes. */
  spend(characters: number): void {
    if ((this.spent.characters += characters) > LONGEST) throw new PayloadFault(`its text is longer than ${LONGEST / 2 ** 20} million characters at ${this.at}`);
  }

  short(wanted: number | bigint): PayloadFault { return new PayloadFault(`${wanted} bytes should follow at ${this.at}, and ${this.left} do`); }

  #step(size: number): number {
    if (this.left < size) throw this.short(size);
    const { at } = this;
    this.at += size;
    return at;
  }
}
