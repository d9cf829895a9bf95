const corrupt = (): RangeError => new RangeError('The lz4 data is damaged.');

const MAGIC = 0x184d2204;
/** Content can reach 255 times its source; more than this at once is not what a Kafka batch holds. */
const LIMIT = 512 * 1024 * 1024;

/** Output that grows; blocks of a frame may refer back into earlier blocks. */
interface Output {
  bytes: Uint8Array;
  used: number;
}

function reserve(output: Output, length: number): void {
  const wanted = output.used + length;
  if (wanted <= output.bytes.length) return;
  if (wanted > LIMIT) throw corrupt();
  const larger = new Uint8Array(Math.min(LIMIT, Math.max(output.bytes.length * 2, wanted)));
  larger.set(output.bytes.subarray(0, output.used));
  output.bytes = larger;
}

/** A length of 15 goes on in the following bytes, up to the first that is not 255. */
function decodeBlock(source: Uint8Array, start: number, end: number, output: Output, frameStart: number): void {
  let at = start;
  while (at < end) {
    const token = source[at++]!;
    let literals = token >>> 4;
    if (literals === 15) {
      let byte: number;
      do literals += byte = source[at++] ?? 0; while (byte === 255);
    }
    let match = token & 15;
    if (at + literals > end) throw corrupt();
    reserve(output, literals);
    let { bytes, used: out } = output;
    if (literals < 24) for (let i = 0; i < literals; i++) bytes[out + i] = source[at + i]!;
    else bytes.set(source.subarray(at, at + literals), out);
    at += literals;
    out += literals;
    output.used = out;
    if (at >= end) return;
    const distance = source[at]! | (source[at + 1]! << 8);
    at += 2;
    if (match === 15) {
      let byte: number;
      do match += byte = source[at++] ?? 0; while (byte === 255);
    }
    match += 4;
    if (distance === 0 || distance > out - frameStart) throw corrupt();
    reserve(output, match);
    ({ bytes } = output);
    if (distance >= match && match >= 24) bytes.copyWithin(out, out - distance, out - distance + match);
    else for (let i = 0; i < match; i++) bytes[out + i] = bytes[out - distance + i]!;
    output.used = out + match;
  }
}

/** An LZ4 frame (also several, one after the other). Checksums are not verified: brokers before 0.10 wrote wrong header checksums, TCP has its own. */
export function decodeLz4(source: Uint8Array): Uint8Array {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const output: Output = { bytes: new Uint8Array(Math.max(1024, source.length * 4)), used: 0 };
  let at = 0;
  while (at < source.length) {
    if (at + 7 > source.length || view.getUint32(at, true) !== MAGIC) throw corrupt();
    const flags = source[at + 4]!;
    if (flags >>> 6 !== 1) throw corrupt();
    at += 6 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0) + 1;
    const frameStart = output.used;
    for (;;) {
      if (at + 4 > source.length) throw corrupt();
      const word = view.getUint32(at, true);
      at += 4;
      if (word === 0) break;
      const size = word & 0x7fffffff;
      if (at + size > source.length) throw corrupt();
      if (word >>> 31) {
        reserve(output, size);
        output.bytes.set(source.subarray(at, at + size), output.used);
        output.used += size;
      } else {
        decodeBlock(source, at, at + size, output, frameStart);
      }
      at += size + (flags & 0x10 ? 4 : 0);
    }
    if (flags & 0x04) at += 4;
  }
  return output.bytes.subarray(0, output.used);
}
