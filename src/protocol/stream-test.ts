/** A stream test (`*.stream-test.yaml`) as it is read, run and reported. Pure data. */
import type { SourceSpan } from './run.ts';

/** A value as YAML has it; numbers that a double does not hold exactly stay text. */
export type Expected = string | number | boolean | null | Expected[] | { [field: string]: Expected };

/** A message that is written down in the test. Without `at` it is there before the query starts. */
export interface InlineMessage {
  /** Milliseconds after the start at which it arrives. */
  at?: number;
  key?: Expected;
  /** Text as it is; anything else as JSON. */
  value: Expected;
  /** ISO-8601 or epoch milliseconds. */
  timestamp?: string | number;
  partition?: number;
  headers?: Record<string, string>;
}

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
  span: SourceSpan;
  /** topic → captures (native and absolute), or messages. */
  inputs: Record<string, { capture: string } | { messages: InlineMessage[] }>;
  /** Wall seconds at most; default 30. */
  timeoutSeconds: number;
  expect: Expectations;
}

export interface RowsExpected {
  rows: Record<string, Expected>[];
  /** Default `any`: the same rows, each as often. */
  order: 'any' | 'exact';
  span: SourceSpan;
}

export interface Expectations {
  /** By the query's name, or its label where it has none. */
  queries: Record<string, {
    /** All that came out until the end; in update and complete mode each batch's rows one after the other. */
    rows?: RowsExpected;
    /** By the number of the micro-batch. */
    batches?: Record<number, RowsExpected>;
    /** At the end, ISO-8601. */
    watermark?: { value: string; span: SourceSpan };
    lateRows?: { count: number; span: SourceSpan } | RowsExpected;
    span: SourceSpan;
  }>;
  /** What was written to topics: `{key, value}` with JSON values as objects. */
  topics: Record<string, RowsExpected>;
  /** The job fails with this: Spark's or Python's class, a part of its message, 1-based line. */
  error?: { errorClass?: string; message?: string; line?: number; span: SourceSpan };
  stdout?: { contains: string[]; span: SourceSpan };
}

export interface TestFailure {
  message: string;
  span: SourceSpan;
  /** For a diff, as text. */
  expected?: string;
  actual?: string;
}

export interface TestResult {
  file: string;
  name: string;
  outcome: 'passed' | 'failed' | 'errored';
  failures: TestFailure[];
  tookMs: number;
  /** What the job printed. */
  output: string;
}
