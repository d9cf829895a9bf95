/** How Spark 3.3.1 divides the offsets of a batch among tasks (KafkaOffsetRangeCalculator). */
import type { ReadingTask } from '../protocol/reading-plan.ts';

/** Offsets are exact up to 2^53. `minPartitions` is what the option of that name says. */
export function offsetRanges(partitions: readonly ReadingTask[], minPartitions?: number): ReadingTask[] {
  const ranges = partitions.filter((range) => size(range) > 0);
  if (minPartitions === undefined || ranges.length >= minPartitions) return ranges;
  const total = sum(ranges), whole = new Set(ranges.filter((range) => parts(size(range), total, minPartitions) === 1));
  // What stays whole is out of the proportions of what is split.
  const divided = total - sum([...whole]), among = Math.max(minPartitions - whole.size, 1);
  return ranges.flatMap((range) => split(range, whole.has(range) ? 1 : parts(size(range), divided, among)));
}

const size = ({ from, until }: ReadingTask): number => until - from;
const sum = (ranges: readonly ReadingTask[]): number => ranges.reduce((all, range) => all + size(range), 0);
const parts = (of: number, total: number, among: number): number => Math.max(Math.round((of / total) * among), 1);

/** The last part takes what division leaves. */
function split({ partition, from, until }: ReadingTask, count: number): ReadingTask[] {
  const tasks: ReadingTask[] = [];
  let left = until - from, at = from;
  for (let part = 0; part < count; part++) {
    const here = Math.floor(left / (count - part));
    left -= here;
    if (here > 0) tasks.push({ partition, from: at, until: Math.min(at + here, until) });
    at += here;
  }
  return tasks;
}
