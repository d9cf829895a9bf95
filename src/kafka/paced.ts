/** Messages written when they are due. */
import { setTimeout as wait } from 'node:timers/promises';
import type { KafkaGateway, ProduceRecord } from './gateway.ts';

/** Messages that are made before they are written, and their bytes: what is held at once. */
const CHUNK = 1000;
const CHUNK_BYTES = 4 * 2 ** 20;
/** What falls due within so many milliseconds is written together. */
const TICK_MS = 20;

export interface Paced {
  count: number;
  /** When message i is due, ms after the start; never before the one before it. */
  due(i: number): number;
  /** Called once for each message, in order. */
  next(i: number): ProduceRecord;
  signal?: AbortSignal;
  /** Told how many are written so far. */
  onWritten?: (count: number) => void;
}

/** Resolves to how many were written: all, unless the signal ended it. */
export async function writePaced(gateway: KafkaGateway, topic: string, { count, due, next, signal, onWritten }: Paced): Promise<number> {
  const began = performance.now();
  let written = 0;
  while (written < count && signal?.aborted !== true) {
    const elapsed = performance.now() - began, batch: ProduceRecord[] = [];
    for (let bytes = 0, i = written; i < count && batch.length < CHUNK && bytes < CHUNK_BYTES && due(i) <= elapsed; i++) {
      const record = next(i);
      batch.push(record);
      bytes += (record.key?.length ?? 0) + (record.value?.length ?? 0);
    }
    if (batch.length === 0) {
      // Never in vain: what is due soon waits for its companions.
      await wait(Math.max(TICK_MS, due(written) - elapsed), undefined, signal ? { signal } : {}).catch(() => undefined);
      continue;
    }
    await gateway.produce(topic, batch);
    written += batch.length;
    onWritten?.(written);
  }
  return written;
}
