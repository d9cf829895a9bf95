import { bySize } from '../by-size.ts';
import { KafkaFault } from '../fault.ts';
import type { PartitionOffset, ProduceRecord } from '../gateway.ts';
import { choosePartitions, type StickyPartition } from '../partitioner.ts';
import type { RestClient } from './client.ts';
import { topicPartitions, topicPath } from './read.ts';

/** Of texts in one request: below the size at which gateways commonly refuse, and below a broker's default max.message.bytes. */
const BATCH_BYTES = 900_000;

interface Line { key?: string; value: string; partition: number }

/**
 * Writes messages. The partition is chosen here, by Kafka's own rules, since the answers say neither partition nor offset: the offsets are
 * -1. What the proxy has no field for is refused by name before anything of the call is sent. A request whose answer is lost is not sent again.
 */
export async function produceByRest(client: RestClient, topic: string, records: readonly ProduceRecord[], sticky: StickyPartition): Promise<PartitionOffset[]> {
  const texts = records.map((record) => textsOf(record, topic)), partitions = await topicPartitions(client, topic);
  if (partitions.some(({ partition }, i) => partition !== i)) throw new KafkaFault('protocol', `${client.name} does not name all partitions of ${topic}.`, 'Try again when all of its partitions have a leader.');
  const chosen = choosePartitions(topic, records, partitions.length, sticky);
  let written = 0;
  for (const batch of bySize<Line>(texts.map((text, i) => ({ ...text, partition: chosen[i]! })), (line) => Buffer.byteLength(JSON.stringify(line)), BATCH_BYTES)) {
    try {
      await client.ask({ method: 'POST', path: `/v1/producer/topics/${topicPath(topic)}`, topic, body: { records: batch }, text: true });
    } catch (error) {
      throw error instanceof KafkaFault && written > 0 ? new KafkaFault(error.kind, `${written} of ${records.length} messages were written. ${error.message}`, error.hint, { cause: error }) : error;
    }
    written += batch.length;
  }
  return chosen.map((partition) => ({ topic, partition, offset: -1 }));
}

function textsOf({ key, value, headers, timestamp }: ProduceRecord, topic: string): Omit<Line, 'partition'> {
  const cannot = (what: string): KafkaFault => new KafkaFault('unsupported', `A message was not written to ${topic}: the REST proxy has no way to write ${what}.`, 'Write it through the brokers.');
  if (value === null) throw cannot('a message without a value (a tombstone)');
  if ((headers?.length ?? 0) > 0) throw cannot('headers');
  if (timestamp !== undefined) throw cannot('a timestamp: the broker sets it');
  return { ...(key === null ? {} : { key: textOf(key, 'key', cannot) }), value: textOf(value, 'value', cannot) };
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array, what: string, cannot: (what: string) => KafkaFault): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw cannot(`a ${what} that is not UTF-8`);
  }
}
