/** Messages as files: captures (exact bytes, what simulations and replay read), JSON and CSV (as they are shown). */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import type { ExportFormat } from '../protocol/messages.ts';
import { formatCaptureLine } from '../kafka/capture-line.ts';
import { KafkaFault } from '../kafka/fault.ts';
import type { Held } from './answers.ts';
import type { MessageStore } from './store.ts';

/** Messages between two turns of what else waits. */
const TURN = 500;

export function captureLineOf(store: MessageStore, topic: string, id: number): string {
  const { partitions, offsets, timestamps } = store.columns, row = id - store.base;
  return formatCaptureLine({ topic, partition: partitions[row]!, offset: offsets[row]!, timestamp: timestamps[row]!, key: store.key(id), value: store.value(id), headers: store.headers(id) });
}

/**
 * Writes the messages; a capture in the order of partition and offset, so that it says what the topic says. The file is there whole or not
 * at all. Returns how many were written. Fault `refused` when it cannot be written.
 */
export async function exportMessages(held: Held, topic: string, ids: Uint32Array, { format, file }: { format: ExportFormat; file: string }): Promise<number> {
  const { store } = held, order = format === 'capture' ? byPlace(store, ids) : ids.slice(), part = `${file}.part`;
  const out = createWriteStream(part, { encoding: 'utf8' });
  try {
    await once(out, 'open');
    if (format === 'json') out.write('[');
    if (format === 'csv') out.write(`${csvHead}\r\n`);
    for (let i = 0; i < order.length; i++) {
      const id = order[i]!;
      if (id < store.base) throw new KafkaFault('refused', 'While the file was written, the oldest messages were let go to make room for new ones.', 'Stop following, then export again.');
      const text = format === 'capture' ? captureLineOf(store, topic, id) : format === 'json' ? `${i === 0 ? '' : ','}\n  ${await jsonOf(held, topic, id)}` : `${await csvOf(held, id)}\r\n`;
      if (!out.write(text)) await once(out, 'drain');
      else if (i % TURN === TURN - 1) await new Promise((resolve) => { setImmediate(resolve); });
    }
    out.end(format === 'json' ? `${order.length > 0 ? '\n' : ''}]\n` : '');
    await once(out, 'finish');
    await rename(part, file);
    return order.length;
  } catch (cause) {
    out.destroy();
    await rm(part, { force: true });
    if (cause instanceof KafkaFault) throw cause;
    throw new KafkaFault('refused', `${file} could not be written: ${cause instanceof Error ? cause.message : String(cause)}.`, 'Choose another place.', { cause });
  }
}

function byPlace(store: MessageStore, ids: Uint32Array): Uint32Array {
  const { partitions, offsets } = store.columns, { base } = store;
  return ids.slice().sort((a, b) => partitions[a - base]! - partitions[b - base]! || offsets[a - base]! - offsets[b - base]!);
}

/** JSON that was read exactly goes into the file as it is written, numbers with all their digits. */
async function jsonOf({ store, reader }: Held, topic: string, id: number): Promise<string> {
  const { partitions, offsets, timestamps } = store.columns, row = id - store.base;
  const [key, value] = await Promise.all([reader.decodeKey(id), reader.decodeValue(id)]);
  const side = (read: typeof key): string => (read.kind === 'null' ? 'null' : read.kind === 'json' ? read.text.trim().replace(/\s*[\n\r]\s*/g, ' ') : JSON.stringify(read.text));
  const headers = await Promise.all(store.headers(id).map(async (header) => ({ key: header.key, value: header.value && (await reader.decode(header.value)).text })));
  const head = JSON.stringify({ topic, partition: partitions[row], offset: offsets[row], timestamp: timestamps[row] });
  return `${head.slice(0, -1)},"key":${side(key)},"value":${side(value)},"headers":${JSON.stringify(headers)}}`;
}

const csvHead = 'partition,offset,timestamp,key,value,headers';

async function csvOf({ store, reader }: Held, id: number): Promise<string> {
  const { partitions, offsets, timestamps } = store.columns, row = id - store.base, time = timestamps[row]!;
  const [key, value] = await Promise.all([reader.decodeKey(id), reader.decodeValue(id)]);
  const headers = await Promise.all(store.headers(id).map(async (header) => [header.key, header.value && (await reader.decode(header.value)).text]));
  return [String(partitions[row]), String(offsets[row]), time < 0 ? '' : isoOf(time), key.kind === 'null' ? '' : key.text, value.kind === 'null' ? '' : value.text, headers.length === 0 ? '' : JSON.stringify(headers)].map(csvCell).join(',');
}

const isoOf = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms));

/** RFC 4180; a text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvCell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
