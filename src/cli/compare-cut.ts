/** The micro-batches of a simulated run as files, so that Spark can be given the same ones. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCapture, type CaptureMessage } from '../kafka/capture.ts';
import type { SourceProgress, StreamingQueryProgress } from '../protocol/run.ts';

/** What cannot be compared, by name, and the way out. */
export class NotComparable extends Error {
  constructor(what: string, readonly hint: string) { super(what); }
}

/** `compare.json`: of each query, in the order of their starts, of each source one file a micro-batch. */
export interface Cut { folder: string; queries: { sources: { key: string; files: string[] }[] }[] }

export interface CutQuery { label: string; trigger: string; progress: readonly StreamingQueryProgress[] }

type Offsets = Record<string, Record<string, number>>;

/** Topics by what was read of them: the captures, as the simulated run read them. */
export function readTopics(files: readonly string[], inputs: Readonly<Record<string, string>>): Map<string, CaptureMessage[]> {
  const topics = new Map<string, CaptureMessage[]>();
  for (const file of files) {
    const named = Object.entries(inputs).find(([, path]) => path === file)?.[0];
    for (const message of parseCapture(readFileSync(file, 'utf8'), file)) {
      const topic = named ?? message.topic, messages = topics.get(topic) ?? [];
      messages.push({ ...message, topic });
      topics.set(topic, messages);
    }
  }
  return topics;
}

/** @throws NotComparable */
export function cutQueries(queries: readonly CutQuery[], topics: ReadonlyMap<string, readonly CaptureMessage[]>, folder: string): Cut {
  mkdirSync(folder, { recursive: true });
  return { folder, queries: queries.map((query, number) => ({ sources: sourcesOf(query, number, topics, folder) })) };
}

function sourcesOf({ label, trigger, progress }: CutQuery, number: number, topics: ReadonlyMap<string, readonly CaptureMessage[]>, folder: string): Cut['queries'][number]['sources'] {
  const [first] = progress;
  if (!first) return [];
  const all = first.sources.map((source) => ({ source, key: /^KafkaV2\[(.*)\]$/.exec(source.description)?.[1] }));
  const other = all.find(({ key }) => key === undefined);
  if (other && !['available now', 'once'].includes(trigger)) throw new NotComparable(`Query ${label} reads ${other.source.description} with a trigger that time decides`, 'Give it trigger(availableNow=True): then both engines have the same micro-batches.');
  if (other && all.some(({ key }) => key !== undefined)) throw new NotComparable(`Query ${label} reads a topic beside ${other.source.description}`, 'Compare queries that read topics only, or files only.');
  if (other) return [];
  if (new Set(all.map(({ key }) => key)).size < all.length) throw new NotComparable(`Query ${label} reads the same topics through two sources`, 'Read them once, and use the stream twice.');
  // Spark itself runs what comes after the last data: the micro-batches that only move its state on.
  const last = progress.findLastIndex((each) => each.numInputRows > 0);
  return all.map(({ key }, at) => {
    const seen: Offsets = {};
    const files = progress.slice(0, last + 1).map((each, batch) => {
      const rows = rowsOf(each.sources[at]!, seen, topics, label), file = join(folder, `${number}-${at}-${batch}.json`);
      writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join('') || '\n');
      return file;
    });
    return { key: key!, files };
  });
}

/** The messages from where the batch before ended. The first begins at the beginning, or cannot be compared. */
function rowsOf({ endOffset, numInputRows }: SourceProgress, seen: Offsets, topics: ReadonlyMap<string, readonly CaptureMessage[]>, label: string): object[] {
  const rows = Object.entries(endOffset as Offsets).flatMap(([topic, partitions]) => Object.entries(partitions).flatMap(([partition, end]) => {
    const from = seen[topic]?.[partition] ?? -Infinity;
    (seen[topic] ??= {})[partition] = end;
    return (topics.get(topic) ?? []).filter((message) => message.partition === Number(partition) && message.offset >= from && message.offset < end).sort((a, b) => a.offset - b.offset).map(rowOf);
  }));
  if (rows.length !== numInputRows) throw new NotComparable(`Query ${label} does not read its topics from their beginning`, 'Set startingOffsets to earliest for the comparison.');
  return rows;
}

const hex = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString('hex');

const rowOf = ({ topic, partition, offset, timestamp, key, value, headers }: CaptureMessage): object => ({
  key: hex(key), value: hex(value), topic, partition, offset, timestamp, timestampType: 0, headers: headers.length > 0 ? headers.map((header) => ({ key: header.key, value: hex(header.value) })) : null,
});
