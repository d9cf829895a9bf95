import type { KafkaHeader, KafkaRecords } from '../kafka/records.ts';
import { decodeHeaders, encodeHeaders } from './header-bytes.ts';

/** The most messages, and bytes of messages, that one viewer holds. */
export const MOST_MESSAGES = 1_000_000;
export const MOST_BYTES = 384 * 2 ** 20;

/** Stretches with fewer rows are copied together, so that a slow follower does not hold one array a message. */
const FEW = 64;
const ARENA = 2 ** 20;
const FIRST = 1024;

/** The numbers of all rows, one array each; a row's place in them is its id less the store's `base`. */
interface Columns {
  offsets: Float64Array;
  timestamps: Float64Array;
  partitions: Int32Array;
  /** Bytes of key, value and headers. */
  sizes: Float64Array;
  timestampTypes: Int8Array;
  segments: Int32Array;
  keyStarts: Int32Array;
  keyEnds: Int32Array;
  valueStarts: Int32Array;
  valueEnds: Int32Array;
  /** Segment and place of the headers; -1: none. */
  headerSegments: Int32Array;
  headerStarts: Int32Array;
}

const makers = {
  offsets: Float64Array, timestamps: Float64Array, partitions: Int32Array, sizes: Float64Array, timestampTypes: Int8Array, segments: Int32Array, keyStarts: Int32Array,
  keyEnds: Int32Array, valueStarts: Int32Array, valueEnds: Int32Array, headerSegments: Int32Array, headerStarts: Int32Array,
} as const;
const names = Object.keys(makers) as (keyof Columns)[];

/**
 * Messages in the order in which they arrived: columns of numbers over the byte arrays in which they were fetched. A message's id counts up
 * from 0 and stays its own; the oldest arrivals are let go when there are too many.
 */
export class MessageStore {
  /** Id of the first row that is held. */
  base = 0;
  count = 0;
  /** Of the byte arrays that are held. */
  bytes = 0;
  columns: Columns = empty(FIRST);
  /** Each partition's messages arrived in the order of their offsets. */
  byOffset = true;
  readonly #newest = new Map<number, number>();
  /** Rows whose keys and values stand one after the other in a segment: first id and last one. Absent: rows of several stretches share it. */
  readonly #runs = new Map<number, { first: number; last: number }>();
  readonly #segments: (Uint8Array | undefined)[] = [];
  /** The last id that needs a segment. */
  readonly #lastUse = new Map<number, number>();
  #arena = -1;
  #free = 0;

  constructor(private readonly mostMessages = MOST_MESSAGES, private readonly mostBytes = MOST_BYTES) {}

  /** One past the last id. */
  get end(): number { return this.base + this.count; }
  get full(): boolean { return this.count >= this.mostMessages || this.bytes >= this.mostBytes; }

  /** So many messages will come in all: room for them is made once. */
  expect(messages: number): void { this.#room(Math.min(messages, this.mostMessages) - this.count); }

  append(records: KafkaRecords): void {
    const { keys, values, headers, count } = records, first = this.count, { columns } = this.#room(count);
    if (count === 0) return;
    if ((this.#newest.get(records.partition) ?? -1) >= records.offsets[0]!) this.byOffset = false;
    this.#newest.set(records.partition, records.offsets[count - 1]!);
    columns.offsets.set(records.offsets.subarray(0, count), first);
    columns.timestamps.set(records.timestamps.subarray(0, count), first);
    columns.partitions.fill(records.partition, first, first + count);
    columns.timestampTypes.fill(records.timestampType, first, first + count);
    columns.headerSegments.fill(-1, first, first + count);
    this.count += count;
    if (count >= FEW && keys.data === values.data) {
      const segment = this.#segment(values.data, this.end - 1);
      this.#runs.set(segment, { first: this.base + first, last: this.end - 1 });
      columns.segments.fill(segment, first, first + count);
      columns.keyStarts.set(keys.starts.subarray(0, count), first);
      columns.keyEnds.set(keys.ends.subarray(0, count), first);
      columns.valueStarts.set(values.starts.subarray(0, count), first);
      columns.valueEnds.set(values.ends.subarray(0, count), first);
    } else for (let row = 0; row < count; row++) this.#copy(records, row, first + row);
    for (let row = first; row < first + count; row++) columns.sizes[row] = columns.keyEnds[row]! - columns.keyStarts[row]! + columns.valueEnds[row]! - columns.valueStarts[row]!;
    headers?.forEach((list, row) => { if (list && list.length > 0) this.#keepHeaders(list, first + row); });
  }

  /** Lets the oldest arrivals go until the rest is within the bounds; some more than needed, so that it is seldom done. Returns how many. */
  trim(): number {
    if (this.count <= this.mostMessages && this.bytes <= this.mostBytes) return 0;
    const keep = Math.min(this.mostMessages * 0.9, this.count * Math.min(1, this.mostBytes / this.bytes) * 0.9);
    const gone = this.count - Math.floor(keep);
    for (const name of names) this.columns[name].copyWithin(0, gone, this.count);
    this.base += gone;
    this.count -= gone;
    for (const [segment, last] of this.#lastUse) if (last < this.base) this.#drop(segment);
    return gone;
  }

  /** Its key's or value's bytes, a view; null for null. */
  key(id: number): Uint8Array | null { return this.#bytes(id, this.columns.keyStarts, this.columns.keyEnds); }
  value(id: number): Uint8Array | null { return this.#bytes(id, this.columns.valueStarts, this.columns.valueEnds); }

  headers(id: number): KafkaHeader[] {
    const row = id - this.base, segment = this.columns.headerSegments[row]!;
    return segment < 0 ? [] : decodeHeaders(this.segment(segment), this.columns.headerStarts[row]!);
  }

  /** The rows of a segment that is theirs alone, in the order of their bytes. */
  run(segment: number): { first: number; last: number } | undefined { return this.#runs.get(segment); }

  /** A byte array that rows name in `columns.segments`. */
  segment(index: number): Uint8Array {
    const found = this.#segments[index];
    if (!found) throw new Error('The bytes of a message that is held are gone.');
    return found;
  }

  #bytes(id: number, starts: Int32Array, ends: Int32Array): Uint8Array | null {
    const row = id - this.base, start = starts[row]!;
    return start < 0 ? null : this.segment(this.columns.segments[row]!).subarray(start, ends[row]);
  }

  #room(more: number): this {
    const needed = this.count + more, { length } = this.columns.offsets;
    if (needed > length) {
      // Not more than will be used: what is held is trimmed before it is much more than the bound.
      const wanted = Math.max(needed, Math.min(length * 2, Math.ceil(this.mostMessages * 1.1)));
      const grown = empty(wanted);
      for (const name of names) grown[name].set(this.columns[name].subarray(0, this.count));
      this.columns = grown;
    }
    return this;
  }

  #segment(data: Uint8Array, lastUse: number): number {
    const index = this.#segments.push(data) - 1;
    this.#lastUse.set(index, lastUse);
    this.bytes += data.length;
    return index;
  }

  #drop(segment: number): void {
    this.bytes -= this.segment(segment).length;
    this.#segments[segment] = undefined;
    this.#lastUse.delete(segment);
    this.#runs.delete(segment);
    if (segment === this.#arena) this.#arena = -1;
  }

  /** Room for `size` bytes in the array that small things share; its segment, and where they begin. */
  #reserve(size: number, id: number): { segment: number; at: number; data: Uint8Array } {
    if (this.#arena < 0 || this.#free + size > this.segment(this.#arena).length) {
      const alone = size > ARENA / 4;
      const segment = this.#segment(new Uint8Array(alone ? size : ARENA), id);
      if (alone) return { segment, at: 0, data: this.segment(segment) };
      this.#arena = segment;
      this.#free = 0;
    }
    const at = this.#free;
    this.#free += size;
    this.#lastUse.set(this.#arena, id);
    return { segment: this.#arena, at, data: this.segment(this.#arena) };
  }

  #copy({ keys, values }: KafkaRecords, row: number, to: number): void {
    const { columns } = this, keySize = keys.ends[row]! - keys.starts[row]!, valueSize = values.ends[row]! - values.starts[row]!;
    const { segment, at, data } = this.#reserve(keySize + valueSize, this.base + to);
    const put = (source: typeof keys, size: number, start: number): number => {
      if (source.starts[row]! < 0) return -1;
      data.set(source.data.subarray(source.starts[row], source.starts[row]! + size), start);
      return start;
    };
    columns.segments[to] = segment;
    columns.keyStarts[to] = put(keys, keySize, at);
    columns.keyEnds[to] = columns.keyStarts[to] < 0 ? -1 : at + keySize;
    columns.valueStarts[to] = put(values, valueSize, at + keySize);
    columns.valueEnds[to] = columns.valueStarts[to] < 0 ? -1 : at + keySize + valueSize;
  }

  #keepHeaders(list: readonly KafkaHeader[], row: number): void {
    const encoded = encodeHeaders(list), { segment, at, data } = this.#reserve(encoded.length, this.base + row);
    data.set(encoded, at);
    this.columns.headerSegments[row] = segment;
    this.columns.headerStarts[row] = at;
    for (const { key, value } of list) this.columns.sizes[row]! += Buffer.byteLength(key) + (value?.length ?? 0);
  }
}

function empty(length: number): Columns {
  return Object.fromEntries(names.map((name) => [name, new makers[name](length)])) as unknown as Columns;
}
