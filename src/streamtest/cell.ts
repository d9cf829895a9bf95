/** What is compared: a cell as a key that equal values share, and as the text that a person reads (and can write into a test). */
import type { ExactValue } from '../protocol/values.ts';
import { parseBig } from '../spark/cast/decimal.ts';
import { castFn } from '../spark/cast/index.ts';
import { doubleText, floatText } from '../spark/cast/double-text.ts';
import { stringToDate, stringToTimestamp, stringToTimestampNtz } from '../spark/datetime/cast-text.ts';
import { dateText } from '../spark/datetime/civil.ts';
import { timestampText } from '../spark/datetime/local.ts';
import { UTC, zoneOf } from '../spark/datetime/zone.ts';
import { catalogString, StringType, type DataType } from '../spark/types.ts';
import type { Long } from '../spark/values.ts';
import { jsonKey, numberKey } from './json-value.ts';

export interface Cell {
  key: string;
  shown: string;
}

export const NULL: Cell = { key: 'null', shown: 'null' };

const PLAIN = /^[\p{L}_][\p{L}\p{N}_ ./@+-]*(?<! )$/u;
const TAKEN = /^(?:null|true|false|yes|no|on|off|nan)$/i;

/** A text as YAML can hold it, without quotes where it stands for itself. */
export function quoted(text: string): string {
  if (PLAIN.test(text) && !TAKEN.test(text)) return text;
  // JSON is readable between single quotes only.
  return text.includes('"') && !/['\p{C}\p{Zl}\p{Zp}\\]/u.test(text) ? `'${text}'` : JSON.stringify(text);
}

export const utf8 = (base64: string): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
};

/** Microseconds as an instant; the same in every zone. */
export const instantText = (micros: Long): string => `${timestampText(micros, UTC).replace(' ', 'T')}Z`;

const longOf = (value: ExactValue): Long => (typeof value === 'string' ? BigInt(value) : Number(value));
const doubleOf = (value: ExactValue): number => (typeof value === 'string' ? Number(value) : value as number);

/** A value that came out. */
export function actualCell(value: ExactValue, type: DataType): Cell {
  if (value === null) return NULL;
  switch (type.kind) {
    case 'string': return { key: `s${JSON.stringify(value)}`, shown: quoted(String(value)) };
    case 'binary': return bytesCell(value as string);
    case 'decimal': return { key: numberKey(value as string), shown: value as string };
    case 'float': return { key: numbered(doubleOf(value)), shown: floatText(doubleOf(value)) };
    case 'double': return { key: numbered(doubleOf(value)), shown: doubleText(doubleOf(value)) };
    case 'date': return { key: String(value), shown: dateText(value as number) };
    case 'timestamp': return { key: String(value), shown: instantText(longOf(value)) };
    case 'timestamp_ntz': return { key: String(value), shown: timestampText(longOf(value), UTC) };
    case 'dayTimeInterval': case 'yearMonthInterval': return { key: String(value), shown: JSON.stringify(String(castFn(type, StringType, { timeZone: 'UTC', now: () => 0 })(longOf(value)))) };
    case 'array': return listCell((value as ExactValue[]).map((each) => actualCell(each, type.element)));
    case 'map': return mapCell((value as [ExactValue, ExactValue][]).map(([k, v]) => [actualCell(k, type.key), actualCell(v, type.value)]));
    case 'struct': return structCell(type.fields.map(({ name, type: of }, i) => [name, actualCell((value as ExactValue[])[i] ?? null, of)]));
    default: return { key: String(value), shown: String(value) };
  }
}

export const bytesCell = (base64: string): Cell => {
  const text = utf8(base64);
  return { key: `b${base64}`, shown: text === undefined ? `!!binary ${base64}` : quoted(text) };
};
/** 0.0 and -0.0 are equal, NaN equals itself: as in Spark's own comparisons. */
export const numbered = (value: number): string => (value === 0 ? '0' : String(value));
export const listCell = (items: readonly Cell[]): Cell => ({ key: `[${items.map(({ key }) => key).join(',')}]`, shown: `[${items.map(({ shown }) => shown).join(', ')}]` });
export const structCell = (fields: readonly (readonly [string, Cell])[]): Cell => ({ key: `(${fields.map(([, { key }]) => key).join(',')})`, shown: `{ ${fields.map(([name, { shown }]) => `${quoted(name)}: ${shown}`).join(', ')} }` });
export function mapCell(entries: readonly (readonly [Cell, Cell])[]): Cell {
  const sorted = [...entries].sort(([a], [b]) => (a.key < b.key ? -1 : 1)).map(([k, v]) => `${k.key}:${v.key}`);
  return { key: `{${sorted.join(',')}}`, shown: entries.length === 0 ? '{}' : `{ ${entries.map(([k, v]) => `${k.shown}: ${v.shown}`).join(', ')} }` };
}

/** The JSON in a text or in bytes, as a key. */
export function jsonOf(value: ExactValue, type: DataType): string | undefined {
  const text = textOf(value, type);
  return text === undefined ? undefined : jsonKey(text);
}

export const textOf = (value: ExactValue, type: DataType): string | undefined => (value === null ? undefined : type.kind === 'binary' ? utf8(value as string) : String(value));

/** A written scalar read by the type of its column; undefined where it can never be equal. */
export function scalarCell(text: string, plain: boolean, type: DataType, timeZone: string): Cell | undefined {
  const as = (key: string | number | bigint | null | undefined, shown = text): Cell | undefined => (key === null || key === undefined ? undefined : { key: String(key), shown });
  switch (type.kind) {
    case 'string': return { key: `s${JSON.stringify(text)}`, shown: quoted(text) };
    case 'binary': return bytesCell(Buffer.from(text, 'utf8').toString('base64'));
    case 'boolean': return as(/^true$/i.test(text) ? 'true' : /^false$/i.test(text) ? 'false' : undefined, text.toLowerCase());
    case 'byte': case 'short': case 'int': case 'long': return as(integer(text));
    case 'decimal': return parseBig(text) ? as(numberKey(text)) : undefined;
    case 'float': { const n = double(text); return n === undefined ? undefined : as(numbered(Math.fround(n))); }
    case 'double': { const n = double(text); return n === undefined ? undefined : as(numbered(n)); }
    case 'date': return as(stringToDate(text));
    case 'timestamp': { const micros = DATED.test(text) ? stringToTimestamp(text, zoneOf(timeZone), () => 0) : null; return micros === null ? undefined : { key: String(micros), shown: instantText(micros) }; }
    case 'timestamp_ntz': return as(DATED.test(text) ? stringToTimestampNtz(text, false) : null);
    case 'calendarInterval': case 'dayTimeInterval': case 'yearMonthInterval': return interval(text, type);
    default: return plain && text === '' ? NULL : undefined;
  }
}

/** Spark would take a time alone for one of today. */
const DATED = /^\s*[+-]?\d{4,6}-\d/;

const integer = (text: string): bigint | undefined => (/^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : /^0x[0-9a-f]+$/i.test(text) ? BigInt(text) : undefined);

function double(text: string): number | undefined {
  if (/^(?:\.nan|nan)$/i.test(text)) return NaN;
  const infinite = /^([+-]?)(?:\.inf|inf|infinity)$/i.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return parseBig(text) ? Number(text) : undefined;
}

function interval(text: string, type: DataType): Cell | undefined {
  try {
    const cast = castFn(StringType, type, { timeZone: 'UTC', now: () => 0 })(text);
    if (cast === null) return undefined;
    const key = type.kind === 'calendarInterval' ? String(castFn(type, StringType, { timeZone: 'UTC', now: () => 0 })(cast)) : String(cast);
    return { key, shown: JSON.stringify(text) };
  } catch {
    return undefined;
  }
}

/** What a column takes, for people. */
export function takes(type: DataType): string {
  const like: Partial<Record<DataType['kind'], string>> = {
    boolean: 'true or false', byte: 'a whole number', short: 'a whole number', int: 'a whole number', long: 'a whole number', decimal: 'a number', float: 'a number, NaN or Infinity', double: 'a number, NaN or Infinity',
    date: 'a date such as 2026-01-31', timestamp: 'an instant such as 2026-01-31T08:00:00Z', timestamp_ntz: 'a local time such as 2026-01-31 08:00:00', array: 'a list', map: 'a mapping', struct: 'a mapping of its fields',
  };
  return `${catalogString(type)}: write ${like[type.kind] ?? 'a text'}`;
}
