/**
 * A job on a cluster that is followed: what is told of it beside the events of a run (`run.ts`), and what can be asked. Plain data only.
 * Everything in here came from servers: it is masked, bounded and hostile text all the same.
 */
import type { ClusterJob, JobFailure, ServerProblem } from './hdinsight.ts';
import type { RunEvent } from './run.ts';

/** Health of a job or of one of its queries, with the figures that it is read from. */
export interface Verdict {
  id: 'falling-behind' | 'watermark-stuck' | 'state-growing' | 'restart-loop' | 'no-data' | 'slow-batches';
  /** Absent: of the job. */
  queryId?: string;
  severity: 'warning' | 'error';
  /** Under which figure it stands: input and processing rate, watermark, state, batch time; `job`: beside the job. */
  about: 'rate' | 'watermark' | 'state' | 'time' | 'job';
  /** A few words with the numbers: `behind by 430 rows/s for 6 min`. */
  text: string;
  /** What to do, one sentence. */
  hint: string;
  /** Epoch ms. */
  since: number;
}

/** Figures of a query at one moment, from whichever reader answers. What it cannot know is absent. */
export interface QuerySample {
  /** Epoch ms: of the trigger where it is told, else of the answer. */
  at: number;
  batchId?: number;
  inputRows?: number;
  inputRate?: number;
  processedRate?: number;
  /** Microseconds. */
  watermark?: number;
  /** Newest event of the batch, microseconds. */
  newestEvent?: number;
  stateRows?: number;
  stateBytes?: number;
  /** `triggerExecution`. */
  tookMs?: number;
  /** The parts of it that Spark names, ms. */
  durationMs?: Record<string, number>;
}

/** Which reader feeds what is shown. */
export interface ProgressFrom {
  /** In words, `the driver's log`; absent as long as none ever answered. */
  reader?: string;
  /** Epoch ms at which it was read. */
  at?: number;
  /** What this reader cannot know. */
  lacks: readonly string[];
  /** Readers that would know more, best first, with why they are not used. */
  better: readonly { reader: string; reason: string }[];
  /** Values that were left out because they could not be right. */
  doubts: readonly string[];
  /** Why nothing new could be read. */
  failed?: string;
}

/** A failure of the job or of an earlier attempt of it. */
export interface AttemptFailure {
  /** YARN's, from 1; absent where it is not known. */
  attempt?: number;
  /** Epoch ms at which it was seen, or YARN says that the attempt ended. */
  at: number;
  failure: JobFailure;
}

/** How the followed job stands: told whole whenever something of it changed. */
export interface FollowStatus {
  job: ClusterJob;
  /** YARN's limit of attempts, where it is known. */
  maxAttempts?: number;
  progress: ProgressFrom;
  verdicts: readonly Verdict[];
  failures: readonly AttemptFailure[];
  /** The cluster does not answer; what is shown is what was heard last. */
  problem?: ServerProblem;
  /** Requests of the last minute for this job, and the pause between two looks at its progress. */
  requestsPerMinute: number;
  everyMs: number;
  /** `gone`: neither Livy nor YARN knows it any more. */
  over?: 'ended' | 'gone';
}

export type FollowEvent =
  | { event: 'run'; run: RunEvent }
  /** `queryId` as in the run's events. */
  | { event: 'sample'; queryId: string; sample: QuerySample }
  | { event: 'status'; status: FollowStatus };

export interface FollowOptions {
  /** `application_…`, or a batch's digits. */
  job: string;
  /** Pause between two looks at the progress, ms; default 5000, at least 1000. */
  everyMs?: number;
  /** Spark's statistics page may be asked: it changes what the job reads of its own progress. */
  statistics?: boolean;
}

export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevelName = typeof LOG_LEVELS[number];

/** A line of the driver's log. */
export interface DriverLogLine {
  /** Number among the lines that are held, from 0, below it where earlier ones were read later; it does not change when older lines are let go of. */
  n: number;
  /** Without what looks like a secret. */
  text: string;
  level?: LogLevelName;
  /** The text's head, where it has log4j's form: `12:01:26`, and the logger's last part. `from`: where the message begins in `text`, UTF-16 units. */
  time?: string;
  logger?: string;
  from?: number;
}

export interface LogRequest {
  ask: 'log';
  stream: 'stdout' | 'stderr';
  /** Of YARN, from 1; absent: the newest. */
  attempt?: number;
  /** Only lines of this level or above; a line without one is always there. */
  least?: LogLevelName;
  /** What is looked for, any case; found lines are counted, and all lines stay. */
  find?: string;
  /** Among the lines that pass `least`, from the oldest that is held; negative: from the end. */
  offset: number;
  limit: number;
  /** Reads more of what is in front of the oldest line that is held, first. */
  earlier?: true;
}

export interface LogAnswer {
  lines: DriverLogLine[];
  /** Place of the first of `lines` among those that pass `least`, and how many these are. */
  offset: number;
  total: number;
  /** How many lines that pass were let go of, less those that were read later: with it a line's place counts from one begin, however many are held. Absent: 0. */
  gone?: number;
  /** Places (among those that pass) of the lines in which `find` is; at most the 10 000 newest, `foundAll` counts all. */
  found: number[];
  foundAll: number;
  /** Bytes of the log before the first line that is held. */
  before: number;
  /** More of them can be read. */
  earlier?: true;
  /** Places in front of which lines were missed (the log was rolled, or grew faster than it could be read). */
  gaps: number[];
  /** Whether more may come. */
  following: boolean;
  problem?: ServerProblem;
}
