import type { Call } from '../../spark/expression.ts';
import type { EvalEnv } from '../../spark/functions/def.ts';
import type { JsonCall } from '../../spark/functions/json.ts';
import { jsonDecoder } from '../../spark/formats/json/decoder.ts';
import { jsonOptions } from '../../spark/formats/json/options.ts';
import type { Value } from '../../spark/values.ts';
import { BytesColumn, StructColumn, valuesOf, type Column } from '../columns/batch.ts';

/** from_json of a struct schema, straight into a column per field; null where the call is of another shape. */
export function jsonColumn(e: Call, env: EvalEnv): ((input: Column, rows: number) => Column) | null {
  if (e.type.kind !== 'struct') return null;
  const { options, corruptRecord } = e.data as JsonCall;
  const parsed = jsonOptions(options, env, corruptRecord);
  if (parsed.mode === 'DROPMALFORMED') return null;
  const decoder = jsonDecoder(e.type, parsed);
  const width = e.type.fields.length;
  return (input, rows) => {
    const fields: Value[][] = Array.from({ length: width }, () => new Array<Value>(rows).fill(null));
    const nulls = new Uint8Array(rows);
    if (input instanceof BytesColumn) {
      const { data, starts, ends } = input;
      for (let i = 0; i < rows; i++) if (starts[i]! < 0 || !decoder.decodeInto(data, starts[i]!, ends[i]!, fields, i)) nulls[i] = 1;
    } else {
      const values = valuesOf(input);
      for (let i = 0; i < rows; i++) {
        const v = values[i];
        if (v === null || !decoder.decodeInto(v as string, 0, (v as string).length, fields, i)) nulls[i] = 1;
      }
    }
    return new StructColumn(fields, rows, nulls);
  };
}
