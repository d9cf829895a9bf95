import type { Attribute } from '../../spark/expression.ts';
import { javaError, SparkError } from '../../spark/errors.ts';
import type { Batch } from '../columns/batch.ts';
import type { Offset, Source, SourceLog } from '../query/contracts.ts';
import { EARLIEST, LATEST, limitOffsets, offsetAt, parseOffsets, partitionsOf, printOffsets, setOffset, type Partition, type PartitionOffsets } from './kafka-offsets.ts';

/** Topics as the source needs them: a broker, or captures whose messages arrive on the run's clock. */
export interface KafkaTopics {
  /** Partitions of what the job subscribed to. */
  partitions(): Partition[];
  earliest(p: readonly Partition[]): PartitionOffsets;
  latest(p: readonly Partition[]): PartitionOffsets;
  /** First offset at or after a time (ms), null where there is none. */
  forTime(p: readonly (Partition & { ms: number })[]): (Partition & { offset: number | null })[];
  /** Rows of the fixed Kafka schema, in partition and offset order, in pieces. */
  read(ranges: readonly (Partition & { from: number; to: number })[], headers: boolean): Iterable<Batch>;
  nextArrivalMs(nowMs: number): number | null;
  close(): void;
}

/** KafkaMicroBatchStream (3.3.1). `options` in lower case. */
export class KafkaSource implements Source {
  readonly api = 'v2';
  #frozen: PartitionOffsets | null = null;
  #initial: Offset | null = null;
  #latest: PartitionOffsets = new Map();
  #lastTriggerMs = 0;
  constructor(readonly description: string, readonly output: readonly Attribute[], readonly topics: KafkaTopics, readonly options: Readonly<Record<string, string>>, readonly nowMs: () => number) {}

  open(log: SourceLog): void {
    const kept = log.read('0')?.replace(/^\0/, '').split('\n').slice(1).join('\n');
    if (kept) {
      parseOffsets(kept);
      this.#initial = kept;
      return;
    }
    this.#initial = printOffsets(this.#startingOffsets());
    log.write('0', `\0v1\n${this.#initial}`);
  }
  initialOffset(): Offset | null { return this.#initial; }

  /** startingTimestamp, then startingOffsetsByTimestamp, then startingOffsets (default latest). */
  #startingOffsets(): PartitionOffsets {
    const partitions = this.topics.partitions();
    const all = this.options['startingtimestamp'], by = this.options['startingoffsetsbytimestamp'];
    if (all !== undefined) return this.#byTime(partitions.map((p) => ({ ...p, ms: Number(all) })));
    if (by !== undefined) {
      const times = parseOffsets(by);
      return this.#byTime(partitions.map((p) => ({ ...p, ms: offsetAt(times, p) ?? EARLIEST })));
    }
    const text = this.options['startingoffsets'] ?? 'latest';
    if (text.trim().toLowerCase() === 'latest') return this.topics.latest(partitions);
    if (text.trim().toLowerCase() === 'earliest') return this.topics.earliest(partitions);
    return this.#specific(parseOffsets(text), partitions);
  }

  #byTime(query: (Partition & { ms: number })[]): PartitionOffsets {
    const out: PartitionOffsets = new Map();
    const strategy = (this.options['startingoffsetsbytimestampstrategy'] ?? 'error').toLowerCase();
    for (const a of this.topics.forTime(query)) {
      if (a.offset === null && strategy !== 'latest') {
        throw javaError('java.lang.AssertionError', `assertion failed: No offset matched from request of topic-partition ${a.topic}-${a.partition} and timestamp ${query.find((q) => q.topic === a.topic && q.partition === a.partition)?.ms}.`);
      }
      setOffset(out, a, a.offset ?? offsetAt(this.topics.latest([a]), a)!);
    }
    return out;
  }

  #specific(wanted: PartitionOffsets, partitions: readonly Partition[]): PartitionOffsets {
    const given = [...partitionsOf(wanted)];
    const name = (p: Partition): string => `${p.topic}-${p.partition}`;
    const same = given.length === partitions.length && partitions.every((p) => offsetAt(wanted, p) !== undefined);
    if (!same) {
      throw javaError('java.lang.AssertionError', `assertion failed: If startingOffsets contains specific offsets, you must specify all TopicPartitions.\nUse -1 for latest, -2 for earliest, if you don't care.\nSpecified: Set(${given.map(name).join(', ')}) Assigned: Set(${partitions.map(name).join(', ')})`);
    }
    const earliest = this.topics.earliest(partitions), latest = this.topics.latest(partitions);
    const out: PartitionOffsets = new Map();
    for (const p of given) setOffset(out, p, p.offset === EARLIEST ? offsetAt(earliest, p)! : p.offset === LATEST ? offsetAt(latest, p)! : p.offset);
    return out;
  }

  freeze(): void { this.#frozen = this.topics.latest(this.topics.partitions()); }

  latestOffset(start: Offset | null, limited: boolean): { end: Offset | null; latest: Offset | null } {
    const answer = this.#latestOffset(start, limited);
    this.#lastEnd = answer.end;
    return answer;
  }
  #lastEnd: Offset | null = null;

  #latestOffset(start: Offset | null, limited: boolean): { end: Offset | null; latest: Offset | null } {
    const from = parseOffsets(start ?? this.#initial ?? '{}');
    const latest = this.#frozen ?? this.topics.latest(this.topics.partitions());
    this.#latest = latest;
    const text = printOffsets(latest);
    const max = this.options['maxoffsetspertrigger'], min = this.options['minoffsetspertrigger'];
    if (limited && min !== undefined && !this.#enough(Number(min), from, latest)) return { end: start ?? this.#initial, latest: text };
    this.#lastTriggerMs = this.nowMs();
    if (!limited || max === undefined) return { end: text, latest: text };
    const n = Number(max);
    if (!/^-?\d+$/.test(max.trim())) throw new SparkError('IllegalArgumentException', `For input string: "${max}"`);
    return { end: printOffsets(limitOffsets(n, from, latest, (p) => offsetAt(this.topics.earliest([p]), p) ?? 0)), latest: text };
  }

  /** minOffsetsPerTrigger waits for enough rows, but never longer than maxTriggerDelay. */
  #enough(min: number, from: PartitionOffsets, latest: PartitionOffsets): boolean {
    const delay = durationMs(this.options['maxtriggerdelay'] ?? '15m');
    if (this.nowMs() - this.#lastTriggerMs >= delay) return true;
    const fresh = [...partitionsOf(latest)].reduce((n, p) => n + Math.max(0, p.offset - (offsetAt(from, p) ?? 0)), 0);
    return fresh >= min;
  }

  scan(start: Offset | null, end: Offset): Iterable<Batch> {
    const from = parseOffsets(start ?? this.#initial ?? '{}'), to = parseOffsets(end);
    const ranges = [...partitionsOf(to)].map((p) => ({ topic: p.topic, partition: p.partition, from: offsetAt(from, p) ?? offsetAt(this.topics.earliest([p]), p) ?? 0, to: p.offset })).filter((r) => r.to > r.from);
    return this.topics.read(ranges, this.options['includeheaders']?.toLowerCase() === 'true');
  }

  nextArrivalMs(nowMs: number): number | null {
    if (this.#frozen) return null;
    const next = this.topics.nextArrivalMs(nowMs);
    if (next !== null && next <= nowMs) return next;
    // What came since the last trigger is there already, whatever comes later.
    return this.#lastEnd !== null && printOffsets(this.topics.latest(this.topics.partitions())) !== this.#lastEnd ? nowMs : next;
  }

  /** KafkaMicroBatchStream.metrics: how far the batch's end is behind the newest offsets. */
  metrics(end: Offset | null): Record<string, string> | undefined {
    if (end === null || this.#latest.size === 0) return undefined;
    const consumed = parseOffsets(end);
    const behind = [...partitionsOf(this.#latest)].filter((p) => offsetAt(consumed, p) !== undefined).map((p) => p.offset - offsetAt(consumed, p)!);
    if (behind.length === 0) return undefined;
    const average = behind.reduce((a, b) => a + b, 0) / behind.length;
    return { avgOffsetsBehindLatest: Number.isInteger(average) ? `${average}.0` : String(average), maxOffsetsBehindLatest: String(Math.max(...behind)), minOffsetsBehindLatest: String(Math.min(...behind)) };
  }
  close(): void { this.topics.close(); }
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
function durationMs(text: string): number {
  const m = /^(\d+)\s*(ms|s|m|min|h|d)?$/.exec(text.trim());
  if (!m) throw new SparkError('IllegalArgumentException', `Failed to parse time string: ${text}`);
  return Number(m[1]) * units[m[2] ?? 'ms']!;
}
