import { EARLIEST, LATEST, parseOffsets, partitionsOf } from '../../engine/sources/kafka-offsets.ts';
import { illegalArgument, SparkError } from '../../spark/errors.ts';
import * as T from '../../spark/types.ts';

/** KafkaRecordToRowConverter: the fixed schema of a Kafka source. */
export function kafkaSchema(options: Readonly<Record<string, string>>): T.StructType {
  const fields = [T.field('key', T.BinaryType), T.field('value', T.BinaryType), T.field('topic', T.StringType), T.field('partition', T.IntegerType),
    T.field('offset', T.LongType), T.field('timestamp', T.TimestampType), T.field('timestampType', T.IntegerType)];
  if (options['includeheaders']?.toLowerCase() !== 'true') return T.struct(fields);
  return T.struct([...fields, T.field('headers', T.array(T.struct([T.field('key', T.StringType), T.field('value', T.BinaryType)]), true))]);
}

/** KafkaSourceProvider.validateStreamOptions and validateGeneralOptions (3.3.1), in their order. `options` in lower case. */
export function checkKafkaRead(options: Readonly<Record<string, string>>, hasSchema: boolean, streaming: boolean): true {
  if (hasSchema) throw illegalArgument('requirement failed: Kafka source has a fixed schema and cannot be set with a custom one');
  if (streaming) {
    if (options['endingoffsets'] !== undefined) throw illegalArgument('ending offset not valid in streaming queries');
    if (options['endingoffsetsbytimestamp'] !== undefined) throw illegalArgument('ending timestamp not valid in streaming queries');
  }
  checkSubscription(options);
  const parts = options['minpartitions'];
  if (parts !== undefined) {
    if (!/^[+-]?\d+$/.test(parts)) throw illegalArgument(`For input string: "${parts}"`);
    if (Number(parts) <= 0) throw illegalArgument('minPartitions must be positive');
  }
  checkClientOptions(options);
  if (options['kafka.bootstrap.servers'] === undefined) throw illegalArgument("Option 'kafka.bootstrap.servers' must be specified for configuring Kafka consumer");
  if (streaming) checkTriggerLimits(options);
  else checkBatchRange(options);
  return true;
}

const strategies = ['subscribe', 'subscribepattern', 'assign'];
function checkSubscription(options: Readonly<Record<string, string>>): void {
  const given = strategies.filter((s) => options[s] !== undefined);
  if (given.length === 0) throw illegalArgument('One of the following options must be specified for Kafka source: subscribe, subscribepattern, assign. See the docs for more details.');
  if (given.length > 1) throw illegalArgument('Only one of the following options can be specified for Kafka source: subscribe, subscribepattern, assign. See the docs for more details.');
  const strategy = given[0]!, value = options[strategy]!;
  if (strategy === 'assign' && !value.trim().startsWith('{')) throw illegalArgument(`No topicpartitions to assign as specified value for option 'assign' is '${value}'`);
  if (strategy === 'subscribe' && value.split(',').map((t) => t.trim()).filter((t) => t !== '').length === 0) throw illegalArgument(`No topics to subscribe to as specified value for option 'subscribe' is '${value}'`);
  if (strategy === 'subscribepattern' && value.trim() === '') throw illegalArgument(`Pattern to subscribe is empty as specified value for option 'subscribePattern' is '${value}'`);
}

function checkClientOptions(options: Readonly<Record<string, string>>): void {
  const has = (key: string): boolean => options[`kafka.${key}`] !== undefined;
  if (has('auto.offset.reset')) {
    throw illegalArgument("\nKafka option 'auto.offset.reset' is not supported.\nInstead set the source option 'startingoffsets' to 'earliest' or 'latest'\nto specify where to start. Structured Streaming manages which offsets are consumed\ninternally, rather than relying on the kafkaConsumer to do it. This will ensure that no\ndata is missed when new topics/partitions are dynamically subscribed. Note that\n'startingoffsets' only applies when a new Streaming query is started, and\nthat resuming will always pick up from where the query left off. See the docs for more\ndetails.\n         ");
  }
  if (has('key.deserializer')) throw illegalArgument("Kafka option 'key.deserializer' is not supported as keys are deserialized as byte arrays with ByteArrayDeserializer. Use DataFrame operations to explicitly deserialize the keys.");
  if (has('value.deserializer')) throw illegalArgument("Kafka option 'value.deserializer' is not supported as values are deserialized as byte arrays with ByteArrayDeserializer. Use DataFrame operations to explicitly deserialize the values.");
  for (const key of ['enable.auto.commit', 'interceptor.classes']) if (has(key)) throw illegalArgument(`Kafka option '${key}' is not supported`);
}

function checkTriggerLimits(options: Readonly<Record<string, string>>): void {
  const min = options['minoffsetspertrigger'], max = options['maxoffsetspertrigger'];
  if (min !== undefined && max !== undefined && Number(min) > Number(max)) {
    throw illegalArgument(`The value of minOffsetPerTrigger(${min}) is higher than the maxOffsetsPerTrigger(${max}).`);
  }
}

/** KafkaSourceProvider.validateBatchOptions (3.3.1): a batch begins somewhere and ends somewhere. Timestamps go before offsets. */
function checkBatchRange(options: Readonly<Record<string, string>>): void {
  const given = (side: 'starting' | 'ending'): string | undefined =>
    options[`${side}timestamp`] !== undefined || options[`${side}offsetsbytimestamp`] !== undefined ? undefined : options[`${side}offsets`]?.trim();
  const start = given('starting'), end = given('ending');
  if (start?.toLowerCase() === 'latest') throw illegalArgument("starting offset can't be latest for batch queries on Kafka");
  if (start?.startsWith('{')) for (const p of partitionsOf(parseOffsets(start))) if (p.offset === LATEST) throw illegalArgument(`startingOffsets for ${p.topic}-${p.partition} can't be latest for batch queries on Kafka`);
  if (end?.toLowerCase() === 'earliest') throw illegalArgument("ending offset can't be earliest for batch queries on Kafka");
  if (end?.startsWith('{')) for (const p of partitionsOf(parseOffsets(end))) if (p.offset === EARLIEST) throw illegalArgument(`ending offset for ${p.topic}-${p.partition} can't be earliest for batch queries on Kafka`);
}

/** KafkaWriter.validateQuery: which columns are written. Spark finds these only with the first batch. */
export function checkKafkaWrite(output: readonly { readonly name: string; readonly type: T.DataType }[], topicOption: string | undefined): void {
  const find = (name: string) => output.find((a) => a.name === name);
  const fail = (message: string): never => { throw new SparkError('AnalysisException', message); };
  const kinds = (t: T.DataType, ok: readonly T.DataType['kind'][]): boolean => ok.includes(t.kind);
  const topic = find('topic'), key = find('key'), value = find('value'), partition = find('partition'), headers = find('headers');
  if (!topic && topicOption === undefined) fail("topic option required when no 'topic' attribute is present. Use the topic option for setting a topic.");
  if (topic && topicOption === undefined && !kinds(topic.type, ['string'])) fail(`topic attribute unsupported type ${T.catalogString(topic.type)}. topic must be a(n) string`);
  if (key && !kinds(key.type, ['string', 'binary'])) fail(`key attribute unsupported type ${T.catalogString(key.type)}. key must be a(n) string or binary`);
  if (!value) return fail("Required attribute 'value' not found");
  if (!kinds(value.type, ['string', 'binary'])) fail(`value attribute unsupported type ${T.catalogString(value.type)}. value must be a(n) string or binary`);
  if (headers && T.catalogString(headers.type) !== 'array<struct<key:string,value:binary>>') fail(`headers attribute unsupported type ${T.catalogString(headers.type)}. headers must be a(n) array<struct<key:string,value:binary>>`);
  if (partition && !kinds(partition.type, ['int'])) fail(`partition attribute unsupported type ${T.catalogString(partition.type)}. partition must be a(n) int`);
}
