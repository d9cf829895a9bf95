/** What is known of the streaming queries of a remote job. What a reader cannot know is absent, never guessed. */
import type { StreamingQueryProgress } from '../../protocol/run.ts';

export type ReaderName = 'helper' | 'driver log' | 'query page' | 'metrics' | 'executions';

/** One batch of a query, or what of it could be read. Times of Spark are ISO-8601 with milliseconds and Z, durations milliseconds. */
export interface BatchStatus {
  batchId?: number;
  /** Start of the trigger; of the readers by executions, of the batch's first execution. */
  timestamp?: string;
  numInputRows?: number;
  inputRowsPerSecond?: number;
  processedRowsPerSecond?: number;
  watermark?: string;
  /** Of all state operators together. */
  stateRows?: number;
  stateRowsUpdated?: number;
  stateBytes?: number;
  rowsDroppedByWatermark?: number;
  /** By Spark's names of a trigger's parts. Parts of 0 ms may be missing. */
  durationMs?: Record<string, number>;
  /** Everything, where the reader has it; the fields beside it say the same. */
  progress?: StreamingQueryProgress;
}

export interface QueryStatus extends BatchStatus {
  /** The query's id, the same after a restart from its checkpoint. */
  id?: string;
  runId?: string;
  /** null: it has none. Absent: not known. */
  name?: string | null;
  state?: 'running' | 'finished' | 'failed';
  /** Of one that failed, in Spark's words. */
  error?: string;
  /** Batches before this one that the reader also saw, oldest first. */
  earlier: readonly BatchStatus[];
  /** Milliseconds since the epoch at which the answer that carries this came. */
  at: number;
}

export interface Reading {
  reader: ReaderName;
  queries: readonly QueryStatus[];
  /** Values that were left out because they could not be right, in words. */
  doubts: readonly string[];
  /** The trigger's interval, where the job's log names one only. */
  triggerMs?: number;
}

export interface ProgressReader {
  readonly name: ReaderName;
  /** What it never knows, in words. */
  readonly lacks: readonly string[];
  /**
   * What there is to know now; at most a few requests, in the long run one.
   * @throws Unreadable with the reason; what the source threw where it had no page
   */
  read(signal: AbortSignal): Promise<Reading>;
}

/** A page came, but not what was looked for. `nothing`: there is none (yet); `unknown`: it is not as Spark writes it. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';

  constructor(readonly kind: 'nothing' | 'unknown', message: string) {
    super(message);
  }
}
