/** What a test gives to topics: a capture, or messages. */
import { dirname, resolve } from 'node:path';
import { isScalar, isSeq, type Node } from 'yaml';
import type { SourceSpan } from '../protocol/run.ts';
import type { Expected, InlineMessage, StreamInput } from '../protocol/stream-test.ts';
import { expectedOf } from './expected.ts';
import { jsonText } from './json.ts';
import { kindOf, type Field, type Source } from './nodes.ts';
import { isFile } from './files.ts';
import { durationMs, instantMs } from './scalars.ts';

export const MESSAGE_KEYS = ['at', 'key', 'value', 'timestamp', 'partition', 'headers'];
const TOPIC = /^(?!\.\.?$)[A-Za-z0-9._-]{1,249}$/;
const MAX_PARTITION = 9999;

export function inputsOf(source: Source, field: Field | undefined): Record<string, StreamInput> {
  if (!field) return {};
  const inputs: Record<string, StreamInput> = {};
  for (const { name, value, span, key } of source.fields(field.value, 'inputs', undefined, field.span).values()) {
    if (!TOPIC.test(name)) source.problem(`${JSON.stringify(name)} is no topic's name.`, 'Topics have letters, digits, ".", "_" and "-".', source.spanOf(key, span));
    else inputs[name] = inputOf(source, name, value, span);
  }
  return inputs;
}

function inputOf(source: Source, topic: string, node: Node | null, at: SourceSpan): StreamInput {
  const found = source.resolved(node);
  if (isSeq(found)) return { messages: (found.items as Node[]).map((item) => messageOf(source, item, source.spanOf(item, at))) };
  const hint = 'Write the path of a capture, relative to this file, or a list of messages; [] for none.';
  if (!isScalar(found) || typeof found.value !== 'string') {
    source.problem(`The topic ${topic} is given a capture or a list of messages, not ${kindOf(found)}.`, hint, source.spanOf(found ?? node, at));
    return { messages: [] };
  }
  const capture = resolve(dirname(source.file), found.value);
  if (!isFile(capture)) source.problem(`There is no capture ${found.value}.`, 'The path is relative to this file.', source.spanOf(found, at));
  return { capture };
}

function messageOf(source: Source, node: Node, at: SourceSpan): InlineMessage {
  const fields = source.fields(node, 'A message', MESSAGE_KEYS, at), span = (name: string): SourceSpan => source.spanOf(fields.get(name)?.value, fields.get(name)?.span ?? at);
  const text = (name: string, hint: string): string | undefined => { const field = fields.get(name); return field && source.textOf(field.value, name, hint, field.span); };
  const arrival = text('at', 'Write a duration: 0s, 1500ms, 2m.'), timestamp = text('timestamp', 'Write an instant: 2026-01-01T00:00:00Z.'), partition = text('partition', 'Write a number from 0.');
  const atMs = arrival === undefined ? 0 : durationMs(arrival), timestampMs = timestamp === undefined ? undefined : instantMs(timestamp);
  if (atMs === undefined) source.problem(`at is how long after the start it arrives, not ${JSON.stringify(arrival)}.`, 'Write it with its unit: 0s, 1500ms, 2m.', span('at'));
  if (timestamp !== undefined && timestampMs === undefined) source.problem(`timestamp is an instant with its zone, not ${JSON.stringify(timestamp)}.`, 'Write it as 2026-01-01T00:00:00Z.', span('timestamp'));
  if (partition !== undefined && !(/^\d{1,4}$/.test(partition) && Number(partition) <= MAX_PARTITION)) source.problem(`partition is a whole number from 0, not ${JSON.stringify(partition)}.`, 'Leave it out for partition 0.', span('partition'));
  if (!fields.has('value')) source.problem('The message has no value.', 'Write value: with a text, or with fields that become JSON; null for a tombstone.', at);
  const headers = fields.get('headers');
  return {
    at: atMs ?? 0, key: payload('key'), value: payload('value'), ...(timestampMs !== undefined && { timestamp: timestampMs }), partition: partition !== undefined && /^\d{1,4}$/.test(partition) ? Number(partition) : 0,
    headers: headers ? [...source.fields(headers.value, 'headers', undefined, headers.span).values()].map(({ name, value, span: of }) => [name, checked(source, expectedOf(source, value, of), of)]) : [],
  };

  function payload(name: string): Expected {
    const field = fields.get(name);
    return field ? checked(source, expectedOf(source, field.value, field.span), span(name)) : { is: 'null' };
  }
}

/** What cannot be sent is said where it stands. */
function checked(source: Source, value: Expected, span: SourceSpan): Expected {
  try {
    if (value.is === 'fields' || value.is === 'list') jsonText(value);
  } catch (error) {
    source.problem(`This cannot become a message: ${error instanceof Error ? error.message : String(error)}.`, 'Write a text, or fields of texts, numbers, true, false and null.', span);
  }
  return value;
}
