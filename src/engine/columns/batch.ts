import { Refusal } from '../../spark/errors.ts';
import type { Row, Value } from '../../spark/values.ts';

/**
 * A batch of rows, column-wise. A column is an array of values, or a lazy column that makes values only where an
 * expression really looks at them (Kafka bytes, structs of columns).
 */
export interface Batch {
  readonly columns: readonly Column[];
  readonly length: number;
}

export type Column = ArrayLike<Value> | LazyColumn;

export interface LazyColumn {
  readonly lazy: 'bytes' | 'struct' | 'deferred';
  readonly length: number;
  /** The values, made once. */
  values(): ArrayLike<Value>;
}

export const isLazy = (c: Column): c is LazyColumn => (c as LazyColumn).lazy !== undefined;
export const valuesOf = (c: Column): ArrayLike<Value> => (isLazy(c) ? c.values() : c);

/** Binary values as one buffer with starts and ends; start -1 is null. */
export class BytesColumn implements LazyColumn {
  readonly lazy = 'bytes';
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  #values: Value[] | undefined;
  constructor(readonly data: Uint8Array, starts: Int32Array, ends: Int32Array) {
    this.#starts = starts;
    this.#ends = ends;
  }
  get length(): number { return this.#starts.length; }
  get starts(): Int32Array { return this.#starts; }
  get ends(): Int32Array { return this.#ends; }
  values(): Value[] {
    return (this.#values ??= Array.from(this.#starts, (s, i) => (s < 0 ? null : this.data.subarray(s, this.#ends[i]))));
  }
}

/** A struct as a column per field; `nulls[i]` is 1 where the struct itself is null. */
export class StructColumn implements LazyColumn {
  readonly lazy = 'struct';
  #values: Value[] | undefined;
  constructor(readonly fields: readonly Column[], readonly length: number, readonly nulls: Uint8Array | null) {}
  values(): Value[] {
    if (this.#values) return this.#values;
    const fields = this.fields.map(valuesOf);
    const out: Value[] = new Array<Value>(this.length);
    for (let i = 0; i < this.length; i++) out[i] = this.nulls?.[i] ? null : fields.map((f) => f[i]!);
    return (this.#values = out);
  }
}

/** A column that most plans never look at: made when one does. */
export class DeferredColumn implements LazyColumn {
  readonly lazy = 'deferred';
  #values: ArrayLike<Value> | undefined;
  constructor(readonly length: number, readonly make: () => ArrayLike<Value>) {}
  values(): ArrayLike<Value> { return (this.#values ??= this.make()); }
}

export const emptyBatch = (width: number): Batch => ({ columns: Array.from({ length: width }, () => []), length: 0 });

export function fromRows(rows: readonly Row[], width: number): Batch {
  return { columns: Array.from({ length: width }, (_, c) => rows.map((r) => r[c]!)), length: rows.length };
}

export function toRows(b: Batch, from = 0, to = b.length): Row[] {
  const columns = b.columns.map(valuesOf);
  const rows: Row[] = [];
  for (let i = from; i < to; i++) rows.push(columns.map((c) => c[i]!));
  return rows;
}

/** The rows at `indexes`, in that order. */
export function take(b: Batch, indexes: ArrayLike<number>): Batch {
  return { columns: b.columns.map((c) => takeColumn(c, indexes)), length: indexes.length };
}

function takeColumn(c: Column, indexes: ArrayLike<number>): Column {
  const n = indexes.length;
  if (c instanceof DeferredColumn) return new DeferredColumn(n, () => takeValues(c.values(), indexes));
  if (c instanceof BytesColumn) {
    const starts = new Int32Array(n), ends = new Int32Array(n);
    for (let k = 0; k < n; k++) { starts[k] = c.starts[indexes[k]!]!; ends[k] = c.ends[indexes[k]!]!; }
    return new BytesColumn(c.data, starts, ends);
  }
  if (c instanceof StructColumn) {
    let nulls: Uint8Array | null = null;
    if (c.nulls) { nulls = new Uint8Array(n); for (let k = 0; k < n; k++) nulls[k] = c.nulls[indexes[k]!]!; }
    return new StructColumn(c.fields.map((f) => takeColumn(f, indexes)), n, nulls);
  }
  return takeValues(valuesOf(c), indexes);
}

function takeValues(values: ArrayLike<Value>, indexes: ArrayLike<number>): Value[] {
  const out: Value[] = new Array<Value>(indexes.length);
  for (let k = 0; k < out.length; k++) out[k] = values[indexes[k]!]!;
  return out;
}

/** Longer columns leave V8's arrays for hash tables, and the process dies of one allocation, without a word. */
const MOST_ROWS = 30_000_000;
export function checkRows(n: number): number {
  if (n > MOST_ROWS) throw new Refusal(`a batch of ${n} rows`, `Up to ${MOST_ROWS} fit: read less at a time (maxOffsetsPerTrigger, maxFilesPerTrigger, limit), or run the job with local Spark.`);
  return n;
}

export function concat(batches: readonly Batch[], width: number): Batch {
  const full = batches.filter((b) => b.length > 0);
  if (full.length === 0) return emptyBatch(width);
  if (full.length === 1) return full[0]!;
  const length = checkRows(full.reduce((n, b) => n + b.length, 0));
  const columns = Array.from({ length: width }, (_, c): Column => {
    const parts = full.map((b) => b.columns[c]!);
    if (parts.every((p) => p instanceof BytesColumn)) return concatBytes(parts);
    if (parts.every((p) => p instanceof DeferredColumn)) return new DeferredColumn(length, () => parts.flatMap((p) => Array.from(p.values())));
    const out: Value[] = [];
    for (const b of full) { const v = valuesOf(b.columns[c]!); for (let i = 0; i < b.length; i++) out.push(v[i]!); }
    return out;
  });
  return { columns, length };
}

function concatBytes(parts: readonly BytesColumn[]): BytesColumn {
  const data = new Uint8Array(parts.reduce((n, p) => n + p.data.length, 0));
  const rows = parts.reduce((n, p) => n + p.length, 0);
  const starts = new Int32Array(rows), ends = new Int32Array(rows);
  let at = 0, row = 0;
  for (const p of parts) {
    data.set(p.data, at);
    for (let i = 0; i < p.length; i++, row++) {
      const absent = p.starts[i]! < 0;
      starts[row] = absent ? -1 : p.starts[i]! + at;
      ends[row] = absent ? -1 : p.ends[i]! + at;
    }
    at += p.data.length;
  }
  return new BytesColumn(data, starts, ends);
}
