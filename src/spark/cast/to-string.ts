import { dateText } from '../datetime/civil.ts';
import { dayTimeText, intervalText, yearMonthText } from '../datetime/interval-text.ts';
import { timestampText } from '../datetime/local.ts';
import { UTC, zoneOf } from '../datetime/zone.ts';
import type { DataType } from '../types.ts';
import type { Interval, Long, MapValue, Value } from '../values.ts';
import { decimalText } from './decimal.ts';
import { doubleText, floatText } from './double-text.ts';
import { decodeUtf8 } from './utf8.ts';

/** Cast.castToString of a value that is not null: `2023-01-01 10:00:00.5`, `1.0E10`, `[1, null]`, `{k -> v}`, `{a, b}`. */
export function toStringFn(from: DataType, timeZone: string): (v: Value) => string {
  switch (from.kind) {
    case 'string': return (v) => v as string;
    case 'double': return (v) => doubleText(v as number);
    case 'float': return (v) => floatText(v as number);
    case 'decimal': return (v) => decimalText(v as bigint, from.scale);
    case 'date': return (v) => dateText(v as number);
    case 'timestamp': {
      const zone = zoneOf(timeZone);
      return (v) => timestampText(v as Long, zone);
    }
    case 'timestamp_ntz': return (v) => timestampText(v as Long, UTC);
    case 'binary': return (v) => decodeUtf8(v as Uint8Array);
    case 'calendarInterval': return (v) => intervalText(v as Interval);
    case 'dayTimeInterval': return (v) => dayTimeText(v as Long, from.start, from.end);
    case 'yearMonthInterval': return (v) => yearMonthText(v as number, from.start, from.end);
    case 'array': {
      const element = orNull(from.element, timeZone);
      return (v) => `[${(v as Value[]).map(element).join(', ')}]`;
    }
    case 'map': {
      const key = orNull(from.key, timeZone), value = orNull(from.value, timeZone);
      return (v) => `{${(v as MapValue).keys.map((k, i) => `${key(k)} -> ${value((v as MapValue).values[i]!)}`).join(', ')}}`;
    }
    case 'struct': {
      const fields = from.fields.map((f) => orNull(f.type, timeZone));
      return (v) => `{${fields.map((f, i) => f((v as Value[])[i]!)).join(', ')}}`;
    }
    default: return (v) => String(v);
  }
}

function orNull(type: DataType, timeZone: string): (v: Value) => string {
  const f = toStringFn(type, timeZone);
  return (v) => (v === null ? 'null' : f(v));
}
