/** Kafka's primitive types (big-endian), read from a buffer. Reading past the end throws a RangeError. */
export class WireReader {
  private readonly view: DataView;
  position = 0;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  int8(): number {
    return this.view.getInt8(this.position++);
  }

  int16(): number {
    const value = this.view.getInt16(this.position);
    this.position += 2;
    return value;
  }

  int32(): number {
    const value = this.view.getInt32(this.position);
    this.position += 4;
    return value;
  }

  /** Exact up to 2^53, which offsets, timestamps and producer ids stay below. */
  int64(): number {
    const value = this.view.getInt32(this.position) * 0x1_0000_0000 + this.view.getUint32(this.position + 4);
    this.position += 8;
    return value;
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  nullableString(): string | null {
    const length = this.int16();
    return length < 0 ? null : Buffer.from(this.take(length)).toString('utf8');
  }

  string(): string {
    return this.nullableString() ?? '';
  }

  /** A null array reads as an empty one. */
  array<T>(element: () => T): T[] {
    const length = this.int32();
    const items: T[] = [];
    for (let i = 0; i < length; i++) items.push(element());
    return items;
  }

  /** Bytes with an int32 length, null as empty; a view, not a copy. */
  data(): Uint8Array {
    const length = this.int32();
    return length < 0 ? this.bytes.subarray(0, 0) : this.take(length);
  }

  /** Unsigned, up to 32 bits: lengths and tags of the flexible versions. */
  uvarint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.view.getUint8(this.position++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  compactNullableString(): string | null {
    const length = this.uvarint() - 1;
    return length < 0 ? null : Buffer.from(this.take(length)).toString('utf8');
  }

  compactString(): string {
    return this.compactNullableString() ?? '';
  }

  compactArray<T>(element: () => T): T[] {
    const length = this.uvarint() - 1;
    const items: T[] = [];
    for (let i = 0; i < length; i++) items.push(element());
    return items;
  }

  /** Skips tagged fields. */
  tags(): void {
    for (let left = this.uvarint(); left > 0; left--) {
      this.uvarint();
      this.take(this.uvarint());
    }
  }

  skip(length: number): void {
    this.take(length);
  }

  private take(length: number): Uint8Array {
    const end = this.position + length;
    if (end > this.bytes.length) throw new RangeError('The answer ends in the middle of a field.');
    const bytes = this.bytes.subarray(this.position, end);
    this.position = end;
    return bytes;
  }
}

/** Kafka's primitive types, written to a buffer that grows. */
export class WireWriter {
  private buffer = Buffer.allocUnsafe(256);
  private used = 0;

  private reserve(length: number): number {
    const at = this.used;
    if (at + length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, at + length));
      this.buffer.copy(larger, 0, 0, at);
      this.buffer = larger;
    }
    this.used = at + length;
    return at;
  }

  get length(): number {
    return this.used;
  }

  int8(value: number): this {
    const at = this.reserve(1);
    this.buffer.writeInt8(value, at);
    return this;
  }

  int16(value: number): this {
    const at = this.reserve(2);
    this.buffer.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.reserve(4);
    this.buffer.writeInt32BE(value, at);
    return this;
  }

  uint32(value: number): this {
    const at = this.reserve(4);
    this.buffer.writeUInt32BE(value, at);
    return this;
  }

  int64(value: number): this {
    const at = this.reserve(8);
    this.buffer.writeBigInt64BE(BigInt(value), at);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  /** An int16 length and UTF-8. */
  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const bytes = Buffer.from(value, 'utf8');
    return this.int16(bytes.length).raw(bytes);
  }

  array<T>(items: readonly T[], element: (item: T) => void): this {
    this.int32(items.length);
    for (const item of items) element(item);
    return this;
  }

  /** A zigzag varint of up to 53 bits, as record fields use it. */
  varint(value: number): this {
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    while (rest >= 0x80) {
      this.int8(((rest % 0x80) | 0x80) << 24 >> 24);
      rest = Math.floor(rest / 0x80);
    }
    return this.int8(rest);
  }

  uvarint(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.int8(((rest % 0x80) | 0x80) << 24 >> 24);
    return this.int8(rest);
  }

  compactString(value: string): this {
    const bytes = Buffer.from(value, 'utf8');
    return this.uvarint(bytes.length + 1).raw(bytes);
  }

  compactArray<T>(items: readonly T[], element: (item: T) => void): this {
    this.uvarint(items.length + 1);
    for (const item of items) element(item);
    return this;
  }

  /** No tagged fields. */
  tags(): this {
    return this.int8(0);
  }

  raw(bytes: Uint8Array): this {
    const at = this.reserve(bytes.length);
    this.buffer.set(bytes, at);
    return this;
  }

  /** What was written so far, a view. */
  bytes(): Buffer {
    return this.buffer.subarray(0, this.used);
  }
}
