/** Messages of a test as a capture. */
import { formatCaptureLine } from '../kafka/capture-line.ts';
import type { Expected, InlineMessage } from '../protocol/stream-test.ts';
import { jsonText } from './json.ts';

/** `clock`: epoch ms of the start, at which (and `at` later) a message without a timestamp was written. */
export function captureText(topic: string, messages: readonly InlineMessage[], clock: number): string {
  const next = new Map<number, number>();
  return messages.map(({ at, key, value, timestamp, partition, headers }) => {
    const offset = next.get(partition) ?? 0;
    next.set(partition, offset + 1);
    return formatCaptureLine({ topic, partition, offset, timestamp: timestamp ?? clock + at, key: bytesOf(key), value: bytesOf(value), headers: headers.map(([name, each]) => ({ key: name, value: bytesOf(each) })), at });
  }).join('');
}

function bytesOf(value: Expected): Uint8Array | null {
  if (value.is === 'null') return null;
  if (value.is === 'bytes') return Buffer.from(value.base64, 'base64');
  return Buffer.from(value.is === 'scalar' ? value.text : jsonText(value), 'utf8');
}
