import type { DataType } from '../../spark/types.ts';
import { Interval, MapValue, type Value } from '../../spark/values.ts';
import { isLazy, StructColumn, valuesOf, type Column } from './batch.ts';

/**
 * Keys as text: equal text exactly where Spark's grouping calls values equal (NaN = NaN, -0.0 = 0.0,
 * NormalizeFloatingNumbers). Every part ends in a separator that its own text cannot contain unescaped.
 */
export function keyOf(values: readonly Value[]): string {
  let key = '';
  for (const v of values) key += part(v);
  return key;
}

function part(v: Value): string {
  switch (typeof v) {
    case 'string': return `${v.length}:${v}`;
    case 'number': return v === 0 ? '0;' : `${v};`;
    case 'bigint': return `${v};`;
    case 'boolean': return v ? 't;' : 'f;';
    default: return composite(v);
  }
}

function composite(v: Exclude<Value, string | number | bigint | boolean>): string {
  if (v === null) return 'n;';
  if (Array.isArray(v)) return `[${v.map(part).join('')}]`;
  if (v instanceof Uint8Array) return `b${v.length}:${v.join(',')};`;
  if (v instanceof MapValue) return `{${v.keys.map((k, i) => part(k) + part(v.values[i]!)).join('')}}`;
  if (v instanceof Interval) return `i${v.months},${v.days},${v.microseconds};`;
  return '?';
}

/** The key of row i, read from columns; structs of columns are not made into values for it. */
export function rowKey(columns: readonly Column[]): (i: number) => string {
  const parts = columns.map(columnPart);
  const [a, b] = parts as [(i: number) => string, (i: number) => string];
  if (parts.length === 1) return a;
  if (parts.length === 2) return (i) => a(i) + b(i);
  return (i) => { let key = ''; for (const p of parts) key += p(i); return key; };
}

function columnPart(c: Column): (i: number) => string {
  if (c instanceof StructColumn) {
    const inner = rowKey(c.fields);
    const { nulls } = c;
    return (i) => (nulls?.[i] ? 'n;' : `[${inner(i)}]`);
  }
  const values = isLazy(c) ? valuesOf(c) : c;
  // Streams repeat themselves: the same window or name often comes in a row.
  let last: Value | undefined, text = '';
  return (i) => {
    const v = values[i]!;
    if (v === last) return text;
    if (typeof v === 'object') return part(v);
    last = v;
    return (text = part(v));
  };
}

/** Position of the instant that a watermark is compared with: the value itself, or the `end` of a window struct. */
export function eventTimeReader(type: DataType): (v: Value) => number | null {
  if (type.kind === 'struct') {
    const at = (type).fields.findIndex((f) => f.name === 'end');
    return (v) => (v === null ? null : ((v as Value[])[at] as number | null));
  }
  return (v) => v as number | null;
}

/** The same, from a column without making structs. */
export function eventTimeColumn(c: Column, type: DataType): ArrayLike<Value> {
  if (type.kind !== 'struct') return valuesOf(c);
  const at = (type).fields.findIndex((f) => f.name === 'end');
  if (c instanceof StructColumn) return valuesOf(c.fields[at]!);
  const values = valuesOf(c);
  return Array.from({ length: values.length }, (_, i) => (values[i] === null ? null : (values[i] as Value[])[at]!));
}
