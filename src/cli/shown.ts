/** Messages with their keys and values as text. */
import type { KafkaProblem, Message } from '../protocol/kafka.ts';
import type { DecodedPayload, PayloadFormat, PayloadReading } from '../protocol/payload.ts';
import { wayTo } from '../http/way.ts';
import { PayloadDecoder } from '../payload/decoder.ts';
import { guess } from '../payload/guess.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, textOf, UsageError } from './options.ts';
import { cut } from './table.ts';

const READ_FORMATS: readonly PayloadFormat[] = ['auto', 'text', 'json', 'int32', 'int64', 'float32', 'float64', 'uuid', 'hex', 'base64', 'msgpack', 'avro', 'protobuf'];

export const PAYLOAD_OPTIONS: readonly OptionSpec[] = [
  { name: 'key-format', value: '<format>', help: `how keys are read for a table: ${READ_FORMATS.join(', ')}`, fallback: 'auto: text, JSON or MessagePack where it is wholly that, else hex' },
  { name: 'value-format', value: '<format>', help: 'the same for values' },
  { name: 'key-schema', value: '<file>', help: 'a .avsc or .proto file for the keys' },
  { name: 'schema', value: '<file>', help: 'a .avsc or .proto file for the values' },
  { name: 'message-type', value: '<name>', help: 'the message of a .proto file that has more than one' },
  { name: 'registry', value: '<url>', help: 'a schema registry (Confluent\'s API) for Avro, Protobuf and JSON with a schema id' },
  { name: 'registry-user', value: '<name>', help: 'who signs in there; the password is read from WEIR_REGISTRY_PASSWORD' },
  { name: 'registry-ca', value: '<file>', help: 'PEM file of the certificate authority of the registry' },
];

export interface Readings { key: PayloadReading; value: PayloadReading; decoder: PayloadDecoder }

/** A message as a line shows it. Texts are as long as the payload, and not yet safe for a terminal. `registry`: no schema at all is to be had there. */
export interface ShownMessage { message: Message; key: string; value: string; headers: string; registry?: KafkaProblem }

/** @throws UsageError */
export function readingsOf(parsed: Parsed, env: Readonly<Record<string, string | undefined>>): Readings {
  const messageType = textOf(parsed, 'message-type'), url = textOf(parsed, 'registry'), user = textOf(parsed, 'registry-user'), caFile = textOf(parsed, 'registry-ca'), password = env['WEIR_REGISTRY_PASSWORD'];
  if (url === undefined && (user ?? caFile) !== undefined) throw new UsageError(`--${user === undefined ? 'registry-ca' : 'registry-user'} belongs to --registry.`);
  if (user !== undefined && password === undefined) throw new UsageError('--registry-user needs a password in the environment variable WEIR_REGISTRY_PASSWORD.');
  const reading = (format: string, schema: string): PayloadReading => {
    const schemaFile = textOf(parsed, schema), asked = choiceOf(parsed, format, READ_FORMATS);
    const byFile = schemaFile === undefined ? undefined : /\.proto$/i.test(schemaFile) ? 'protobuf' : 'avro';
    if (byFile && asked && asked !== byFile) throw new UsageError(`--${schema} ${schemaFile} is for ${byFile}, not for ${asked}.`);
    if ((asked === 'avro' || asked === 'protobuf') && schemaFile === undefined && url === undefined) throw new UsageError(`--${format} ${asked} needs a schema: --${schema} <file> or --registry <url>.`);
    return { format: byFile ?? asked ?? 'auto', ...(schemaFile !== undefined && { schemaFile }), ...(messageType !== undefined && { messageType }) };
  };
  if (messageType !== undefined && !isSet(parsed, 'schema') && !isSet(parsed, 'key-schema')) throw new UsageError('--message-type belongs to --schema or --key-schema.');
  return {
    key: reading('key-format', 'key-schema'), value: reading('value-format', 'schema'),
    decoder: new PayloadDecoder({ way: wayTo, fromText: isSet(parsed, 'rest'), ...(url !== undefined && { registry: { url, ...(user !== undefined && { user }), ...(caFile !== undefined && { caFile }) } }), ...(password !== undefined && { registryPassword: password }) }),
  };
}

const LONGEST_WHY = 80;
/** Kinds of problems that say nothing of other messages: bytes that are not as asked, a schema that the registry does not have. */
const OF_ONE_MESSAGE: ReadonlySet<string> = new Set(['payload', 'registry']);

/** The text of a key or value; where it could not be read as asked, why, and what it is. */
export function payloadText({ kind, format, text, problem }: DecodedPayload, asked: PayloadFormat): string {
  if (kind === 'null') return 'null';
  const shown = kind === 'bytes' && format === 'hex' && (asked !== 'hex' || problem) ? `0x${text}` : text;
  if (!problem) return shown;
  const why = problem.message.replace(/\.$/, '');
  // What is wrong with all messages is said in full elsewhere, and leaves room for the bytes here.
  return `${OF_ONE_MESSAGE.has(problem.kind) ? why : cut(why, LONGEST_WHY)}: ${shown}`;
}

export async function shownMessages(messages: readonly Message[], { key, value, decoder }: Readings): Promise<ShownMessage[]> {
  return Promise.all(messages.map(async (message) => {
    const [readKey, readValue] = await Promise.all([decoder.decode(message.key, key), decoder.decode(message.value, value)]);
    const headers = message.headers.map((header) => `${header.key}=${header.value === null ? 'null' : payloadText(guess(header.value), 'auto')}`).join(', ');
    const registry = [readKey, readValue].find(({ problem }) => problem && !OF_ONE_MESSAGE.has(problem.kind))?.problem;
    return { message, key: payloadText(readKey, key.format), value: payloadText(readValue, value.format), headers, ...(registry && { registry }) };
  }));
}
