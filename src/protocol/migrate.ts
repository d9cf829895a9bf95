/** A batch job that becomes a streaming one, or back: what is asked, and what comes of it. Pure data. */
import type { Planner } from './language.ts';
import type { TestSettings } from './stream-test.ts';
import type { Stop } from './submit-thread.ts';

export type MigrateTo = 'streaming' | 'batch';
export type ValueFormat = 'json' | 'csv';
export type MigratedMode = 'append' | 'update' | 'complete';

export interface MigrateOptions {
  to: MigrateTo;
  /** By the name of the variable that a read is assigned to; '' is of every other one. Absent: named as the variable. */
  topics: Record<string, string>;
  brokers: string;
  /** `earliest`, `latest`, or Spark's JSON of partitions. */
  startingOffsets: string;
  /** Of a batch job over Kafka. */
  endingOffsets: string;
  /** The folder in which each query has a checkpoint of its own. */
  checkpoint: string;
  /** Absent: what the plan of each query asks for. */
  outputMode?: MigratedMode;
  /** What a message's value is; absent: csv for what was read as csv, else json. */
  value?: ValueFormat;
  /** A watermark on a column of the messages. */
  watermark?: { column: string; delay: string };
  /** Names of the variables (or numbers of the lines) of the reads that become streams; empty: the one that the results follow. */
  streams: string[];
  /** `10 seconds`; absent: a micro-batch as soon as the one before is done. */
  trigger?: string;
}

/** Why an edit is there: each has its section in docs/batch-to-streaming.md, named as the code. */
export type ChangeCode = 'source' | 'schema' | 'decode' | 'damaged' | 'offsets' | 'options' | 'sink' | 'mode' | 'folder' | 'foreach-batch' | 'checkpoint' | 'await' | 'watermark' | 'cache' | 'state' | 'import' | 'trigger';

export interface Explanation { code: ChangeCode; text: string }

/** A replacement in the job's text: UTF-16 offsets, `to` exclusive. Changes do not overlap and are in their order. */
export interface Change {
  from: number;
  to: number;
  insert: string;
  why: Explanation[];
}

/** Lines and columns from 1, in UTF-16 units. */
export interface MigrateRefusal {
  line: number;
  column: number;
  reason: string;
  /** What to do, one sentence. */
  wayOut: string;
  /** The simulator does not have what the job uses. */
  notSimulated?: true;
}

/** A query of the migrated job, and the action of the batch job that it stands for. */
export interface MigratedQuery {
  name: string;
  mode: MigratedMode;
  /** The action's place in the text before: where its call ends, which tells it from others. */
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  what: 'show' | 'write';
  /** Its rows have an order. */
  sorted: boolean;
  /** Of a batch: the lines of what it became, from 1; absent where its rows go through a function of the job. */
  became?: { from: number; to: number };
}

/** A read that became a stream; places as those of a query. */
export interface MigratedStream { name: string; topic: string; format: string; line: number; column: number; endLine: number; endColumn: number }

export interface Migration {
  to: MigrateTo;
  text: string;
  changes: Change[];
  queries: MigratedQuery[];
  streams: MigratedStream[];
  /** Of the messages in the streams. */
  value: ValueFormat;
  startingOffsets: string;
}

export type MigrateAnswer = { migration: Migration } | { refusals: MigrateRefusal[] };

/** Files that prove that both jobs give the same totals: native and absolute paths. */
export interface Proof {
  files: { path: string; text: string }[];
  /** What the test shows, and where it cannot: sentences. */
  notes: string[];
}

/** What is proved: a migration of a job as it was before. */
export interface Proving {
  /** Native and absolute. */
  job: string;
  /** The job's text. */
  before: string;
  migration: Migration;
}

export type ProofAnswer = { proof: Proof } | { refusals: MigrateRefusal[] };

/** What the editor takes from migrations. */
export interface Migrations {
  migrate(planner: Planner, job: { file: string; source: string }, options: MigrateOptions): Promise<MigrateAnswer>;
  /** What is wrong with options before any job is looked at, as a sentence. */
  optionsProblem(options: MigrateOptions): string | undefined;
  /** Runs both jobs in the simulator; rejects when the signal is aborted. */
  prove(proving: Proving, settings: TestSettings, signal: Stop): Promise<ProofAnswer>;
}
