/** The messages that a document describes: objects with the fields of a capture line, in an array or one after the other. No VS Code here: this is what the unit tests see. */
import type { MessageHeader } from '../../protocol/kafka';
import type { NewMessage } from '../../protocol/produce';
import { JsonScan, ScanProblem, type Scanned } from './json-scan';

export interface Described {
  /** Where the object stands. */
  from: number;
  to: number;
  message: NewMessage;
}
export interface Mistake { at: number; text: string }

/** All messages, or the first mistake: nothing is written of a document that has one. */
export function describedMessages(source: string, topic: string): { messages: Described[]; mistake?: Mistake } {
  const messages: Described[] = [], scan = new JsonScan(source, 0);
  try {
    for (let value = scan.next(); value; value = scan.next()) for (const object of value.items ?? [value]) messages.push({ from: object.from, to: object.to, message: messageOf(object, topic) });
    return { messages };
  } catch (problem) {
    if (problem instanceof ScanProblem) return { messages, mistake: { at: problem.at, text: problem.message } };
    throw problem;
  }
}

/** What a new document holds: a message to fill in, or the ones given as lines of a capture. */
export function formText(topic: string, connection: string, lines?: string): string {
  const name = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '·');
  const given = lines?.split('\n').filter((line) => line.trim() !== '').map((line) => `  ${line.trim()}`).join(',\n');
  return `// Messages for ${name(topic)} on ${name(connection)}. "Produce" above a message writes it.
// key and value: a text, any other JSON (its text is written, numbers as they stand), {"base64": "…"} for bytes, or null.
// partition (else the key decides) and timestamp (epoch ms or 2026-01-31T08:00:00Z, else now) may be left out.
[
${given ?? `  {
    "key": null,
    "value": {},
    "headers": {}
  }`}
]
`;
}

const FIELDS = new Set(['key', 'value', 'headers', 'partition', 'timestamp', 'topic', 'offset', 'at']);

function messageOf({ from, members }: Scanned, topic: string): NewMessage {
  if (!members) throw new ScanProblem('A message is an object: {"key": …, "value": …}.', from);
  const fields = new Map<string, Scanned>();
  for (const { name, at, value } of members) {
    if (!FIELDS.has(name)) throw new ScanProblem(`A message has no field ${JSON.stringify(name)}: it has key, value, headers, partition and timestamp.`, at);
    if (fields.has(name)) throw new ScanProblem(`${JSON.stringify(name)} is given twice.`, at);
    fields.set(name, value);
  }
  const value = fields.get('value'), named = fields.get('topic');
  if (!value) throw new ScanProblem('A message needs a value; null is a tombstone.', from);
  if (named && named.text !== JSON.stringify(topic)) throw new ScanProblem(`This document writes to ${topic}, not to ${named.text}: open another one for that topic.`, named.from);
  const partition = wholeOf(fields.get('partition'), 'The partition', 2 ** 31 - 1), timestamp = timestampOf(fields.get('timestamp'));
  return { key: bytesOf(fields.get('key')), value: bytesOf(value), headers: headersOf(fields.get('headers')), ...(partition === undefined ? {} : { partition }), ...(timestamp === undefined ? {} : { timestamp }) };
}

const isNull = (value: Scanned | undefined): boolean => value === undefined || value.text === 'null';

function bytesOf(value: Scanned | undefined): Uint8Array | null {
  if (!value || isNull(value)) return null;
  const [only, ...more] = value.members ?? [];
  if (only?.name === 'base64' && more.length === 0) {
    const text = textOf(only.value);
    if (text === undefined || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw new ScanProblem('This is not base64.', only.value.from);
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  }
  const text = textOf(value) ?? value.text;
  if (/\p{Surrogate}/u.test(text)) throw new ScanProblem('This holds half of a surrogate pair, which is no text: give it as {"base64": "…"}.', value.from);
  return new TextEncoder().encode(text);
}

const textOf = (value: Scanned): string | undefined => (value.text.startsWith('"') ? JSON.parse(value.text) as string : undefined);

function headersOf(value: Scanned | undefined): MessageHeader[] {
  if (!value || isNull(value)) return [];
  if (value.members) return value.members.map((member) => ({ key: member.name, value: bytesOf(member.value) }));
  if (!value.items) throw new ScanProblem('headers is an object, or for repeated names an array of {"key": "…", "value": …}.', value.from);
  return value.items.map((item) => {
    const key = item.members?.find(({ name }) => name === 'key'), name = key && textOf(key.value);
    if (name === undefined || item.members?.some((member) => member.name !== 'key' && member.name !== 'value')) throw new ScanProblem('A header is {"key": "…", "value": …}.', item.from);
    return { key: name, value: bytesOf(item.members?.find((member) => member.name === 'value')?.value) };
  });
}

function wholeOf(value: Scanned | undefined, what: string, most: number): number | undefined {
  if (!value || isNull(value)) return undefined;
  if (!/^\d{1,16}$/.test(value.text) || Number(value.text) > most) throw new ScanProblem(`${what} is a whole number, 0 or more.`, value.from);
  return Number(value.text);
}

function timestampOf(value: Scanned | undefined): number | undefined {
  const text = value && textOf(value);
  if (text === undefined) return wholeOf(value, 'The timestamp, epoch milliseconds or 2026-01-31T08:00:00Z,', Number.MAX_SAFE_INTEGER);
  const ms = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text.replace(' ', 'T')) : NaN;
  if (Number.isNaN(ms) || ms < 0) throw new ScanProblem('The timestamp is epoch milliseconds, or a time with its zone such as 2026-01-31T08:00:00Z.', value!.from);
  return ms;
}
