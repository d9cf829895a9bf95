import type { AdminRequest, BrokerInfo, GroupDetail, GroupSummary, Isolation, KafkaCapabilities, KafkaProblem, TopicDetail, TopicSummary } from '../protocol/kafka.ts';
import type { KafkaFault } from './fault.ts';
import type { KafkaRecords } from './records.ts';
import type { TokenSource } from './rest/settings.ts';

export interface TopicPartition {
  topic: string;
  partition: number;
}

export interface PartitionOffset extends TopicPartition {
  offset: number;
}

/** The records of one partition with `start <= offset < end`. */
export interface OffsetRange extends TopicPartition {
  start: number;
  end: number;
}

export interface FetchOptions {
  /** Decode record headers too (Spark's `includeHeaders`). Default false. */
  headers?: boolean;
  /** Abandon the fetch; the iteration then throws `signal.reason`. */
  signal?: AbortSignal;
}

/** A record to append. */
export interface ProduceRecord {
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers?: readonly { key: string; value: Uint8Array | null }[];
  /** Without it: murmur2 of the key as Kafka's own producer, or one partition of the client's choice for a null key. */
  partition?: number;
  /** Epoch ms; default now. */
  timestamp?: number;
}

/**
 * Where topics are read from and written to. Behind it: a broker spoken to directly or through SSH (`DirectGateway`), topics in memory,
 * filled from captures (`MemoryGateway`), or a REST proxy (`RestGateway`).
 *
 * No implementation joins a consumer group, commits an offset or creates a topic on a cluster.
 * Every method rejects with a `KafkaFault` within the gateway's time limit; none retries for ever.
 */
export interface KafkaGateway {
  /**
   * Names of all topics, sorted, without Kafka's internal ones unless asked for: what Spark 3.3.1 matches `subscribePattern` against
   * (its consumer leaves internal topics out, exclude.internal.topics).
   */
  topics(options?: { internal?: boolean }): Promise<string[]>;

  /** All partitions of the topics, in the order of `topics` and then by number. Fault `unknown-topic` when one does not exist. */
  partitions(topics: readonly string[]): Promise<TopicPartition[]>;

  /** First offset that is still there, per partition (Spark's `earliest`). */
  earliestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]>;

  /** One past the last offset that a reader may see, per partition (Spark's `latest`); with read_committed the last stable offset. */
  latestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]>;

  /**
   * First offset whose timestamp is >= `timestamp` (epoch ms), per partition, with -1 where there is none:
   * the caller decides what that means (`startingOffsetsByTimestampStrategy`).
   */
  offsetsForTimestamps(query: readonly (TopicPartition & { timestamp: number })[]): Promise<PartitionOffset[]>;

  /**
   * The records of a range, in offset order, in stretches of the gateway's choosing (usually some MB each).
   * Offsets that hold no record for a reader (compacted away, transaction markers, aborted transactions under
   * read_committed) are left out, so fewer than `end - start` records can come. Asking for the next stretch only when the
   * last one is used up bounds the memory; the next network answer is under way meanwhile. For many partitions take
   * `readRanges`, which keeps a few of them going.
   * Fault `offset-out-of-range` when `start` was deleted by retention or lies past the end.
   */
  fetch(range: OffsetRange, options?: FetchOptions): AsyncIterable<KafkaRecords>;

  /** Appends and waits for all in-sync replicas. Resolves to the offset each record got, -1 when the broker did not say. */
  produce(topic: string, records: readonly ProduceRecord[]): Promise<PartitionOffset[]>;

  /** Frees the connections; further calls reject. */
  close(): Promise<void>;
}

/** Where one partition begins, and where a reader's end is: one past the last record, or under read_committed the first undecided one. */
export interface PartitionBounds {
  low: number;
  end: number;
}

/** A stretch of one partition that is wanted: `from <= offset < to`. When following, `to` is Infinity. */
export interface Window {
  partition: number;
  from: number;
  to: number;
}

export interface WindowOptions {
  isolation: Isolation;
  headers: boolean;
  /** Verify each batch's checksum. */
  checkCrc: boolean;
  /** Milliseconds; what is not read by then ends with a `timeout` fault of its own. Does not count when following. */
  timeoutMs: number;
  /** Wait for what arrives, until the signal ends it. */
  follow?: boolean;
  signal?: AbortSignal;
}

/** What became of a window: some of its records, and how far it is read. Steps of one partition come in offset order. */
export interface WindowStep {
  partition: number;
  /** Everything before this offset is read. */
  next: number;
  records: KafkaRecords[];
  /** Batches that could not be decoded and were left out. */
  damage: { fault: KafkaFault; offset: number }[];
  /** Why the window is not read further; when following, why nothing comes at the moment. */
  fault?: KafkaFault;
  /** The last step of this window. */
  done: boolean;
}

export interface SeekOptions {
  isolation: Isolation;
  /** At most so long, if that is less than the gateway's own limit. */
  timeoutMs?: number;
}

export interface SummaryOptions {
  /** Kafka's own topics too. Default false. */
  internal?: boolean;
  /** Only these. Default all. */
  topics?: readonly string[];
  /** Count messages. Default true. */
  counts?: boolean;
}

/**
 * Where explorer, message viewer and command line look: one interface for brokers, captures and whatever else leads to topics. What
 * `capabilities` denies is an `unsupported` fault. Changes are a `read-only` fault unless it was opened writable.
 */
export interface ClusterGateway extends KafkaGateway {
  /** What messages call it. */
  readonly name: string;
  readonly capabilities: KafkaCapabilities;

  /** Goes on with another token: where connections have none it is not there. */
  renew?(token: TokenSource): void;

  brokers(): Promise<BrokerInfo[]>;

  /** Topics by name. One that cannot be looked at carries its problem. */
  summaries(options?: SummaryOptions): Promise<TopicSummary[]>;

  /** Fault `unknown-topic` when it does not exist. */
  describe(topic: string): Promise<TopicDetail>;

  /** Groups by name, and what could not be asked for them. */
  groups(): Promise<{ groups: GroupSummary[]; problems: KafkaProblem[] }>;

  /** Fault `unknown-group` when it does not exist. */
  group(group: string): Promise<GroupDetail>;

  admin(request: AdminRequest): Promise<void>;

  /** Begin and end of each partition in the order given, or why they cannot be had. */
  bounds(partitions: readonly TopicPartition[], options: SeekOptions): Promise<(PartitionBounds | KafkaFault)[]>;

  /** First offset whose timestamp is >= `timestamp` (-1: none), or why it cannot be had; in the order given. */
  seek(query: readonly (TopicPartition & { timestamp: number })[], options: SeekOptions): Promise<(number | KafkaFault)[]>;

  /**
   * Reads several windows of a topic side by side. Every window ends with a step that says `done`; a failed one does not disturb the
   * others. Rejects only when the caller abandons it, with `signal.reason`.
   */
  windows(topic: string, windows: readonly Window[], options: WindowOptions): AsyncIterable<WindowStep>;
}
