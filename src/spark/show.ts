import { castFn } from './cast/index.ts';
import type { Attribute } from './expression.ts';
import { StringType, type DataType, type StructType } from './types.ts';
import type { Row } from './values.ts';

/** What `getRows` prints in a cell: casts as show() makes them, binary as hex. */
export function cellText(t: DataType, timeZone: string): (v: Row[number]) => string {
  if (t.kind === 'binary') return (v) => (v === null ? 'null' : `[${[...(v as Uint8Array)].map((b) => b.toString(16).padStart(2, '0').toUpperCase()).join(' ')}]`);
  const cast = castFn(t, StringType, { timeZone, now: () => 0 });
  return (v) => (v === null ? 'null' : String(cast(v)));
}

/** Control characters cannot break the table (SchemaUtils.escapeMetaCharacters). */
const escapeMeta = (s: string): string => s.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t').replaceAll('\f', '\\f').replaceAll('\b', '\\b').replaceAll('\u000b', '\\v').replaceAll('\u0007', '\\a');

/** Utils.stringHalfWidth: East Asian wide characters take two places. */
const wide = /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/g;
const width = (s: string): number => s.length + (s.match(wide)?.length ?? 0);

/** Dataset.showString: `rows` may hold one more than `n`, which is how "only showing top" is known. */
export function showString(output: readonly Attribute[], rows: readonly Row[], n: number, truncate: number, vertical: boolean, timeZone: string): string {
  const more = rows.length > n;
  const cells = output.map((a) => cellText(a.type, timeZone));
  const cut = (s: string): string => {
    const e = escapeMeta(s);
    return truncate > 0 && e.length > truncate ? (truncate < 4 ? e.slice(0, truncate) : `${e.slice(0, truncate - 3)}...`) : e;
  };
  const table = rows.slice(0, n).map((r) => r.map((v, c) => cut(cells[c]!(v))));
  const names = output.map((a) => escapeMeta(a.name));
  const text = vertical ? verticalTable(names, table) : horizontalTable(names, table, truncate);
  if (vertical && table.length === 0) return '(0 rows)\n';
  return more ? `${text}only showing top ${n} ${n === 1 ? 'row' : 'rows'}\n` : text;
}

function horizontalTable(names: readonly string[], rows: readonly (readonly string[])[], truncate: number): string {
  const widths = names.map((name, c) => Math.max(3, width(name), ...rows.map((r) => width(r[c]!))));
  const pad = (s: string, c: number): string => { const fill = ' '.repeat(widths[c]! - width(s)); return truncate > 0 ? fill + s : s + fill; };
  const line = `+${widths.map((n) => '-'.repeat(n)).join('+')}+\n`;
  const row = (r: readonly string[]): string => `|${r.map(pad).join('|')}|\n`;
  return `${line}${row(names)}${line}${rows.map(row).join('')}${line}`;
}

function verticalTable(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const left = Math.max(3, ...names.map(width)), right = Math.max(3, ...rows.flatMap((r) => r.map(width)));
  return rows.map((r, i) => {
    const head = `-RECORD ${i}`;
    const body = r.map((v, c) => ` ${names[c]!}${' '.repeat(left - width(names[c]!))} | ${v}${' '.repeat(right - width(v))} \n`).join('');
    return `${head.padEnd(left + right + 5, '-')}\n${body}`;
  }).join('');
}

/** StructType.treeString: what printSchema prints. */
export function treeString(schema: StructType): string {
  const lines: string[] = ['root'];
  const field = (name: string, t: DataType, nullable: boolean, prefix: string, what: string): void => {
    lines.push(`${prefix}-- ${name}: ${typeName(t)} (${what} = ${nullable})`);
    nested(t, `${prefix}    |`);
  };
  const nested = (t: DataType, prefix: string): void => {
    if (t.kind === 'struct') for (const f of t.fields) field(f.name, f.type, f.nullable, prefix, 'nullable');
    else if (t.kind === 'array') field('element', t.element, t.containsNull, prefix, 'containsNull');
    else if (t.kind === 'map') {
      lines.push(`${prefix}-- key: ${typeName(t.key)}`);
      nested(t.key, `${prefix}    |`);
      field('value', t.value, t.valueContainsNull, prefix, 'valueContainsNull');
    }
  };
  for (const f of schema.fields) field(f.name, f.type, f.nullable, ' |', 'nullable');
  return `${lines.join('\n')}\n`;
}

/** DataType.typeName. */
function typeName(t: DataType): string {
  const names: Partial<Record<DataType['kind'], string>> = { null: 'void', int: 'integer', calendarInterval: 'interval' };
  if (t.kind === 'decimal') return `decimal(${t.precision},${t.scale})`;
  return names[t.kind] ?? t.kind;
}
