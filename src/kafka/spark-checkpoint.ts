/**
 * What a Spark checkpoint says about its Kafka sources: `offsets/<batch>` holds where each batch ends (OffsetSeqLog, written before it
 * runs), `commits/<batch>` that it is done (CommitLog), `sources/<i>/0` where the query began (Spark 3.3.1).
 */
import { readFile, readdir } from 'node:fs/promises';
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

/** Where a checkpoint lies: a folder of this machine, or one of a storage account. */
export interface CheckpointFiles {
  /** As messages name a place below it. */
  nameOf(path?: string): string;
  /** Names of what lies in a folder below it; undefined: there is none. */
  names(folder: string): Promise<readonly string[] | undefined>;
  /** Undefined: there is no such file. */
  read(path: string): Promise<string | undefined>;
}

/** Fault `checkpoint` when the place is none or a file in it is damaged. */
export async function readCheckpoint(files: CheckpointFiles): Promise<Checkpoint> {
  const planned = (await batches(files, 'offsets')).at(-1) ?? null;
  const committed = (await batches(files, 'commits')).filter((batch) => planned === null || batch <= planned).at(-1) ?? null;
  if (planned === null && committed === null && await files.read('metadata') === undefined) {
    throw new KafkaFault('checkpoint', `${files.nameOf()} is no Spark checkpoint: it has no metadata and no offsets.`, 'Give the folder of checkpointLocation itself.');
  }
  const plannedLines = planned === null ? [] : await offsetLines(files, planned);
  const committedLines = committed === null ? undefined : await offsetLines(files, committed);
  const sources: CheckpointSource[] = [];
  let others = 0;
  for (const [source, line] of plannedLines.entries()) {
    const end = line === undefined ? undefined : kafkaOffsets(line);
    if (line !== undefined && end === undefined) {
      others++;
      continue;
    }
    const begin = committedLines === undefined ? await initialOffsets(files, source) : kafkaOffsets(committedLines[source] ?? '{}');
    if (end !== undefined || (begin?.length ?? 0) > 0) sources.push({ source, committed: begin ?? [], planned: end ?? [] });
  }
  return { committedBatch: committed, plannedBatch: planned, sources, others };
}

async function batches(files: CheckpointFiles, log: string): Promise<number[]> {
  return (await files.names(log) ?? []).filter((name) => /^\d{1,15}$/.test(name)).map(Number).sort((a, b) => a - b);
}

/** One line a source, undefined for one that had nothing yet. */
async function offsetLines(files: CheckpointFiles, batch: number): Promise<(string | undefined)[]> {
  const path = `offsets/${batch}`, text = await files.read(path);
  if (text === undefined) throw new KafkaFault('checkpoint', `${files.nameOf(path)} cannot be read: there is no such file.`, 'The query may have removed it meanwhile: try again. A copy may not be whole.');
  const [version, , ...lines] = text.split('\n');
  if (version?.trim() !== 'v1') throw damaged(files.nameOf(path), `its first line is ${JSON.stringify(version?.slice(0, 40))}, not "v1"`);
  return lines.map((line) => (line === '-' ? undefined : line));
}

async function initialOffsets(files: CheckpointFiles, source: number): Promise<PartitionOffset[] | undefined> {
  const path = `sources/${source}/0`, text = await files.read(path);
  if (text === undefined) return undefined;
  // Spark puts a zero byte first, for the sake of 2.1.0.
  const [version, json] = text.replace(/^\0/, '').split('\n');
  if (version !== 'v1' || json === undefined) throw damaged(files.nameOf(path), 'it does not begin with "v1"');
  return kafkaOffsets(json);
}

/** @param folder native */
export function localFiles(folder: string): CheckpointFiles {
  const nameOf = (path = ''): string => join(folder, ...path.split('/'));
  const unlessMissing = async <T>(path: string, look: (place: string) => Promise<T>): Promise<T | undefined> => {
    try {
      return await look(nameOf(path));
    } catch (cause) {
      if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw new KafkaFault('checkpoint', `${nameOf(path)} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, '', { cause });
    }
  };
  return { nameOf, names: (path) => unlessMissing(path, (place) => readdir(place)), read: (path) => unlessMissing(path, (place) => readFile(place, 'utf8')) };
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

const damaged = (path: string, why: string): KafkaFault => new KafkaFault('checkpoint', `${path} is damaged: ${why}.`, 'Spark wrote something else, or the copy is not whole.');
