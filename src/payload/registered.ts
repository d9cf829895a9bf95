import { avroReader } from './avro.ts';
import { Cursor } from './cursor.ts';
import { PayloadFault } from './fault.ts';
import { protobufReader } from './proto-schema.ts';
import type { RegisteredSchema } from './registry.ts';
import type { SchemaReader } from './schema-file.ts';
import { isJson, utf8Text } from './text.ts';

export interface Registered {
  read: SchemaReader;
  type: RegisteredSchema['type'];
  /** Of the record or message, where the schema says it. */
  name?: string;
}

/** Magic byte and id. */
const HEAD = 5;

/** How messages of a registered schema are read: behind magic byte and id, Protobuf has the place of its message in the schema. */
export async function readRegistered({ type, text, references }: RegisteredSchema): Promise<Registered> {
  if (type === 'AVRO') {
    const read = await avroReader(text, references.map((each) => each.text)), name = (JSON.parse(text) as { name?: unknown }).name;
    return { type, read: (bytes) => ({ text: read(bytes, HEAD), why: '' }), ...(typeof name === 'string' && { name }) };
  }
  if (type === 'PROTOBUF') {
    const read = await protobufReader([...references, { name: 'the schema', text }]);
    return { type, read: (bytes) => {
      const { at, indexes } = indexesOf(bytes), { text: json, unknown } = read(bytes, at, indexes);
      return { text: json, why: left(unknown) };
    } };
  }
  return { type, read: (bytes) => {
    const json = utf8Text(bytes.subarray(HEAD)), mistake = json === undefined ? 'it is not UTF-8' : isJson(json);
    if (json === undefined || mistake !== undefined) throw new PayloadFault(mistake ?? 'it is not UTF-8');
    return { text: json, why: '' };
  } };
}

/** As many numbers of fields are named. */
const NAMED = 8;

/** Said where a field is left out, since what is shown is then not all. */
export function left(unknown: readonly number[]): string {
  if (unknown.length === 0) return '';
  const more = unknown.length - NAMED;
  return `left out: ${unknown.length === 1 ? 'field' : 'fields'} ${unknown.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}, which the schema does not have`;
}

/** A count and so many places, zigzag; a count of 0 stands for the first message. */
function indexesOf(bytes: Uint8Array): { indexes: number[]; at: number } {
  const cursor = new Cursor(bytes, HEAD), count = Number(cursor.zigzag());
  if (count < 0 || count > 100) throw new PayloadFault(`a message ${count} levels deep is named at ${HEAD}`);
  const indexes = Array.from({ length: count }, () => Number(cursor.zigzag()));
  return { indexes: count === 0 ? [0] : indexes, at: cursor.at };
}
