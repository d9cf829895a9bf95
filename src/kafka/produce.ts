import { bySize } from './by-size.ts';
import type { Cluster } from './cluster.ts';
import { encodeBatch, recordSize } from './encode.ts';
import { BrokerFault } from './fault.ts';
import type { PartitionOffset, ProduceRecord } from './gateway.ts';
import type { StickyPartition } from './partitioner.ts';
import { choosePartitions } from './partitioner.ts';
import { produceBatch } from './protocol.ts';

/** Stays below a broker's default max.message.bytes (1 MB). */
const BATCH_BYTES = 900_000;

/**
 * Appends records to a topic that exists. Partitions are written side by side, the batches of one partition one after the other.
 * At least once: when an answer is lost, its batch is sent again.
 */
export async function produce(cluster: Cluster, topic: string, records: readonly ProduceRecord[], sticky: StickyPartition): Promise<PartitionOffset[]> {
  const deadline = cluster.deadline();
  const partitions = await cluster.attempt(deadline, async () => (await cluster.partitions(topic, deadline)).length);
  const chosen = choosePartitions(topic, records, partitions, sticky);
  const rows = new Map<number, number[]>();
  chosen.forEach((partition, i) => {
    const list = rows.get(partition);
    if (list) list.push(i);
    else rows.set(partition, [i]);
  });
  const offsets: PartitionOffset[] = chosen.map((partition) => ({ topic, partition, offset: -1 }));
  await Promise.all([...rows].map(async ([partition, list]) => {
    for (const batch of bySize(list, (row) => recordSize(records[row]!), BATCH_BYTES)) {
      const base = await sendBatch(cluster, topic, partition, batch.map((i) => records[i]!));
      if (base >= 0) batch.forEach((i, delta) => (offsets[i]!.offset = base + delta));
    }
  }));
  return offsets;
}

async function sendBatch(cluster: Cluster, topic: string, partition: number, records: readonly ProduceRecord[]): Promise<number> {
  const deadline = cluster.deadline();
  const batch = encodeBatch(records, Date.now());
  return cluster.attempt(deadline, async () => {
    const leader = await cluster.leader(topic, partition, deadline);
    const answer = await cluster.connection(leader).send(produceBatch(topic, partition, batch, Math.ceil(deadline.remainingMs)), deadline);
    if (answer.error !== 0) throw new BrokerFault(answer.error, `Writing to ${topic}-${partition}`, cluster.needs('Write', 'topic', topic));
    return answer.baseOffset;
  });
}
