/** JSON in a column, as most jobs write it to Kafka, shown field by field: a cut object tells nobody anything. */
import type { Cell } from '../protocol/run.ts';
import type { Column } from './table.ts';
import { cellText } from './table.ts';

const FIELD = /\s*("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)\s*(,|\}$)/y;
const NUMBER = /^-?\d/;
const MOST = 12;

/** The fields of a flat JSON object, values as they are written (a number keeps all its digits); undefined for anything else. */
export function flatObject(text: string): Map<string, string> | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
  const fields = new Map<string, string>();
  FIELD.lastIndex = 1;
  for (;;) {
    const field = FIELD.exec(trimmed);
    if (!field) return undefined;
    try {
      fields.set(String(JSON.parse(field[1]!)), field[2]!);
    } catch {
      return undefined;
    }
    if (field[3] !== ',') return fields;
  }
}

/** Replaces each column of flat JSON objects, a null aside, by one column a field. `shown` are the cells as they would stand. */
export function unfolded(columns: readonly Column[], shown: readonly (readonly string[])[], cells: readonly (readonly Cell[])[]): { columns: Column[]; rows: string[][] } {
  const wide: Column[] = [], rows = shown.map((): string[] => []);
  columns.forEach((column, i) => {
    const objects = cells.map((row) => (typeof row[i] === 'string' ? flatObject(row[i]) : undefined));
    const names = [...new Set(objects.flatMap((fields) => [...(fields?.keys() ?? [])]))];
    if (names.length === 0 || names.length > MOST || objects.some((fields, at) => fields === undefined && cells[at]![i] !== null)) {
      wide.push(column);
      rows.forEach((row, at) => { row.push(shown[at]![i] ?? ''); });
      return;
    }
    const day = sharedDay(objects);
    for (const [k, name] of names.entries()) {
      const values = objects.map((fields) => fields?.get(name));
      wide.push({ name: `${k === 0 ? column.name : ''}.${name}`, numeric: values.every((value) => value === undefined || NUMBER.test(value)) });
      rows.forEach((row, at) => { row.push(valueText(values[at], day)); });
    }
  });
  return { columns: wide, rows };
}

const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)$/;

/** The one day that every instant in these objects falls on. */
function sharedDay(objects: readonly (Map<string, string> | undefined)[]): string | undefined {
  const days = new Set(objects.flatMap((fields) => [...(fields?.values() ?? [])]).flatMap((value) => ISO.exec(plain(value))?.[1] ?? []));
  return days.size === 1 ? [...days][0] : undefined;
}

/** A text without its quotes; an instant without its day where all share one, and without a fraction of zeros. */
function valueText(value: string | undefined, day: string | undefined): string {
  if (value === undefined) return '';
  const text = plain(value), instant = ISO.exec(text);
  return instant?.[1] !== undefined && instant[1] === day ? `${instant[2]!.replace(/\.0+$/, '')}${instant[3]}` : cellText(text);
}

const plain = (value: string): string => (value.startsWith('"') ? String(JSON.parse(value)) : value);
