import type { BytesColumnData, KafkaHeader, KafkaRecords } from './records.ts';
import { TimestampType } from './records.ts';

/** A bytes column that grows. */
class BytesBuilder {
  private data = new Uint8Array(1024);
  private used = 0;
  starts: number[] = [];
  ends: number[] = [];

  push(value: Uint8Array | null): void {
    if (value === null) {
      this.starts.push(-1);
      this.ends.push(-1);
      return;
    }
    if (this.used + value.length > this.data.length) {
      const larger = new Uint8Array(Math.max(this.data.length * 2, this.used + value.length));
      larger.set(this.data.subarray(0, this.used));
      this.data = larger;
    }
    this.data.set(value, this.used);
    this.starts.push(this.used);
    this.used += value.length;
    this.ends.push(this.used);
  }

  /** A copy of rows [from, to) with only their bytes. Rows lie one after another in `data`, so the first and last tell the stretch. */
  slice(from: number, to: number): BytesColumnData {
    const starts = Int32Array.from(this.starts.slice(from, to));
    const ends = Int32Array.from(this.ends.slice(from, to));
    let low = 0;
    let high = 0;
    for (let i = 0; i < starts.length; i++) {
      if (starts[i]! >= 0) { low = starts[i]!; break; }
    }
    for (let i = ends.length - 1; i >= 0; i--) {
      if (ends[i]! >= 0) { high = ends[i]!; break; }
    }
    for (let i = 0; i < starts.length; i++) {
      if (starts[i]! >= 0) {
        starts[i]! -= low;
        ends[i]! -= low;
      }
    }
    return { data: this.data.slice(low, Math.max(low, high)), starts, ends };
  }
}

/** Appends records one by one and hands out stretches of them as {@link KafkaRecords}; for topics in memory, where records come one by one. */
export class RecordsBuilder {
  private readonly offsets: number[] = [];
  private readonly timestamps: number[] = [];
  private readonly keys = new BytesBuilder();
  private readonly values = new BytesBuilder();
  private readonly headers: (KafkaHeader[] | null)[] = [];

  constructor(readonly topic: string, readonly partition: number) {}

  get count(): number {
    return this.offsets.length;
  }

  /** Offsets must come in ascending order. Returns how many records there are now. */
  push(offset: number, timestamp: number, key: Uint8Array | null, value: Uint8Array | null, headers: KafkaHeader[] | null): number {
    this.offsets.push(offset);
    this.timestamps.push(timestamp);
    this.keys.push(key);
    this.values.push(value);
    return this.headers.push(headers);
  }

  offsetAt(i: number): number | undefined {
    return this.offsets[i];
  }

  timestampAt(i: number): number | undefined {
    return this.timestamps[i];
  }

  /** Index of the first record with an offset >= `offset`; `count` when there is none. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.offsets[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Rows [from, to) as data of their own. */
  slice(from: number, to: number, headers = false): KafkaRecords {
    return {
      topic: this.topic, partition: this.partition, count: to - from,
      offsets: Float64Array.from(this.offsets.slice(from, to)),
      timestamps: Float64Array.from(this.timestamps.slice(from, to)),
      timestampType: TimestampType.createTime,
      keys: this.keys.slice(from, to),
      values: this.values.slice(from, to),
      ...(headers ? { headers: this.headers.slice(from, to) } : {}),
    };
  }
}
