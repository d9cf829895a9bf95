/** Parts of fetched stretches: some rows of one, in columns of their own. */
import type { BytesColumnData, KafkaHeader, KafkaRecords } from '../records.ts';

/** What rows may hold on to beyond their own bytes, before they are copied out of the batch that they came in. */
const WASTE = 4;
const SMALL = 4096;

/** The rows at the indices, in that order. Bytes are shared with `records` unless that would keep much more alive than is used. */
export function pickRows(records: KafkaRecords, rows: ArrayLike<number>): KafkaRecords {
  const count = rows.length;
  const column = <A extends Float64Array | Int32Array>(source: A, target: A): A => {
    for (let i = 0; i < count; i++) target[i] = source[rows[i]!]!;
    return target;
  };
  const bytes = (source: BytesColumnData): BytesColumnData => ({ data: source.data, starts: column(source.starts, new Int32Array(count)), ends: column(source.ends, new Int32Array(count)) });
  return compact({
    topic: records.topic, partition: records.partition, count, timestampType: records.timestampType,
    offsets: column(records.offsets, new Float64Array(count)), timestamps: column(records.timestamps, new Float64Array(count)),
    keys: bytes(records.keys), values: bytes(records.values),
    ...(records.headers ? { headers: Array.from(rows, (row) => records.headers![row] ?? null) } : {}),
  });
}

/** The same rows; over an array of their own when they use little of the one they are in. */
export function compact(records: KafkaRecords): KafkaRecords {
  const { keys, values, headers, count } = records;
  let used = 0;
  for (let i = 0; i < count; i++) used += keys.ends[i]! - keys.starts[i]! + values.ends[i]! - values.starts[i]!;
  for (const list of headers ?? []) for (const header of list ?? []) used += header.value?.length ?? 0;
  const held = keys.data.length + (values.data === keys.data ? 0 : values.data.length);
  if (held <= SMALL || used * WASTE > held) return records;
  const data = new Uint8Array(used);
  let at = 0;
  const put = (bytes: Uint8Array): Uint8Array => {
    data.set(bytes, at);
    return data.subarray(at, at += bytes.length);
  };
  const move = (source: BytesColumnData): BytesColumnData => {
    const starts = new Int32Array(count), ends = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      starts[i] = source.starts[i]! < 0 ? -1 : at;
      if (source.starts[i]! >= 0) put(source.data.subarray(source.starts[i], source.ends[i]));
      ends[i] = starts[i]! < 0 ? -1 : at;
    }
    return { data, starts, ends };
  };
  const moved = { ...records, keys: move(keys), values: move(values) };
  if (!headers) return moved;
  const moveHeader = ({ key, value }: KafkaHeader): KafkaHeader => ({ key, value: value && put(value) });
  return { ...moved, headers: headers.map((list) => list?.map(moveHeader) ?? null) };
}
