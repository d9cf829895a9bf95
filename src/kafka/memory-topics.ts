import type { CaptureMessage } from './capture.ts';
import { KafkaFault, outOfRange, unknownTopic } from './fault.ts';
import type { OffsetRange, PartitionOffset, ProduceRecord, TopicPartition } from './gateway.ts';
import { StickyPartition, choosePartitions } from './partitioner.ts';
import type { KafkaRecords } from './records.ts';
import { RecordsBuilder } from './records-builder.ts';

/** Records handed out in one stretch. */
const STRETCH = 50_000;

interface Partition {
  records: RecordsBuilder;
  /** When each record arrives, ms after the start; never falls along the offsets, since a reader sees a partition in order. */
  arrivals: number[];
}

/** What topics in memory leave to their owner. */
export interface MemoryOptions {
  /** Milliseconds since the query started: messages with a later `at` are not there yet. Default: everything has arrived. */
  elapsed?: () => number;
  /** Epoch ms for produced records without a timestamp. Default the system's clock. */
  now?: () => number;
  /** What messages call this place. */
  name?: string;
}

/**
 * Topics in memory: filled from captures, appended to by the simulated Kafka sink. Nothing here waits, so the thread that runs the
 * micro-batches can hold them itself; `MemoryGateway` is the same behind the gateway interface.
 * A produce to a topic that does not exist creates it with one partition, as a broker with its default settings would.
 */
export class MemoryTopics {
  private readonly logs = new Map<string, Partition[]>();
  private readonly elapsed: () => number;
  private readonly now: () => number;
  private readonly name: string;
  private readonly sticky = new StickyPartition(0);

  constructor(options: MemoryOptions = {}) {
    this.elapsed = options.elapsed ?? (() => Infinity);
    this.now = options.now ?? Date.now;
    this.name = options.name ?? 'the simulated broker';
  }

  /** Adds the messages of a capture; they may come in any order. Partitions are numbered from 0 without holes. */
  load(messages: Iterable<CaptureMessage>): void {
    const sorted = [...messages].sort((a, b) => a.offset - b.offset);
    for (const message of sorted) {
      const partition = this.createTopic(message.topic, message.partition + 1)[message.partition]!;
      const last = partition.records.offsetAt(partition.records.count - 1);
      if (last !== undefined && last >= message.offset) throw new KafkaFault('capture', `Offset ${message.offset} of ${message.topic}-${message.partition} comes twice in the captures.`, 'Give each topic one capture.');
      const before = partition.arrivals.at(-1) ?? 0;
      partition.arrivals.push(Math.max(before, message.at ?? 0));
      partition.records.push(message.offset, message.timestamp, message.key, message.value, message.headers.length > 0 ? message.headers : null);
    }
  }

  /** Makes the topic exist with at least `partitions` partitions. */
  createTopic(topic: string, partitions = 1): readonly Partition[] {
    let log = this.logs.get(topic);
    if (log === undefined) this.logs.set(topic, log = []);
    while (log.length < partitions) log.push({ records: new RecordsBuilder(topic, log.length), arrivals: [] });
    return log;
  }

  /** When the next message that is not there yet arrives (ms after the start), or undefined when all have: the virtual clock's next stop. */
  nextArrival(topics: Iterable<string> = this.logs.keys()): number | undefined {
    const elapsed = this.elapsed();
    let next: number | undefined;
    for (const topic of topics) {
      for (const { arrivals } of this.logs.get(topic) ?? []) {
        const at = arrivals[arrived(arrivals, elapsed)];
        if (at !== undefined && (next === undefined || at < next)) next = at;
      }
    }
    return next;
  }

  /** Nothing here is internal. */
  topics(): string[] {
    return [...this.logs.keys()].sort();
  }

  partitions(topics: readonly string[]): TopicPartition[] {
    return topics.flatMap((topic) => this.topicLog(topic).map((_, partition) => ({ topic, partition })));
  }

  earliestOffsets(partitions: readonly TopicPartition[]): PartitionOffset[] {
    return partitions.map(({ topic, partition }) => ({ topic, partition, offset: this.log(topic, partition).records.offsetAt(0) ?? 0 }));
  }

  latestOffsets(partitions: readonly TopicPartition[]): PartitionOffset[] {
    return partitions.map(({ topic, partition }) => ({ topic, partition, offset: this.end(this.log(topic, partition)) }));
  }

  offsetsForTimestamps(query: readonly (TopicPartition & { timestamp: number })[]): PartitionOffset[] {
    return query.map(({ topic, partition, timestamp }) => {
      const { records, arrivals } = this.log(topic, partition);
      const count = arrived(arrivals, this.elapsed());
      for (let i = 0; i < count; i++) {
        if (records.timestampAt(i)! >= timestamp) return { topic, partition, offset: records.offsetAt(i)! };
      }
      return { topic, partition, offset: -1 };
    });
  }

  /** The records of a range, in stretches. */
  *read({ topic, partition, start, end }: OffsetRange, headers = false): Generator<KafkaRecords> {
    const log = this.log(topic, partition);
    const earliest = log.records.offsetAt(0) ?? 0;
    const latest = this.end(log);
    if (start < earliest || start > latest) throw outOfRange({ topic, partition }, start, earliest, latest);
    const to = log.records.indexOf(Math.min(end, latest));
    for (let from = log.records.indexOf(start); from < to; from += STRETCH) {
      yield log.records.slice(from, Math.min(to, from + STRETCH), headers);
    }
  }

  produce(topic: string, records: readonly ProduceRecord[]): PartitionOffset[] {
    const log = this.createTopic(topic);
    const chosen = choosePartitions(topic, records, log.length, this.sticky);
    return records.map((record, i) => {
      const { records: target, arrivals } = log[chosen[i]!]!;
      const offset = (target.offsetAt(target.count - 1) ?? -1) + 1;
      target.push(offset, record.timestamp ?? this.now(), record.key, record.value, record.headers && record.headers.length > 0 ? record.headers.map((header) => ({ ...header })) : null);
      arrivals.push(arrivals.at(-1) ?? 0);
      return { topic, partition: chosen[i]!, offset };
    });
  }

  private end({ records, arrivals }: Partition): number {
    const count = arrived(arrivals, this.elapsed());
    if (count > 0) return records.offsetAt(count - 1)! + 1;
    return records.offsetAt(0) ?? 0;
  }

  private topicLog(topic: string): readonly Partition[] {
    const log = this.logs.get(topic);
    if (log === undefined) throw unknownTopic(topic, this.name);
    return log;
  }

  private log(topic: string, partition: number): Partition {
    const log = this.topicLog(topic)[partition];
    if (log === undefined) throw unknownTopic(`${topic}-${partition}`, this.name);
    return log;
  }
}

/** How many of the ascending arrival times have come. */
function arrived(arrivals: readonly number[], elapsed: number): number {
  let low = 0;
  let high = arrivals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (arrivals[middle]! <= elapsed) low = middle + 1;
    else high = middle;
  }
  return low;
}
