/** Options of the Kafka source and sink (KafkaSourceProvider 3.3.1). Names with `kafka.` before them go to Kafka's own clients. */
import { ALL, boolean, duration, number, option, READS, text, WRITES, type OptionInfo, type ValueKind } from './option.ts';

const STREAM = ['readStream'] as const, BATCH = ['read'] as const;
const starting: ValueKind = { kind: 'offsets', words: ['earliest', 'latest'] }, json: ValueKind = { kind: 'offsets', words: [] };

export const KAFKA: readonly OptionInfo[] = [
  option(ALL, 'kafka.bootstrap.servers', { kind: 'servers' }, undefined, 'Brokers that are asked first, host:port with commas between.'),
  option(READS, 'subscribe', { kind: 'topics' }, undefined, 'Topics to read, with commas between. One of subscribe, subscribePattern and assign must be there.'),
  option(READS, 'subscribePattern', { kind: 'regex' }, undefined, 'A Java regular expression: all topics whose name it matches.'),
  option(READS, 'assign', { kind: 'assignment' }, undefined, 'Single partitions: {"topic":[0,1]}.'),
  option(READS, 'startingOffsets', starting, 'latest', 'Where a new query begins; a query with a checkpoint goes on from there instead. A batch begins with earliest. In JSON -2 is earliest and -1 latest.'),
  option(READS, 'startingTimestamp', number(), undefined, 'Milliseconds since 1970: each partition begins with its first message of that time. Goes before startingOffsets.', '3.2.0'),
  option(READS, 'startingOffsetsByTimestamp', json, undefined, 'Milliseconds by topic and partition: {"topic":{"0":1700000000000}}. Goes before startingOffsets.', '3.0.0'),
  option(READS, 'startingOffsetsByTimestampStrategy', { kind: 'choice', of: ['error', 'latest'] }, 'error', 'What happens where a partition has no message of that time.', '3.3.0'),
  option(BATCH, 'endingOffsets', { kind: 'offsets', words: ['latest'] }, 'latest', 'Where a batch ends. A stream has no end.'),
  option(BATCH, 'endingTimestamp', number(), undefined, 'Milliseconds since 1970 at which a batch ends.', '3.2.0'),
  option(BATCH, 'endingOffsetsByTimestamp', json, undefined, 'Milliseconds by topic and partition at which a batch ends.', '3.0.0'),
  option(READS, 'failOnDataLoss', boolean, 'true', 'Fail when messages are gone before they were read, or a topic is deleted.'),
  option(STREAM, 'maxOffsetsPerTrigger', number(1), undefined, 'Messages that a batch reads at most, divided among the partitions by what they hold.'),
  option(STREAM, 'minOffsetsPerTrigger', number(1), undefined, 'A batch waits until there are so many messages, or maxTriggerDelay is over.', '3.3.0'),
  option(STREAM, 'maxTriggerDelay', duration, '15m', 'How long a batch waits for minOffsetsPerTrigger.', '3.3.0'),
  option(READS, 'minPartitions', number(1), undefined, 'Tasks at least: partitions of Kafka are split. Absent: one task a partition.'),
  option(READS, 'includeHeaders', boolean, 'false', 'Adds the column headers, array<struct<key:string,value:binary>>.', '3.0.0'),
  option(READS, 'groupIdPrefix', text, 'spark-kafka-source', "Begins the consumer groups' names. Without effect beside kafka.group.id."),
  option(READS, 'kafkaConsumer.pollTimeoutMs', number(1), '120000', 'How long an executor waits for messages, in milliseconds.'),
  option(READS, 'fetchOffset.numRetries', number(0), '3', 'How often offsets are asked for before the batch fails.'),
  option(READS, 'fetchOffset.retryIntervalMs', number(0), '1000', 'Milliseconds between two of these.'),
  option(WRITES, 'topic', { kind: 'topic' }, undefined, 'The topic of all rows. Goes before the column topic.'),
  option(WRITES, 'includeHeaders', boolean, 'false', 'Writes the column headers.', '3.0.0'),
];

const client = (doc: string, value: ValueKind, ...names: string[]): OptionInfo[] => names.map((name) => option(ALL, `kafka.${name}`, value, undefined, doc));
const yes: ValueKind = boolean, ms = number(), plain = text;

/** Settings of Kafka's consumer and producer (kafka-clients 2.8.1) as options. What a client does not know it only warns about. */
export const KAFKA_CLIENT: readonly OptionInfo[] = [
  ...client('How brokers are talked to.', { kind: 'choice', of: ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'], anyCase: true }, 'security.protocol'),
  ...client('How this client shows who it is.', { kind: 'choice', of: ['PLAIN', 'GSSAPI', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] }, 'sasl.mechanism'),
  ...client("The consumer group of all queries that name it: only one may run at a time. Spark's own groups are safer.", plain, 'group.id'),
  ...client('How sure a write is before it counts: 0, 1 or all.', { kind: 'choice', of: ['0', '1', '-1', 'all'] }, 'acks'),
  ...client('How messages are compressed.', { kind: 'choice', of: ['none', 'gzip', 'snappy', 'lz4', 'zstd'] }, 'compression.type'),
  ...client('What a consumer sees of transactions.', { kind: 'choice', of: ['read_uncommitted', 'read_committed'] }, 'isolation.level'),
  ...client('A setting of Kafka\'s clients: a whole number.', ms, 'fetch.min.bytes', 'fetch.max.bytes', 'fetch.max.wait.ms', 'max.partition.fetch.bytes', 'max.poll.records', 'max.poll.interval.ms', 'session.timeout.ms',
    'heartbeat.interval.ms', 'request.timeout.ms', 'default.api.timeout.ms', 'connections.max.idle.ms', 'metadata.max.age.ms', 'receive.buffer.bytes', 'send.buffer.bytes', 'reconnect.backoff.ms', 'reconnect.backoff.max.ms',
    'retry.backoff.ms', 'batch.size', 'buffer.memory', 'linger.ms', 'max.block.ms', 'max.request.size', 'retries', 'delivery.timeout.ms', 'max.in.flight.requests.per.connection', 'transaction.timeout.ms',
    'metadata.max.idle.ms', 'metrics.num.samples', 'metrics.sample.window.ms', 'auto.commit.interval.ms', 'socket.connection.setup.timeout.ms', 'socket.connection.setup.timeout.max.ms', 'sasl.kerberos.min.time.before.relogin',
    'sasl.login.refresh.buffer.seconds', 'sasl.login.refresh.min.period.seconds'),
  ...client("A setting of Kafka's clients: true or false.", yes, 'allow.auto.create.topics', 'check.crcs', 'enable.auto.commit', 'enable.idempotence', 'exclude.internal.topics'),
  ...client("A setting of Kafka's clients.", plain, 'client.id', 'client.rack', 'client.dns.lookup', 'group.instance.id', 'auto.offset.reset', 'interceptor.classes', 'key.deserializer', 'value.deserializer', 'key.serializer', 'value.serializer',
    'metric.reporters', 'metrics.recording.level', 'partition.assignment.strategy', 'partitioner.class', 'security.providers', 'transactional.id', 'sasl.jaas.config', 'sasl.kerberos.service.name', 'sasl.kerberos.kinit.cmd',
    'sasl.kerberos.ticket.renew.jitter', 'sasl.kerberos.ticket.renew.window.factor', 'sasl.client.callback.handler.class', 'sasl.login.callback.handler.class', 'sasl.login.class', 'sasl.login.refresh.window.factor',
    'sasl.login.refresh.window.jitter', 'ssl.cipher.suites', 'ssl.enabled.protocols', 'ssl.endpoint.identification.algorithm', 'ssl.engine.factory.class', 'ssl.key.password', 'ssl.keymanager.algorithm', 'ssl.keystore.certificate.chain',
    'ssl.keystore.key', 'ssl.keystore.location', 'ssl.keystore.password', 'ssl.keystore.type', 'ssl.protocol', 'ssl.provider', 'ssl.secure.random.implementation', 'ssl.trustmanager.algorithm', 'ssl.truststore.certificates',
    'ssl.truststore.location', 'ssl.truststore.password', 'ssl.truststore.type'),
];
