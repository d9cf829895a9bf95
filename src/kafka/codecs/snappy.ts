const corrupt = (): RangeError => new RangeError('The snappy data is damaged.');

/** One raw snappy block: a varint with the length of the content, then literals and copies. */
export function decodeSnappyBlock(source: Uint8Array): Uint8Array {
  let length = 0;
  let at = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = source[at++];
    if (byte === undefined || shift > 28) throw corrupt();
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  // A copy of 64 bytes takes three: content cannot be much more than 22 times the source.
  if (length > source.length * 32) throw corrupt();
  const target = new Uint8Array(length);
  let out = 0;
  while (at < source.length) {
    const tag = source[at++]!;
    let size: number;
    let distance: number;
    switch (tag & 3) {
      case 0: {
        size = (tag >>> 2) + 1;
        if (size > 60) {
          const extra = size - 60;
          size = 1;
          for (let i = 0; i < extra; i++) size += (source[at++] ?? 0) * 2 ** (8 * i);
        }
        if (at + size > source.length || out + size > length) throw corrupt();
        if (size < 24) for (let i = 0; i < size; i++) target[out + i] = source[at + i]!;
        else target.set(source.subarray(at, at + size), out);
        at += size;
        out += size;
        continue;
      }
      case 1:
        size = ((tag >>> 2) & 7) + 4;
        distance = ((tag >>> 5) << 8) | source[at++]!;
        break;
      case 2:
        size = (tag >>> 2) + 1;
        distance = source[at]! | (source[at + 1]! << 8);
        at += 2;
        break;
      default:
        size = (tag >>> 2) + 1;
        distance = (source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16)) + source[at + 3]! * 0x1000000;
        at += 4;
    }
    if (!(distance > 0) || distance > out || out + size > length) throw corrupt();
    if (distance >= size && size >= 24) target.copyWithin(out, out - distance, out - distance + size);
    else for (let i = 0; i < size; i++) target[out + i] = target[out - distance + i]!;
    out += size;
  }
  if (out !== length) throw corrupt();
  return target;
}

const XERIAL = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00];

/** Snappy as Kafka clients write it: Java's stream framing (xerial: header, then blocks with an int32 length) or, as librdkafka may, one raw block. */
export function decodeSnappy(source: Uint8Array): Uint8Array {
  if (source.length < 16 || XERIAL.some((byte, i) => source[i] !== byte)) return decodeSnappyBlock(source);
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const blocks: Uint8Array[] = [];
  for (let at = 16; at < source.length;) {
    if (at + 4 > source.length) throw corrupt();
    const size = view.getInt32(at);
    at += 4;
    if (size < 0 || at + size > source.length) throw corrupt();
    blocks.push(decodeSnappyBlock(source.subarray(at, at + size)));
    at += size;
  }
  return blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks);
}
