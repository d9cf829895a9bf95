import type { SourceSpan } from '../protocol/run.ts';

/** Python-visible class of an error that Spark raises. `Py4JJavaError` carries a Java class name in `javaClass`. */
export type SparkErrorClass = 'AnalysisException' | 'ParseException' | 'IllegalArgumentException' | 'StreamingQueryException' | 'QueryExecutionException'
  | 'PythonException' | 'SparkUpgradeException' | 'UnknownException' | 'Py4JJavaError' | 'Py4JError' | 'ValueError' | 'TypeError' | 'AttributeError' | 'KeyError';

export interface SparkErrorOptions {
  javaClass?: string;
  cause?: unknown;
  stackTrace?: string;
  /** Raised while the query is planned, not by one of its tasks. */
  planning?: boolean;
  /** Weir's own sentence on what to do; no part of the message. */
  wayOut?: string;
}

/**
 * An error that Spark 3.3.1 itself raises, with Spark's class and text (text before `;\n<plan>`: the plan is not imitated).
 * Thrown inside spark/ and engine/, turned into data at the bridge.
 */
export class SparkError extends Error {
  span: SourceSpan | undefined;
  /** Whether it is settled where in SQL text it happened: the innermost expression decides, also when it is not from SQL text. */
  positioned = false;
  constructor(readonly errorClass: SparkErrorClass, message: string, readonly options: SparkErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = errorClass;
  }
}

export const analysisError = (message: string): SparkError => new SparkError('AnalysisException', message);
export const parseError = (message: string): SparkError => new SparkError('ParseException', message);
export const illegalArgument = (message: string): SparkError => new SparkError('IllegalArgumentException', message);
export const javaError = (javaClass: string, message: string, wayOut?: string): SparkError => new SparkError('Py4JJavaError', message, { javaClass, ...(wayOut === undefined ? {} : { wayOut }) });

/** AnalysisException.withPosition: the place in the SQL text, told once. */
export function withPosition(error: SparkError, origin: { readonly line: number; readonly pos: number } | undefined): SparkError {
  if (error.positioned || error.errorClass !== 'AnalysisException') return error;
  error.positioned = true;
  if (origin) error.message += `; line ${origin.line} pos ${origin.pos}`;
  return error;
}

/** An AnalysisException that Spark raises without a place, whatever expression it comes from. */
export function withoutPosition(error: SparkError): SparkError {
  error.positioned = true;
  return error;
}

/** Something real Spark does and the simulator does not: exit code 78, never a guess. */
export class Refusal extends Error {
  span: SourceSpan | undefined;
  constructor(
    /** What is not simulated, by name: `pandas_udf`, `the delta source`. */
    readonly feature: string,
    /** The way out, one sentence: "run this job with local Spark (weir run --target spark)". */
    readonly wayOut: string = 'Run this job on a real Spark 3.3.1: the simulator does not have it.',
  ) {
    super(`${feature} is not simulated. ${wayOut}`);
    this.name = 'Refusal';
  }
}

/** Longer arrays leave V8's for hash tables, and the process dies of one allocation, without a word. */
const MOST_ITEMS = 30_000_000;
export function checkItems(n: number): number {
  if (n > MOST_ITEMS) throw new Refusal(`an array of ${n} items`, `Up to ${MOST_ITEMS} fit in one value: make them rows (explode, spark.range), or run the job with local Spark.`);
  return n;
}

/** What V8 says of a value that is larger than it has them, as a refusal; anything else as it is. */
export const refusedSize = (error: unknown): unknown => (error instanceof RangeError && /^Invalid (string|array|typed array) length/.test(error.message)
  ? new Refusal('a single value of more than half a gigabyte', 'Keep it in several rows, or run the job with local Spark.') : error);
