/** Reads a zip file, as far as a vsix is one: stored and deflated entries, no ZIP64. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** name -> its bytes, unpacked when asked for. */
export function readZip(file) {
  const data = readFileSync(file);
  const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const entries = new Map();
  for (let at = data.readUInt32LE(end + 16), left = data.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed, nameLength, extra, comment, local] = [data.readUInt16LE(at + 10), data.readUInt32LE(at + 20), data.readUInt16LE(at + 28), data.readUInt16LE(at + 30), data.readUInt16LE(at + 32), data.readUInt32LE(at + 42)];
    entries.set(data.toString('utf8', at + 46, at + 46 + nameLength), () => {
      const from = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
      const bytes = data.subarray(from, from + packed);
      return method === 0 ? bytes : inflateRawSync(bytes);
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

export function unpack(entries, folder) {
  for (const [name, bytes] of entries) {
    if (name.endsWith('/')) continue;
    const file = path.join(folder, ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes());
  }
}
