import type { DecodedPayload } from '../protocol/payload.ts';
import { floatText, numberText } from './json-text.ts';

type NumberFormat = 'int32' | 'int64' | 'float32' | 'float64';

/** Big-endian, as Kafka's own serializers write; undefined when the length is another. Every digit of an int64 is kept. */
export function readNumber(bytes: Uint8Array, format: NumberFormat): DecodedPayload | undefined {
  if (bytes.length !== (format.endsWith('32') ? 4 : 8)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (format) {
    case 'int32': return { format, kind: 'json', text: String(view.getInt32(0)), why: '' };
    case 'int64': return { format, kind: 'json', text: String(view.getBigInt64(0)), why: '' };
    case 'float32': return { format, kind: 'json', text: floatText(view.getFloat32(0)), why: '' };
    case 'float64': return { format, kind: 'json', text: numberText(view.getFloat64(0)), why: '' };
  }
}
