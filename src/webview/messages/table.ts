import type { Arrangement, CellText, MessageRow } from '../../protocol/messages';
import { count, type Clock } from '../shared/format';
import type { Column } from '../shared/grid';
import { Rows, type CellView, type Row } from '../shared/rows';
import { theHost } from './host';

/** Columns of the messages, in the order in which they stand; the value takes what is left. */
export function columnsOf({ sort, descending, paths }: Arrangement, headers: boolean): Column[] {
  const by = (name: string): Pick<Column, 'sort'> => ({ sort: { by: name, ...(sort === name && { now: descending ? 'descending' : 'ascending' }) } });
  return [
    { title: 'partition', width: 4, right: true }, { title: 'offset', width: 8, right: true, hint: 'Sorts by partition and offset', ...by('offset') }, { title: 'timestamp', width: 12, ...by('timestamp') }, { title: 'key', width: 8 },
    { title: 'value', width: 16, grows: true }, ...(headers ? [{ title: 'headers', width: 5, right: true }] : []), { title: 'size', width: 6, right: true, hint: 'Bytes of key, value and headers', ...by('size') },
    ...paths.map((path): Column => ({ title: path, width: 8, hint: `${path} of the value` })),
  ];
}

export function messageRows(clock: Clock, headers: boolean): Rows<MessageRow> {
  return new Rows<MessageRow>({ load: (from, limit) => theHost().ask({ ask: 'rows', from, count: limit }), show: (row) => show(row, clock, headers) });
}

function show(row: MessageRow, clock: Clock, headers: boolean): Row {
  const value: CellView = row.value.kind === 'null' ? { text: '⊘ tombstone', tone: 'edge', title: 'A tombstone: the value is null' } : cell(row.value);
  return { cells: [
    { text: String(row.partition) }, { text: count(row.offset), title: String(row.offset) },
    row.timestamp < 0 ? { text: 'none', tone: 'null' } : { text: clock.exact(row.timestamp * 1000), title: clock.full(row.timestamp * 1000) },
    row.key.kind === 'null' ? { text: 'null', tone: 'null' } : cell(row.key), value, ...(headers ? [{ text: row.headers === 0 ? '' : String(row.headers) }] : []), { text: count(row.size), tone: 'dim' },
    ...row.fields.map((field): CellView => field === null ? { text: '' } : field.kind === 'null' ? { text: 'null', tone: 'null' } : cell(field)),
  ] };
}

function cell({ text, cut, problem }: CellText): CellView {
  const all = cut ? `${text}…` : text;
  return problem === undefined ? { text: all } : { text: `⚠ ${problem} ${all}`, tone: 'edge' };
}

/** What may stand in the filter. */
export const filterHelp = `Text: key, value and headers that hold it, in any case
/regex/ or /regex/i
Predicate: partition, offset, timestamp, size, key, value, headers.name, $.path.in[0].value
  = != < <= > >=  ~ /regex/  in (1, 2)  is null  and or not ( )`;
