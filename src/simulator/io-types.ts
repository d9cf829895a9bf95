/**
 * Operations of the second thread, called through `SyncIo.call(op, args)`. Arguments and results are structured clones; byte
 * columns come as transferred ArrayBuffers.
 */
import type { KafkaRecords } from '../kafka/records.ts';
import type { OffsetRange, PartitionOffset, ProduceRecord, TopicPartition } from '../kafka/gateway.ts';

export interface IoOps {
  /** `options`: the job's own `kafka.*` options. Gives a handle; connects at the first question, not here. */
  'kafka.open': { args: { options: Record<string, string>; timeoutMs?: number }; result: number };
  'kafka.topics': { args: { handle: number }; result: string[] };
  'kafka.partitions': { args: { handle: number; topics: string[] }; result: TopicPartition[] };
  'kafka.earliest': { args: { handle: number; partitions: TopicPartition[] }; result: PartitionOffset[] };
  'kafka.latest': { args: { handle: number; partitions: TopicPartition[] }; result: PartitionOffset[] };
  'kafka.offsetsForTimes': { args: { handle: number; query: (TopicPartition & { timestamp: number })[] }; result: PartitionOffset[] };
  /** Begins to read ranges, one after another; the first stretch is under way when this returns. */
  'kafka.beginFetch': { args: { handle: number; ranges: OffsetRange[]; headers?: boolean }; result: { fetch: number } };
  /** The next stretch, null at the end (the fetch is then closed). Some more are fetched meanwhile. */
  'kafka.next': { args: { fetch: number }; result: KafkaRecords | null };
  'kafka.endFetch': { args: { fetch: number }; result: null };
  /** One connection is kept for each set of options, until the run ends. */
  'kafka.produce': { args: { options: Record<string, string>; topic: string; records: ProduceRecord[] }; result: PartitionOffset[] };
  'kafka.close': { args: { handle: number }; result: null };
  /** A TCP connection that is read as lines of UTF-8 text (the socket source). Fails when nobody listens. */
  'socket.open': { args: { host: string; port: number }; result: { socket: number } };
  /** Lines that came since the last call, with when each came (ms since the epoch); `ended` once the other side closed. */
  'socket.lines': { args: { socket: number }; result: { lines: string[]; times: number[]; ended: boolean } };
  'socket.close': { args: { socket: number }; result: null };
}

export type IoOp = keyof IoOps;

/** A call with its types. */
export function ioCall<Op extends IoOp>(
  io: { call(op: string, args: unknown, options?: { timeoutMs?: number }): unknown }, op: Op, args: IoOps[Op]['args'], options?: { timeoutMs?: number },
): IoOps[Op]['result'] {
  return io.call(op, args, options) as IoOps[Op]['result'];
}

/** Messages between the two threads. */
export interface IoRequest { id: number; op: string; args: unknown }
export type IoReply = { id: number; ok: unknown } | { id: number; error: { code: string; message: string; details?: Record<string, unknown> } };
