import { javaError, SparkError } from '../../spark/errors.ts';
import { jacksonProblem } from '../../spark/formats/json/jackson.ts';
import type { CheckpointStore, Offset } from '../query/contracts.ts';

const VERSION = 1;
export const DAMAGED = 'Restore the file, or start over with a fresh checkpointLocation.';

/** OffsetSeqMetadata: what a batch was planned with. */
export interface BatchMetadata { readonly batchWatermarkMs: number; readonly batchTimestampMs: number; readonly conf: Readonly<Record<string, string>> }
export interface OffsetEntry { readonly metadata: BatchMetadata; readonly offsets: readonly (Offset | null)[] }

const ids = (store: CheckpointStore, folder: string): number[] => store.names(folder).filter((n) => /^\d+$/.test(n)).map(Number).sort((a, b) => a - b);

/** The lines behind the version (MetadataVersionUtil.validateVersion); `empty`: what is said of a file without any. */
export function logLines(text: string, where: string, empty = 'Incomplete log file'): string[] {
  const fail = (why: string): never => { throw new SparkError('UnknownException', `Failed to read log file ${where}. ${why}`, { wayOut: DAMAGED }); };
  if (text === '') fail(empty);
  const all = text.split('\n'), version = /^v([+-]?\d+)$/.exec(all[0]!.trim());
  if (!version || Number(version[1]) <= 0) fail(`Log file was malformed: failed to read correct log version from ${all[0]!}.`);
  if (Number(version![1]) > VERSION) {
    fail(`UnsupportedLogVersion: maximum supported log version is v${VERSION}, but encountered v${Number(version![1])}. The log file was produced by a newer version of Spark and cannot be read by this version. Please upgrade.`);
  }
  return all.slice(1);
}

/** `offsets/<batchId>` (OffsetSeqLog): what each batch reads, written before it runs. */
export class OffsetLog {
  constructor(readonly store: CheckpointStore) {}
  latest(): number | null { return ids(this.store, 'offsets').pop() ?? null; }
  get(batchId: number): OffsetEntry | null {
    const text = this.store.read(`offsets/${batchId}`);
    if (text === undefined) return null;
    const [metadata, ...offsets] = logLines(text, this.store.uri(`offsets/${batchId}`));
    if (metadata === undefined) throw new SparkError('UnknownException', 'next on empty iterator', { wayOut: DAMAGED });
    const parsed = metadata.trim() === '' ? {} : parse(metadata, `offsets/${batchId}`);
    return { metadata: { batchWatermarkMs: Number(parsed['batchWatermarkMs'] ?? 0), batchTimestampMs: Number(parsed['batchTimestampMs'] ?? 0), conf: (parsed['conf'] ?? {}) as Record<string, string> },
      offsets: offsets.map((o) => (o === '-' ? null : o)) };
  }
  add(batchId: number, e: OffsetEntry): boolean {
    return this.store.create(`offsets/${batchId}`, [`v${VERSION}`, JSON.stringify(e.metadata), ...e.offsets.map((o) => o ?? '-')].join('\n'));
  }
  purge(before: number): void { for (const id of ids(this.store, 'offsets')) if (id < before) this.store.remove(`offsets/${id}`); }
}

/** `commits/<batchId>` (CommitLog): a batch is done, with the watermark of the next. */
export class CommitLog {
  constructor(readonly store: CheckpointStore) {}
  latest(): number | null { return ids(this.store, 'commits').pop() ?? null; }
  nextWatermarkMs(batchId: number): number {
    const text = this.store.read(`commits/${batchId}`);
    if (text === undefined) return 0;
    const body = logLines(text, this.store.uri(`commits/${batchId}`), 'Incomplete log file in the offset commit log')[0];
    return body ? Number(parse(body, `commits/${batchId}`)['nextBatchWatermarkMs'] ?? 0) : 0;
  }
  add(batchId: number, nextBatchWatermarkMs: number): boolean {
    return this.store.create(`commits/${batchId}`, `v${VERSION}\n${JSON.stringify({ nextBatchWatermarkMs })}`);
  }
  purge(before: number): void { for (const id of ids(this.store, 'commits')) if (id < before) this.store.remove(`commits/${id}`); }
}

function parse(text: string, what: string): Record<string, unknown> {
  try { return JSON.parse(text) as Record<string, unknown>; }
  catch { throw new SparkError('UnknownException', jacksonProblem(text) ?? `The checkpoint file ${what} is damaged: it holds no JSON.`, { wayOut: DAMAGED }); }
}

/** StreamMetadata: the query's id, for ever. */
export function queryId(store: CheckpointStore, fresh: () => string): string {
  const text = store.read('metadata');
  if (text !== undefined) {
    const problem = jacksonProblem(text, '(InputStreamReader)');
    if (problem !== undefined) throw javaError(`com.fasterxml.jackson.${text.trim() === '' ? 'databind.exc.MismatchedInputException' : 'core.JsonParseException'}`, problem, DAMAGED);
    const id = parse(text, 'metadata')['id'];
    if (typeof id !== 'string') throw new SparkError('UnknownException', 'The checkpoint file metadata is damaged: it has no query id.');
    return id;
  }
  const id = fresh();
  store.create('metadata', JSON.stringify({ id }));
  return id;
}
