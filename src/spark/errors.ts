import type { SourceSpan } from '../protocol/run.ts';

/** Python-visible class of an error that Spark raises. `Py4JJavaError` carries a Java class name in `javaClass`. */
export type SparkErrorClass = 'AnalysisException' | 'ParseException' | 'IllegalArgumentException' | 'StreamingQueryException' | 'QueryExecutionException'
  | 'PythonException' | 'SparkUpgradeException' | 'UnknownException' | 'Py4JJavaError' | 'Py4JError' | 'ValueError' | 'TypeError' | 'AttributeError' | 'KeyError';

/**
 * An error that Spark 3.3.1 itself raises, with Spark's class and text (text before `;\n<plan>`: the plan is not imitated).
 * Thrown inside spark/ and engine/, turned into data at the bridge.
 */
export class SparkError extends Error {
  span: SourceSpan | undefined;
  constructor(readonly errorClass: SparkErrorClass, message: string, readonly options: { javaClass?: string; cause?: unknown; stackTrace?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = errorClass;
  }
}

export const analysisError = (message: string): SparkError => new SparkError('AnalysisException', message);
export const parseError = (message: string): SparkError => new SparkError('ParseException', message);
export const illegalArgument = (message: string): SparkError => new SparkError('IllegalArgumentException', message);
export const javaError = (javaClass: string, message: string): SparkError => new SparkError('Py4JJavaError', message, { javaClass });

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
