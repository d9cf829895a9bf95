/**
 * The one narrow bridge between our `pyspark` package and whatever hosts Python.
 *
 * Python sees a module `_weir` with
 *   `call(op: str, payload: str) -> str`   synchronous; both sides JSON text
 *   `on_callback(fn)`                       registers `fn(payload: str) -> str`, which the host calls for Python callbacks
 * A reply is `{"ok": …}` or `{"error": {"class", "message", "javaClass"?, "stackTrace"?, "feature"?}}`; class `Refusal` ends the
 * job with exit 78 (pyspark raises `_weir_refusal.Refusal`, a BaseException, so that `except Exception` does not swallow it).
 *
 * Values inside JSON (both directions), by Spark type:
 *   null → null; boolean → true/false; byte, short, int → number; long → number with all its digits (Python's json reads and
 *   writes any integer exactly; the TypeScript side keeps digits past 2^53); float, double → number, or "NaN", "Infinity",
 *   "-Infinity" and "-0.0" as strings; decimal → string ("1.20"); string → string; binary → base64 string; date → days since the epoch;
 *   timestamp and timestamp_ntz → microseconds since the epoch (number); array → list; map → list of [key, value];
 *   struct → list by position; day-time interval → microseconds; year-month interval → months.
 *
 * Expressions inside JSON: lists, the first element the kind (span: [file, line, column, endLine, endColumn] or null; 1-based
 * line, 0-based column):
 *   ["col", name, span]              a name as written: "a", "a.b", "`a.b`", "*", "a.*"
 *   ["dfcol", dfId, name, span]      df["name"] / df.name: resolved against that DataFrame
 *   ["lit", dataType, value, span]   dataType as DataType.jsonValue, value as above
 *   ["fn", name, [expr…], span]      registry function or operator ("+", "and", "=", "isnull", "getitem", "getfield", "when" …)
 *   ["fnd", name, [expr…], span]     the same, DISTINCT
 *   ["alias", expr, [name…], metadata|null, span]
 *   ["cast", expr, "type string", span]
 *   ["lambda", [param…], expr, span] / parameters are ["var", name]
 *   ["udf", udfId, name, dataType, deterministic, [expr…], span]
 *   ["sort", expr, "asc"|"desc", "first"|"last"|null, span]
 *   ["over", expr, {"partitionBy": […], "orderBy": […], "frame": [unit, start, end]|null}, span]
 *   ["expr", sqlText, span]          F.expr("…"): parsed by the host
 *
 * A DataFrame reply is `{"df": id, "schema": DataType.jsonValue, "streaming": bool}`.
 */
export interface BridgeOps {
  // --- session -------------------------------------------------------------------------------------------------------
  'session.start': { conf: Record<string, string>; span: Span };
  'conf.get': { key: string; default?: string | null; hasDefault: boolean };
  'conf.set': { key: string; value: string };
  'conf.unset': { key: string };
  'session.stop': Record<string, never>;
  /** `spark.udf.register`: the function's name in SQL text. `id` as in a ["udf", …] expression. */
  'udf.register': { name: string; id: number; dataType: unknown; deterministic: boolean };
  // --- making DataFrames -----------------------------------------------------------------------------------------------
  /** `streaming`: readStream. `schema`: a DDL string or DataType.jsonValue. `paths`: what load()/json()/csv() was given. */
  'read': { streaming: boolean; format: string; options: Record<string, string>; schema?: unknown; paths: string[]; span: Span };
  'range': { start: number; end: number; step: number; span: Span };
  /** Rows by position; the schema was inferred or verified in Python as PySpark does. */
  'local': { schema: unknown; rows: unknown[][]; span: Span };
  'sql': { text: string; span: Span };
  'table': { name: string; span: Span };
  // --- DataFrame → DataFrame. `df` is the input's id ----------------------------------------------------------------
  'df.select': { df: number; exprs: unknown[]; span: Span };
  'df.selectExpr': { df: number; exprs: string[]; span: Span };
  'df.filter': { df: number; condition: unknown; span: Span };
  'df.withColumns': { df: number; names: string[]; exprs: unknown[]; span: Span };
  'df.withColumnRenamed': { df: number; from: string; to: string; span: Span };
  'df.drop': { df: number; columns: unknown[]; span: Span };
  'df.toDF': { df: number; names: string[]; span: Span };
  'df.alias': { df: number; name: string; span: Span };
  'df.withWatermark': { df: number; column: string; delay: string; span: Span };
  'df.dropDuplicates': { df: number; columns: string[] | null; span: Span };
  /** `on`: with `using` the column names, else one condition expression. */
  'df.join': { df: number; other: number; on: unknown[] | string[] | null; using: boolean; how: string | null; hint?: string; span: Span };
  'df.crossJoin': { df: number; other: number; span: Span };
  'df.union': { df: number; other: number; byName: boolean; allowMissing: boolean; span: Span };
  'df.setop': { df: number; other: number; kind: 'intersect' | 'intersectAll' | 'except' | 'exceptAll'; span: Span };
  'df.limit': { df: number; n: number; span: Span };
  'df.sort': { df: number; exprs: unknown[]; global: boolean; span: Span };
  'df.sample': { df: number; fraction: number; withReplacement: boolean; seed: number; span: Span };
  /** kind: groupby, rollup, cube, or pivot with its column and values (literal expressions). */
  'df.aggregate': { df: number; kind: 'groupby' | 'rollup' | 'cube'; keys: unknown[]; exprs: unknown[]; pivot?: { column: unknown; values: unknown[] | null }; span: Span };
  'df.na.drop': { df: number; how: string; thresh: number | null; subset: string[] | null; span: Span };
  /** `value`: a ["lit", …], or { column: ["lit", …] }. */
  'df.na.fill': { df: number; value: unknown; subset: string[] | null; span: Span };
  /** `from` and `to`: ["lit", …] pairwise. */
  'df.na.replace': { df: number; from: unknown[]; to: unknown[]; subset: string[] | null; span: Span };
  'df.repartition': { df: number; n: number | null; exprs: unknown[]; coalesce: boolean; span: Span };
  /** `args`: literal expressions. */
  'df.hint': { df: number; name: string; args: unknown[]; span: Span };
  'df.createTempView': { df: number; name: string; replace: boolean; global: boolean; span: Span };
  // --- actions ---------------------------------------------------------------------------------------------------------
  /** Reply: { rows, schema }. `limit` for take/head/first. */
  'df.collect': { df: number; limit?: number; span: Span };
  'df.count': { df: number; span: Span };
  /** Reply: text exactly as Dataset.showString. truncate 0: not cut. */
  'df.show': { df: number; n: number; truncate: number; vertical: boolean; span: Span };
  'df.printSchema': { df: number };
  'df.explain': { df: number; mode: string; span: Span };
  'df.write': { df: number; format: string; mode: string; options: Record<string, string>; partitionBy: string[]; path: string | null; table: string | null; span: Span };
  'df.checkStreaming': { df: number; what: string; span: Span };
  /** Text of a column (a ["dfcol", …] is resolved first: this is how `df["nope"]` fails at once), as `Column<'…'>` and default names show it. */
  'column.text': { expr: unknown };
  /** Parses a type string (`int`, `struct<…>`, or a table schema) into DataType.jsonValue. */
  'types.parse': { text: string; python?: boolean };
  /** Replies: bool, [{ name, database|null, tableType, isTemporary }], bool. */
  'catalog': { op: 'dropTempView' | 'listTables' | 'tableExists'; name?: string };
  // --- streaming -------------------------------------------------------------------------------------------------------
  /** Reply: { query, id, runId, name }. foreachBatch and foreach are callback ids. Checks of the trigger's arguments were made in Python. */
  'stream.start': { df: number; format: string | null; outputMode: string | null; options: Record<string, string>; partitionBy: string[]; queryName: string | null;
    trigger: { processingTime?: string; once?: true; availableNow?: true; continuous?: string } | null; path: string | null; table: string | null;
    foreachBatch: number | null; foreach: number | null; span: Span };
  'query.status': { query: number };
  'query.progress': { query: number; last: boolean };
  'query.isActive': { query: number };
  /** Reply: bool (terminated) — false on timeout. Raises StreamingQueryException if it failed. */
  'query.await': { query: number; timeoutMs: number | null; span: Span };
  'query.processAll': { query: number; span: Span };
  'query.stop': { query: number; span: Span };
  /** Reply: null or { message, stackTrace?, cause?: { class, message } }; message as StreamingQueryException.toString without the class name. */
  'query.exception': { query: number };
  'query.explain': { query: number };
  /** Reply: [{ query, id, runId, name }]. */
  'streams.active': Record<string, never>;
  'streams.await': { timeoutMs: number | null; span: Span };
  'streams.reset': Record<string, never>;
  // --- host ------------------------------------------------------------------------------------------------------------
  /** Virtual or real time; `sleep` runs due batches while it waits. */
  'time.now': Record<string, never>;
  'time.sleep': { seconds: number; span: Span };
  /** The script ended: what a driver does then. */
  'end': { span: Span | null };
}

export type Span = [file: string, line: number, column: number, endLine: number, endColumn: number] | null;

/** What the host asks of Python, as the payload of `on_callback`. Errors come back as `{"error": {"class", "message", "traceback"}}`. */
export type BridgeCallback =
  /** Reply ok: list of results, one a row, as values of the declared type. `args` column-wise, `types` their types; `rows` counts them (a UDF may take no argument). */
  | { kind: 'udf'; id: number; args: unknown[][]; types: unknown[]; rows: number }
  /** `df` is the id of a batch DataFrame. */
  | { kind: 'foreachBatch'; id: number; df: number; schema: unknown; batchId: number }
  /** foreach: open → process each row → close. */
  | { kind: 'foreach'; id: number; partition: number; epoch: number; schema: unknown; rows: unknown[][] };
