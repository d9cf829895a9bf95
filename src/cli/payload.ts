/** Keys and values of messages as text, and text as keys and values. */
import { UsageError } from './options.ts';

export const PAYLOAD_FORMATS = ['text', 'json', 'hex', 'base64'] as const;
export type PayloadFormat = (typeof PAYLOAD_FORMATS)[number];

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as they are shown; without a format as UTF-8 where they are that, else as hex. Not yet safe for a terminal. */
export function payloadText(bytes: Uint8Array | null, format: PayloadFormat | undefined): string {
  if (bytes === null) return 'null';
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (format) {
    case 'text': return utf8Text(bytes) ?? `not UTF-8: 0x${buffer.toString('hex')}`;
    case 'hex': return buffer.toString('hex');
    case 'base64': return buffer.toString('base64');
    case 'json': {
      const text = utf8Text(bytes);
      return text !== undefined && isJson(text) ? text : `not JSON: ${text ?? `0x${buffer.toString('hex')}`}`;
    }
    case undefined: return utf8Text(bytes) ?? `0x${buffer.toString('hex')}`;
  }
}

function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What a person wrote as bytes. JSON is checked and sent as it was written. @throws UsageError */
export function payloadBytes(text: string, format: PayloadFormat, what: string): Uint8Array {
  switch (format) {
    case 'text': return Buffer.from(text, 'utf8');
    case 'json':
      if (!isJson(text)) throw new UsageError(`${what} is not valid JSON.`);
      return Buffer.from(text, 'utf8');
    case 'hex':
      if (!/^(?:0x)?(?:[0-9a-fA-F]{2})*$/.test(text)) throw new UsageError(`${what} is not hexadecimal.`);
      return Buffer.from(text.replace(/^0x/, ''), 'hex');
    case 'base64':
      if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw new UsageError(`${what} is not base64.`);
      return Buffer.from(text, 'base64');
  }
}
