/** Captured messages written again, at a rate or as they came. */
import type { CaptureMessage } from './capture.ts';
import type { KafkaGateway, ProduceRecord } from './gateway.ts';
import { writePaced } from './paced.ts';

export interface ReplayOptions {
  /** Messages a second; without it and without `original` as fast as the broker takes them. */
  rate?: number;
  /** With the gaps between the messages that the capture has: by `at` where a line has it, else by timestamp. */
  original?: boolean;
  /** Write the captured timestamps; otherwise each gets the time at which it is written. */
  keepTimestamps?: boolean;
  /** Write to the captured partition; otherwise the key decides, as in Kafka's own producer. */
  keepPartitions?: boolean;
  signal?: AbortSignal;
  /** Told how many are written so far. */
  onWritten?: (count: number) => void;
}

/** When each message is due, ms after the start; messages in the order of being due. Ties keep their order. */
export function schedule(messages: readonly CaptureMessage[], { rate, original }: Pick<ReplayOptions, 'rate' | 'original'>): { message: CaptureMessage; due: number }[] {
  const clock = ({ at, timestamp }: CaptureMessage): number => at ?? timestamp;
  // Lines with and without `at` have no common clock: those without are there from the beginning.
  const mixed = messages.some(({ at }) => at !== undefined);
  const timed = messages.map((message) => ({ message, at: mixed ? message.at ?? 0 : clock(message) })).sort((a, b) => a.at - b.at);
  const first = timed[0]?.at ?? 0;
  return timed.map(({ message, at }, i) => ({ message, due: original === true ? at - first : rate === undefined ? 0 : (i * 1000) / rate }));
}

/** Writes the messages to `topic`. Resolves to how many were written: all, unless the signal ended it. */
export function replay(gateway: KafkaGateway, topic: string, messages: readonly CaptureMessage[], options: ReplayOptions): Promise<number> {
  const waiting = schedule(messages, options), { signal, onWritten } = options;
  return writePaced(gateway, topic, {
    count: waiting.length, due: (i) => waiting[i]!.due, next: (i) => recordOf(waiting[i]!.message, options), ...(signal ? { signal } : {}), ...(onWritten ? { onWritten } : {}),
  });
}

function recordOf({ key, value, headers, timestamp, partition }: CaptureMessage, { keepTimestamps, keepPartitions }: ReplayOptions): ProduceRecord {
  return { key, value, headers, ...(keepTimestamps === true ? { timestamp } : {}), ...(keepPartitions === true ? { partition } : {}) };
}
