import type { Batch } from '../../engine/columns/batch.ts';
import type { KafkaTopics } from '../../engine/sources/kafka.ts';
import { setOffset, type Partition, type PartitionOffsets } from '../../engine/sources/kafka-offsets.ts';
import type { KafkaRecords } from '../../kafka/records.ts';
import { recordsToBatch } from './kafka-rows.ts';
import type { World } from './world.ts';

/** Rows an operator works on at once: few enough to stay in the processor's cache. */
const PIECE = 16_384;

interface Offset extends Partition { offset: number }

/** A real broker, asked through the asynchronous thread. Nothing is ever committed. */
export class BrokerTopics implements KafkaTopics {
  #partitions: Partition[] | undefined;
  #handle: unknown;
  constructor(readonly options: Readonly<Record<string, string>>, readonly subscription: { topics(known: () => string[]): string[]; readonly assigned?: Partition[] }, readonly w: World) {}

  #call<T>(op: string, args: Record<string, unknown>): T {
    this.#handle ??= this.w.host.io.call('kafka.open', { options: this.options });
    return this.w.host.io.call(op, { handle: this.#handle, ...args }) as T;
  }
  partitions(): Partition[] {
    if (this.subscription.assigned) return this.subscription.assigned;
    const names = this.subscription.topics(() => this.#call<string[]>('kafka.topics', {}));
    this.#partitions = this.#call<Partition[]>('kafka.partitions', { topics: names });
    return this.#partitions;
  }
  #offsets(op: string, p: readonly Partition[]): PartitionOffsets {
    const out: PartitionOffsets = new Map();
    for (const o of this.#call<Offset[]>(op, { partitions: p.map(({ topic, partition }) => ({ topic, partition })) })) setOffset(out, o, o.offset);
    return out;
  }
  earliest(p: readonly Partition[]): PartitionOffsets { return this.#offsets('kafka.earliest', p); }
  latest(p: readonly Partition[]): PartitionOffsets { return this.#offsets('kafka.latest', p); }
  forTime(p: readonly (Partition & { ms: number })[]): (Partition & { offset: number | null })[] {
    return this.#call<Offset[]>('kafka.offsetsForTimes', { query: p.map(({ topic, partition, ms }) => ({ topic, partition, timestamp: ms })) }).map((o) => ({ ...o, offset: o.offset < 0 ? null : o.offset }));
  }
  *read(ranges: readonly (Partition & { from: number; to: number })[], headers: boolean): Iterable<Batch> {
    const asked = ranges.map((r) => ({ topic: r.topic, partition: r.partition, start: r.from, end: r.to }));
    const { fetch } = this.#call<{ fetch: number }>('kafka.beginFetch', { ranges: asked, headers });
    let open = true;
    try {
      for (;;) {
        const records = this.w.host.io.call('kafka.next', { fetch }) as KafkaRecords | null;
        if (records === null) { open = false; return; }
        for (let at = 0; at < records.count; at += PIECE) yield recordsToBatch(slice(records, at, Math.min(records.count, at + PIECE)), headers);
      }
    } finally {
      if (open) this.w.host.io.call('kafka.endFetch', { fetch });
    }
  }
  nextArrivalMs(nowMs: number): number { return nowMs; }
  close(): void { if (this.#handle !== undefined) this.w.host.io.call('kafka.close', { handle: this.#handle }); }
}

/** Rows `from` up to `to`, over the same memory. */
function slice(r: KafkaRecords, from: number, to: number): KafkaRecords {
  if (from === 0 && to === r.count) return r;
  const bytes = (c: KafkaRecords['keys']): KafkaRecords['keys'] => ({ data: c.data, starts: c.starts.subarray(from, to), ends: c.ends.subarray(from, to) });
  return { ...r, count: to - from, offsets: r.offsets.subarray(from, to), timestamps: r.timestamps.subarray(from, to), keys: bytes(r.keys), values: bytes(r.values),
    ...(r.headers ? { headers: r.headers.slice(from, to) } : {}) };
}
