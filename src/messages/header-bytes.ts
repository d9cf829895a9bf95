/** Headers as bytes, so that a million messages do not hold some objects each. Of our own, never written to a file. */
import type { KafkaHeader } from '../kafka/records.ts';

/** count, then for each: length and UTF-8 of the name, length and bytes of the value (-1: null). Lengths are 32-bit. */
export function encodeHeaders(headers: readonly KafkaHeader[]): Buffer {
  const parts: Uint8Array[] = [number(headers.length)];
  for (const { key, value } of headers) {
    const name = Buffer.from(key, 'utf8');
    parts.push(number(name.length), name, number(value?.length ?? -1), ...(value ? [value] : []));
  }
  return Buffer.concat(parts);
}

/** Values are views. */
export function decodeHeaders(data: Uint8Array, at: number): KafkaHeader[] {
  const view = Buffer.from(data.buffer, data.byteOffset, data.byteLength), headers: KafkaHeader[] = [];
  let place = at;
  const next = (): number => {
    const value = view.readInt32LE(place);
    place += 4;
    return value;
  };
  for (let left = next(); left > 0; left--) {
    const nameLength = next(), key = view.toString('utf8', place, place += nameLength), length = next();
    headers.push({ key, value: length < 0 ? null : data.subarray(place, place += length) });
  }
  return headers;
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
