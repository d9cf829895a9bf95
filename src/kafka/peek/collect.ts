import { KafkaFault } from '../fault.ts';
import type { ClusterGateway, Window, WindowOptions } from '../gateway.ts';
import type { KafkaRecords } from '../records.ts';
import type { RowFilter } from './filter.ts';
import { passing } from './filter.ts';
import { compact, pickRows } from './rows.ts';
import type { Candidates, Chosen, End } from './select.ts';
import { choose, firstWindow, rowCount } from './select.ts';
import type { Tally } from './tally.ts';

/** A filter lets through little: windows grow until here. */
const LARGEST_WINDOW = 50_000;
const GROWTH = 4;

export interface Collection {
  gateway: ClusterGateway;
  topic: string;
  /** Where messages may come from. */
  windows: readonly Window[];
  end: End;
  /** Messages wanted, of all windows together, or of each. */
  count: number;
  each?: boolean;
  filter: RowFilter | undefined;
  /** Only rows that count at all. */
  within: RowFilter | undefined;
  scanLimit: number;
  byteLimit: number;
  options(): WindowOptions;
  tally: Tally;
}

/** One partition's part: what is read lies between `edge` and the end that was begun at. */
interface Side extends Candidates {
  low: number;
  high: number;
  /** Next offset to read from (oldest) or up to (newest). */
  edge: number;
  size: number;
  stretches: KafkaRecords[];
  exhausted: boolean;
}

/**
 * The newest or oldest messages over all partitions: a stretch of each at first, further ones only of those partitions that may hold
 * more of them. Offsets without a message (compacted, markers, aborted) only make the stretches longer.
 */
export async function collect(job: Collection): Promise<KafkaRecords[]> {
  const { windows, end, count, tally } = job;
  const size = Math.max(1, firstWindow(count, job.each === true ? 1 : windows.length));
  const choice = (): Chosen[] => (job.each === true ? sides.flatMap((side) => choose([side], count, end)) : choose(sides, count, end));
  const sides = windows.map(({ partition, from, to }): Side => ({ partition, low: from, high: to, edge: end === 'newest' ? to : from, size, stretches: [], exhausted: from >= to }));
  let wanted = count === 0 ? [] : sides.filter(({ exhausted }) => !exhausted);
  while (wanted.length > 0) {
    if (tally.scanned >= job.scanLimit) {
      tally.limited = true;
      break;
    }
    await extend(job, wanted);
    const chosen = choice();
    wanted = sides.filter(({ exhausted }, i) => !exhausted && chosen[i]!.open);
  }
  const chosen = choice();
  return sides.flatMap((side, i) => marked(side, chosen[i]!.marks));
}

async function extend({ gateway, topic, end, filter, within, options, tally, byteLimit }: Collection, sides: readonly Side[]): Promise<void> {
  const fresh = new Map<number, { side: Side; stretches: KafkaRecords[] }>();
  const windows = sides.map((side) => {
    fresh.set(side.partition, { side, stretches: [] });
    const window = end === 'newest'
      ? { partition: side.partition, from: Math.max(side.low, side.edge - side.size), to: side.edge }
      : { partition: side.partition, from: side.edge, to: Math.min(side.high, side.edge + side.size) };
    side.edge = end === 'newest' ? window.from : window.to;
    side.exhausted = side.edge === (end === 'newest' ? side.low : side.high);
    side.size = Math.min(Math.max(side.size, LARGEST_WINDOW), side.size * GROWTH);
    return window;
  });
  let bytes = sides.reduce((sum, side) => sum + bytesOf(side.stretches), 0);
  for await (const step of gateway.windows(topic, windows, options())) {
    tally.step(step);
    const { side, stretches } = fresh.get(step.partition)!;
    if (step.fault && step.done) side.exhausted = true;
    for (const records of step.records) {
      const kept = compact(filter || within ? passing(records, (all, row) => (within?.(all, row) ?? true) && (filter?.(all, row) ?? true)) : records);
      if (kept.count === 0) continue;
      stretches.push(kept);
      bytes += kept.values.data.length;
      if (bytes > byteLimit) throw new KafkaFault('too-large', `The messages of ${topic} take more than ${Math.round(byteLimit / 2 ** 20)} MB.`, 'Ask for fewer of them.');
    }
  }
  for (const { side, stretches } of fresh.values()) side.stretches = end === 'newest' ? [...stretches, ...side.stretches] : [...side.stretches, ...stretches];
}

const bytesOf = (stretches: readonly KafkaRecords[]): number => stretches.reduce((sum, { values }) => sum + values.data.length, 0);

function marked(side: Side, marks: Uint8Array): KafkaRecords[] {
  const picked: KafkaRecords[] = [];
  let at = 0;
  if (marks.length !== rowCount(side)) throw new Error('A choice is over other rows.');
  for (const records of side.stretches) {
    const own = marks.subarray(at, at += records.count);
    if (!own.includes(0)) {
      picked.push(records);
      continue;
    }
    const rows: number[] = [];
    for (let row = 0; row < own.length; row++) if (own[row] === 1) rows.push(row);
    if (rows.length > 0) picked.push(pickRows(records, rows));
  }
  return picked;
}
