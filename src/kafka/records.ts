/**
 * Kafka records as columns: one object per fetched stretch of a partition, none per message.
 * Everything here is plain data over ArrayBuffers, so it can be transferred between threads.
 */

/** A byte string per row. Row i is `data.subarray(starts[i], ends[i])`; `starts[i] === -1` means null. */
export interface BytesColumnData {
  data: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
}

/** One header of a record. Names can repeat and their order is kept, as in Kafka; a value can be null. */
export interface KafkaHeader {
  key: string;
  value: Uint8Array | null;
}

/** `timestampType` of a Spark Kafka row (org.apache.kafka.common.record.TimestampType ids); -1 belongs to message format v0, which has no timestamps. */
export const TimestampType = { none: -1, createTime: 0, logAppendTime: 1 } as const;

/** Records of one partition, in ascending offset order (offsets may have gaps). `keys.data` and `values.data` may be one and the same array. */
export interface KafkaRecords {
  topic: string;
  partition: number;
  count: number;
  /** Offsets, exact up to 2^53. Length `count`. */
  offsets: Float64Array;
  /** Epoch milliseconds; -1 where the record has none. */
  timestamps: Float64Array;
  /** The same for all records here: see {@link TimestampType}. */
  timestampType: number;
  keys: BytesColumnData;
  values: BytesColumnData;
  /** Present only when headers were asked for; null for a record without any. Header values are views of `values.data`. */
  headers?: (KafkaHeader[] | null)[];
}

/** Row `i` of a bytes column, a view that stays valid as long as its column. */
export function bytesAt(column: BytesColumnData, i: number): Uint8Array | null {
  const start = column.starts[i];
  return start === undefined || start < 0 ? null : column.data.subarray(start, column.ends[i]);
}

/** The ArrayBuffers behind `records`, each once, for a postMessage that moves instead of copies. */
export function transferList(records: KafkaRecords): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const array of [
    records.offsets, records.timestamps,
    records.keys.data, records.keys.starts, records.keys.ends,
    records.values.data, records.values.starts, records.values.ends,
  ]) {
    if (array.buffer instanceof ArrayBuffer && array.buffer.byteLength > 0) buffers.add(array.buffer);
  }
  return [...buffers];
}
