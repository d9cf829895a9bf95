import type { Attribute } from '../../spark/expression.ts';
import { hasWatermark } from '../../spark/plan/expressions.ts';
import { isNumeric, simpleString, type StructType } from '../../spark/types.ts';
import type { Value } from '../../spark/values.ts';
import { StructColumn, toRows, valuesOf, type Batch, type Column } from '../columns/batch.ts';
import { eventTimeColumn } from '../columns/keys.ts';
import type { Execution } from './operator.ts';

/** WatermarkSupport.watermarkExpression: the first attribute of the input that carries a watermark. */
export const watermarkColumn = (input: readonly Attribute[]): number => input.findIndex(hasWatermark);

/** Marks rows whose event time is at or below the watermark (`<=`, 3.3.1). A null event time is below any watermark but never compared true. */
export function lateRows(times: ArrayLike<Value>, rows: number, watermarkMs: number): Uint8Array | null {
  const limit = watermarkMs * 1000;
  let late: Uint8Array | null = null;
  for (let i = 0; i < rows; i++) {
    const t = times[i];
    if (t !== null && Number(t) <= limit) (late ??= new Uint8Array(rows))[i] = 1;
  }
  return late;
}

/**
 * Reports dropped rows to the run. `keyed` holds the column that was compared (a window or a time); the row shown is the input's.
 */
export function reportLate(x: Execution, node: number, input: Batch, attributes: readonly Attribute[], keyed: Column, keyType: Attribute['type'], late: Uint8Array): number {
  const indexes: number[] = [];
  for (let i = 0; i < late.length; i++) if (late[i]) indexes.push(i);
  const times = eventTimeColumn(keyed, keyType);
  const original = originalTime(attributes);
  const originalValues = original < 0 ? null : valuesOf(input.columns[original]!);
  const columns = attributes.map((a) => ({ name: a.name, type: simpleString(a.type), numeric: isNumeric(a.type) }));
  for (const i of indexes) {
    x.late.add(() => {
      const w = keyType.kind === 'struct' ? windowAt(keyed, keyType, i) : undefined;
      const eventTime = Number((w ? originalValues?.[i] : times[i]) ?? times[i]);
      return { node, eventTime, ...(w ? { window: w } : {}), row: toRows(input, i, i + 1)[0]!, columns };
    });
  }
  return indexes.length;
}

/** The timestamp that the window was made from: the watermarked column that is not itself a window. */
const originalTime = (attributes: readonly Attribute[]): number => attributes.findIndex((a) => hasWatermark(a) && a.type.kind === 'timestamp');

function windowAt(c: Column, type: Attribute['type'], i: number): { start: number; end: number } {
  const fields = (type as StructType).fields;
  const start = fields.findIndex((f) => f.name === 'start'), end = fields.findIndex((f) => f.name === 'end');
  const pick = (k: number): number => Number(c instanceof StructColumn ? valuesOf(c.fields[k]!)[i] : (valuesOf(c)[i] as Value[])[k]);
  return { start: pick(start), end: pick(end) };
}
