/** Puts captures onto a broker, as a producer would have. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CaptureMessage } from '../../src/kafka/capture.ts';
import { readCapture } from '../../src/kafka/capture.ts';
import type { DirectGateway } from '../../src/kafka/direct.ts';
import type { RunningKafka } from './kafka.ts';

const BATCH = 5000;

/** Paths of the captures in a folder and the folders in it. */
export function captureFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.capture.jsonl')).sort().map((name) => join(folder, name));
}

/**
 * Creates the topics of the captures and writes their messages in offset order, with their own partitions, timestamps and headers.
 * The offsets are the broker's. Returns the number of messages of each topic.
 */
export async function loadCaptures(kafka: RunningKafka, gateway: DirectGateway, files: readonly string[]): Promise<Map<string, number>> {
  const messages: CaptureMessage[] = [];
  for (const file of files) for await (const message of readCapture(file)) messages.push(message);
  const partitions = new Map<string, number>();
  for (const { topic, partition } of messages) partitions.set(topic, Math.max(partitions.get(topic) ?? 0, partition + 1));
  const counts = new Map<string, number>();
  for (const [topic, count] of partitions) {
    await kafka.createTopic(topic, { partitions: count });
    const own = messages.filter((message) => message.topic === topic).sort((a, b) => a.offset - b.offset);
    for (let i = 0; i < own.length; i += BATCH) await gateway.produce(topic, own.slice(i, i + BATCH));
    counts.set(topic, own.length);
  }
  return counts;
}
