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

export const Api = { produce: 0, fetch: 1, listOffsets: 2, metadata: 3, apiVersions: 18 } as const;
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
}

export interface TopicMetadata {
  error: number;
  topic: string;
  internal: boolean;
  partitions: PartitionMetadata[];
}

/** Metadata of the topics, or of all for null. Never creates one. */
export function metadata(topics: readonly string[] | null): Exchange<{ brokers: BrokerAddress[]; topics: TopicMetadata[] }> {
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
      r.int32();
      const found = r.array(() => ({
        error: r.int16(), topic: r.string(), internal: r.boolean(),
        partitions: r.array(() => {
          const partition = { error: r.int16(), partition: r.int32(), leader: r.int32() };
          r.array(() => r.int32());
          r.array(() => r.int32());
          return partition;
        }),
      }));
      return { brokers, topics: found };
    },
  };
}

/** Items grouped by topic, as requests nest them. */
function byTopic<T extends { topic: string }>(items: readonly T[]): [topic: string, items: T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.topic);
    if (group) group.push(item);
    else groups.set(item.topic, [item]);
  }
  return [...groups];
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
      return r.array(() => {
        const topic = r.string();
        return r.array(() => {
          const partition = r.int32();
          const error = r.int16();
          r.int64();
          return { topic, partition, error, offset: r.int64() };
        });
      }).flat();
    },
  };
}

export interface FetchRequest {
  topic: string;
  partition: number;
  offset: number;
  maxBytes: number;
  maxWaitMs: number;
  isolation: number;
}

export interface FetchAnswer {
  error: number;
  highWatermark: number;
  /** Up to here transactions are decided. */
  lastStableOffset: number;
  aborted: AbortedTransaction[];
  /** Raw record batches; a view of the network buffer. */
  records: Uint8Array;
}

/** A fetch of one partition. Version 10 is the first that may carry zstd; 4 is the first with transactions. */
export function fetchPartition(request: FetchRequest, version: 4 | 10): Exchange<FetchAnswer> {
  return {
    api: Api.fetch, name: 'Fetch', version, extraWaitMs: request.maxWaitMs,
    write: (w) => {
      w.int32(-1).int32(request.maxWaitMs).int32(1).int32(request.maxBytes).int8(request.isolation);
      // No fetch session: id 0, epoch -1.
      if (version === 10) w.int32(0).int32(-1);
      w.int32(1).string(request.topic).int32(1).int32(request.partition);
      if (version === 10) w.int32(-1);
      w.int64(request.offset);
      if (version === 10) w.int64(-1);
      w.int32(request.maxBytes);
      if (version === 10) w.int32(0);
    },
    read: (r) => {
      r.int32();
      const sessionError = version === 10 ? r.int16() : 0;
      if (version === 10) r.int32();
      const answer = r.array(() => {
        r.string();
        return r.array(() => {
          r.int32();
          const error = r.int16();
          const highWatermark = r.int64();
          const lastStableOffset = r.int64();
          if (version === 10) r.int64();
          const aborted = r.array(() => ({ producerId: r.int64(), firstOffset: r.int64() }));
          return { error, highWatermark, lastStableOffset, aborted, records: r.data() };
        });
      }).flat()[0];
      return answer && sessionError === 0 ? answer : { error: sessionError || -1, highWatermark: -1, lastStableOffset: -1, aborted: [], records: new Uint8Array(0) };
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
      const answers = r.array(() => {
        r.string();
        return r.array(() => {
          r.int32();
          const answer = { error: r.int16(), baseOffset: r.int64() };
          r.int64();
          return answer;
        });
      }).flat();
      return answers[0] ?? { error: -1, baseOffset: -1 };
    },
  };
}
