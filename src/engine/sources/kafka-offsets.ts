import { SparkError } from '../../spark/errors.ts';

/** `{"topic":{"0":5}}` as a map of `topic` to a map of partitions. Offsets are the next to read. */
export type PartitionOffsets = Map<string, Map<number, number>>;
export interface Partition { readonly topic: string; readonly partition: number }

export const EARLIEST = -2, LATEST = -1;

const expected = (text: string): SparkError => new SparkError('IllegalArgumentException', `Expected e.g. {"topicA":{"0":23,"1":-1},"topicB":{"0":-2}}, got ${text}`, { wayOut: 'In startingOffsets give JSON like this; in a checkpoint it means that the checkpoint belongs to another query.' });

/** JsonUtils.partitionOffsets. */
export function parseOffsets(text: string): PartitionOffsets {
  let json: unknown;
  try { json = JSON.parse(text); } catch { throw expected(text); }
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw expected(text);
  const out: PartitionOffsets = new Map();
  for (const [topic, parts] of Object.entries(json)) {
    if (parts === null || typeof parts !== 'object') throw expected(text);
    const of = new Map<number, number>();
    for (const [p, o] of Object.entries(parts as Record<string, unknown>)) {
      if (!/^\d+$/.test(p) || typeof o !== 'number' || !Number.isInteger(o)) throw expected(text);
      of.set(Number(p), o);
    }
    out.set(topic, of);
  }
  return out;
}

/** JsonUtils.partitionOffsets the other way: topics and partitions sorted. */
export function printOffsets(offsets: PartitionOffsets): string {
  const topics = [...offsets.keys()].sort();
  return JSON.stringify(Object.fromEntries(topics.map((t) => [t, Object.fromEntries([...offsets.get(t)!].sort(([a], [b]) => a - b).map(([p, o]) => [String(p), o]))])));
}

export const offsetAt = (o: PartitionOffsets, p: Partition): number | undefined => o.get(p.topic)?.get(p.partition);
export function setOffset(o: PartitionOffsets, p: Partition, offset: number): void {
  let of = o.get(p.topic);
  if (!of) o.set(p.topic, (of = new Map<number, number>()));
  of.set(p.partition, offset);
}
export function* partitionsOf(o: PartitionOffsets): Generator<Partition & { offset: number }> {
  for (const [topic, parts] of o) for (const [partition, offset] of parts) yield { topic, partition, offset };
}

/**
 * KafkaMicroBatchStream.rateLimit: the limit is shared out by how much each partition has; a share below one row is rounded up, so
 * a batch can hold a little more than the limit.
 */
export function limitOffsets(limit: number, from: PartitionOffsets, until: PartitionOffsets, earliest: (p: Partition) => number): PartitionOffsets {
  const sizes = [...partitionsOf(until)].map((p) => {
    const begin = offsetAt(from, p) ?? earliest(p);
    return { p, begin, size: Math.max(0, p.offset - begin) };
  });
  const total = sizes.reduce((n, s) => n + s.size, 0);
  if (total < 1) return until;
  const out: PartitionOffsets = new Map();
  for (const { p, begin, size } of sizes) {
    const share = limit * (size / total);
    const step = share < 1 ? Math.ceil(share) : Math.floor(share);
    setOffset(out, p, size > 0 ? Math.min(begin + step, p.offset) : p.offset);
  }
  return out;
}
