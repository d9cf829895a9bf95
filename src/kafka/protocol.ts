import type { AbortedTransaction } from './decode/record-set.ts';
import type { WireReader, WireWriter } from './wire.ts';

/** One kind of request: how it is written and its answer read, in one fixed version that brokers from 0.11 to 4.x speak. */
export interface Exchange<T> {
  api: number;
  name: string;
  version: number;
  write(writer: WireWriter): void;
  read(reader: WireReader): T;
  /** Answers may come this much later than other ones do, ms. */
  extraWaitMs?: number;
}

export const Api = {
  produce: 0, fetch: 1, listOffsets: 2, metadata: 3, offsetCommit: 8, offsetFetch: 9, findCoordinator: 10, describeGroups: 15, listGroups: 16,
  apiVersions: 18, createTopics: 19, deleteTopics: 20, deleteRecords: 21, describeConfigs: 32, alterConfigs: 33, createPartitions: 37,
  incrementalAlterConfigs: 44, consumerGroupDescribe: 69,
} as const;
export const SpecialTimestamp = { latest: -1, earliest: -2 } as const;

export interface ApiVersion {
  api: number;
  min: number;
  max: number;
}

export function apiVersions(): Exchange<{ error: number; versions: ApiVersion[] }> {
  return {
    api: Api.apiVersions, name: 'ApiVersions', version: 0,
    write: () => undefined,
    read: (r) => ({ error: r.int16(), versions: r.array(() => ({ api: r.int16(), min: r.int16(), max: r.int16() })) }),
  };
}

export interface BrokerAddress {
  id: number;
  host: string;
  port: number;
}

export interface PartitionMetadata {
  error: number;
  partition: number;
  /** Broker id, -1 while there is none. */
  leader: number;
  replicas: number[];
  isr: number[];
}

export interface TopicMetadata {
  error: number;
  topic: string;
  internal: boolean;
  partitions: PartitionMetadata[];
}

export interface ClusterMetadata {
  brokers: BrokerAddress[];
  /** Broker id; -1 when there is none. Under KRaft any broker, which passes on what is for the controller. */
  controller: number;
  topics: TopicMetadata[];
}

/** Metadata of the topics, or of all for null. Never creates one. */
export function metadata(topics: readonly string[] | null): Exchange<ClusterMetadata> {
  return {
    api: Api.metadata, name: 'Metadata', version: 4,
    write: (w) => {
      if (topics === null) w.int32(-1);
      else w.array(topics, (topic) => w.string(topic));
      w.boolean(false);
    },
    read: (r) => {
      r.int32();
      const brokers = r.array(() => {
        const broker = { id: r.int32(), host: r.string(), port: r.int32() };
        r.nullableString();
        return broker;
      });
      r.nullableString();
      const controller = r.int32();
      const found = r.array(() => ({
        error: r.int16(), topic: r.string(), internal: r.boolean(),
        partitions: r.array(() => ({
          error: r.int16(), partition: r.int32(), leader: r.int32(), replicas: r.array(() => r.int32()), isr: r.array(() => r.int32()),
        })),
      }));
      return { brokers, controller, topics: found };
    },
  };
}

/** Items grouped by topic, as requests nest them. */
export function byTopic<T extends { topic: string }>(items: readonly T[]): [topic: string, items: T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.topic);
    if (group) group.push(item);
    else groups.set(item.topic, [item]);
  }
  return [...groups];
}

/** What most answers are: topics, each with its partitions, of which `read` reads what follows the number. */
export function readByTopic<T>(r: WireReader, read: (topic: string, partition: number) => T): T[] {
  return r.array(() => {
    const topic = r.string();
    return r.array(() => read(topic, r.int32()));
  }).flat();
}

export interface OffsetQuery {
  topic: string;
  partition: number;
  /** Epoch ms, or a {@link SpecialTimestamp}. */
  timestamp: number;
}

export interface OffsetAnswer {
  topic: string;
  partition: number;
  error: number;
  /** -1 when no record is that young. */
  offset: number;
}

export function listOffsets(query: readonly OffsetQuery[], isolation: number): Exchange<OffsetAnswer[]> {
  return {
    api: Api.listOffsets, name: 'ListOffsets', version: 2,
    write: (w) => {
      w.int32(-1).int8(isolation);
      w.array(byTopic(query), ([topic, partitions]) => {
        w.string(topic);
        w.array(partitions, ({ partition, timestamp }) => w.int32(partition).int64(timestamp));
      });
    },
    read: (r) => {
      r.int32();
      return readByTopic(r, (topic, partition) => {
        const error = r.int16();
        r.int64();
        return { topic, partition, error, offset: r.int64() };
      });
    },
  };
}

export interface FetchPosition {
  topic: string;
  partition: number;
  offset: number;
  maxBytes: number;
}

export interface FetchRequest {
  positions: readonly FetchPosition[];
  /** Of the whole answer. The first batch comes even if it is larger. */
  maxBytes: number;
  maxWaitMs: number;
  isolation: number;
}

export interface FetchAnswer {
  topic: string;
  partition: number;
  error: number;
  highWatermark: number;
  /** Up to here transactions are decided. */
  lastStableOffset: number;
  aborted: AbortedTransaction[];
  /** Raw record batches; a view of the network buffer. */
  records: Uint8Array;
}

/** A fetch without a session. Version 10 is the first that may carry zstd; 4 is the first with transactions. */
export function fetchPartitions(request: FetchRequest, version: 4 | 10): Exchange<FetchAnswer[]> {
  return {
    api: Api.fetch, name: 'Fetch', version, extraWaitMs: request.maxWaitMs,
    write: (w) => {
      w.int32(-1).int32(request.maxWaitMs).int32(1).int32(request.maxBytes).int8(request.isolation);
      // No fetch session: id 0, epoch -1.
      if (version === 10) w.int32(0).int32(-1);
      w.array(byTopic(request.positions), ([topic, positions]) => {
        w.string(topic);
        w.array(positions, ({ partition, offset, maxBytes }) => {
          w.int32(partition);
          if (version === 10) w.int32(-1);
          w.int64(offset);
          if (version === 10) w.int64(-1);
          w.int32(maxBytes);
        });
      });
      if (version === 10) w.int32(0);
    },
    read: (r) => {
      r.int32();
      const sessionError = version === 10 ? r.int16() : 0;
      if (version === 10) r.int32();
      if (sessionError !== 0) return request.positions.map(({ topic, partition }) => ({ topic, partition, error: sessionError, highWatermark: -1, lastStableOffset: -1, aborted: [], records: new Uint8Array(0) }));
      return readByTopic(r, (topic, partition) => {
        const error = r.int16();
        const highWatermark = r.int64();
        const lastStableOffset = r.int64();
        if (version === 10) r.int64();
        const aborted = r.array(() => ({ producerId: r.int64(), firstOffset: r.int64() }));
        return { topic, partition, error, highWatermark, lastStableOffset, aborted, records: r.data() };
      });
    },
  };
}

export interface ProduceAnswer {
  error: number;
  /** Offset of the first record of the batch, -1 when unknown. */
  baseOffset: number;
}

/** One encoded batch for one partition, acknowledged by all in-sync replicas. */
export function produceBatch(topic: string, partition: number, batch: Uint8Array, timeoutMs: number): Exchange<ProduceAnswer> {
  return {
    api: Api.produce, name: 'Produce', version: 3,
    write: (w) => {
      w.string(null).int16(-1).int32(timeoutMs);
      w.int32(1).string(topic).int32(1).int32(partition).int32(batch.length).raw(batch);
    },
    read: (r) => {
      const answers = readByTopic(r, () => {
        const answer = { error: r.int16(), baseOffset: r.int64() };
        r.int64();
        return answer;
      });
      return answers[0] ?? { error: -1, baseOffset: -1 };
    },
  };
}
