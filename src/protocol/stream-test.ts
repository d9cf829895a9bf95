/** A stream test (`*.stream-test.yaml`) as it is read, run and reported. Pure data. */
import type { RunOptions, SourceSpan } from './run.ts';

/**
 * A value as it is written. What a scalar means is decided by the column that it is compared with (`0815` is text for a string column and a
 * number for an int), so its text is kept as it stands: no digit is lost. `plain`: it stands without quotes.
 */
export type Expected =
  | { is: 'null' }
  | { is: 'scalar'; text: string; plain: boolean }
  /** `!!binary`, base64. */
  | { is: 'bytes'; base64: string }
  | { is: 'list'; items: Expected[] }
  | { is: 'fields'; fields: [name: string, value: Expected][] };

/** A message that is written down in the test. Without `at` it is there before the query starts. */
export interface InlineMessage {
  /** Milliseconds after the start at which it arrives. */
  at: number;
  key: Expected;
  /** Text as it is; lists and fields as JSON. */
  value: Expected;
  /** Epoch milliseconds; absent: the test's clock + at. */
  timestamp?: number;
  partition: number;
  headers: [name: string, value: Expected][];
}

export type StreamInput = { capture: string } | { messages: InlineMessage[] };

export interface StreamTestFile {
  file: string;
  /** Native and absolute. */
  job: string;
  arguments: string[];
  environment: Record<string, string>;
  tests: StreamTest[];
}

export interface StreamTest {
  name: string;
  /** The test as a whole; `nameSpan`: its name. */
  span: SourceSpan;
  nameSpan: SourceSpan;
  /** topic → captures (native and absolute), or messages. */
  inputs: Record<string, StreamInput>;
  /** What the job's clock shows when it starts, epoch milliseconds. Default 2026-01-01T00:00:00Z. */
  clock: number;
  /** Wall seconds at most; default 30. */
  timeoutSeconds: number;
  expect: Expectations;
}

export interface RowsExpected {
  rows: { fields: [name: string, value: Expected][]; span: SourceSpan }[];
  /** Default `any`: the same rows, each as often. */
  order: 'any' | 'exact';
  /** Only these are compared; absent: every column must be named by every row. */
  columns?: string[];
  span: SourceSpan;
}

export interface QueryExpected {
  /** All that came out until the end; in update and complete mode each batch's rows one after the other. */
  rows?: RowsExpected;
  /** By the number of the micro-batch. */
  batches?: Record<number, RowsExpected>;
  /** Of the last micro-batch, as its progress tells it. */
  watermark?: { text: string; span: SourceSpan };
  lateRows?: { count: number; span: SourceSpan } | RowsExpected;
  span: SourceSpan;
}

export interface Expectations {
  /** By the query's name, or its label where it has none. */
  queries: Record<string, QueryExpected>;
  /** What was written to topics: `key` and `value`, JSON as fields. */
  topics: Record<string, RowsExpected>;
  /** The job fails with this: Spark's or Python's class, a part of its message, 1-based line. */
  error?: { errorClass?: string; message?: string; line?: number; span: SourceSpan };
  stdout?: { contains: { text: string; span: SourceSpan }[] };
  /** The key `expect`, or the test where there is none. */
  span: SourceSpan;
}

/** What is wrong in the file itself. */
export interface TestFileProblem {
  message: string;
  /** What to do, one sentence. */
  hint: string;
  span: SourceSpan;
}

/** Never thrown: what could be read is there, with the problems. `tests` holds only tests that are whole. */
export interface TestFileRead {
  tree: StreamTestFile;
  problems: TestFileProblem[];
}

export interface TestFailure {
  message: string;
  span: SourceSpan;
  /** Aligned, for a terminal: what is missing, what is too much, which cells differ. */
  table?: string;
  /** For a diff, as text. */
  expected?: string;
  actual?: string;
}

export type TestOutcome = 'passed' | 'failed' | 'errored' | 'refused';

export interface TestResult {
  file: string;
  name: string;
  /** `errored`: the test could not be judged, for example since the job failed; `refused`: the simulator does not have what the job uses. */
  outcome: TestOutcome;
  failures: TestFailure[];
  tookMs: number;
  /** What the job printed. */
  output: string;
}

/** What is the same for all tests of a call. */
export interface TestSettings {
  env: Record<string, string>;
  /** Interpreter whose pure-Python packages can be imported. */
  python?: string;
}

/** A test as a run that can be started by whoever shows it, with the files that were made for it. */
export interface PreparedTest {
  options: RunOptions;
  /** Removes what was made. */
  dispose(): void;
}

/** A simulation that becomes a test. */
export interface Recording {
  /** Native and absolute. */
  job: string;
  name: string;
  /** topic → capture, native and absolute; absent: those that the job finds beside it. */
  inputs?: Record<string, string>;
  /** Of a new file; one that is there has its own. */
  arguments?: string[];
}

export interface Recorded {
  /** The test file, native and absolute, and all of its new text. */
  file: string;
  text: string;
  /** As it is called there. */
  name: string;
  /** 1-based. */
  line: number;
}

/** What the editor takes from the readers and the runner of stream tests. */
export interface StreamTests {
  read(file: string, text: string): TestFileRead;
  /** Never rejects. After `stop` it is errored. */
  run(file: StreamTestFile, test: StreamTest, settings: TestSettings): { result: Promise<TestResult>; stop(): void };
  prepare(file: StreamTestFile, test: StreamTest, settings: TestSettings): PreparedTest;
  /** Runs the job as a test runs it, and writes down what came out. `existing`: the text of the test file where there is one. Rejects with what keeps it from becoming a test. */
  record(recording: Recording, existing: string | undefined, settings: TestSettings): Promise<Recorded>;
}
