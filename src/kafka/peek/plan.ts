/** From what is asked for to stretches of partitions. */
import type { PeekRange } from '../../protocol/kafka.ts';
import { KafkaFault, outOfRange } from '../fault.ts';
import type { ClusterGateway, PartitionBounds, SeekOptions, Window } from '../gateway.ts';

/** Where messages may come from, as offsets of each partition; a partition that cannot be asked has a fault instead. */
export type Planned = Map<number, Window | KafkaFault>;

/** Needs no question to the cluster but, for times, one look-up. */
export async function plan(gateway: ClusterGateway, topic: string, range: PeekRange, bounds: ReadonlyMap<number, PartitionBounds>, options: SeekOptions): Promise<Planned> {
  if (range.mode === 'time') return timeWindows(gateway, topic, range, bounds, options);
  const planned: Planned = new Map();
  for (const [partition, { low, end }] of bounds) planned.set(partition, offsetWindow(topic, partition, low, end, range));
  return planned;
}

function offsetWindow(topic: string, partition: number, low: number, end: number, range: Exclude<PeekRange, { mode: 'time' }>): Window | KafkaFault {
  switch (range.mode) {
    case 'newest':
    case 'oldest':
      return { partition, from: low, to: end };
    case 'offsets':
      return { partition, from: Math.min(end, Math.max(low, range.from[partition] ?? low)), to: Math.max(low, Math.min(end, range.to[partition] ?? end)) };
    case 'around':
      return range.offset < low || range.offset > end ? outOfRange({ topic, partition }, range.offset, low, end) : { partition, from: low, to: end };
  }
}

async function timeWindows(gateway: ClusterGateway, topic: string, { since, until }: Extract<PeekRange, { mode: 'time' }>, bounds: ReadonlyMap<number, PartitionBounds>, options: SeekOptions): Promise<Planned> {
  const partitions = [...bounds.keys()];
  const lookUp = async (timestamp: number | undefined): Promise<(number | KafkaFault)[] | undefined> =>
    timestamp === undefined ? undefined : gateway.seek(partitions.map((partition) => ({ topic, partition, timestamp: Math.max(0, timestamp) })), options);
  const [froms, tos] = await Promise.all([lookUp(since), lookUp(until)]);
  const planned: Planned = new Map();
  partitions.forEach((partition, i) => {
    const { low, end } = bounds.get(partition)!;
    const from = froms?.[i] ?? low, to = tos?.[i] ?? end;
    // -1: nothing is that young. What lies past the reader's end is not for this reader.
    if (from instanceof KafkaFault) planned.set(partition, from);
    else if (to instanceof KafkaFault) planned.set(partition, to);
    else planned.set(partition, { partition, from: from < 0 ? end : Math.min(end, Math.max(low, from)), to: to < 0 ? end : Math.min(end, to) });
  });
  return planned;
}
