import type { Value } from '../../spark/values.ts';
import type { BytesColumn } from './batch.ts';

const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
declare const TextDecoder: { new (label: string, options: { fatal: boolean; ignoreBOM: boolean }): { decode(bytes: Uint8Array): string } };

/** Short ASCII is quicker by hand than through TextDecoder's call. */
export function decodeUtf8(data: Uint8Array, start: number, end: number): string {
  if (end - start > 48) return decoder.decode(data.subarray(start, end));
  let s = '';
  for (let i = start; i < end; i++) {
    const b = data[i]!;
    if (b > 127) return decoder.decode(data.subarray(start, end));
    s += String.fromCharCode(b);
  }
  return s;
}

/** cast(binary as string): invalid bytes become U+FFFD, as new String(bytes, UTF_8) shows them. */
export function decodeUtf8Column(c: BytesColumn): Value[] {
  const { starts, ends, data } = c;
  const out: Value[] = new Array<Value>(c.length);
  for (let i = 0; i < c.length; i++) out[i] = starts[i]! < 0 ? null : decodeUtf8(data, starts[i]!, ends[i]!);
  return out;
}
