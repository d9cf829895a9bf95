/** startingOffsets and endingOffsets of Spark's Kafka source, as JSON. Spark wants every partition of a topic named, and the ending exclusive. */
import { KafkaFault } from './fault.ts';

/** Spark's own numbers for the ends of a partition. */
export const LATEST = -1;
export const EARLIEST = -2;

/** A stretch of a partition: the first offset, or EARLIEST or LATEST; the offset behind the last, or LATEST. */
export interface OffsetStretch {
  partition: number;
  from: number;
  until: number;
}

export interface SparkOffsets {
  startingOffsets: string;
  endingOffsets: string;
}

/** The offsets of a batch query (`spark.read`) over the stretches. @throws KafkaFault for what Spark refuses there. */
export function batchOffsets(topic: string, stretches: readonly OffsetStretch[]): SparkOffsets {
  for (const { partition, from, until } of stretches) {
    if (from === LATEST) throw refused(`A batch cannot start at the end of ${topic}-${partition}`, 'Name an offset, or start at the earliest (-2).');
    if (until === EARLIEST) throw refused(`A batch cannot end at the start of ${topic}-${partition}`, 'Name an offset, or end at the latest (-1).');
    if (from >= 0 && until >= 0 && from > until) throw refused(`A batch over ${topic}-${partition} would start at ${from}, behind its end ${until}`, 'Name an end that is not before the start.');
  }
  return { startingOffsets: offsetsJson(topic, stretches, 'from'), endingOffsets: offsetsJson(topic, stretches, 'until') };
}

/** The `startingOffsets` of a streaming query. */
export const streamOffsets = (topic: string, stretches: readonly Pick<OffsetStretch, 'partition' | 'from'>[]): string => offsetsJson(topic, stretches, 'from');

/**
 * From the first to the last of the messages that were chosen, in each partition. A partition of `bounds` that has none is read
 * not at all: from its end to its end in a batch. Messages of partitions that `bounds` does not name are refused.
 */
export function stretchesOf(topic: string, messages: Iterable<{ partition: number; offset: number }>, bounds: readonly { partition: number; end: number }[]): OffsetStretch[] {
  const found = new Map<number, OffsetStretch>(bounds.map(({ partition, end }) => [partition, { partition, from: end, until: end }]));
  const seen = new Set<number>();
  for (const { partition, offset } of messages) {
    const stretch = found.get(partition);
    if (!stretch) throw refused(`The end of ${topic}-${partition} is not known`, 'Spark wants an offset for every partition: load the topic again.');
    stretch.from = seen.has(partition) ? Math.min(stretch.from, offset) : offset;
    stretch.until = seen.has(partition) ? Math.max(stretch.until, offset + 1) : offset + 1;
    seen.add(partition);
  }
  return [...found.values()].sort((a, b) => a.partition - b.partition);
}

function offsetsJson<K extends 'from' | 'until'>(topic: string, stretches: readonly ({ partition: number } & Record<K, number>)[], which: K): string {
  const named = new Set<number>();
  const parts = [...stretches].sort((a, b) => a.partition - b.partition).map((stretch) => {
    const { partition } = stretch, offset: number = stretch[which];
    if (named.has(partition)) throw refused(`${topic}-${partition} is named twice`, 'Give one stretch for each partition.');
    if (!Number.isSafeInteger(offset) || offset < EARLIEST) throw refused(`${offset} is no offset of ${topic}-${partition}`, 'Offsets are whole numbers up to 2^53, or -1 (latest) and -2 (earliest).');
    named.add(partition);
    return `"${partition}":${offset}`;
  });
  return `{${JSON.stringify(topic)}:{${parts.join(',')}}}`;
}

const refused = (message: string, hint: string): KafkaFault => new KafkaFault('unsupported', `${message}.`, hint);
