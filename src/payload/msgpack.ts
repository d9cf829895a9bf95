import { Cursor } from './cursor.ts';
import { DEEPEST, PayloadFault } from './fault.ts';
import { bytesText, floatText, listText, numberText, objectText, textText } from './json-text.ts';
import { utf8Text } from './text.ts';

/**
 * One MessagePack value as JSON text; all bytes belong to it. A timestamp is ISO-8601 with its nanoseconds, another extension
 * `{"ext": type, "base64": …}`, a number that is a key the text of that number. The library reads counts that nothing follows, keys that occur
 * twice and text that is no UTF-8 as if they were right: therefore the bytes are read here. Throws a PayloadFault.
 */
export function msgpackText(bytes: Uint8Array): string {
  const cursor = new Cursor(bytes), text = read(cursor, 0);
  if (cursor.left > 0) throw new PayloadFault(`${cursor.left} bytes are left behind the value, at ${cursor.at}`);
  return text;
}

function read(cursor: Cursor, depth: number): string {
  if (depth > DEEPEST) throw new PayloadFault(`values are nested more than ${DEEPEST} deep at ${cursor.at}`);
  const tag = cursor.byte();
  if (tag < 0x80) return String(tag);
  if (tag < 0x90) return map(cursor, tag & 0x0f, depth);
  if (tag < 0xa0) return list(cursor, tag & 0x0f, depth);
  if (tag < 0xc0) return string(cursor, tag & 0x1f);
  if (tag >= 0xe0) return String(tag - 0x100);
  switch (tag) {
    case 0xc0: return 'null';
    case 0xc2: return 'false';
    case 0xc3: return 'true';
    case 0xc4: case 0xc5: case 0xc6: return bytesText(cursor.take(unsigned(cursor, tag - 0xc4)));
    case 0xc7: case 0xc8: case 0xc9: return extension(cursor, unsigned(cursor, tag - 0xc7));
    case 0xca: return floatText(cursor.float(false));
    case 0xcb: return numberText(cursor.double(false));
    case 0xcc: case 0xcd: case 0xce: return String(unsigned(cursor, tag - 0xcc));
    case 0xcf: return String(cursor.uint64(false));
    case 0xd0: return String((cursor.byte() << 24) >> 24);
    case 0xd1: return String(cursor.int16());
    case 0xd2: return String(cursor.int32(false));
    case 0xd3: return String(cursor.int64(false));
    case 0xd4: case 0xd5: case 0xd6: case 0xd7: case 0xd8: return extension(cursor, 2 ** (tag - 0xd4));
    case 0xd9: case 0xda: case 0xdb: return string(cursor, unsigned(cursor, tag - 0xd9));
    case 0xdc: case 0xdd: return list(cursor, unsigned(cursor, tag - 0xdb), depth);
    case 0xde: case 0xdf: return map(cursor, unsigned(cursor, tag - 0xdd), depth);
    default: throw new PayloadFault(`byte 0x${tag.toString(16)} at ${cursor.at - 1} begins no value`);
  }
}

/** Of one, two or four bytes. */
function unsigned(cursor: Cursor, power: number): number {
  return power === 0 ? cursor.byte() : power === 1 ? cursor.uint16() : cursor.uint32(false);
}

function string(cursor: Cursor, length: number): string {
  const at = cursor.at, text = utf8Text(cursor.take(length));
  if (text === undefined) throw new PayloadFault(`the text at ${at} is not UTF-8`);
  return textText(text);
}

function list(cursor: Cursor, count: number, depth: number): string {
  if (count > cursor.left) throw cursor.short(count);
  const items: string[] = [];
  for (let n = 0; n < count; n++) items.push(read(cursor, depth + 1));
  return listText(items);
}

function map(cursor: Cursor, count: number, depth: number): string {
  if (count * 2 > cursor.left) throw cursor.short(count * 2);
  const fields = new Map<string, string>();
  for (let n = 0; n < count; n++) {
    const { at } = cursor, key = name(cursor, depth + 1);
    // Both would be shown under one name, and most that reads JSON keeps one of them.
    if (fields.has(key)) throw new PayloadFault(`the key at ${at} occurs twice`);
    fields.set(key, read(cursor, depth + 1));
  }
  return objectText([...fields]);
}

/** What is neither text nor a number is refused as a key, since as a name it could not be told from a text. */
function name(cursor: Cursor, depth: number): string {
  const { at } = cursor, tag = cursor.bytes[at] ?? 0, text = read(cursor, depth), extended = tag >= 0xc7 && tag <= 0xc9 || tag >= 0xd4 && tag <= 0xd8;
  if (text.startsWith('"') && !extended) return JSON.parse(text) as string;
  if (/^-?\d/.test(text)) return text;
  throw new PayloadFault(`the key at ${at} is neither text nor a number`);
}

function extension(cursor: Cursor, length: number): string {
  const type = (cursor.byte() << 24) >> 24, data = cursor.take(length);
  return (type === -1 ? time(data) : undefined) ?? `{"ext":${type},${bytesText(data).slice(1)}`;
}

/** Seconds in 4 bytes, nanoseconds and seconds in 30 and 34 bits, or in 4 and 8 bytes; undefined when it is none of them or no date. */
function time(data: Uint8Array): string | undefined {
  const cursor = new Cursor(data);
  let seconds: bigint, nanos = 0;
  if (data.length === 4) seconds = BigInt(cursor.uint32(false));
  else if (data.length === 8) {
    const both = cursor.uint64(false);
    nanos = Number(both >> 34n);
    seconds = both & 0x3ffffffffn;
  } else if (data.length === 12) {
    nanos = cursor.uint32(false);
    seconds = cursor.int64(false);
  } else return undefined;
  const date = new Date(Number(seconds) * 1000);
  return nanos > 999_999_999 || Number.isNaN(date.getTime()) ? undefined : textText(date.toISOString().replace(/\.\d+Z$/, `.${String(nanos).padStart(9, '0')}Z`));
}
