import type { DecodedPayload } from '../protocol/payload.ts';
import { isJson, utf8Problem, utf8Text } from './text.ts';

/** Control characters that text does not have; escape is one of coloured logs. */
const CONTROL = /[^\P{Cc}\t\n\r\u001b\u0080-\u009f]/u;

/**
 * What the bytes say of themselves: a JSON object or array, else text, else hex. Four or eight bytes may be a number and sixteen a UUID, but
 * as well anything else: those are never guessed.
 */
export function guess(bytes: Uint8Array): DecodedPayload {
  const text = utf8Text(bytes);
  if (text === undefined) return { format: 'hex', kind: 'bytes', text: hex(bytes), why: `not UTF-8: ${utf8Problem(bytes)}` };
  const first = /^\s*([[{])/.exec(text)?.[1];
  if (first !== undefined && isJson(text) === undefined) return { format: 'json', kind: 'json', text, why: first === '{' ? 'a JSON object' : 'a JSON array' };
  const control = CONTROL.exec(text);
  if (control) return { format: 'hex', kind: 'bytes', text: hex(bytes), why: `holds the control character 0x${control[0].charCodeAt(0).toString(16).padStart(2, '0')}` };
  return { format: 'text', kind: 'text', text, why: first === undefined ? 'UTF-8' : `UTF-8, ${first === '{' ? 'begins like an object' : 'begins like an array'} and is no JSON` };
}

/** Magic byte 0 and an id of four bytes stand before what a schema registry's serializers write. */
export const isRegistered = (bytes: Uint8Array): boolean => bytes.length >= 5 && bytes[0] === 0;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
