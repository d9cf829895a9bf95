import { KafkaFault } from './fault.ts';
import type { KafkaGateway, Window, WindowOptions, WindowStep } from './gateway.ts';

/** Windows by the plain `fetch` of a gateway, one partition after the other: for what answers from memory or one request at a time. */
export async function* windowsOverFetch(gateway: Pick<KafkaGateway, 'fetch'>, topic: string, windows: readonly Window[], options: WindowOptions): AsyncGenerator<WindowStep> {
  for (const { partition, from, to } of windows) {
    let next = from;
    try {
      if (from < to) {
        for await (const records of gateway.fetch({ topic, partition, start: from, end: to }, { headers: options.headers, ...(options.signal ? { signal: options.signal } : {}) })) {
          if (records.count === 0) continue;
          next = records.offsets[records.count - 1]! + 1;
          yield { partition, next, records: [records], damage: [], done: false };
        }
      }
      yield { partition, next: Math.max(from, to), records: [], damage: [], done: true };
    } catch (error) {
      if (!(error instanceof KafkaFault)) throw error;
      yield { partition, next, records: [], damage: [], fault: error, done: true };
    }
  }
}
