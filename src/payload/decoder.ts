import type { KafkaProblem } from '../protocol/kafka-connection.ts';
import type { DecodedPayload, PayloadReading, RegistryDescription } from '../protocol/payload.ts';
import { readNumber } from './numbers.ts';
import { guess } from './guess.ts';
import { isJson, utf8Problem, utf8Text } from './text.ts';
import { uuidText } from './uuid.ts';

export interface DecoderOptions {
  registry?: RegistryDescription;
  registryPassword?: string;
  /** What relative paths count from, native and absolute. */
  folder?: string;
}

/** Reads keys and values. One that cannot be read as asked is a problem in the answer, with its bytes as text or hex; nothing is thrown for what bytes hold. */
export class PayloadDecoder {
  constructor(protected readonly options: DecoderOptions = {}) {}

  /** A promise only while a schema is fetched. */
  decode(bytes: Uint8Array | null, reading: PayloadReading): DecodedPayload | Promise<DecodedPayload> {
    if (bytes === null) return { format: 'null', kind: 'null', text: '', why: '' };
    switch (reading.format) {
      case 'auto': return guess(bytes);
      case 'text': return asText(bytes);
      case 'json': return asJson(bytes);
      case 'hex': return { format: 'hex', kind: 'bytes', text: hex(bytes), why: '' };
      case 'base64': return { format: 'base64', kind: 'bytes', text: buffer(bytes).toString('base64'), why: '' };
      case 'int32': case 'int64': case 'float32': case 'float64': return readNumber(bytes, reading.format) ?? raw(bytes, wrongLength(bytes, reading.format, reading.format.endsWith('32') ? 4 : 8));
      case 'uuid': {
        const text = uuidText(bytes);
        return text === undefined ? raw(bytes, problem(`Not a UUID: it has ${bytes.length} bytes, neither 16 nor the 36 of its text.`)) : { format: 'uuid', kind: 'text', text, why: '' };
      }
      case 'msgpack': case 'avro': case 'protobuf': return raw(bytes, problem(`Reading ${reading.format} is not part of this version.`));
    }
  }
}

function asText(bytes: Uint8Array): DecodedPayload {
  const text = utf8Text(bytes);
  return text === undefined ? raw(bytes, problem(`Not UTF-8: ${utf8Problem(bytes)}.`)) : { format: 'text', kind: 'text', text, why: '' };
}

function asJson(bytes: Uint8Array): DecodedPayload {
  const text = utf8Text(bytes);
  if (text === undefined) return raw(bytes, problem(`Not JSON, since not UTF-8: ${utf8Problem(bytes)}.`));
  const mistake = isJson(text);
  return mistake === undefined ? { format: 'json', kind: 'json', text, why: '' } : { format: 'text', kind: 'text', text, why: '', problem: problem(`Not JSON: ${mistake}.`) };
}

/** The text where the bytes are one, else hex. */
function raw(bytes: Uint8Array, why: KafkaProblem): DecodedPayload {
  const text = utf8Text(bytes);
  return text === undefined ? { format: 'hex', kind: 'bytes', text: hex(bytes), why: '', problem: why } : { format: 'text', kind: 'text', text, why: '', problem: why };
}

const problem = (message: string): KafkaProblem => ({ kind: 'payload', message, hint: 'Read it another way.' });
const wrongLength = (bytes: Uint8Array, format: string, wanted: number): KafkaProblem => problem(`Not ${format}: it has ${bytes.length} bytes, not ${wanted}.`);
const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const hex = (bytes: Uint8Array): string => buffer(bytes).toString('hex');
