import type { Message } from '../../protocol/kafka.ts';
import type { KafkaRecords } from '../records.ts';
import { TimestampType, bytesAt } from '../records.ts';

/** A row of a stretch. */
export interface RowOf {
  records: KafkaRecords;
  row: number;
}

/** All rows by timestamp, then partition, then offset. */
export function inTimeOrder(stretches: readonly KafkaRecords[]): RowOf[] {
  const rows = stretches.flatMap((records) => Array.from({ length: records.count }, (_, row) => ({ records, row })));
  return rows.sort((a, b) => a.records.timestamps[a.row]! - b.records.timestamps[b.row]!
    || a.records.partition - b.records.partition || a.records.offsets[a.row]! - b.records.offsets[b.row]!);
}

/** One row as an object of its own. Bytes are views. */
export function messageAt({ records, row }: RowOf): Message {
  const { topic, partition, timestampType } = records;
  return {
    topic, partition, offset: records.offsets[row]!, timestamp: records.timestamps[row]!,
    timestampType: timestampType === TimestampType.createTime ? 'create' : timestampType === TimestampType.logAppendTime ? 'append' : 'none',
    key: bytesAt(records.keys, row), value: bytesAt(records.values, row), headers: records.headers?.[row] ?? [],
  };
}
