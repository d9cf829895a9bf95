/** Messages as a table. What messages hold never steers the terminal. */
import type { ShownMessage } from './shown.ts';
import type { Style } from './style.ts';
import type { Column } from './table.ts';
import { cut, pad, table } from './table.ts';
import { utc } from './when.ts';

const MAX_KEY = 40;
const MAX_VALUE = 120;
const MAX_HEADERS = 60;

export function messageTable(messages: readonly ShownMessage[], style: Style): string {
  if (messages.length === 0) return '';
  const withHeaders = messages.some(({ headers }) => headers !== '');
  const columns: Column[] = [
    { name: 'partition', numeric: true }, { name: 'offset', numeric: true }, { name: 'timestamp (UTC)', numeric: false },
    { name: 'key', numeric: false }, ...(withHeaders ? [{ name: 'headers', numeric: false }] : []), { name: 'value', numeric: false },
  ];
  const { head, lines } = table(columns, messages.map((shown) => {
    const [partition, offset, time, key, headers, value] = cells(shown);
    return [partition, offset, time, key, ...(withHeaders ? [headers] : []), value];
  }));
  return [style.dim(head), ...lines].map((line) => `${line}\n`).join('');
}

/** The same for rows that are not there yet: columns of fixed width. The first call gives the head too. */
export function streamedTable(style: Style): (message: ShownMessage) => string {
  let head = `${style.dim(aligned(['partition', 'offset', 'timestamp (UTC)', 'key', 'headers', 'value']))}\n`;
  return (message) => {
    const line = `${head}${aligned(cells(message))}\n`;
    head = '';
    return line;
  };
}

function aligned([partition, offset, time, key, headers, value]: readonly string[]): string {
  return [pad(partition!, 9, true), pad(offset!, 12, true), pad(time!, 23, false), pad(key!, 20, false), pad(headers!, 10, false), value!].join('   ').trimEnd();
}

function cells({ message, key, value, headers }: ShownMessage): [partition: string, offset: string, time: string, key: string, headers: string, value: string] {
  return [String(message.partition), String(message.offset), utc(message.timestamp), cut(key, MAX_KEY), cut(headers, MAX_HEADERS), cut(value, MAX_VALUE)];
}
