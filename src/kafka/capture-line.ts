import type { KafkaHeader } from './records.ts';

/** One message of a capture. */
export interface CaptureMessage {
  topic: string;
  partition: number;
  offset: number;
  /** Epoch milliseconds. */
  timestamp: number;
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: KafkaHeader[];
  /** Milliseconds after the start of the query at which the message arrives; absent: it is there from the beginning. */
  at?: number;
}

/** A line as it stands, before topic and offset are filled in. */
export interface ParsedLine {
  topic: string | undefined;
  partition: number;
  offset: number | undefined;
  timestamp: number;
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: KafkaHeader[];
  at: number | undefined;
}

const FIELDS = new Set(['topic', 'partition', 'offset', 'timestamp', 'key', 'value', 'headers', 'at']);
const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const TOPIC = /^[A-Za-z0-9._-]{1,249}$/;

/** Stops the reading of a line at the first problem; never leaves this module. */
class LineProblem extends Error {}

/** The fields of one line, or what is wrong with it, as the end of the sentence "line 3: …". */
export function parseCaptureLine(text: string): ParsedLine | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return `it is not valid JSON (${error instanceof Error ? error.message : String(error)})`;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return 'it is not a JSON object';
  for (const name in json) if (!FIELDS.has(name)) return `a capture has no field ${JSON.stringify(name)}`;
  const line: Partial<Record<string, unknown>> = json;
  try {
    return {
      topic: topicOf(line['topic']),
      partition: integer(line['partition'], 'partition', 2 ** 31 - 1) ?? 0,
      offset: integer(line['offset'], 'offset', Number.MAX_SAFE_INTEGER),
      timestamp: timestampOf(line['timestamp']),
      key: bytesOf(line['key'], 'key'),
      value: bytesOf(line['value'], 'value'),
      headers: headersOf(line['headers']),
      at: integer(line['at'], 'at', Number.MAX_SAFE_INTEGER),
    };
  } catch (problem) {
    if (problem instanceof LineProblem) return problem.message;
    throw problem;
  }
}

function topicOf(field: unknown): string | undefined {
  if (field === undefined) return undefined;
  if (typeof field !== 'string' || !TOPIC.test(field) || field === '.' || field === '..') throw new LineProblem('topic is not a Kafka topic name (letters, digits, ".", "_", "-")');
  return field;
}

function integer(field: unknown, name: string, max: number): number | undefined {
  if (field === undefined || field === null) return undefined;
  if (typeof field !== 'number' || !Number.isInteger(field) || field < 0 || field > max) throw new LineProblem(`${name} is not a whole number from 0 to ${max}`);
  return field;
}

function timestampOf(field: unknown): number {
  if (typeof field === 'number' && Number.isSafeInteger(field)) return field;
  if (typeof field === 'string' && ISO.test(field)) {
    const ms = Date.parse(field.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
    if (!Number.isNaN(ms)) return ms;
  }
  throw new LineProblem('timestamp is neither epoch milliseconds nor an ISO-8601 time with its zone (2026-01-31T08:00:00Z)');
}

function bytesOf(field: unknown, name: string): Uint8Array | null {
  if (field === undefined || field === null) return null;
  if (typeof field === 'string') {
    if (LONE_SURROGATE.test(field)) throw new LineProblem(`${name} holds half of a surrogate pair, which is no text: give it as {"base64": "…"}`);
    return Buffer.from(field, 'utf8');
  }
  if (typeof field === 'object' && !Array.isArray(field) && 'base64' in field && Object.keys(field).length === 1 && typeof field.base64 === 'string' && BASE64.test(field.base64)) {
    return Buffer.from(field.base64, 'base64');
  }
  throw new LineProblem(`${name} is neither a string, {"base64": "…"} nor null`);
}

/** An object, or for repeated names an array of {"key", "value"}. */
function headersOf(field: unknown): KafkaHeader[] {
  if (field === undefined || field === null) return [];
  if (Array.isArray(field)) {
    return field.map((header: unknown) => {
      if (typeof header !== 'object' || header === null || !('key' in header) || typeof header.key !== 'string'
        || Object.keys(header).some((name) => name !== 'key' && name !== 'value')) throw new LineProblem('a header is not {"key": "…", "value": "…"}');
      return { key: header.key, value: bytesOf('value' in header ? header.value : null, `header ${header.key}`) };
    });
  }
  if (typeof field === 'object') return Object.entries(field).map(([key, value]) => ({ key, value: bytesOf(value, `header ${key}`) }));
  throw new LineProblem('headers is neither an object nor an array of {"key", "value"}');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function jsonBytes(bytes: Uint8Array | null): string | null | { base64: string } {
  if (bytes === null) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };
  }
}

/** An object keeps order and names only while no name repeats and none looks like an array index. */
function jsonHeaders(headers: readonly KafkaHeader[]): unknown {
  const plain = new Set(headers.map((header) => header.key)).size === headers.length && !headers.some(({ key }) => /^\d+$/.test(key) || key === '__proto__');
  const pairs = headers.map(({ key, value }) => ({ key, value: jsonBytes(value) }));
  return plain ? Object.fromEntries(pairs.map(({ key, value }) => [key, value])) : pairs;
}

/** One line of a capture file, with its LF. Fields always in the same order, so equal captures are equal files. */
export function formatCaptureLine(message: CaptureMessage): string {
  const { topic, partition, offset, timestamp, at } = message;
  return JSON.stringify({
    topic, partition, offset, timestamp,
    key: jsonBytes(message.key), value: jsonBytes(message.value), headers: jsonHeaders(message.headers),
    ...(at === undefined ? {} : { at }),
  }) + '\n';
}
