import type { FetchOptions, KafkaGateway, OffsetRange } from './gateway.ts';
import type { KafkaRecords } from './records.ts';

/** Partitions whose first answer may be under way at once: enough to keep the network busy, some MB each in memory. */
const AHEAD = 4;

/**
 * The records of several ranges, one range after the other in the order given, while the first stretches of the next
 * ranges are already being fetched. This is how a micro-batch reads: ordered, fast, and with bounded memory.
 */
export async function* readRanges(gateway: KafkaGateway, ranges: readonly OffsetRange[], options: FetchOptions = {}): AsyncGenerator<KafkaRecords> {
  const waiting = ranges.filter(({ start, end }) => start < end);
  const started: { iterator: AsyncIterator<KafkaRecords>; first: Promise<IteratorResult<KafkaRecords>> }[] = [];
  try {
    while (waiting.length > 0 || started.length > 0) {
      while (waiting.length > 0 && started.length < AHEAD) {
        const iterator = gateway.fetch(waiting.shift()!, options)[Symbol.asyncIterator]();
        const first = iterator.next();
        // Its failure is met when its turn comes; until then it must not count as unhandled.
        first.catch(() => undefined);
        started.push({ iterator, first });
      }
      const { iterator, first } = started[0]!;
      for (let result = await first; !result.done; result = await iterator.next()) yield result.value;
      started.shift();
    }
  } finally {
    for (const { iterator } of started) void iterator.return?.()?.catch(() => undefined);
  }
}
