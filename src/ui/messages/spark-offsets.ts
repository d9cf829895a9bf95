/** Offsets of messages as the Kafka source of a Spark job takes them. */

interface Stretch { partition: number; first: number; last: number }

/**
 * `{"topic": {"0": 17, …}}`. Spark wants every partition of the topic named. Starting: the first of the messages, and from the end (-1) where
 * there is none. Ending (exclusive): behind the last of them, and before everything (-2 is not allowed there) at the partition's start: 0.
 */
export function sparkOffsets(topic: string, stretches: readonly Stretch[], partitions: readonly number[], which: 'startingOffsets' | 'endingOffsets'): string {
  const found = new Map(stretches.map((stretch) => [stretch.partition, stretch]));
  const all = [...new Set([...partitions, ...found.keys()])].sort((a, b) => a - b);
  const offset = (partition: number): number => {
    const stretch = found.get(partition);
    if (which === 'startingOffsets') return stretch?.first ?? -1;
    return stretch ? stretch.last + 1 : 0;
  };
  return JSON.stringify({ [topic]: Object.fromEntries(all.map((partition) => [String(partition), offset(partition)])) });
}
