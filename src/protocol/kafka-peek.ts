/** A look at messages: what is asked for, what comes, and how much of the topic it is. Plain data only. */
import type { KafkaProblem } from './kafka-connection.ts';

export type Isolation = 'read_committed' | 'read_uncommitted';

/** Which messages. `count` and `limit` are of all partitions together. */
export type PeekRange =
  /** The latest by timestamp over all partitions, among those at the partitions' ends: one far off its neighbours in time can be missed. */
  | { mode: 'newest'; count: number }
  | { mode: 'oldest'; count: number }
  /** From `from` (inclusive) up to `to` (exclusive). A partition that `from` does not name is read from its start, one that `to` does not name up to its end. */
  | { mode: 'offsets'; from: Record<number, number>; to: Record<number, number> }
  /** `before` messages before the offset and `after` from it on, in each of the partitions asked for. */
  | { mode: 'around'; offset: number; before: number; after: number }
  /**
   * Messages with since <= timestamp < until (epoch ms). A partition is read from its first message at or after `since` up to its first
   * one at or after `until`, as the broker finds them; the others in between are left out.
   */
  | { mode: 'time'; since?: number; until?: number };

/** Kept: messages whose key, value or a header (name or value), read as UTF-8, hold the text (any case) or match the expression. */
export interface PeekFilter {
  text: string;
  regex: boolean;
}

export interface PeekRequest {
  topic: string;
  /** Default all. */
  partitions?: number[];
  range: PeekRange;
  /** The most messages that are handed out. Default 10 000; the report says when there would have been more. */
  limit?: number;
  /** With it, `newest` and `oldest` count messages that pass. */
  filter?: PeekFilter;
  /** The most bytes that `newest`, `oldest` and a limited range may hold while they are put together; more is a fault. Default unlimited. */
  byteLimit?: number;
  /** Messages looked at for a filter at most. Default 1 000 000. */
  scanLimit?: number;
  /** After the range: also what arrives from then on, until it is stopped. */
  follow?: boolean;
  /** Default read_committed. */
  isolation?: Isolation;
  /** Default true. */
  headers?: boolean;
  /** Verify each batch's checksum. Default true. */
  checkCrc?: boolean;
  /** Milliseconds for the range; then a partial answer is given. Default 10 000. A single answer of a broker has the connection's own limit. */
  timeoutMs?: number;
}

export interface PartitionReport {
  partition: number;
  /** As they stood when the partition was looked at; absent when it did not answer. `end` is where this isolation level's readers end. */
  low?: number;
  end?: number;
  /** Messages handed out, and looked at. */
  messages: number;
  scanned: number;
  /** Why it gave none, or not all. */
  problem?: KafkaProblem;
  /** Where reading stopped because of the problem. */
  stoppedAt?: number;
}

/** What a peek is: how much of the topic was seen, and by whom it was answered. */
export interface PeekReport {
  topic: string;
  /** The partitions asked, in ascending order. */
  partitions: PartitionReport[];
  /** Partitions that answered wholly. */
  answered: number;
  messages: number;
  scanned: number;
  /** Sum of end - low over the partitions that answered: an upper bound of the messages there are. */
  total: number;
  /** There are more in the range than were handed out. */
  limited: boolean;
  tookMs: number;
}

/** One header. Names may repeat; a value may be null. */
export interface MessageHeader {
  key: string;
  value: Uint8Array | null;
}

export interface Message {
  topic: string;
  partition: number;
  offset: number;
  /** Epoch ms; -1: the message format has none. */
  timestamp: number;
  /** Who set the timestamp; `none` in message format v0. */
  timestampType: 'create' | 'append' | 'none';
  key: Uint8Array | null;
  /** null: a tombstone. */
  value: Uint8Array | null;
  headers: MessageHeader[];
}
