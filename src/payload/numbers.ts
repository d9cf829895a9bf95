import type { DecodedPayload } from '../protocol/payload.ts';

type NumberFormat = 'int32' | 'int64' | 'float32' | 'float64';

/** Big-endian, as Kafka's own serializers write; undefined when the length is another. Every digit of an int64 is kept. */
export function readNumber(bytes: Uint8Array, format: NumberFormat): DecodedPayload | undefined {
  if (bytes.length !== (format.endsWith('32') ? 4 : 8)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value = format === 'int32' ? view.getInt32(0) : format === 'int64' ? view.getBigInt64(0) : format === 'float32' ? view.getFloat32(0) : view.getFloat64(0);
  const text = Object.is(value, -0) ? '-0' : format === 'float32' ? shortest(value as number) : String(value);
  return { format, kind: typeof value === 'bigint' || Number.isFinite(value) ? 'json' : 'text', text, why: '' };
}

/** The fewest digits that are this float and no other, as Java prints it, and not the digits of the double it is widened to. */
function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}
