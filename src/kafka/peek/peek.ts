import type { PeekReport, PeekRequest } from '../../protocol/kafka.ts';
import { KafkaFault, unknownTopic } from '../fault.ts';
import type { ClusterGateway, PartitionBounds, Window, WindowOptions } from '../gateway.ts';
import type { KafkaRecords } from '../records.ts';
import { collect } from './collect.ts';
import type { Collection } from './collect.ts';
import type { RowFilter } from './filter.ts';
import { passing, rowFilter } from './filter.ts';
import { plan } from './plan.ts';
import { compact } from './rows.ts';
import { Tally } from './tally.ts';

export const DEFAULT_LIMIT = 10_000;
export const DEFAULT_SCAN_LIMIT = 1_000_000;
const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Looks at messages of a topic without a consumer group: nothing is committed, nothing is created. Iterating gives stretches of
 * messages, each of one partition in offset order; stretches of different partitions come as they are ready (`inTimeOrder` puts them
 * together). A partition that does not answer is named in the report; only a topic that cannot be asked at all rejects, and a signal
 * that abandons it, with its reason. A follower ends quietly at the signal.
 */
export class Peek implements AsyncIterable<KafkaRecords> {
  private readonly tally: Tally;
  private readonly end: number;
  /** The range is read, and it waits for what arrives. */
  following = false;
  /** Called while following when the report changes without a message: a partition does not come through, or does again. */
  told: (() => void) | undefined;
  /** Messages that are known to come, from the first on; 0: not known. */
  coming = 0;

  constructor(private readonly gateway: ClusterGateway, private readonly request: PeekRequest, private readonly signal?: AbortSignal) {
    this.tally = new Tally(request.topic);
    this.end = performance.now() + (request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  /** How much was seen so far; final when the iteration has ended. */
  report(): PeekReport {
    return this.tally.report();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<KafkaRecords, void> {
    const { request, gateway, signal } = this;
    const filter = request.filter && rowFilter(request.filter);
    this.mayFollow();
    try {
      const partitions = await this.partitions();
      // A broker that lets its partitions' ends wait must leave time for reading the others.
      const seek = { isolation: this.options().isolation, timeoutMs: (request.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 2 };
      const asked = partitions.map((partition) => ({ topic: request.topic, partition }));
      const answers = await gateway.bounds(asked, seek);
      signal?.throwIfAborted();
      this.tally.begin(partitions, answers);
      const bounds = new Map<number, PartitionBounds>();
      partitions.forEach((partition, i) => {
        const answer = answers[i]!;
        if (!(answer instanceof KafkaFault)) bounds.set(partition, answer);
      });
      const windows: Window[] = [];
      for (const [partition, window] of await plan(gateway, request.topic, request.range, bounds, seek)) {
        if (window instanceof KafkaFault) this.tally.fail(partition, window);
        else windows.push(window);
      }
      for await (const records of this.range(windows, filter)) {
        this.tally.handed(records.partition, records.count);
        yield records;
      }
      this.tally.finish();
      if (request.follow === true) yield* this.follow(bounds, filter);
    } finally {
      this.tally.finish();
    }
  }

  private async partitions(): Promise<number[]> {
    const { topic, partitions: wanted } = this.request;
    const all = (await this.gateway.partitions([topic])).map(({ partition }) => partition);
    const missing = wanted?.find((partition) => !all.includes(partition));
    if (missing !== undefined) throw unknownTopic(`${topic}-${missing}`, this.gateway.name);
    return wanted ? [...new Set(wanted)].sort((a, b) => a - b) : all;
  }

  private async *range(windows: readonly Window[], filter: RowFilter | undefined): AsyncGenerator<KafkaRecords> {
    const { range } = this.request;
    const limit = this.request.limit ?? DEFAULT_LIMIT;
    const scanLimit = filter ? this.request.scanLimit ?? DEFAULT_SCAN_LIMIT : Infinity;
    const job: Omit<Collection, 'end' | 'count' | 'windows'> = {
      gateway: this.gateway, topic: this.request.topic, filter, scanLimit, byteLimit: this.request.byteLimit ?? Infinity, tally: this.tally, options: () => this.options(),
      within: range.mode === 'time' ? timeFilter(range.since ?? -Infinity, range.until ?? Infinity) : undefined,
    };
    if (range.mode === 'newest' || range.mode === 'oldest') {
      const found = await collect({ ...job, windows, end: range.mode, count: Math.min(limit, range.count) });
      this.coming = messages(found);
      yield* found;
      return;
    }
    if (range.mode === 'around') {
      const { offset, before, after } = range;
      const parts = await Promise.all([
        collect({ ...job, windows: windows.map((window) => ({ ...window, to: offset })), end: 'newest', count: before, each: true }),
        collect({ ...job, windows: windows.map((window) => ({ ...window, from: offset })), end: 'oldest', count: after, each: true }),
      ]);
      yield* parts.flat();
      return;
    }
    const size = windows.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
    if (size <= Math.min(limit, scanLimit)) {
      yield* this.all(windows, job);
      return;
    }
    const found = await collect({ ...job, windows, end: 'oldest', count: limit });
    const count = this.coming = messages(found);
    if (count >= limit && size > count) this.tally.limited = true;
    yield* found;
  }

  /** Everything in the windows, as it comes. */
  private async *all(windows: readonly Window[], { filter, within }: Pick<Collection, 'filter' | 'within'>): AsyncGenerator<KafkaRecords> {
    for await (const step of this.gateway.windows(this.request.topic, windows, this.options())) {
      this.tally.step(step);
      for (const records of step.records) {
        const kept = filter || within ? passing(records, (all, row) => (within?.(all, row) ?? true) && (filter?.(all, row) ?? true)) : compact(records);
        if (kept.count > 0) yield kept;
      }
    }
  }

  private async *follow(bounds: ReadonlyMap<number, PartitionBounds>, filter: RowFilter | undefined): AsyncGenerator<KafkaRecords> {
    const windows = [...bounds].map(([partition, { end }]) => ({ partition, from: end, to: Infinity }));
    this.following = true;
    try {
      for await (const step of this.gateway.windows(this.request.topic, windows, { ...this.options(), follow: true })) {
        this.tally.step(step);
        if (step.records.length === 0) this.told?.();
        for (const records of step.records) {
          const kept = filter ? passing(records, filter) : compact(records);
          if (kept.count === 0) continue;
          this.tally.handed(kept.partition, kept.count);
          yield kept;
        }
      }
    } catch (error) {
      if (this.signal?.aborted !== true) throw error;
    }
  }

  private mayFollow(): void {
    const { follow, range } = this.request;
    if (follow !== true) return;
    if (!this.gateway.capabilities.follow) throw new KafkaFault('unsupported', `Nothing new can come from ${this.gateway.name}.`, 'Leave out following.');
    const ends = range.mode === 'around' || (range.mode === 'time' && range.until !== undefined) || (range.mode === 'offsets' && Object.keys(range.to).length > 0) || range.mode === 'oldest';
    if (ends) throw new KafkaFault('unsupported', 'A range that ends before the newest message cannot be followed.', 'Follow from the newest messages, from an offset, or since a time.');
  }

  private options(): WindowOptions {
    const { isolation, headers, checkCrc } = this.request;
    return {
      isolation: isolation ?? 'read_committed', headers: headers ?? true, checkCrc: checkCrc ?? true,
      timeoutMs: Math.max(1, this.end - performance.now()), ...(this.signal ? { signal: this.signal } : {}),
    };
  }
}

function timeFilter(since: number, until: number): RowFilter {
  return ({ timestamps }, row) => timestamps[row]! >= since && timestamps[row]! < until;
}

const messages = (found: readonly KafkaRecords[]): number => found.reduce((sum, { count }) => sum + count, 0);
