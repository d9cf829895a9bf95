import type { PeekFilter } from '../../protocol/kafka.ts';
import { KafkaFault } from '../fault.ts';
import type { KafkaHeader, KafkaRecords } from '../records.ts';
import { bytesAt } from '../records.ts';
import { pickRows } from './rows.ts';

export type RowFilter = (records: KafkaRecords, row: number) => boolean;

/** Fault `unsupported` when the expression is none. */
export function rowFilter({ text, regex }: PeekFilter): RowFilter {
  const matches = nameFilter({ text, regex });
  const inBytes = (bytes: Uint8Array | null): boolean => bytes !== null && matches(textOf(bytes));
  const inHeader = ({ key, value }: KafkaHeader): boolean => matches(key) || inBytes(value);
  return (records, row) => inBytes(bytesAt(records.values, row)) || inBytes(bytesAt(records.keys, row)) || (records.headers?.[row]?.some(inHeader) ?? false);
}

/** The same for a text, say the name of a topic. */
export const nameFilter = ({ text, regex }: PeekFilter): ((haystack: string) => boolean) => (regex ? expression(text) : containing(text));

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

function containing(text: string): (haystack: string) => boolean {
  const wanted = text.toLowerCase();
  return (haystack) => haystack.toLowerCase().includes(wanted);
}

function expression(source: string): (haystack: string) => boolean {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, 'su');
  } catch (cause) {
    throw new KafkaFault('unsupported', `The filter /${source}/ is no regular expression: ${cause instanceof Error ? cause.message : String(cause)}`, 'Use JavaScript syntax, or plain text without the slashes.', { cause });
  }
  return (haystack) => pattern.test(haystack);
}

/** The rows that pass. */
export function passing(records: KafkaRecords, passes: RowFilter): KafkaRecords {
  const rows: number[] = [];
  for (let row = 0; row < records.count; row++) if (passes(records, row)) rows.push(row);
  return rows.length === records.count ? records : pickRows(records, rows);
}
