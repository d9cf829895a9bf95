import { resolve } from 'node:path';
import type { KafkaProblem } from '../protocol/kafka-connection.ts';
import type { DecodedPayload, PayloadReading, RegistryDescription } from '../protocol/payload.ts';
import { PayloadFault } from './fault.ts';
import { guess, isRegistered } from './guess.ts';
import { msgpackText } from './msgpack.ts';
import { readNumber } from './numbers.ts';
import { readRegistered, type Registered } from './registered.ts';
import { Registry, RegistryFault, type RegisteredSchema, type RegistryWay } from './registry.ts';
import { current, FAILED_MS, SchemaFiles, type Loaded } from './schema-files.ts';
import { isJson, utf8Problem, utf8Text } from './text.ts';
import { uuidText } from './uuid.ts';

export interface DecoderOptions {
  registry?: RegistryDescription;
  registryPassword?: string;
  /** How the registry is reached where that is not straight. */
  way?: RegistryWay;
  /** What relative paths count from, native and absolute. */
  folder?: string;
  /** The bytes were made from text: where it holds U+FFFD, what stood there before is not known. */
  fromText?: boolean;
}

/** U+FFFD in UTF-8. */
const REPLACED = Buffer.from([0xef, 0xbf, 0xbd]);
const LOST: KafkaProblem = { kind: 'payload', message: 'Its bytes are lost: this connection hands out text, and here it had to replace what is no text.', hint: 'Read it from the brokers.' };

/** Whether a reading looks at more than text. */
function needsBytes(bytes: Uint8Array, { format, schemaFile }: PayloadReading): boolean {
  return format === 'auto' ? schemaFile !== undefined || isRegistered(bytes) : format !== 'text' && format !== 'json';
}

/**
 * Reads keys and values. One that cannot be read as asked is a problem in the answer, with its bytes as text or hex; nothing is thrown for what
 * bytes hold. A promise comes only while a schema is loaded.
 */
export class PayloadDecoder {
  readonly #registry: Registry | undefined;
  readonly #fromText: boolean;
  readonly #registered = new Map<number, Loaded<Registered> & { until?: number }>();
  readonly #files: SchemaFiles;

  constructor({ registry, registryPassword, folder = '.', fromText = false, way }: DecoderOptions = {}) {
    this.#fromText = fromText;
    this.#files = new SchemaFiles(resolve(folder));
    this.#registry = registry && new Registry(registry, registryPassword, resolve(folder), undefined, way);
  }

  decode(bytes: Uint8Array | null, reading: PayloadReading): DecodedPayload | Promise<DecodedPayload> {
    if (bytes === null) return { format: 'null', kind: 'null', text: '', why: '' };
    if (this.#fromText && needsBytes(bytes, reading) && buffer(bytes).includes(REPLACED)) return raw(bytes, LOST);
    switch (reading.format) {
      case 'auto': return this.#guess(bytes, reading);
      case 'text': return asText(bytes);
      case 'json': return asJson(bytes);
      case 'hex': return { format: 'hex', kind: 'bytes', text: hex(bytes), why: '' };
      case 'base64': return { format: 'base64', kind: 'bytes', text: buffer(bytes).toString('base64'), why: '' };
      case 'int32': case 'int64': case 'float32': case 'float64': return readNumber(bytes, reading.format) ?? raw(bytes, problem(`Not ${reading.format}: it has ${bytes.length} bytes, not ${reading.format.endsWith('32') ? 4 : 8}.`));
      case 'uuid': {
        const text = uuidText(bytes);
        return text === undefined ? raw(bytes, problem(`Not a UUID: it has ${bytes.length} bytes, neither 16 nor the 36 of its text.`)) : { format: 'uuid', kind: 'text', text, why: '' };
      }
      case 'msgpack': return asMsgpack(bytes);
      case 'avro': case 'protobuf': return this.#bySchema(bytes, reading, reading.format);
    }
  }

  /** Schema files, as readings name them, that were edited since they were read: from now on what they say now counts. */
  edited(): Promise<string[]> { return this.#files.edited(); }

  #guess(bytes: Uint8Array, reading: PayloadReading): DecodedPayload | Promise<DecodedPayload> {
    if (this.#registry && isRegistered(bytes)) return this.#byRegistry(bytes, reading, undefined);
    if (reading.schemaFile !== undefined) return this.#bySchema(bytes, reading, /\.proto$/i.test(reading.schemaFile) ? 'protobuf' : 'avro');
    const plain = guess(bytes);
    // Maps and arrays of MessagePack begin with a byte that no text begins with; what is read wholly as one is one.
    if (plain.format !== 'hex' || !(bytes[0]! >= 0x80 && bytes[0]! <= 0x9f || bytes[0]! >= 0xdc && bytes[0]! <= 0xdf)) return plain;
    const packed = asMsgpack(bytes);
    return packed.problem ? plain : { ...packed, why: 'not UTF-8; all of it is one MessagePack value' };
  }

  #bySchema(bytes: Uint8Array, reading: PayloadReading, format: 'avro' | 'protobuf'): DecodedPayload | Promise<DecodedPayload> {
    const { schemaFile } = reading;
    if (schemaFile === undefined) {
      if (this.#registry) return this.#byRegistry(bytes, reading, format);
      return raw(bytes, { kind: 'payload', message: `Reading ${names[format]} needs a schema.`, hint: `Give a ${format === 'avro' ? '.avsc' : '.proto'} file, or the connection's schema registry.` });
    }
    const loaded = this.#files.reader(format, schemaFile, reading);
    if (loaded instanceof Promise) return loaded.then(() => this.#bySchema(bytes, reading, format));
    if ('problem' in loaded) return raw(bytes, loaded.problem);
    const { value: read } = loaded;
    return attempt(bytes, format, () => read(bytes));
  }

  #byRegistry(bytes: Uint8Array, reading: PayloadReading, format: 'avro' | 'protobuf' | undefined): DecodedPayload | Promise<DecodedPayload> {
    if (!isRegistered(bytes)) return raw(bytes, problem(`Not in the registry's form: it begins with ${bytes.length < 5 ? `${bytes.length} bytes` : `byte 0x${bytes[0]!.toString(16).padStart(2, '0')}`}, not with 0 and a schema's id.`));
    const id = buffer(bytes).readUInt32BE(1);
    let known = current(this.#registered.get(id));
    if (!known) {
      known = this.#registry!.schema(id).then(readRegistered).then((value) => { this.#registered.set(id, { value }); }, (error: unknown) => {
        const why = error instanceof RegistryFault ? error.problem : { kind: 'payload', message: `Schema ${id} cannot be used: ${error instanceof Error ? error.message : String(error)}.`, hint: 'Read the message another way.' };
        this.#registered.set(id, { problem: why, until: performance.now() + FAILED_MS });
      });
      this.#registered.set(id, known);
    }
    if (known instanceof Promise) return known.then(() => this.#byRegistry(bytes, reading, format));
    // Without the schema a guess still says what the bytes look like.
    if ('problem' in known) return format === undefined ? { ...guess(bytes), schema: { id }, problem: known.problem } : raw(bytes, known.problem);
    const { read, type, name } = known.value, schema: { id: number; name?: string } = { id, ...(name !== undefined && { name }) };
    if (format !== undefined && type !== formats[format]) return raw(bytes, problem(`Schema ${id} is ${names[type]}, not ${names[format]}.`));
    return { ...attempt(bytes, type === 'JSON' ? 'json' : type === 'AVRO' ? 'avro' : 'protobuf', () => read(bytes)), schema };
  }
}

const formats: Record<'avro' | 'protobuf', RegisteredSchema['type']> = { avro: 'AVRO', protobuf: 'PROTOBUF' };
const names = { avro: 'Avro', protobuf: 'Protobuf', msgpack: 'MessagePack', json: 'JSON', AVRO: 'Avro', PROTOBUF: 'Protobuf', JSON: 'JSON' } as const;

function attempt(bytes: Uint8Array, format: 'avro' | 'protobuf' | 'msgpack' | 'json', read: () => { text: string; why: string }): DecodedPayload {
  try {
    return { format, kind: 'json', ...read() };
  } catch (error) {
    if (error instanceof RangeError) return raw(bytes, problem(`Not ${names[format]}: its values are nested too deep.`));
    if (!(error instanceof PayloadFault)) throw error;
    return raw(bytes, problem(`Not ${names[format]}: ${error.message}.`));
  }
}

const asMsgpack = (bytes: Uint8Array): DecodedPayload => attempt(bytes, 'msgpack', () => ({ text: msgpackText(bytes), why: '' }));

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
  const { format, kind, text } = guess(bytes);
  return { format: format === 'json' ? 'text' : format, kind: kind === 'json' ? 'text' : kind, text, why: '', problem: why };
}

const problem = (message: string): KafkaProblem => ({ kind: 'payload', message, hint: 'Read it another way.' });
const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const hex = (bytes: Uint8Array): string => buffer(bytes).toString('hex');
