import type { KafkaHeader, KafkaRecords } from '../records.ts';

/** Columns being filled: room for a known number of rows over bytes that are there already. */
export interface Rows {
  count: number;
  readonly data: Uint8Array;
  readonly offsets: Float64Array;
  readonly timestamps: Float64Array;
  readonly keyStarts: Int32Array;
  readonly keyEnds: Int32Array;
  readonly valueStarts: Int32Array;
  readonly valueEnds: Int32Array;
  readonly headers: (KafkaHeader[] | null)[] | undefined;
}

export function makeRows(capacity: number, data: Uint8Array, headers: boolean): Rows {
  return {
    count: 0, data,
    offsets: new Float64Array(capacity), timestamps: new Float64Array(capacity),
    keyStarts: new Int32Array(capacity), keyEnds: new Int32Array(capacity),
    valueStarts: new Int32Array(capacity), valueEnds: new Int32Array(capacity),
    headers: headers ? [] : undefined,
  };
}

/** The rows as records. Where much less came than there was room for, the columns are cut, so that no memory is dragged along. */
export function toRecords(rows: Rows, topic: string, partition: number, timestampType: number): KafkaRecords {
  const { count, data } = rows;
  const wasteful = count < rows.offsets.length / 2;
  const floats = (column: Float64Array): Float64Array => (count === column.length ? column : wasteful ? column.slice(0, count) : column.subarray(0, count));
  const ints = (column: Int32Array): Int32Array => (count === column.length ? column : wasteful ? column.slice(0, count) : column.subarray(0, count));
  return {
    topic, partition, count, timestampType,
    offsets: floats(rows.offsets), timestamps: floats(rows.timestamps),
    keys: { data, starts: ints(rows.keyStarts), ends: ints(rows.keyEnds) },
    values: { data, starts: ints(rows.valueStarts), ends: ints(rows.valueEnds) },
    ...(rows.headers ? { headers: rows.headers } : {}),
  };
}
