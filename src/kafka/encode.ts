import { crc32c } from './crc32c.ts';
import type { ProduceRecord } from './gateway.ts';
import { WireWriter } from './wire.ts';

/** Header fields of a batch that a plain producer leaves at their defaults. */
export interface BatchFields {
  baseOffset?: number;
  attributes?: number;
  baseTimestamp: number;
  maxTimestamp: number;
  lastOffsetDelta: number;
  producerId?: number;
  producerEpoch?: number;
  baseSequence?: number;
  count: number;
}

/** Puts the header of message format v2 before (possibly compressed) records. */
export function sealBatch(records: Uint8Array, fields: BatchFields): Buffer {
  const body = new WireWriter()
    .int16(fields.attributes ?? 0).int32(fields.lastOffsetDelta)
    .int64(fields.baseTimestamp).int64(fields.maxTimestamp)
    .int64(fields.producerId ?? -1).int16(fields.producerEpoch ?? -1).int32(fields.baseSequence ?? -1)
    .int32(fields.count).raw(records).bytes();
  return Buffer.from(new WireWriter()
    .int64(fields.baseOffset ?? 0).int32(9 + body.length).int32(-1).int8(2).uint32(crc32c(body)).raw(body).bytes());
}

/** One record as it stands in a batch. */
export function encodeRecord(record: ProduceRecord, offsetDelta: number, timestampDelta: number): Buffer {
  const body = new WireWriter().int8(0).varint(timestampDelta).varint(offsetDelta);
  const bytes = (value: Uint8Array | null): void => {
    if (value === null) body.varint(-1);
    else body.varint(value.length).raw(value);
  };
  bytes(record.key);
  bytes(record.value);
  const headers = record.headers ?? [];
  body.varint(headers.length);
  for (const { key, value } of headers) {
    bytes(Buffer.from(key, 'utf8'));
    bytes(value);
  }
  return Buffer.concat([new WireWriter().varint(body.length).bytes(), body.bytes()]);
}

/** Records as one uncompressed batch. `now` is the timestamp (epoch ms) of records that have none. */
export function encodeBatch(records: readonly ProduceRecord[], now: number): Buffer {
  const timestamps = records.map((record) => record.timestamp ?? now);
  const baseTimestamp = timestamps[0] ?? now;
  const encoded = records.map((record, i) => encodeRecord(record, i, timestamps[i]! - baseTimestamp));
  return sealBatch(Buffer.concat(encoded), {
    baseTimestamp, maxTimestamp: timestamps.reduce((a, b) => Math.max(a, b), baseTimestamp),
    lastOffsetDelta: records.length - 1, count: records.length,
  });
}

/** About what a record takes in a batch. */
export function recordSize({ key, value, headers = [] }: ProduceRecord): number {
  return 24 + (key?.length ?? 0) + (value?.length ?? 0) + headers.reduce((sum, header) => sum + header.key.length * 3 + (header.value?.length ?? 0) + 8, 0);
}
