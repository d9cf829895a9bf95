/** A few messages of a topic, as an editor shows them in passing: short, on one line each, without what looks like a secret. */
import type { TopicExample } from '../../protocol/explorer.ts';
import type { ClusterGateway } from '../gateway.ts';
import { inTimeOrder, messageAt } from '../peek/order.ts';
import { Peek } from '../peek/peek.ts';
import type { KafkaRecords } from '../records.ts';

/** Bytes that are fetched; characters of a key and of a value that are told. */
const MOST_BYTES = 4 * 2 ** 20, KEY = 60, VALUE = 240;
const SECRET = /("[^"\\]{0,80}(?:passw|secret|token|api_?key|credential|authorization|private_?key)[^"\\]{0,80}"\s*:\s*)("(?:[^"\\]|\\.)*"?|[^\s,}\]]+)/gi;
// What a terminal or an editor would act on, or show as something else.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** The newest messages, oldest first. Rejects with a KafkaFault as a peek does. */
export async function examplesOf(gateway: ClusterGateway, topic: string, count: number): Promise<TopicExample[]> {
  const stretches: KafkaRecords[] = [];
  for await (const records of new Peek(gateway, { topic, range: { mode: 'newest', count }, limit: count, byteLimit: MOST_BYTES, headers: false })) stretches.push(records);
  return inTimeOrder(stretches).slice(-count).map((row) => {
    const { partition, offset, timestamp, key, value } = messageAt(row);
    return { partition, offset, timestamp, key: shortText(key, KEY), value: shortText(value, VALUE) };
  });
}

/** null: there is none. Bytes that are no UTF-8 are only counted. */
export function shortText(bytes: Uint8Array | null, most: number): string | null {
  if (bytes === null) return null;
  // A character has four bytes at most; one that is cut is no damage.
  const head = bytes.subarray(0, most * 8), whole = head.length === bytes.length;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !whole });
  } catch {
    return `(${bytes.length} bytes that are no text)`;
  }
  const shown = text.replace(SECRET, '$1"…"').replace(UNPRINTABLE, ' ');
  return shown.length > most || !whole ? `${shown.slice(0, most)} …` : shown;
}
