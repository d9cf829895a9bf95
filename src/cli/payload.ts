/** Text that a person wrote as keys and values. */
import { UsageError } from './options.ts';

export const WRITTEN_FORMATS = ['text', 'json', 'hex', 'base64'] as const;
export type WrittenFormat = (typeof WRITTEN_FORMATS)[number];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What a person wrote as bytes. JSON is checked and sent as it was written. @throws UsageError */
export function payloadBytes(text: string, format: WrittenFormat, what: string): Uint8Array {
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
