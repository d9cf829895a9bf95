/**
 * A run as everyone sees it: panel, command line, tests. Three producers (simulator, local Spark, a Livy batch) emit
 * the same events; what a producer cannot know is absent, never guessed.
 *
 * Everything here is plain JSON data (structured-clone safe). 64-bit integers and decimals that do not fit a JS number
 * travel as strings; timestamps are microseconds since the epoch as a number (exact until the year 2255).
 */

import type { ActionRows, ReadRows } from './action-rows.ts';
import type { JobFacts } from './language.ts';
import type { ValuesPage } from './values.ts';

/** A range in a source file. Lines are 1-based, columns 0-based UTF-16 units, `endColumn` exclusive. */
export interface SourceSpan {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

export type RunTarget = 'simulator' | 'spark' | 'livy';
export type RunState = 'starting' | 'running' | 'paused' | 'succeeded' | 'failed' | 'stopped';

/** Spark's StreamingQueryProgress JSON, field by field (StreamingQueryProgress.scala, 3.3.1), keys in Spark's order. */
export interface StreamingQueryProgress {
  id: string;
  runId: string;
  name: string | null;
  /** Trigger start, ISO-8601 with milliseconds and Z. */
  timestamp: string;
  batchId: number;
  numInputRows: number;
  inputRowsPerSecond?: number;
  processedRowsPerSecond?: number;
  /** Milliseconds, keys sorted. */
  durationMs: Record<string, number>;
  eventTime?: { avg?: string; max?: string; min?: string; watermark?: string };
  stateOperators: StateOperatorProgress[];
  sources: SourceProgress[];
  sink: { description: string; numOutputRows?: number };
  observedMetrics?: Record<string, Record<string, unknown>>;
}

export interface StateOperatorProgress {
  operatorName: string;
  numRowsTotal: number;
  numRowsUpdated: number;
  allUpdatesTimeMs: number;
  numRowsRemoved: number;
  allRemovalsTimeMs: number;
  commitTimeMs: number;
  memoryUsedBytes: number;
  numRowsDroppedByWatermark: number;
  numShufflePartitions: number;
  numStateStoreInstances: number;
  customMetrics: Record<string, number>;
}

export interface SourceProgress {
  description: string;
  /** Parsed JSON offsets, null where Spark writes null. */
  startOffset: unknown;
  endOffset: unknown;
  latestOffset: unknown;
  numInputRows: number;
  inputRowsPerSecond?: number;
  processedRowsPerSecond?: number;
  metrics?: Record<string, string>;
}

/** A cell as text, with what is needed to sort and align it. `null` is SQL NULL. */
export type Cell = string | number | boolean | null;

/** A page of a table. `total` is exact; `rows` holds `offset … offset + rows.length`. */
export interface TablePage {
  columns: TableColumn[];
  rows: Cell[][];
  offset: number;
  total: number;
  /** Why rows that were there are not in the pages. */
  missing?: string;
}

export interface TableColumn {
  name: string;
  /** Spark's simpleString of the type, e.g. `struct<start:timestamp,end:timestamp>`. */
  type: string;
  /** Numbers align right. */
  numeric: boolean;
}

/** One node of a query's plan, in the order sources first. */
export interface PlanNode {
  id: number;
  /** What it is in the field's own terms: `Kafka source`, `Filter`, `Aggregate`, `Watermark`, … */
  name: string;
  /** One line: the condition, the keys, the topic. */
  detail: string;
  inputs: number[];
  span?: SourceSpan;
  /** True where state is kept. */
  stateful: boolean;
  /** Said when the optimizer moved this node and the watermark or the row count depends on it. */
  moved?: string;
}

export interface PlanCounts {
  id: number;
  rowsIn: number;
  rowsOut: number;
  dropped?: number;
  state?: number;
}

/** One entry per (row, operator, window) that a watermark dropped. Times in microseconds. */
export interface LateRow {
  batchId: number;
  /** Plan node that dropped it. */
  node: number;
  eventTime: number;
  /** The watermark of that batch, microseconds. */
  watermark: number;
  /** watermark - event time, microseconds. */
  lateBy: number;
  window?: { start: number; end: number };
  /** The smallest delay (microseconds) with which this row would have been kept; absent if no delay would have. */
  neededDelay?: number;
  /** The row at the operator, aligned with LatePage.columns. */
  row: Cell[];
}

export interface LatePage {
  columns: TableColumn[];
  rows: LateRow[];
  offset: number;
  /** Rows that can be asked for. */
  total: number;
  /** Why rows that were dropped are not in the pages. */
  missing?: string;
}

export interface StateEntry {
  key: Cell[];
  value: Cell[];
  /** Batch in which it was last written. */
  updatedIn: number;
  /** Evicted when the watermark passes this (microseconds); null: never. */
  evictAt: number | null;
}

export interface StatePage {
  /** State operators of the query, top-down as in the progress. */
  operators: { node: number; name: string; total: number }[];
  keyColumns: TableColumn[];
  valueColumns: TableColumn[];
  rows: StateEntry[];
  offset: number;
  total: number;
  /** Why the state after this batch cannot be shown. */
  missing?: string;
}

/** A row on the event-time chart: arrival inside its batch is spread evenly. */
export interface ChartPoint {
  batchId: number;
  /** 0…1 inside the batch. */
  at: number;
  eventTime: number;
  kind: 'inTime' | 'late' | 'dropped';
}

/** What one micro-batch did. Small: pages of rows are asked for. */
export interface BatchSummary {
  queryId: string;
  batchId: number;
  inputRows: number;
  /** Absent where the sink does not tell Spark. */
  outputRows?: number;
  /** Rows dropped as late (entries of LateRow): only the simulator knows them. */
  droppedRows?: number;
  /** Spark's own count, which differs: what reaches the operator. */
  droppedBySpark: number;
  /** Watermark used by this batch, microseconds; null: no watermark in the query. 0: not yet set. */
  watermark: number | null;
  eventTime?: { min: number; max: number };
  stateRows: number;
  /** Wall milliseconds this batch took. */
  tookMs: number;
  /** True for a batch without new data (it only moves the watermark's work on). */
  noData: boolean;
  /** Absent where the plan's rows are not counted. */
  counts?: PlanCounts[];
  /** At most 500 a batch: binned or sampled above. Absent where single rows are not seen. */
  points?: ChartPoint[];
}

export interface QueryInfo {
  id: string;
  runId: string;
  name: string | null;
  /** What the tab says: the query's name, else the sink, else `query 1`. */
  label: string;
  /** Like `trigger` and `sink` empty where it is not known. */
  outputMode: 'append' | 'update' | 'complete' | '';
  trigger: string;
  sink: string;
  /** Where each source reads from, in words: `topic card-transactions from captures/card-transactions.capture.jsonl`. */
  sources: string[];
  /** Topics that are read from captures: topic to native path. Absent: none is, or it is not known. */
  captures?: Record<string, string>;
  span?: SourceSpan;
  /** Empty: not known. */
  plan: PlanNode[];
  timeZone: string;
  /** The watermark's delay as written in the job, with where it was written. `node`: absent where the plan is not known. */
  watermarks: { node?: number; column: string; delay: string; span?: SourceSpan }[];
  /** What the job asked for, told by a plan-only run. */
  asked?: QueryAsked;
}

/** What a query reads and writes with, as the job wrote it. Options are lower case, and a chosen few: none that can hold a secret. */
export interface QueryAsked {
  sources: { format: string; streaming: boolean; options: Record<string, string>; paths: string[]; span?: SourceSpan }[];
  sink: { format: string; options: Record<string, string>; path?: string };
  /** As written; null: a temporary one. */
  checkpoint: string | null;
}

export interface Problem {
  severity: 'error' | 'warning' | 'info';
  /** Stable kebab-case code, e.g. `spark-analysis`, `python-exception`, `late-rows`, `not-simulated`. */
  code: string;
  /** Spark's or Python's class name where there is one. */
  errorClass?: string;
  message: string;
  /** The way out, one sentence. */
  hint?: string;
  span?: SourceSpan;
}

export type RunEvent =
  | { kind: 'state'; state: RunState; message?: string; exitCode?: number }
  | { kind: 'stdout' | 'stderr'; text: string; queryId?: string; batchId?: number }
  | { kind: 'query'; query: QueryInfo }
  | { kind: 'batch'; batch: BatchSummary }
  | { kind: 'progress'; progress: StreamingQueryProgress }
  | { kind: 'queryEnd'; queryId: string; error?: string; reason?: string }
  | { kind: 'problem'; problem: Problem }
  /** At the end of a run that was asked for them, and meanwhile where it is long; the newest counts. */
  | { kind: 'facts'; facts: JobFacts }
  /** In a run with `actionRows`, before each action of the job on a batch DataFrame. */
  | { kind: 'action'; action: ActionRows }
  /** In a run with `actionRows`, before the action that reads them first. */
  | { kind: 'read'; read: ReadRows }
  /** Something the run wants said once: where checkpoints went, that a write was recorded only. */
  | { kind: 'note'; text: string };

/** Pages that can be asked for while a run lives and after it ended. */
export type RunQuestion =
  | { ask: 'output'; queryId: string; batchId: number; offset: number; limit: number }
  | { ask: 'late'; queryId: string; batchId?: number; offset: number; limit: number }
  | { ask: 'values'; queryId: string; of: 'output' | 'late'; limit: number }
  | { ask: 'state'; queryId: string; batchId: number; operator: number; offset: number; limit: number; filter?: string }
  | { ask: 'progress'; queryId: string; batchId: number }
  /** Places and lengths in UTF-16 units. */
  | { ask: 'printed'; queryId?: string; batchId?: number; offset: number; limit: number };

export interface RunAnswers {
  output: TablePage;
  late: LatePage;
  values: ValuesPage;
  state: StatePage;
  progress: StreamingQueryProgress | null;
  printed: { text: string; offset: number; total: number };
}

export type RunCommand = { do: 'step'; queryId?: string } | { do: 'pause' } | { do: 'resume' } | { do: 'stop' }
  | { do: 'crash'; at: CrashPoint }
  /** The first micro-batch is on screen: see `showFirstMs`. */
  | { do: 'shown' };

/** Named points of a micro-batch, in order, at which a run can be killed and started again. */
export const CRASH_POINTS = ['afterSourceLog', 'afterOffsets', 'afterCompute', 'afterSinkFiles', 'afterSink', 'duringState', 'afterState', 'afterCommit'] as const;
export type CrashPoint = typeof CRASH_POINTS[number];

/** How a run is started. Paths are native paths of the machine that runs it. */
export interface RunOptions {
  file: string;
  /** The file's text where it is known before it is on disk (a save that is under way); absent: read from the file. */
  source?: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** topic -> capture file. */
  inputs: Record<string, string>;
  /** topic -> capture file to write. */
  outputs: Record<string, string>;
  maxBatches?: number;
  timeoutSeconds?: number;
  clock?: 'real' | 'virtual';
  /** Where the virtual clock begins, epoch milliseconds; absent: at the machine's time, moved on to a full hour with the first query. */
  clockStart?: number;
  /** No broker is asked: a topic that neither an input, a capture nor the job itself fills is a problem that says so. */
  offline?: boolean;
  keepRunning?: boolean;
  send?: boolean;
  /** Start paused: nothing runs until a step. */
  paused?: boolean;
  /** Milliseconds at most that the run waits, once, after its first micro-batch for `shown`: the screen has the processor meanwhile. */
  showFirstMs?: number;
  /** Nothing is read or written; the plan and its problems only. */
  planOnly?: boolean;
  /** With planOnly: the run tells at its end what each call of the job gave, and tries each foreachBatch function on a batch without rows. */
  facts?: boolean;
  /** Tells the rows of each action on a batch DataFrame, and what its reads of files gave as messages of this format. */
  actionRows?: 'json' | 'csv';
  /** Interpreter whose pure-Python packages can be imported. */
  python?: string;
  /** Folder that replaces checkpoints and file sinks (editor); absent: paths as written. */
  scratch?: string;
  continueFromCheckpoint?: boolean;
  crashAt?: CrashPoint;
  /** The batch to be killed in; absent: the first that comes to the point. */
  crashBatch?: number;
  /** The run dies there, without any clean-up, instead of being restarted from its checkpoint. */
  crashEnds?: boolean;
  sparkVersion?: string;
}
