import type { TopicSchema } from '../protocol/topic-schema.ts';
import type { KafkaProblem } from '../protocol/kafka.ts';
import type { ClusterGateway } from '../kafka/gateway.ts';
import { Peek } from '../kafka/peek/peek.ts';
import { inTimeOrder } from '../kafka/peek/order.ts';
import type { KafkaRecords } from '../kafka/records.ts';
import { bytesAt } from '../kafka/records.ts';
import { SchemaInference } from './infer.ts';

/** Messages that are looked at, unless another number is asked for. */
export const MESSAGES = 1000;
const MOST_BYTES = 256 * 2 ** 20;

export interface SchemaRequest {
  topic: string;
  /** The newest so many messages are looked at. */
  count: number;
  /** What the code says for `kafka.bootstrap.servers`. Default `localhost:9092`. */
  brokers?: string;
  timeoutMs?: number;
}

/** The schema of a topic's newest messages. Reads without a group, commits nothing. Rejects with a KafkaFault as a peek does. */
export async function inferTopicSchema(gateway: ClusterGateway, { topic, count, brokers, timeoutMs }: SchemaRequest, signal?: AbortSignal): Promise<TopicSchema> {
  const peek = new Peek(gateway, {
    topic, range: { mode: 'newest', count }, limit: count, byteLimit: MOST_BYTES, headers: false, ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }, signal);
  const inference = new SchemaInference();
  const stretches: KafkaRecords[] = [];
  for await (const records of peek) stretches.push(records);
  // In time order, so that the same messages always give the same order of fields and the same examples.
  for (const { records, row } of inTimeOrder(stretches)) inference.add(bytesAt(records.values, row), { partition: records.partition, offset: records.offsets[row]! });
  const problems = peek.report().partitions.flatMap(({ partition, problem }): KafkaProblem[] =>
    (problem ? [{ ...problem, message: `${topic}-${partition}: ${problem.message}` }] : []));
  return inference.result(topic, { brokers: brokers ?? 'localhost:9092', problems });
}
