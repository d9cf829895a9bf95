/**
 * Kafka as explorer, message viewer and command line see it. Plain data only (structured-clone safe). Offsets, counts and epoch
 * milliseconds are numbers, exact up to 2^53; payloads are bytes. What a connection cannot know is absent, never guessed.
 */

import type { KafkaProblem } from './kafka-connection.ts';

export type * from './kafka-connection.ts';
export type * from './kafka-peek.ts';

/** What a connection can do, so that nothing is offered that it cannot. */
export interface KafkaCapabilities {
  /** Messages come with their headers. */
  headers: boolean;
  /** Keys and values are exact bytes; otherwise they are text. */
  binary: boolean;
  /** Leaders, replicas and in-sync replicas are known. */
  replicas: boolean;
  /** Topic configuration can be read. */
  configs: boolean;
  /** Consumer groups and their offsets can be read. */
  groups: boolean;
  /** A time can be looked up without reading all messages. */
  timestampSeek: boolean;
  /** read_committed can be told from read_uncommitted. */
  isolation: boolean;
  /** New messages can be waited for. */
  follow: boolean;
  /** Messages can be written, if the connection was opened writable. */
  produce: boolean;
  /** Topics can be created, if the connection was opened writable. */
  createTopic: boolean;
  /** Topics and group offsets can be changed, if the connection was opened writable. */
  admin: boolean;
  /** The connection was opened writable. */
  writable: boolean;
}

export interface TopicSummary {
  topic: string;
  internal: boolean;
  partitions: number;
  /** The least of its partitions'; absent where replicas are not known. */
  replicationFactor?: number;
  /** Sum of high - low over the partitions that answered: an upper bound, since compaction and transaction markers leave holes. Absent when none answered. */
  messages?: number;
  /** Partitions that `messages` does not count. */
  unanswered?: number;
  /** Why the topic cannot be looked at (no permission, say), or why partitions are missing in the count. */
  problem?: KafkaProblem;
}

export interface PartitionInfo {
  partition: number;
  /** Broker ids; `leader` is absent while there is none. */
  leader?: number;
  replicas?: number[];
  isr?: number[];
  /** No leader: it can be neither read nor written. */
  offline: boolean;
  /** First offset that is there, and one past the last one (high watermark). Absent when they could not be read. */
  low?: number;
  high?: number;
  problem?: KafkaProblem;
}

export interface BrokerInfo {
  id: number;
  host: string;
  port: number;
  /** Absent where it is not known. */
  controller?: boolean;
}

export interface TopicDetail {
  topic: string;
  internal: boolean;
  partitions: PartitionInfo[];
  /** Absent where the connection cannot read it. */
  config?: TopicConfigEntry[];
  /** Why `config` is absent although the connection could read it. */
  configProblem?: KafkaProblem;
}

/** Where a value comes from: set on the topic, set for brokers (dynamically or in a file), or Kafka's own default. */
export type ConfigSource = 'topic' | 'dynamic-broker' | 'static-broker' | 'default' | 'unknown';

export interface TopicConfigEntry {
  name: string;
  /** null: sensitive, or not set. */
  value: string | null;
  source: ConfigSource;
  /** Not set on the topic itself. */
  isDefault: boolean;
  readOnly: boolean;
  sensitive: boolean;
}

export interface GroupSummary {
  group: string;
  /** `consumer`, `connect`, …; empty for a group that only holds offsets. */
  protocolType: string;
  /** Stable, Empty, PreparingRebalance, CompletingRebalance, Dead; `Unknown` when its coordinator did not answer. */
  state: string;
}

export interface GroupMember {
  memberId: string;
  clientId: string;
  host: string;
  assignment: { topic: string; partitions: number[] }[];
}

export interface GroupOffset {
  topic: string;
  partition: number;
  /** Next offset to be read; null: the group has committed nothing for this partition. */
  committed: number | null;
  low?: number;
  /** High watermark. */
  high?: number;
  /** high - committed, at least 0; null: no commit, or the end is not known. */
  lag: number | null;
  /** The member that reads it now. */
  memberId?: string;
  /** Why its end is not known. `authorization`: of a topic that this user may not describe its commits are not told either. */
  problem?: KafkaProblem;
}

export interface GroupDetail extends GroupSummary {
  coordinator: BrokerInfo | undefined;
  /** The assignor, say `range`; empty without members. */
  protocol: string;
  members: GroupMember[];
  /** By topic, then by partition: what is committed and what is assigned. */
  offsets: GroupOffset[];
  /** Sum over what is committed; null when nothing is, or when the end of some partition is not known. */
  lag: number | null;
  /** Why offsets or ends are missing. */
  problem?: KafkaProblem;
}

/** Where a group's offsets are set to. A timestamp that no message is as young as sets to the end. */
export type OffsetTarget = { to: 'earliest' } | { to: 'latest' } | { to: 'timestamp'; timestamp: number } | { to: 'offset'; offset: number };

/** A change. Each is refused unless the connection was opened writable. */
export type AdminRequest =
  | { do: 'create-topic'; topic: string; partitions: number; replicationFactor: number; config: Record<string, string> }
  | { do: 'delete-topic'; topic: string }
  /** `total`: how many there are afterwards. */
  | { do: 'add-partitions'; topic: string; total: number }
  /** null takes the override away; what is not named stays as it is. */
  | { do: 'alter-config'; topic: string; set: Record<string, string | null> }
  /** Deletes all messages that are there now. */
  | { do: 'purge'; topic: string; partitions?: number[] }
  | { do: 'reset-group'; group: string; topic: string; partitions?: number[]; target: OffsetTarget };
