/**
 * What a Spark checkpoint says about its Kafka sources: `offsets/<batch>` holds where each batch ends (OffsetSeqLog, written before it
 * runs), `commits/<batch>` that it is done (CommitLog), `sources/<i>/0` where the query began (Spark 3.3.1).
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KafkaFault } from './fault.ts';
import type { PartitionOffset } from './gateway.ts';

export interface CheckpointSource {
  /** Its number in the query. */
  source: number;
  /** Up to here everything is done; where nothing was committed yet, where the query began. */
  committed: PartitionOffset[];
  /** Up to here the last planned batch reads. */
  planned: PartitionOffset[];
}

export interface Checkpoint {
  /** null: none yet. */
  committedBatch: number | null;
  plannedBatch: number | null;
  /** The Kafka sources. */
  sources: CheckpointSource[];
  /** Sources of other kinds. */
  others: number;
}

/** Fault `checkpoint` when the folder is none or a file in it is damaged. */
export function readCheckpoint(folder: string): Checkpoint {
  const planned = batches(folder, 'offsets').at(-1) ?? null;
  const committed = batches(folder, 'commits').filter((batch) => planned === null || batch <= planned).at(-1) ?? null;
  if (planned === null && committed === null && !exists(folder, 'metadata')) {
    throw new KafkaFault('checkpoint', `${folder} is no Spark checkpoint: it has no metadata and no offsets.`, 'Give the folder of checkpointLocation itself.');
  }
  const plannedLines = planned === null ? [] : offsetLines(folder, planned);
  const committedLines = committed === null ? undefined : offsetLines(folder, committed);
  const sources: CheckpointSource[] = [];
  let others = 0;
  plannedLines.forEach((line, source) => {
    const end = line === undefined ? undefined : kafkaOffsets(line);
    if (line !== undefined && end === undefined) {
      others++;
      return;
    }
    const begin = committedLines === undefined ? initialOffsets(folder, source) : kafkaOffsets(committedLines[source] ?? '{}');
    if (end !== undefined || (begin?.length ?? 0) > 0) sources.push({ source, committed: begin ?? [], planned: end ?? [] });
  });
  return { committedBatch: committed, plannedBatch: planned, sources, others };
}

function batches(folder: string, log: string): number[] {
  let names: string[];
  try {
    names = readdirSync(join(folder, log));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw unreadable(join(folder, log), error);
    return [];
  }
  return names.filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => a - b);
}

function exists(folder: string, name: string): boolean {
  try {
    readFileSync(join(folder, name));
    return true;
  } catch {
    return false;
  }
}

/** One line a source, undefined for one that had nothing yet. */
function offsetLines(folder: string, batch: number): (string | undefined)[] {
  const path = join(folder, 'offsets', String(batch));
  const [version, , ...lines] = read(path).split('\n');
  if (version?.trim() !== 'v1') throw damaged(path, `its first line is ${JSON.stringify(version)}, not "v1"`);
  return lines.map((line) => (line === '-' ? undefined : line));
}

function initialOffsets(folder: string, source: number): PartitionOffset[] | undefined {
  const path = join(folder, 'sources', String(source), '0');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw unreadable(path, error);
  }
  // Spark puts a zero byte first, for the sake of 2.1.0.
  const [version, json] = text.replace(/^\0/, '').split('\n');
  if (version !== 'v1' || json === undefined) throw damaged(path, 'it does not begin with "v1"');
  return kafkaOffsets(json);
}

/** `{"topic":{"0":123}}` as a Kafka source writes it; undefined for what another source writes. */
export function kafkaOffsets(json: string): PartitionOffset[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const offsets: PartitionOffset[] = [];
  for (const [topic, partitions] of Object.entries(parsed) as [string, unknown][]) {
    if (typeof partitions !== 'object' || partitions === null || Array.isArray(partitions)) return undefined;
    for (const [partition, offset] of Object.entries(partitions) as [string, unknown][]) {
      if (!/^\d+$/.test(partition) || typeof offset !== 'number' || !Number.isSafeInteger(offset)) return undefined;
      offsets.push({ topic, partition: Number(partition), offset });
    }
  }
  return offsets;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

const unreadable = (path: string, cause: unknown): KafkaFault => new KafkaFault('checkpoint', `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, 'A checkpoint on a cluster must be copied here first.', { cause });
const damaged = (path: string, why: string): KafkaFault => new KafkaFault('checkpoint', `${path} is damaged: ${why}.`, 'Spark wrote something else, or the copy is not whole.');
