/**
 * A Python that runs the user's file. Nothing here knows Pyodide: another host (a native interpreter in a child process, say)
 * would implement the same interface.
 */

/** What Python needs from whoever runs it. All calls come from the thread that called `run`, synchronously. */
export interface PythonPort {
  /** A bridge op; reply text as protocol/bridge.ts says. Must not throw. */
  call(op: string, payload: string): string;
  /** Bytes as the job wrote them. */
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
  /** Fills the buffer and returns how many bytes came; 0 is the end of the input. */
  stdin(into: Uint8Array): number;
  isatty(stream: 'stdin' | 'stdout' | 'stderr'): boolean;
  /** What the job's clock shows, microseconds since the epoch. */
  nowMicros(): number;
  /** Microseconds that only ever grow, for time.monotonic and perf_counter. */
  monotonicMicros(): number;
}

export interface PythonJob {
  /** Native path as the user gave it: becomes sys.argv[0]. */
  file: string;
  /** What to run in place of the file's content. */
  source?: string | undefined;
  args: string[];
  /** Native path. */
  cwd: string;
  env: Record<string, string>;
  /** Files can be read only: a plan-only run. */
  readOnly: boolean;
  /** Flush at each line even when stdout is no terminal: someone watches. */
  lineBuffered: boolean;
  /** Whether the op `host.packages` may be called for the folders of the chosen interpreter. */
  packages: boolean;
}

/** How a script ended. */
export interface PythonEnd {
  exitCode: number;
  kind: 'ok' | 'exit' | 'exception' | 'interrupt' | 'refusal' | 'missing' | 'crash';
  /** Python's class name. */
  class?: string;
  message?: string;
  /** Innermost place in the job's own files, native path; columns in UTF-16 units. */
  place?: { file: string; line: number; column: number; endLine: number; endColumn: number };
  feature?: string;
  wayOut?: string;
  /** The module that is missing. */
  module?: string;
}

export interface PythonHost {
  /** Runs a file to its end. Once per host: an interpreter is not used twice. */
  run(job: PythonJob, port: PythonPort): PythonEnd;
  /**
   * Runs a small job of ours through `port` before `run`, so that little is done for the first time in the user's. Its files are in
   * `folder` (native). Says why it failed, if it did.
   */
  warm(folder: string, port: PythonPort): string;
  /** Calls the function that Python registered; payload and reply as protocol/bridge.ts says. Only while `run` is on the stack. */
  callback(payload: string): string;
  /** The path under which Python sees a native path, and back. */
  readonly paths: { toPython(native: string): string; toNative(python: string): string };
}

export interface PythonStart {
  host: PythonHost;
  /** Said once: why a slower way was taken. */
  notice?: string;
}
