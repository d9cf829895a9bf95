/**
 * What the process that runs a job hands to the session (the join of pyspark's calls, the plan and the engine), and what
 * the session gives back. Everything is synchronous: Python, session and engine share one thread that blocks.
 */
import type { CaptureMessage } from '../kafka/capture.ts';
import type { BridgeCallback } from '../protocol/bridge.ts';
import type { SourceSpan, RunAnswers, RunCommand, RunEvent, RunOptions, RunQuestion } from '../protocol/run.ts';

export interface SessionHost {
  readonly options: RunOptions;
  /** Out to whoever watches the run. Python's buffered stdout is flushed before a stdout or stderr event, so order holds. */
  emit(event: RunEvent): void;
  /**
   * Calls back into Python and returns the `ok` value.
   * @throws PythonCallbackError when the user's function raised; KeyboardInterrupt arrives as its `pythonClass`.
   */
  callback(payload: BridgeCallback): unknown;
  readonly clock: RunClock;
  readonly io: SyncIo;
  readonly files: SyncFiles;
  readonly commands: CommandQueue;
  /** Captures by native, absolute path. */
  readonly captures: { read(file: string): readonly CaptureMessage[] };
  /** Somebody may look at any batch of the run later (the panel); else only at the newest. */
  readonly lookBack: boolean;
  /** The run is killed: nothing of it goes on, no `finally`, no `except`. Does not return. */
  die(reason: string): never;
  /** True once the user has asked the run to stop (Stop, Ctrl-C, the run's time-out). Also serves pending questions. */
  interrupted(): boolean;
}

/** What `createSession(host)` returns. */
export interface Session {
  /** One bridge op. Returns the `ok` value; throws SparkError, Refusal or PythonCallbackError, which the host turns into an error reply. */
  call(op: string, payload: unknown): unknown;
  /** Pages for the panel and the terminal. Called between batches, while waiting, and after the script ended. */
  answer<Q extends RunQuestion>(question: Q): RunAnswers[Q['ask']];
  /** The batch that is being run, so that what Python prints meanwhile is filed under it. */
  position?(): { queryId: string; batchId: number } | undefined;
  /** The script is over (also after an error): release what is held. */
  close?(): void;
}

export type CreateSession = (host: SessionHost) => Session;

/** The user's Python function raised. */
export class PythonCallbackError extends Error {
  constructor(
    readonly pythonClass: string, message: string,
    /** As Python prints it, host frames removed. */
    readonly traceback: string,
    /** Where in the job's own code it was raised. */
    readonly place?: SourceSpan,
  ) {
    super(message);
    this.name = 'PythonCallbackError';
  }
}

/** Why a wait ended. `command`: something is to be taken from the command queue. */
export type WaitEnd = 'reached' | 'command' | 'interrupted';

/**
 * The run's clock, microseconds since the epoch. The real clock is the machine's. The virtual clock starts at the machine's
 * time, stands still while code runs, and jumps when waited for: the same inputs give the same batches.
 */
export interface RunClock {
  /** False until decided: see `decide`. */
  readonly virtual: boolean;
  /**
   * Fixes real or virtual for the rest of the run. `RunOptions.clock` decides at once; without it the clock is virtual until the
   * session sees a source that is neither a capture nor a file and calls `decide(false)`.
   */
  decide(virtual: boolean): void;
  /**
   * With the first query a virtual clock moves on to the next full hour, once: triggers fall on multiples of their interval, so
   * that which rows a batch gets would else depend on the second at which the run was started.
   */
  align(): void;
  nowMicros(): number;
  /** Virtual: jumps to `t` (never back). Real: blocks until `t`, a command, or an interrupt. Serves questions meanwhile. */
  waitUntilMicros(t: number): WaitEnd;
}

/**
 * Asynchronous work (brokers, sockets) done by a second thread, waited for here.
 * Ops and their shapes: `IoOps` in io-types.ts.
 */
export interface SyncIo {
  /** @throws IoError; `code` 'interrupted' when the run was stopped meanwhile, 'timeout' after `timeoutMs` (default 60 000). */
  call(op: string, args: unknown, options?: { timeoutMs?: number }): unknown;
}

export class IoError extends Error {
  constructor(
    /** 'unreachable' | 'denied' | 'not-found' | 'timeout' | 'interrupted' | 'failed', or a system code such as ECONNREFUSED. */
    readonly code: string, message: string,
    /** Plain data: what was tried, e.g. the broker list. Never a secret. */
    readonly details?: Record<string, unknown>,
  ) {
    super(message);
    this.name = 'IoError';
  }
}

export interface FileStat { isDirectory: boolean; size: number; /** Milliseconds since the epoch. */ mtimeMs: number }
export interface FileEntry extends FileStat { name: string }

/** Local files by native path. Failures are Node's own errors with their `code` (`ENOENT`, …). */
export interface SyncFiles {
  readonly sep: '/' | '\\';
  /** Joins, resolves against the run's working directory, and removes `.` and `..`. */
  resolve(...parts: string[]): string;
  /** A path as a `file:` URI in Hadoop's form: `file:/tmp/a b` (one slash, not percent-encoded), `file:/C:/a` on Windows. */
  uri(path: string): string;
  read(path: string): Uint8Array;
  readText(path: string): string;
  /** `length` bytes from `offset`; shorter at the end of the file. */
  readRange(path: string, offset: number, length: number): Uint8Array;
  /** Through a temporary file beside it and a rename: never half a file. Makes missing folders. */
  write(path: string, data: Uint8Array | string): void;
  /** False when the file is already there (what a checkpoint's commit needs); otherwise as `write`. */
  create(path: string, data: Uint8Array | string): boolean;
  append(path: string, data: Uint8Array | string): void;
  /** Undefined when there is nothing. */
  stat(path: string): FileStat | undefined;
  /** Sorted by name; empty when the folder is missing. */
  list(path: string): FileEntry[];
  mkdir(path: string): void;
  /** Recursive; silent when there is nothing. */
  remove(path: string): void;
  rename(from: string, to: string): void;
  /** Glob as Hadoop's for `load()`: `*`, `?`, `[a-b]`, `{a,b}`. Sorted paths; the path itself when it has no pattern and exists. */
  glob(pattern: string): string[];
}

/**
 * Step, pause, resume, crash, in order; `stop` means to end every query as query.stop() would (the run's time-out is over).
 * A Stop by the user does not come here: it is `interrupted()`, and KeyboardInterrupt in Python.
 */
export interface CommandQueue {
  /** The next command, if any. Also serves pending questions. */
  take(): RunCommand | undefined;
  /** Blocks until there is one; undefined when interrupted. */
  waitForCommand(): RunCommand | undefined;
}
