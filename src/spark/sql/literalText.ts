import type { Literal } from '../expression.ts';
import { decimalText } from '../functions/decimal.ts';
import { dateText } from '../datetime/civil.ts';
import { dayTimeText, intervalText, yearMonthText } from '../datetime/interval-text.ts';
import { timestampText } from '../datetime/local.ts';
import { zoneOf } from '../datetime/zone.ts';
import { isNumeric, sqlType } from '../types.ts';
import { MapValue, type Interval, type Long, type Value } from '../values.ts';

/** Java's Double.toString and Float.toString: a point always, an exponent outside 10^-3 … 10^7. */
export function javaDoubleText(v: number, float = false): string {
  if (Number.isNaN(v)) return 'NaN';
  if (!Number.isFinite(v)) return v > 0 ? 'Infinity' : '-Infinity';
  const sign = v < 0 || Object.is(v, -0) ? '-' : '', a = Math.abs(v);
  if (a === 0) return `${sign}0.0`;
  const [mantissa, exponent] = shortest(a, float).split('e') as [string, string];
  const digits = mantissa.replace('.', ''), e = Number(exponent);
  if (a >= 1e7 || a < 1e-3) return `${sign}${digits[0]!}.${digits.slice(1) || '0'}E${e}`;
  if (e < 0) return `${sign}0.${'0'.repeat(-e - 1)}${digits}`;
  return `${sign}${digits.slice(0, e + 1).padEnd(e + 1, '0')}.${digits.slice(e + 1) || '0'}`;
}

function shortest(a: number, float: boolean): string {
  if (!float) return a.toExponential();
  for (let p = 0; p < 9; p++) {
    const text = a.toExponential(p);
    if (Math.fround(Number(text)) === a) return text;
  }
  return a.toExponential(8);
}

const escape = (s: string): string => s.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
const hex = (v: Uint8Array): string => Array.from(v, (b) => b.toString(16).padStart(2, '0').toUpperCase()).join('');

/** Literal.toString for the values that `sql` and pretty names print as they are. */
export function plainText(e: Literal, timeZone: string): string {
  const v = e.value, t = e.type;
  if (v === null) return 'NULL';
  switch (t.kind) {
    case 'decimal': return decimalText(v as bigint, t.scale);
    case 'double': return javaDoubleText(v as number);
    case 'float': return javaDoubleText(v as number, true);
    case 'date': return dateText(v as number);
    case 'timestamp': return timestampText(v as Long, zoneOf(timeZone));
    case 'timestamp_ntz': return timestampText(v as Long, zoneOf('UTC'));
    default: return nested(v);
  }
}

function nested(v: Value): string {
  if (Array.isArray(v)) return `[${v.map(nested).join(',')}]`;
  if (v instanceof MapValue) return `keys: [${v.keys.map(nested).join(',')}], values: [${v.values.map(nested).join(',')}]`;
  return v === null ? 'null' : String(v);
}

/** Literal.sql (literals.scala): `1L`, `1.5BD`, `'it\'s'`, `DATE '2020-01-01'`. */
export function literalSql(e: Literal, timeZone: string): string {
  const v = e.value, t = e.type;
  if (v === null) return ['null', 'array', 'map', 'struct'].includes(t.kind) ? 'NULL' : `CAST(NULL AS ${sqlType(t)})`;
  switch (t.kind) {
    case 'string': return `'${escape(v as string)}'`;
    case 'byte': return `${v as number}Y`;
    case 'short': return `${v as number}S`;
    case 'long': return `${v as Long}L`;
    case 'float': return `CAST('${javaDoubleText(v as number, true)}' AS FLOAT)`;
    case 'double': return Number.isFinite(v) ? `${javaDoubleText(v as number)}D` : `CAST('${javaDoubleText(v as number)}' AS DOUBLE)`;
    case 'decimal': return `${plainText(e, timeZone)}BD`;
    case 'date': return `DATE '${plainText(e, timeZone)}'`;
    case 'timestamp': return `TIMESTAMP '${plainText(e, timeZone)}'`;
    case 'timestamp_ntz': return `TIMESTAMP_NTZ '${plainText(e, timeZone)}'`;
    case 'calendarInterval': return `INTERVAL '${intervalText(v as Interval)}'`;
    case 'binary': return `X'${hex(v as Uint8Array)}'`;
    case 'dayTimeInterval': return dayTimeText(v as Long, t.start, t.end);
    case 'yearMonthInterval': return yearMonthText(v as number, t.start, t.end);
    default: return nested(v);
  }
}

/** A literal in a column's name (usePrettyExpression): strings bare, numbers without suffix. */
export function prettyLiteral(e: Literal, timeZone: string): string {
  if (e.value === null) return 'NULL';
  if (e.type.kind === 'string') return e.value as string;
  return isNumeric(e.type) ? plainText(e, timeZone) : literalSql(e, timeZone);
}
