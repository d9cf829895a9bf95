import { decompress } from '../codecs/index.ts';
import type { RecordsBuilder } from '../records-builder.ts';
import { corrupt } from './batch.ts';

/** A message of the formats v0 and v1: crc, magic, attributes, in v1 a timestamp, key and value with int32 lengths. */
interface Message {
  offset: number;
  magic: number;
  codec: number;
  logAppendTime: boolean;
  timestamp: number;
  key: Uint8Array | null;
  value: Uint8Array | null;
}

/** The message at `at` of a set; its end is `at + 12 + size`. */
function readMessage(bytes: Uint8Array, at: number, end: number, where: string): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  const int64 = (position: number): number => view.getInt32(position) * 0x1_0000_0000 + view.getUint32(position + 4);
  try {
    const magic = view.getInt8(at + 16);
    const attributes = view.getInt8(at + 17);
    let position = at + 18;
    let timestamp = -1;
    if (magic === 1) {
      timestamp = int64(position);
      position += 8;
    } else if (magic !== 0) {
      throw corrupt(where);
    }
    const take = (): Uint8Array | null => {
      const length = view.getInt32(position);
      position += 4;
      if (length < 0) return null;
      if (position + length > end) throw corrupt(where);
      return bytes.subarray(position, position += length);
    };
    return { offset: int64(at), magic, codec: attributes & 7, logAppendTime: magic === 1 && (attributes & 8) !== 0, timestamp, key: take(), value: take() };
  } catch (error) {
    throw error instanceof RangeError ? corrupt(where) : error;
  }
}

/** All whole messages in `bytes`. A set may end in the middle of one. */
function* messages(bytes: Uint8Array, where: string): Generator<Message> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 18 <= bytes.length;) {
    const end = at + 12 + view.getInt32(at + 8);
    if (end <= at + 12) throw corrupt(where);
    if (end > bytes.length) return;
    yield readMessage(bytes, at, end, where);
    at = end;
  }
}

/**
 * Decodes one message of an old format, a compressed one with all messages inside, those with `from <= offset < to`.
 * `onType` is told each record's timestamp type before it is appended to the builder that it answers with.
 * Such topics are rare by now: here messages may become objects.
 */
export function decodeMessage(
  bytes: Uint8Array, at: number, end: number, from: number, to: number, where: string,
  onType: (timestampType: number) => RecordsBuilder,
): void {
  const outer = readMessage(bytes, at, end, where);
  const append = (message: Message, offset: number, timestamp: number, logAppendTime: boolean): void => {
    if (offset >= from && offset < to) onType(message.magic === 0 ? -1 : logAppendTime ? 1 : 0).push(offset, timestamp, message.key, message.value, null);
  };
  if (outer.codec === 0) {
    append(outer, outer.offset, outer.timestamp, outer.logAppendTime);
    return;
  }
  const inner = [...messages(decompress(outer.codec, outer.value ?? new Uint8Array(0), where), where)];
  const last = inner.at(-1);
  if (last === undefined) throw corrupt(where);
  // From v1 on, inner offsets count from 0 and the wrapper carries the offset of the last one.
  const shift = outer.magic === 1 ? outer.offset - last.offset : 0;
  for (const message of inner) {
    append(message, message.offset + shift, outer.logAppendTime ? outer.timestamp : message.timestamp, outer.logAppendTime);
  }
}
