import { KafkaFault } from '../fault.ts';
import type { KafkaHeader } from '../records.ts';
import type { Rows } from './rows.ts';

/** Byte positions in the header of a record batch, message format v2 (org.apache.kafka.common.record.DefaultRecordBatch). */
export const Batch = {
  size: 8, magic: 16, crc: 17, attributes: 21, lastOffsetDelta: 23, baseTimestamp: 27, maxTimestamp: 35, producerId: 43, count: 57, records: 61,
} as const;

/** Bytes before a batch's own length counts: offset and size. */
export const LOG_OVERHEAD = 12;

/** The smallest record: length, attributes, two deltas, two lengths, header count. */
export const MIN_RECORD = 7;

/** The header of a batch, and where its (decompressed) records lie in the bytes of its rows. */
export interface BatchHeader {
  baseOffset: number;
  lastOffset: number;
  codec: number;
  logAppendTime: boolean;
  transactional: boolean;
  control: boolean;
  baseTimestamp: number;
  maxTimestamp: number;
  producerId: number;
  count: number;
}

export function readBatchHeader(view: DataView, at: number): BatchHeader {
  const int64 = (position: number): number => view.getInt32(position) * 0x1_0000_0000 + view.getUint32(position + 4);
  const baseOffset = int64(at);
  const attributes = view.getInt16(at + Batch.attributes);
  return {
    baseOffset,
    lastOffset: baseOffset + view.getInt32(at + Batch.lastOffsetDelta),
    codec: attributes & 7,
    logAppendTime: (attributes & 0x08) !== 0,
    transactional: (attributes & 0x10) !== 0,
    control: (attributes & 0x20) !== 0,
    baseTimestamp: int64(at + Batch.baseTimestamp),
    maxTimestamp: int64(at + Batch.maxTimestamp),
    producerId: int64(at + Batch.producerId),
    count: view.getInt32(at + Batch.count),
  };
}

/** Whether a control batch ends its transaction by aborting (its record's key: version int16, type int16, 0 = abort, 1 = commit). */
export function isAbortMarker(bytes: Uint8Array, start: number): boolean {
  // length, attributes and two deltas are varints; the key's length too.
  let at = start;
  const skip = (): void => {
    while (bytes[at++]! > 127);
  };
  skip();
  at++;
  skip();
  skip();
  skip();
  return bytes[at + 2] === 0 && bytes[at + 3] === 0;
}

/**
 * Decodes the records of one batch, `rows.data[start, end)`, those with `from <= offset < to`, onto the end of `rows`.
 * The varints are read in place, without a call or an object a record: this loop decides how fast a topic is read.
 */
export function decodeBatch(rows: Rows, start: number, end: number, batch: BatchHeader, from: number, to: number, where: string): void {
  const { data, offsets, timestamps, keyStarts, keyEnds, valueStarts, valueEnds, headers } = rows;
  const { baseOffset, baseTimestamp, logAppendTime, maxTimestamp } = batch;
  let row = rows.count;
  let at = start;
  for (let n = batch.count; n > 0; n--) {
    let byte = data[at++]!;
    let raw = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) raw |= ((byte = data[at++]!) & 127) << shift;
    const next = at + ((raw >>> 1) ^ -(raw & 1));
    if (!(next <= end && next >= at + MIN_RECORD - 1)) throw corrupt(where);
    at++;

    byte = data[at++]!;
    let delta = byte & 127;
    for (let factor = 128; byte > 127; factor *= 128) delta += ((byte = data[at++]!) & 127) * factor;
    delta = delta % 2 === 0 ? delta / 2 : -(delta + 1) / 2;

    raw = (byte = data[at++]!) & 127;
    for (let shift = 7; byte > 127; shift += 7) raw |= ((byte = data[at++]!) & 127) << shift;
    const offset = baseOffset + (raw >>> 1);
    if (offset < from || offset >= to) {
      at = next;
      continue;
    }

    raw = (byte = data[at++]!) & 127;
    for (let shift = 7; byte > 127; shift += 7) raw |= ((byte = data[at++]!) & 127) << shift;
    let length = (raw >>> 1) ^ -(raw & 1);
    if (length < 0) {
      keyStarts[row] = -1;
      keyEnds[row] = -1;
    } else {
      keyStarts[row] = at;
      keyEnds[row] = at += length;
    }

    raw = (byte = data[at++]!) & 127;
    for (let shift = 7; byte > 127; shift += 7) raw |= ((byte = data[at++]!) & 127) << shift;
    length = (raw >>> 1) ^ -(raw & 1);
    if (length < 0) {
      valueStarts[row] = -1;
      valueEnds[row] = -1;
    } else {
      valueStarts[row] = at;
      valueEnds[row] = at += length;
    }
    if (at >= next) throw corrupt(where);

    offsets[row] = offset;
    timestamps[row] = logAppendTime ? maxTimestamp : baseTimestamp + delta;
    if (headers) headers[row] = data[at] === 0 ? null : decodeHeaders(data, at, next, where);
    row++;
    at = next;
  }
  rows.count = row;
}

/** `count`, then name and value of each, all lengths varints. Null when there are none. */
function decodeHeaders(data: Uint8Array, start: number, end: number, where: string): KafkaHeader[] | null {
  let at = start;
  const varint = (): number => {
    let byte = data[at++]!;
    let raw = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) raw |= ((byte = data[at++]!) & 127) << shift;
    return (raw >>> 1) ^ -(raw & 1);
  };
  const count = varint();
  if (count === 0) return null;
  if (count < 0) throw corrupt(where);
  const headers: KafkaHeader[] = [];
  for (let i = 0; i < count; i++) {
    const nameLength = varint();
    const nameEnd = at + nameLength;
    if (nameLength < 0 || nameEnd > end) throw corrupt(where);
    const key = Buffer.from(data.buffer, data.byteOffset + at, nameEnd - at).toString('utf8');
    at = nameEnd;
    const length = varint();
    const value = length < 0 ? null : data.subarray(at, at + length);
    if (length > 0) at += length;
    if (at > end) throw corrupt(where);
    headers.push({ key, value });
  }
  return headers;
}

export function corrupt(where: string): KafkaFault {
  return new KafkaFault('corrupt', `The record batch of ${where} is damaged: its lengths do not fit together.`, 'kafka-dump-log shows the batch on the broker.');
}
