import type { DecoderOptions } from '@msgpack/msgpack';
import { PayloadFault } from './fault.ts';
import { bytesText, listText, numberText, objectText, textText } from './json-text.ts';

/** One value as JSON text; all bytes belong to it. A timestamp is ISO-8601 with its nanoseconds, another extension `{"ext": type, "base64": …}`. */
export type MsgpackReader = (bytes: Uint8Array) => string;

class Extension { constructor(readonly type: number, readonly data: Uint8Array) {} }

export async function msgpackReader(): Promise<MsgpackReader> {
  const { Decoder, ExtData, decodeTimestampToTimeSpec } = await import('@msgpack/msgpack');
  const options: DecoderOptions<undefined> = {
    useBigInt64: true,
    // A key that is no text is written as the text of its number; others cannot be told from a text.
    mapKeyConverter: (key) => { if (typeof key === 'string' || typeof key === 'number') return key; if (typeof key === 'bigint') return String(key); throw new PayloadFault('a key of a map is neither text nor a number'); },
    extensionCodec: { tryToEncode: () => null, decode: (data: Uint8Array, type: number) => new Extension(type, data), __brand: undefined as never },
  };
  const decoder = new Decoder(options);
  const text = (value: unknown): string => {
    switch (typeof value) {
      case 'bigint': return String(value);
      case 'number': return numberText(value);
      case 'string': return textText(value);
      case 'boolean': return String(value);
      default: return inner(value);
    }
  };
  const inner = (value: unknown): string => {
    if (value === null || value === undefined) return 'null';
    if (value instanceof Uint8Array) return bytesText(value);
    if (value instanceof ExtData) return extension(value.type, typeof value.data === 'function' ? value.data(0) : value.data);
    if (value instanceof Extension) return value.type === -1 ? time(value.data) : extension(value.type, value.data);
    if (Array.isArray(value)) return listText(value.map(text));
    return objectText(Object.entries(value).map(([name, each]) => [name, text(each)] as const));
  };
  const extension = (type: number, data: Uint8Array): string => `{"ext":${type},${bytesText(data).slice(1)}`;
  const time = (data: Uint8Array): string => {
    const { sec, nsec } = decodeTimestampToTimeSpec(data), date = new Date(sec * 1000);
    return Number.isNaN(date.getTime()) ? extension(-1, data) : textText(date.toISOString().replace(/\.\d+Z$/, `.${String(nsec).padStart(9, '0')}Z`));
  };
  return (bytes) => {
    try {
      return text(decoder.decode(bytes));
    } catch (error) {
      if (error instanceof PayloadFault) throw error;
      throw new PayloadFault(error instanceof Error ? `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}` : String(error));
    }
  };
}
