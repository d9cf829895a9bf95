/**
 * Messages between the run panel (webview) and the extension host. The host holds what a run said; the view asks for
 * the pages that are on screen and is told when something changed. Plain JSON data only.
 */
import type { FollowStatus, LogAnswer, LogRequest, QuerySample } from './cluster-run';
import type {
  Cell, Problem, QueryInfo, RunAnswers, RunCommand, RunQuestion, RunState, RunTarget, SourceSpan,
} from './run';

/** Small enough to be sent whole with every change. */
export interface RunView {
  /** Another key is another run: what was read before no longer holds. */
  key: string;
  title: string;
  file: string;
  target: RunTarget;
  /** What the sources read, in a few words. */
  input: string;
  state: RunState;
  /** What the state's event said, e.g. why the run failed. */
  message?: string;
  exitCode?: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt?: number;
  queries: QueryView[];
  /** Where the button was pressed, 1-based. */
  line?: number;
  /** Tab to open on: the query at whose line the button was pressed. */
  focusQuery?: string;
  problems: Problem[];
  notes: string[];
  /** UTF-16 units of stdout and stderr so far. */
  printed: number;
  simulateOnSave: boolean;
  /** A scratch folder with a checkpoint is there to go on from. */
  canContinue: boolean;
  /** Of a job on a cluster. */
  cluster?: ClusterView;
}

/** A job on a cluster beside what its queries did. */
export interface ClusterView {
  /** Which job of which cluster it is; the view keeps it, and gives it back after a reload of the window. */
  target: { cluster: string; batch?: string; app?: string };
  /** What the cluster is called. */
  name: string;
  /** Absent until the cluster was heard. */
  status?: FollowStatus;
  /** The newest figures of each query, with how many there were. */
  figures: { queryId: string; newest: QuerySample; count: number }[];
  /** The job was sent from here: what was sent, without secrets. */
  submitted?: SubmittedAs;
  /** There are pages of YARN (and of Spark, below it) that a browser can open. */
  hasPages: boolean;
  /** It is known where its history server is. */
  hasHistory: boolean;
  /** Spark's statistics page may be asked. */
  statistics: boolean;
}

/** What was sent to Livy, as the panel shows it. */
export interface SubmittedAs {
  /** Epoch ms. */
  at: number;
  /** Native path. */
  file: string;
  profile?: string;
  /** Livy's body as JSON; what looks like a secret is dots. */
  body?: string;
}

/** Figures of a query as parallel arrays, oldest first: single ones, or means of neighbours where there were more than asked for. */
export interface FigureSeries {
  /** Epoch ms. */
  at: number[];
  inputRate: (number | null)[];
  processedRate: (number | null)[];
  /** Microseconds. */
  watermark: (number | null)[];
  stateRows: (number | null)[];
  tookMs: (number | null)[];
}

export interface QueryView {
  info: QueryInfo;
  /** Batches so far; their ordinals are 0 … batches - 1. */
  batches: number;
  /** The newest batch, null before the first. */
  last: BatchRow | null;
  /** The newest few, oldest first, so that they are on screen without being asked for. */
  recent: BatchRow[];
  /** The newest batch that read, wrote or dropped rows: what a run that is over is opened on. */
  busy?: BatchRow;
  /** Oldest and newest event time so far, microseconds. */
  eventTime?: { min: number; max: number };
  /** Rows that nobody told of are not in the sums; `outputRows` is absent where no batch told. `droppedRows`: Spark's count where that is all there is. */
  totals: { inputRows: number; outputRows?: number; droppedRows: number; tookMs: number };
  ended: boolean;
  error?: string;
  reason?: string;
}

/** One row of the batches table. */
export interface BatchRow {
  ordinal: number;
  batchId: number;
  inputRows: number;
  /** Absent: not known, as in BatchSummary. */
  outputRows?: number;
  droppedRows?: number;
  droppedBySpark: number;
  /** Microseconds; null: the query has no watermark; 0: not set yet. */
  watermark: number | null;
  stateRows: number;
  tookMs: number;
  noData: boolean;
  inputRate?: number;
  processedRate?: number;
}

/** One batch, or a bin of neighbouring batches when there are more than the chart has columns. */
export interface ChartColumn {
  /** Ordinals, inclusive. */
  first: number;
  last: number;
  firstBatchId: number;
  lastBatchId: number;
  watermark: number | null;
  /** Means over the bin, except stateRows: the last. */
  inputRows: number;
  outputRows?: number;
  stateRows: number;
  inputRate?: number;
  processedRate?: number;
  /** Sums over the bin. */
  /** Absent where single rows are not seen. */
  inTime?: number;
  late?: number;
  dropped: number;
  min?: number;
  max?: number;
}

/** Dots of the event-time chart as parallel arrays. */
export interface ChartDots {
  /** Ordinal of the batch + place inside it (0…1). */
  x: number[];
  /** Event time, microseconds. */
  t: number[];
  /** 0 in time, 1 late but accepted, 2 dropped. */
  kind: number[];
  /** Rows behind the dot: more than 1 where dots were binned. */
  n: number[];
}

export interface ChartData {
  from: number;
  /** Exclusive. */
  to: number;
  columns: ChartColumn[];
  dots: ChartDots;
  binned: boolean;
}

export type PanelQuestion = RunQuestion
  | { ask: 'batches'; queryId: string; offset: number; limit: number }
  | { ask: 'ordinal'; queryId: string; batchId: number }
  | { ask: 'chart'; queryId: string; from: number; to: number }
  | { ask: 'plan'; queryId: string; batchId: number }
  | { ask: 'stateChanges'; queryId: string; batchId: number; operator: number }
  /** Of a job on a cluster. */
  | { ask: 'figures'; queryId: string; most: number }
  | LogRequest;

/** Row counts of a plan at one batch, and in total over the run. */
export interface PlanNumbers { id: number; rowsIn: number; rowsOut: number; dropped: number; state: number }

/** What a batch did to one operator's state. */
export interface StateChanges {
  /** False where the state was too large to compare: then only `changed` by batch number is known. */
  complete: boolean;
  rows: { change: 'added' | 'changed' | 'evicted'; key: Cell[]; before: Cell[] | null; after: Cell[] | null }[];
}

export interface PanelAnswers extends RunAnswers {
  batches: { rows: BatchRow[]; total: number };
  /** -1: no such batch. */
  ordinal: number;
  chart: ChartData;
  plan: { batch: PlanNumbers[]; run: PlanNumbers[] };
  stateChanges: StateChanges;
  figures: FigureSeries;
  log: LogAnswer;
}

export type Answer<Q extends PanelQuestion> = PanelAnswers[Q['ask']];

export type PanelCommand = RunCommand
  | { do: 'again'; paused: boolean }
  | { do: 'continueFromCheckpoint' }
  | { do: 'crashAndRestart' }
  | { do: 'reveal'; span: SourceSpan }
  | { do: 'toggleSimulateOnSave' }
  | { do: 'showLog' }
  | { do: 'recordAsTest' }
  | { do: 'copy'; text: string }
  | { do: 'openProgress'; queryId: string }
  | { do: 'focusEditor' }
  | { do: 'job'; job: JobCommand };

/** What a job on a cluster is told by its panel. */
export type JobCommand =
  | { act: 'kill' | 'resubmit' | 'openYarn' | 'openSparkUi' | 'openHistory' | 'look' | 'simulate' | 'signIn' | 'editCluster' }
  /** Whether Spark's statistics page may be asked, which changes what the job reads of its own progress. */
  | { act: 'statistics'; asked: boolean }
  /** Pause between two looks at the progress. */
  | { act: 'every'; ms: number }
  /** Where a failure's trace says that the user's own line is. */
  | { act: 'reveal'; file: string; line: number };

export type ToHost =
  | { kind: 'ready' }
  | { kind: 'ask'; id: number; question: PanelQuestion }
  | { kind: 'command'; command: PanelCommand };

export type ToView =
  | { kind: 'run'; run: RunView | null }
  | { kind: 'answer'; id: number; value: PanelAnswers[keyof PanelAnswers] }
  | { kind: 'refused'; id: number; message: string }
  /** The cursor moved in the job's file: the plan lights the node of that line (1-based). */
  | { kind: 'cursor'; line: number }
  /** The rows that this batch dropped are to be seen. */
  | { kind: 'late'; queryId: string; ordinal: number };
