import { BytesColumn, DeferredColumn, type Batch, type Column } from '../../engine/columns/batch.ts';
import type { KafkaRecords } from '../../kafka/records.ts';
import type { Value } from '../../spark/values.ts';

/** Records as rows of the Kafka source's schema; keys and values stay bytes in one buffer. */
export function recordsToBatch(k: KafkaRecords, headers: boolean): Batch {
  const n = k.count;
  const fill = (v: Value): Column => new DeferredColumn(n, () => new Array<Value>(n).fill(v));
  const micros = new DeferredColumn(n, () => Float64Array.from(k.timestamps, (ms) => ms * 1000));
  const columns: Column[] = [
    new BytesColumn(k.keys.data, k.keys.starts, k.keys.ends), new BytesColumn(k.values.data, k.values.starts, k.values.ends),
    fill(k.topic), fill(k.partition), k.offsets, micros, fill(k.timestampType),
  ];
  if (headers) columns.push(Array.from({ length: n }, (_, i): Value => { const h = k.headers?.[i]; return h && h.length > 0 ? h.map((x): Value => [x.key, x.value]) : null; }));
  return { columns, length: n };
}
