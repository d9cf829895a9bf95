/**
 * Kafka as explorer, message viewer and command line see it. Plain data only (structured-clone safe). Offsets, counts and epoch
 * milliseconds are numbers, exact up to 2^53; payloads are bytes. What a connection cannot know is absent, never guessed.
 */

/** What TLS needs beside the machine's own authorities. Files are PEM, a `pfxFile` is PKCS12; relative paths count from the caller's folder. */
export interface TlsDescription {
  caFile?: string;
  certFile?: string;
  keyFile?: string;
  pfxFile?: string;
  /** Default true. False: the certificate is checked, but not whether it is for this host name. */
  checkHostName?: boolean;
}

export type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER';

/** Who signs in. The password or token travels in {@link ConnectionSecrets}. */
export interface SaslDescription {
  mechanism: SaslMechanism;
  user?: string;
}

/** Brokers spoken to directly. */
export interface DirectDescription {
  kind: 'direct';
  /** host:port,host:port */
  brokers: string;
  tls?: TlsDescription;
  sasl?: SaslDescription;
}

/** The same through an SSH server, which resolves the brokers' names. */
export interface SshDescription extends Omit<DirectDescription, 'kind'> {
  kind: 'ssh';
  ssh: { host: string; port?: number; user: string; keyFile?: string };
  /** Where a broker that the cluster names really is: `host:port` to `host:port`. */
  advertised?: Record<string, string>;
}

/** The Kafka REST proxy of an HDInsight cluster. */
export interface RestDescription {
  kind: 'rest';
  url: string;
  tenantId?: string;
  clientId?: string;
}

/** A folder whose `*.capture.jsonl` files are topics. */
export interface CapturesDescription {
  kind: 'captures';
  folder: string;
}

/** How topics are reached. Holds no secret, so that it may be kept in settings. */
export type ConnectionDescription = DirectDescription | SshDescription | RestDescription | CapturesDescription;

/** What must never be written down. Which of them are needed is the description's matter. */
export interface ConnectionSecrets {
  /** Of SASL PLAIN and SCRAM. */
  password?: string;
  /** Of SASL OAUTHBEARER and of the REST proxy. */
  token?: string;
  /** Of `keyFile` or `pfxFile` of TLS. */
  keyPassword?: string;
  sshPassword?: string;
  /** Of the SSH `keyFile`. */
  sshKeyPassword?: string;
}

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
  /** Topics and group offsets can be changed, if the connection was opened writable. */
  admin: boolean;
  /** The connection was opened writable. */
  writable: boolean;
}

/** What went wrong: one sentence, and one that says what to do (may be empty). `kind` is KafkaFaultKind. */
export interface KafkaProblem {
  kind: string;
  message: string;
  hint: string;
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
  controller: boolean;
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
}

export interface GroupDetail extends GroupSummary {
  coordinator: BrokerInfo | undefined;
  /** The assignor, say `range`; empty without members. */
  protocol: string;
  members: GroupMember[];
  /** By topic, then by partition: what is committed and what is assigned. */
  offsets: GroupOffset[];
  /** Sum of the known lags; null when none is known. */
  lag: number | null;
  /** Why offsets or ends are missing. */
  problem?: KafkaProblem;
}

export type Isolation = 'read_committed' | 'read_uncommitted';

/** Which messages. `count` and `limit` are of all partitions together. */
export type PeekRange =
  /** The latest by timestamp over all partitions. */
  | { mode: 'newest'; count: number }
  | { mode: 'oldest'; count: number }
  /** From `from` (inclusive) up to `to` (exclusive). A partition that `from` does not name is read from its start, one that `to` does not name up to its end. */
  | { mode: 'offsets'; from: Record<number, number>; to: Record<number, number> }
  /** `before` messages before the offset and `after` from it on, in each of the partitions asked for. */
  | { mode: 'around'; offset: number; before: number; after: number }
  /** Messages with since <= timestamp < until (epoch ms). */
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
  /** Milliseconds for the range; then a partial answer is given. Default 10 000. */
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
