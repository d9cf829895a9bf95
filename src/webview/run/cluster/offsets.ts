import type { SourceProgress } from '../../../protocol/run';

/** Offsets between where the batch ended and the newest that Spark saw then, over all partitions of a Kafka source; undefined: not told. */
export function offsetsBehind({ endOffset, latestOffset }: SourceProgress): number | undefined {
  if (!isMap(endOffset) || !isMap(latestOffset)) return undefined;
  let left = 0;
  for (const [topic, partitions] of Object.entries(latestOffset)) {
    const read = endOffset[topic];
    if (!isMap(partitions) || !isMap(read)) return undefined;
    for (const [partition, latest] of Object.entries(partitions)) {
      const at = read[partition];
      if (typeof latest !== 'number' || typeof at !== 'number') return undefined;
      left += Math.max(0, latest - at);
    }
  }
  return left;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
