/** Values as plain data that loses nothing: see ExactValue. */
import type { ExactValue } from '../../protocol/values.ts';
import { decimalText } from '../../spark/cast/decimal.ts';
import { intervalText } from '../../spark/datetime/interval-text.ts';
import type { DataType } from '../../spark/types.ts';
import type { Interval, MapValue, Row, Value } from '../../spark/values.ts';

export const exactRow = (row: Row, types: readonly DataType[]): ExactValue[] => row.map((v, i) => exactOf(v, types[i]!));

function exactOf(v: Value, t: DataType): ExactValue {
  if (v === null) return null;
  switch (t.kind) {
    case 'decimal': return decimalText(v as bigint, t.scale);
    case 'binary': return Buffer.from(v as Uint8Array).toString('base64');
    case 'calendarInterval': return intervalText(v as Interval);
    case 'array': return (v as Value[]).map((e) => exactOf(e, t.element));
    case 'map': { const { keys, values } = v as MapValue; return keys.map((k, i) => [exactOf(k, t.key), exactOf(values[i]!, t.value)]); }
    case 'struct': return t.fields.map((f, i) => exactOf((v as Value[])[i]!, f.type));
    case 'float': case 'double': return Number.isFinite(v) ? v as number : String(v);
    default: return typeof v === 'bigint' ? String(v) : v as number | boolean | string;
  }
}
