/** What the job wrote to topics, as rows: key and value, with the rest of a message where it is asked for. */
import { existsSync, readFileSync } from 'node:fs';
import { parseCapture } from '../kafka/capture.ts';
import type { RowsExpected } from '../protocol/stream-test.ts';
import { BinaryType, field, IntegerType, map, StringType, TimestampType } from '../spark/types.ts';
import type { ActualRows } from './rows.ts';

const FIELDS = [field('key', BinaryType), field('value', BinaryType), field('partition', IntegerType), field('timestamp', TimestampType), field('headers', map(StringType, BinaryType))];

/** The capture that the run left. */
export function topicRows(topic: string, file: string, expected: RowsExpected): ActualRows {
  const messages = existsSync(file) ? parseCapture(readFileSync(file, 'utf8'), topic) : [];
  const base64 = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString('base64'));
  const rows = messages.map(({ key, value, partition, timestamp, headers }) => [base64(key), base64(value), partition, timestamp * 1000, headers.map((header) => [header.key, base64(header.value)])]);
  // Without `columns` a message is its key and its value.
  const fields = expected.columns === undefined ? FIELDS.slice(0, 2) : FIELDS;
  return { what: `Messages of ${topic}`, fields, rows, timeZone: 'UTC' };
}
