/** Offsets of messages as the Kafka source of a Spark job takes them. */

interface Stretch { partition: number; first: number; last: number }

/**
 * `{"topic": {"0": 17, …}}`. Spark wants every partition of the topic named, and the end (-1) is no start of a batch: a partition without
 * such messages is read from its end up to its end, which is nothing. Ending offsets are left out of the reading, so they stand behind the last.
 */
export function sparkOffsets(topic: string, stretches: readonly Stretch[], partitions: readonly { partition: number; end?: number }[], which: 'startingOffsets' | 'endingOffsets'): string {
  const offsets = new Map(partitions.map(({ partition, end }) => [partition, end ?? -1]));
  for (const { partition, first, last } of stretches) offsets.set(partition, which === 'startingOffsets' ? first : last + 1);
  return JSON.stringify({ [topic]: Object.fromEntries([...offsets].sort(([a], [b]) => a - b).map(([partition, offset]) => [String(partition), offset])) });
}
