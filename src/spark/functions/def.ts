import type { DataType } from '../types.ts';
import type { Call, Resolved } from '../expression.ts';
import type { Row, Value } from '../values.ts';

/**
 * One registry entry describes a Spark function completely. The Python package, SQL, completion, hover and the support
 * table are derived from it; nothing is listed twice.
 */
export interface FunctionDef {
  /** Canonical SQL name in lower case, or the operator's sign (`+`, `=`, `and`). */
  readonly name: string;
  /** Further SQL names of the same expression. */
  readonly aliases?: readonly string[];
  readonly kind: 'scalar' | 'aggregate' | 'generator' | 'higherOrder' | 'window';
  /** Argument names as hover and error texts show them: `str, pattern[, idx]`. */
  readonly args: string;
  /** One line in our own words. */
  readonly doc: string;
  /** First Spark version that has it. */
  readonly since: string;
  /**
   * How pyspark.sql.functions offers it; absent: not in PySpark 3.3.1. Names exactly those of PySpark 3.3.1.
   * Parameter syntax: `col` a column or a column name; `=` a literal Python value; `?` optional with default; `*` variadic columns.
   * e.g. ['regexp_extract(col str, = pattern, = idx)'], ['concat(* cols)'], ['round(col col, = scale?0)'].
   */
  readonly python?: readonly string[];
  /** What each position takes, in Spark's words; further positions take the last with `…` behind it. Absent: it depends on the other arguments. */
  readonly argTypes?: readonly string[];
  /** The result's type as Spark's simpleString; absent: it depends on the arguments. */
  readonly returnType?: string;
  /** Of arguments that are NULL; absent: see `describe.ts`. */
  readonly nulls?: string;
  /**
   * Checks and coerces the arguments as Spark's analyzer would (TypeCoercion, checkInputDataTypes). Throws SparkError with
   * Spark's text: `cannot resolve '<sql>' due to data type mismatch: …` (use `mismatch`), or the wrong-number text (`arity`).
   */
  bind(args: readonly Resolved[], context: BindContext): Binding;
  /** Spark's text of the expression, for column names and messages; absent: `name(arg, arg)`. Receives the arguments' texts. */
  sql?(args: readonly string[], call: Call): string;
  /** Values of arguments left out, from position `from` on: they are shown where the function's own class is. */
  readonly defaults?: { readonly from: number; readonly values: readonly Resolved[] };
  /** An expression that Spark's analyzer puts in the call's place. */
  replace?(args: readonly Resolved[]): Resolved | undefined;
  /** Exactly one of these, by `kind`. */
  readonly strict?: (call: Call, env: EvalEnv) => (...args: never[]) => Value;
  readonly lazy?: (call: Call, args: readonly RowFn[], env: EvalEnv) => RowFn;
  readonly aggregate?: (call: Call, env: EvalEnv) => AggregateImpl;
  readonly generate?: (call: Call, env: EvalEnv) => (args: readonly Value[]) => Row[];
  readonly higherOrder?: (call: Call, args: readonly RowFn[], lambdas: readonly LambdaFn[], env: EvalEnv) => RowFn;
  /** Not the same value for the same row: never folded, never pushed. */
  readonly nondeterministic?: boolean;
}

export interface Binding {
  readonly args: readonly Resolved[];
  readonly type: DataType;
  readonly nullable: boolean;
  readonly data?: unknown;
  /** For generators: the names of the output columns (`col`, `key`/`value`, `pos`/`col`). Types are `type`'s struct fields. */
  readonly outputNames?: readonly string[];
  /** The alias under which it was called; Spark shows that name (FunctionRegistry.FUNC_ALIAS). The analyzer copies it to the call. */
  readonly calledAs?: string;
}

export interface BindContext {
  /** The name under which it was called (an alias perhaps), lower case. */
  readonly calledAs: string;
  readonly distinct?: boolean;
  readonly ignoreNulls?: boolean;
  /** Session configuration, Spark's default where unset. */
  conf(key: string): string;
  /** Session time zone id. */
  readonly timeZone: string;
  /** Evaluates a foldable argument (a literal after folding); throws if it is not foldable. */
  fold(e: Resolved): Value;
  isFoldable(e: Resolved): boolean;
  /** Spark's text of an expression (Expression.sql), for messages. */
  sql(e: Resolved): string;
  /** Expression.toString, which other messages print. */
  show(e: Resolved): string;
  /** Resolves the body of a lambda argument once its parameter types are known; for higherOrder entries. */
  bindLambda(lambda: Resolved, types: readonly { type: DataType; nullable: boolean }[]): Resolved;
}

/** Evaluates one expression for row `i` of the batch that the environment's columns currently hold. */
export type RowFn = (i: number) => Value;
/** Calls a lambda body with the parameters' values, for row `i`. */
export type LambdaFn = (i: number, ...params: Value[]) => Value;

export interface EvalEnv {
  readonly timeZone: string;
  conf(key: string): string;
  /** current_timestamp of this batch (or of this action), microseconds. Read it at evaluation, not at compile time. */
  now(): number;
  /** A seeded generator of doubles in [0,1), one per (expression, batch). */
  random(seed: number): () => number;
  /** Partition of the row being evaluated, for spark_partition_id and monotonically_increasing_id. */
  partitionId(i: number): number;
}

/**
 * An aggregate function over a buffer of plain values (so that it can be written to a checkpoint). `update` and `merge`
 * change the buffer in place. `args` are this row's argument values, nulls included.
 */
export interface AggregateImpl {
  readonly bufferTypes: readonly DataType[];
  init(): Value[];
  update(buffer: Value[], args: readonly Value[]): void;
  merge(into: Value[], from: readonly Value[]): void;
  result(buffer: readonly Value[]): Value;
}
