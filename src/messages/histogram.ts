import type { Histogram } from '../protocol/messages.ts';
import type { MessageStore } from './store.ts';
import type { View } from './view.ts';

/** Held and shown messages by time and by partition. Bins are as wide as each other; the last one holds the newest message. */
export function histogramOf(store: MessageStore, view: View, bins: number): Histogram {
  const { timestamps, partitions } = store.columns, { count } = store;
  let from = Infinity, newest = -Infinity, untimed = 0;
  for (let row = 0; row < count; row++) {
    const time = timestamps[row]!;
    if (time < 0) untimed++;
    else {
      if (time < from) from = time;
      if (time > newest) newest = time;
    }
  }
  const timed = from <= newest, width = timed ? Math.max(1, Math.ceil((newest - from + 1) / bins)) : 0;
  const all = new Array<number>(timed ? bins : 0).fill(0), matching = [...all], byPartition = new Map<number, { all: number; matching: number }>();
  const add = (row: number, to: number[], side: 'all' | 'matching'): void => {
    const time = timestamps[row]!, partition = partitions[row]!;
    if (time >= 0) to[Math.floor((time - from) / width)]!++;
    let counts = byPartition.get(partition);
    if (!counts) byPartition.set(partition, counts = { all: 0, matching: 0 });
    counts[side]++;
  };
  for (let row = 0; row < count; row++) add(row, all, 'all');
  for (const id of view.ids(0, view.matching)) add(id - store.base, matching, 'matching');
  return {
    from: timed ? from : 0, to: timed ? from + width * bins : 0, all, matching, untimed,
    partitions: [...byPartition].map(([partition, counts]) => ({ partition, ...counts })).sort((a, b) => a.partition - b.partition),
  };
}
