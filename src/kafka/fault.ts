import type { HttpFault } from '../http/fault.ts';
import type { KafkaProblem } from '../protocol/kafka.ts';
import { grant, missing, type Acl } from './acl.ts';

/** What went wrong, as something a program can decide on. */
export type KafkaFaultKind =
  | 'connection' // nobody answers at host:port, the name does not resolve, or the connection broke for good
  | 'authentication' // the broker turned the credentials down
  | 'authorization' // signed in, but not allowed
  | 'tls' // certificates or protocol of the TLS handshake
  | 'protocol' // something answers, but not as a Kafka broker of this kind would
  | 'timeout' // the time limit passed
  | 'unknown-topic'
  | 'offset-out-of-range'
  | 'corrupt' // bytes that are no Kafka records
  | 'too-large' // the broker refuses a record of that size
  | 'capture' // a capture file with a broken line
  | 'template' // a template of messages that cannot be read
  | 'checkpoint' // a folder that is no Spark checkpoint, or a damaged one
  | 'unsupported' // an option that this client does not have
  | 'read-only' // a change was asked for on a connection that was not opened writable
  | 'refused' // the cluster understood the change and does not make it
  | 'unknown-group'
  | 'closed'; // the gateway was closed

/** A fault in reaching or reading Kafka: one sentence that says what is wrong, one that says what to do. Never carries a secret. */
export class KafkaFault extends Error {
  constructor(
    readonly kind: KafkaFaultKind,
    message: string,
    /** What to do about it; one sentence, may be empty. */
    readonly hint: string = '',
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'KafkaFault';
  }
}

/** Kafka protocol error codes that the client meets (names and texts: org.apache.kafka.common.protocol.Errors). */
const CODES: Readonly<Record<number, readonly [name: string, kind: KafkaFaultKind, retriable: boolean, text: string]>> = {
  [-1]: ['UNKNOWN_SERVER_ERROR', 'protocol', false, 'The broker met an unexpected error.'],
  1: ['OFFSET_OUT_OF_RANGE', 'offset-out-of-range', false, 'The offset is not within the range that the broker holds.'],
  2: ['CORRUPT_MESSAGE', 'corrupt', true, 'The broker found a corrupt record.'],
  3: ['UNKNOWN_TOPIC_OR_PARTITION', 'unknown-topic', true, 'This server does not host this topic-partition.'],
  5: ['LEADER_NOT_AVAILABLE', 'connection', true, 'The partition has no leader at the moment.'],
  6: ['NOT_LEADER_OR_FOLLOWER', 'connection', true, 'The broker no longer leads the partition.'],
  7: ['REQUEST_TIMED_OUT', 'timeout', true, 'The broker gave up on the request.'],
  9: ['REPLICA_NOT_AVAILABLE', 'connection', true, 'The replica is not available.'],
  10: ['MESSAGE_TOO_LARGE', 'too-large', false, 'The record is larger than the broker accepts (max.message.bytes).'],
  13: ['NETWORK_EXCEPTION', 'connection', true, 'The broker lost a connection.'],
  14: ['COORDINATOR_LOAD_IN_PROGRESS', 'connection', true, 'The coordinator is loading the group.'],
  15: ['COORDINATOR_NOT_AVAILABLE', 'connection', true, 'The group has no coordinator at the moment.'],
  16: ['NOT_COORDINATOR', 'connection', true, 'The broker no longer coordinates the group.'],
  17: ['INVALID_TOPIC_EXCEPTION', 'unknown-topic', false, 'The topic name is not valid.'],
  18: ['RECORD_LIST_TOO_LARGE', 'too-large', false, 'The batch is larger than the broker accepts.'],
  19: ['NOT_ENOUGH_REPLICAS', 'connection', true, 'Fewer replicas are in sync than min.insync.replicas asks for.'],
  20: ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'connection', true, 'Fewer replicas are in sync than min.insync.replicas asks for.'],
  24: ['INVALID_GROUP_ID', 'unknown-group', false, 'The name of the group is not valid.'],
  25: ['UNKNOWN_MEMBER_ID', 'refused', false, 'The group has members that are reading.'],
  27: ['REBALANCE_IN_PROGRESS', 'refused', false, 'The group is handing out its partitions at the moment.'],
  29: ['TOPIC_AUTHORIZATION_FAILED', 'authorization', false, 'Not authorized to access the topic.'],
  30: ['GROUP_AUTHORIZATION_FAILED', 'authorization', false, 'Not authorized to access the consumer group.'],
  31: ['CLUSTER_AUTHORIZATION_FAILED', 'authorization', false, 'Not authorized for this cluster operation.'],
  35: ['UNSUPPORTED_VERSION', 'protocol', false, 'The broker is too old or too new for this client.'],
  36: ['TOPIC_ALREADY_EXISTS', 'refused', false, 'A topic of this name exists.'],
  37: ['INVALID_PARTITIONS', 'refused', false, 'The number of partitions is not possible.'],
  38: ['INVALID_REPLICATION_FACTOR', 'refused', false, 'The replication factor is not possible.'],
  40: ['INVALID_CONFIG', 'refused', false, 'The configuration is not valid.'],
  41: ['NOT_CONTROLLER', 'connection', true, 'The broker is not the controller.'],
  42: ['INVALID_REQUEST', 'refused', false, 'The broker does not take the request.'],
  43: ['UNSUPPORTED_FOR_MESSAGE_FORMAT', 'protocol', false, 'The message format of the topic does not allow this (no timestamps before 0.10).'],
  44: ['POLICY_VIOLATION', 'refused', false, 'A policy of the cluster forbids it.'],
  56: ['KAFKA_STORAGE_ERROR', 'connection', true, 'The broker has a disk error.'],
  60: ['REASSIGNMENT_IN_PROGRESS', 'refused', false, 'Partitions of the topic are being moved.'],
  68: ['NON_EMPTY_GROUP', 'refused', false, 'The group has members.'],
  69: ['GROUP_ID_NOT_FOUND', 'unknown-group', false, 'There is no such consumer group.'],
  73: ['TOPIC_DELETION_DISABLED', 'refused', false, 'The brokers do not delete topics (delete.topic.enable).'],
  74: ['FENCED_LEADER_EPOCH', 'connection', true, 'The leader changed meanwhile.'],
  76: ['UNSUPPORTED_COMPRESSION_TYPE', 'protocol', false, 'The broker cannot hand out this compression to a client of this version.'],
  87: ['INVALID_RECORD', 'refused', false, 'The broker does not take such a record; a compacted topic wants a key with each.'],
  78: ['OFFSET_NOT_AVAILABLE', 'connection', true, 'A new leader does not know the end of the partition yet.'],
};

/** A broker's error code as a fault. `retriable` says whether Kafka itself would try again. */
export class BrokerFault extends KafkaFault {
  readonly code: number;
  readonly codeName: string;
  readonly retriable: boolean;
  /**
   * @param needs the ACL without which the broker forbids it
   * @param more `hint`, where no ACL is missing; `reason`: the broker's own words instead of the general ones
   */
  constructor(code: number, about: string, needs?: Acl, { hint = '', reason }: { hint?: string; reason?: string | null | undefined } = {}) {
    const [codeName, kind, retriable, text] = CODES[code] ?? [`error code ${code}`, 'refused', false, 'The broker refused the request.'] as const;
    if (kind === 'authorization' && needs) super(kind, `${about}: forbidden, ${missing(needs)} (${codeName}).`, grant(needs));
    else super(kind, `${about}: ${reason === undefined || reason === null || reason === '' ? text : reason} (${codeName})`, hint);
    this.code = code;
    this.codeName = codeName;
    this.retriable = retriable;
  }
}

/** Spark's UnknownTopicOrPartitionException, with the name that is missing. */
export function unknownTopic(topic: string, where: string): KafkaFault {
  return new KafkaFault('unknown-topic', `Topic '${topic}' does not exist on ${where}. UnknownTopicOrPartitionException: This server does not host this topic-partition.`,
    'Check the spelling and the address of the broker, or create the topic: a reader never creates one.');
}

/** The fault for a start offset that is not there (any more). */
export function outOfRange({ topic, partition }: { topic: string; partition: number }, start: number, earliest: number, latest: number): KafkaFault {
  return new KafkaFault('offset-out-of-range', `Offset ${start} of ${topic}-${partition} is not there: the partition holds ${earliest} to ${latest}.`,
    start < earliest ? 'Retention has deleted it, or the topic was created anew.' : 'The topic was created anew, or the offset belongs to another cluster.');
}

/** The same fault, met on the way to a REST proxy. */
export const fromHttp = ({ kind, message, hint, cause }: HttpFault): KafkaFault => new KafkaFault(kind === 'busy' ? 'timeout' : kind === 'not-found' ? 'protocol' : kind, message, hint, { cause });

/** A fault as plain data; anything else that was thrown as one of unknown kind. */
export function problemOf(error: unknown): KafkaProblem {
  if (error instanceof KafkaFault) return { kind: error.kind, message: error.message, hint: error.hint };
  return { kind: 'unexpected', message: error instanceof Error ? error.message : String(error), hint: '' };
}
