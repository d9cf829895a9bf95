import type { Attribute } from '../../spark/expression.ts';
import type { Relation } from '../../spark/plan/plan.ts';
import type { Batch } from '../columns/batch.ts';
import type { OutputMode } from '../../spark/analysis/unsupported.ts';

/** An offset as Spark writes it to the checkpoint: JSON text. */
export type Offset = string;

/**
 * A streaming source. Offsets are exclusive ends: a batch is what lies between two of them.
 * Errors of a source end the query with their message.
 */
export interface Source {
  /** As in SourceProgress.description. */
  readonly description: string;
  readonly output: readonly Attribute[];
  /** Spark's data source API behind it: progress counts rows of the first one in another way. */
  readonly api: 'v1' | 'v2';
  /** Called once before the first use with the place in `sources/<n>` where the source may keep its own log. */
  open(log: SourceLog, start: Offset | null): void;
  /** Where a new query begins; null where Spark has no initial offset (file source). */
  initialOffset(): Offset | null;
  /** The newest end that a batch starting at `start` may have; read limits apply when `limited`. Null: nothing new ever seen. */
  latestOffset(start: Offset | null, limited: boolean): { end: Offset | null; latest: Offset | null };
  /** AvailableNow: remember where the data ends now. */
  freeze(): void;
  /** The rows between two offsets, in pieces. */
  /** `relation` says what one of perhaps several places in the query wants of the rows. */
  scan(start: Offset | null, end: Offset, relation: Relation): Iterable<Batch>;
  /** Throws where what a relation wants cannot be read; asked before a batch that has rows for it. */
  check?(relation: Relation): void;
  commit?(end: Offset): void;
  /** Epoch ms at which more data arrives; null: never again; a value not after `nowMs` means any moment. */
  nextArrivalMs(nowMs: number): number | null;
  /** SourceProgress.metrics; absent when there are none. */
  metrics?(end: Offset | null): Record<string, string> | undefined;
  close?(): void;
}

/** What to do about a checkpoint that was made for other sources. */
export const OTHER_QUERY = 'This checkpoint belongs to another query: give this one a checkpointLocation of its own.';

/** The folder `sources/<n>` of a checkpoint. */
export interface SourceLog {
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  names(): string[];
  /** The file's URI, for messages. */
  uri(name: string): string;
}

/** What a sink is given: rows are computed when first asked for. */
export interface SinkBatch {
  readonly batchId: number;
  readonly mode: OutputMode;
  readonly output: readonly Attribute[];
  rows(): Batch;
  /** Called by a sink that writes files, when they are complete and not yet in its log. */
  filesWritten?(): void;
}

export interface Sink {
  readonly description: string;
  /** Data source V2 counts its rows; a V1 sink's numOutputRows is -1. Failures of tasks reach V2 writers as "Writing job aborted". */
  readonly api: 'v1' | 'v2';
  addBatch(batch: SinkBatch): void;
  /** The driver died and came back: what it held in memory is gone. */
  reopen?(): void;
  close?(): void;
}

/** The checkpoint folder of one query; names are relative, with `/`. */
export interface CheckpointStore {
  read(name: string): string | undefined;
  /** What errors call the file. */
  uri(name: string): string;
  /** Never half a file. False when the name is taken (another query writes here). */
  create(name: string, text: string): boolean;
  write(name: string, text: string): void;
  names(folder: string): string[];
  remove(name: string): void;
}

export interface EngineHost {
  /** The run's clock, epoch ms. */
  nowMs(): number;
  /** Real milliseconds, for durations only. */
  wallMs(): number;
  uuid(): string;
}
