import { decimalText } from '../../cast/decimal.ts';
import { doubleText, floatText } from '../../cast/double-text.ts';
import { toStringFn } from '../../cast/to-string.ts';
import { datePrinter, timestampNtzPrinter, timestampPrinter } from '../../datetime/formatter.ts';
import { dayTimeText, intervalText, yearMonthText } from '../../datetime/interval-text.ts';
import { zoneOf } from '../../datetime/zone.ts';
import { Refusal } from '../../errors.ts';
import { catalogString, isAtomic, type DataType } from '../../types.ts';
import type { Interval, Long, MapValue, Value } from '../../values.ts';
import { encodeBase64 } from '../base64.ts';
import type { JsonOptions } from './options.ts';
import { jsonDouble, quoted } from './text.ts';

/** Prints a value that is not null. */
export type JsonPrinter = (v: Value) => string;

/** JacksonGenerator: a struct, array or map as JSON text; a null value is null. */
export function toJson(type: DataType, options: JsonOptions): (v: Value) => string | null {
  const print = printer(type, options);
  return (v) => (v === null ? null : print(v));
}

function printer(type: DataType, o: JsonOptions): JsonPrinter {
  switch (type.kind) {
    case 'null': return () => 'null';
    case 'double': return (v) => jsonDouble(doubleText(v as number));
    case 'float': return (v) => jsonDouble(floatText(v as number));
    case 'string': return (v) => quoted(v as string, o.asciiOnly);
    case 'decimal': return (v) => decimalText(v as bigint, type.scale);
    case 'binary': return (v) => `"${encodeBase64(v as Uint8Array)}"`;
    case 'timestamp': {
      const print = timestampPrinter(o.timestampFormat ?? "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", zoneOf(o.timeZone), 'fast');
      return (v) => quoted(print(v as Long), o.asciiOnly);
    }
    case 'timestamp_ntz': {
      const print = timestampNtzPrinter(o.timestampNTZFormat ?? "yyyy-MM-dd'T'HH:mm:ss[.SSS]");
      return (v) => quoted(print(v as Long), o.asciiOnly);
    }
    case 'date': {
      const print = datePrinter(o.dateFormat ?? 'yyyy-MM-dd', 'fast');
      return (v) => quoted(print(v as number), o.asciiOnly);
    }
    case 'calendarInterval': return (v) => `"${intervalText(v as Interval)}"`;
    case 'dayTimeInterval': return (v) => `"${dayTimeText(v as Long, type.start, type.end)}"`;
    case 'yearMonthInterval': return (v) => `"${yearMonthText(v as number, type.start, type.end)}"`;
    case 'array': {
      const element = orNull(printer(type.element, o));
      return (v) => `[${(v as Value[]).map(element).join(',')}]`;
    }
    case 'map': {
      const key = mapKey(type.key), value = orNull(printer(type.value, o));
      return (v) => `{${(v as MapValue).keys.map((k, i) => `${quoted(key(k), o.asciiOnly)}:${value((v as MapValue).values[i]!)}`).join(',')}}`;
    }
    case 'struct': return object(type.fields.map((f) => ({ name: quoted(f.name, o.asciiOnly), print: printer(f.type, o) })), o.ignoreNullFields);
    default: return (v) => String(v);
  }
}

const orNull = (print: JsonPrinter): JsonPrinter => (v) => (v === null ? 'null' : print(v));

function object(fields: readonly { readonly name: string; readonly print: JsonPrinter }[], dropNulls: boolean): JsonPrinter {
  return (v) => {
    const row = v as Value[];
    let out = '{';
    for (let i = 0; i < fields.length; i++) {
      const value = row[i]!;
      if (value === null && dropNulls) continue;
      if (out.length > 1) out += ',';
      out += `${fields[i]!.name}:${value === null ? 'null' : fields[i]!.print(value)}`;
    }
    return `${out}}`;
  };
}

/** Keys are printed from their internal form: a date is its day number, a timestamp its microseconds. */
function mapKey(type: DataType): (v: Value) => string {
  switch (type.kind) {
    case 'date': case 'timestamp': case 'timestamp_ntz': case 'dayTimeInterval': case 'yearMonthInterval': return String;
    case 'struct': {
      const fields = type.fields.map((f) => mapKey(f.type));
      return (v) => `[${fields.map((f, i) => ((v as Value[])[i] === null ? 'null' : f((v as Value[])[i]!))).join(',')}]`;
    }
    default:
      if (!isAtomic(type) || type.kind === 'binary') throw new Refusal(`A JSON object key of type ${catalogString(type)}`);
      return toStringFn(type, 'UTC');
  }
}
