/** A zip that is the same bytes for the same files: entries sorted, not compressed, all of one date. */

export interface ZipEntry {
  /** With slashes, relative. */
  name: string;
  bytes: Uint8Array;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** 1980-01-01, the first day that a zip can name. */
const DATE = 0x21;
/** Names are UTF-8. */
const UTF8 = 0x0800;
/** Made on Unix, -rw-r--r--: else the unpacked file may be readable by nobody. */
const UNIX = 0x0314, MODE = 0o100644 * 0x10000;

/** @throws RangeError above 4 GiB or 65 535 entries, which plain zip cannot hold. */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const encoder = new TextEncoder();
  const sorted = entries.map(({ name, bytes }) => ({ name: encoder.encode(name), bytes, crc: crc32(bytes) })).sort((a, b) => Buffer.compare(a.name, b.name));
  const size = sorted.reduce((sum, { name, bytes }) => sum + 76 + 2 * name.length + bytes.length, 22);
  if (sorted.length > 0xffff || size > 0xffffffff) throw new RangeError('too large for a zip');
  const out = new Uint8Array(size), view = new DataView(out.buffer);
  let at = 0;
  const short = (n: number): void => { view.setUint16(at, n, true); at += 2; };
  const long = (n: number): void => { view.setUint32(at, n, true); at += 4; };
  const put = (bytes: Uint8Array): void => { out.set(bytes, at); at += bytes.length; };
  const common = ({ name, bytes, crc }: (typeof sorted)[number]): void => {
    for (const n of [20, UTF8, 0, 0, DATE]) short(n);
    for (const n of [crc, bytes.length, bytes.length]) long(n);
    short(name.length);
    short(0);
  };
  const offsets = sorted.map((entry) => {
    const offset = at;
    long(0x04034b50);
    common(entry);
    put(entry.name);
    put(entry.bytes);
    return offset;
  });
  const start = at;
  sorted.forEach((entry, i) => {
    long(0x02014b50);
    short(UNIX);
    common(entry);
    for (let k = 0; k < 3; k++) short(0);
    long(MODE);
    long(offsets[i]!);
    put(entry.name);
  });
  const length = at - start;
  long(0x06054b50);
  short(0);
  short(0);
  short(sorted.length);
  short(sorted.length);
  long(length);
  long(start);
  short(0);
  return out;
}
