import { KafkaFault } from './fault.ts';
import type { ProduceRecord } from './gateway.ts';

const M = 0x5bd1e995;
const SEED = 0x9747b28c;

/** The 32-bit murmur2 that Kafka's Java client hashes keys with (org.apache.kafka.common.utils.Utils.murmur2), signed. */
export function murmur2(data: Uint8Array): number {
  const length = data.length;
  let h = SEED ^ length;
  const words = length & ~3;
  for (let i = 0; i < words; i += 4) {
    let k = data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    k = Math.imul(k, M);
    h = Math.imul(h, M) ^ k;
  }
  const rest = length & 3;
  if (rest === 3) h ^= data[words + 2]! << 16;
  if (rest >= 2) h ^= data[words + 1]! << 8;
  if (rest >= 1) h = Math.imul(h ^ data[words]!, M);
  h ^= h >>> 13;
  h = Math.imul(h, M);
  return h ^ (h >>> 15);
}

/** The partition that Kafka's default partitioner gives a keyed record. */
export function partitionForKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

/** Picks the partition of records without key and partition: one per call, another one the next time, as Kafka's sticky partitioner fills a batch. */
export class StickyPartition {
  /** `next` is the first pick (modulo the number of partitions): given by what must be repeatable. */
  constructor(private next = Math.floor(Math.random() * 1000)) {}

  pick(partitions: number): number {
    return this.next++ % partitions;
  }
}

/** The partition of each record, by Kafka's default rules. */
export function choosePartitions(topic: string, records: readonly ProduceRecord[], partitions: number, sticky: StickyPartition): number[] {
  const forNullKey = sticky.pick(partitions);
  return records.map(({ key, partition }) => {
    if (partition === undefined) return key === null ? forNullKey : partitionForKey(key, partitions);
    if (!Number.isInteger(partition) || partition < 0 || partition >= partitions) {
      throw new KafkaFault('unknown-topic', `Topic '${topic}' has no partition ${partition}: it has ${partitions}.`);
    }
    return partition;
  });
}
