import type { EvalEnv } from '../../spark/functions/def.ts';
import type { OutputMode } from '../../spark/analysis/unsupported.ts';
import type { PythonUdf } from '../../spark/expression.ts';
import type { Plan, Relation } from '../../spark/plan/plan.ts';
import type { Row, Value } from '../../spark/values.ts';
import type { Batch } from '../columns/batch.ts';
import type { StateStore } from '../state/store.ts';

/** What one execution of a plan works with: one micro-batch, or one action on a batch DataFrame. */
export interface Execution {
  readonly batchId: number;
  readonly mode: OutputMode;
  /** Watermark of this batch, milliseconds; 0 before the first. Late rows and eviction both use it (3.3.1). */
  readonly watermarkMs: number;
  readonly env: EvalEnv;
  /** Rows of a relation for this execution, in pieces of some thousand rows; at least one piece, which may be empty. */
  scan(relation: Relation, need?: Need): Iterable<Batch>;
  /** Told before each input of a union is read: its rows are partitions of their own. */
  readonly startsPartition?: () => void;
  /** Calls a Python UDF for whole columns. */
  udf(udf: PythonUdf, args: readonly ArrayLike<Value>[], rows: number): ArrayLike<Value>;
  readonly counts: Map<number, NodeCount>;
  readonly watermarks: Map<number, WatermarkStats>;
  readonly stateOperators: StateMetrics[];
  readonly late: LateRows;
  /** Checked between chunks of work; throws when the run was stopped. */
  check(): void;
}

/** How many rows a limit still wants of a partition: pieces are no larger, and the scan stops when no more are asked for. */
export interface Need { rows: number }

export interface NodeCount { rowsIn: number; rowsOut: number; dropped?: number; state?: number }

/** Milliseconds, as EventTimeStats (EventTimeWatermarkExec, 3.3.1); the average is kept the way Spark keeps it, row by row. */
export interface WatermarkStats { max: number; min: number; avg: number; count: number;
  /** Some of the event times (microseconds) that passed, evenly spread, for the chart. */
  sample: number[] }

export interface StateMetrics {
  readonly node: number;
  readonly operatorName: string;
  total: number;
  updated: number;
  removed: number;
  dropped: number;
  /** Stores per shuffle partition: 4 for a stream-stream join. */
  readonly storesPerPartition: number;
  readonly custom?: Record<string, number>;
  readonly noPartitions?: boolean;
  /** All rows go to one partition: nothing to spread them by. */
  readonly onePartition?: boolean;
  /** Ran twice in the batch, and counted twice. */
  readonly sampled?: boolean;
}

/** A row that a watermark dropped; the row is as it stood at the operator. */
export interface LateEntry { readonly node: number; readonly eventTime: number; readonly window?: { readonly start: number; readonly end: number }; readonly row: Row;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly numeric: boolean }[] }

/** Rows that one batch dropped. All are counted, the first are kept: a feed that is late as a whole must not fill the memory. */
export class LateRows {
  readonly entries: LateEntry[] = [];
  total = 0;
  constructor(readonly limit = 100_000) {}
  /** `entry` is made only for a row that is kept. */
  add(entry: () => LateEntry): void {
    this.total++;
    if (this.entries.length < this.limit) this.entries.push(entry());
  }
}

/** A compiled plan node. Kept for the life of a query: state lives in it. */
export interface Operator {
  readonly plan: Plan;
  /** All rows at once. */
  run(x: Execution): Batch;
  /** The same rows in pieces, where the operator need not see them all: what one piece takes is free before the next is made. */
  readonly pieces?: (x: Execution) => Iterable<Batch>;
  /** Stateful operators: what is kept, how it is shown, and whether a moved watermark needs a batch of its own. */
  readonly state?: StatefulPart;
  readonly inputs: readonly Operator[];
}

export interface StatefulPart {
  readonly operatorName: string;
  readonly stores: readonly { readonly name: string; readonly store: StateStore }[];
  readonly keyColumns: readonly ColumnInfo[];
  readonly valueColumns: readonly ColumnInfo[];
  /** The value columns as a person reads them (aggregates finished). */
  show(value: readonly Value[]): Value[];
  needsBatch(newWatermarkMs: number, lastWatermarkMs: number): boolean;
  /** What must not change between restarts, as text. */
  readonly schema: string;
}
export interface ColumnInfo { readonly name: string; readonly type: import('../../spark/types.ts').DataType }

export const piecesOf = (o: Operator, x: Execution): Iterable<Batch> => o.pieces?.(x) ?? [o.run(x)];

export function* operatorsDown(o: Operator): Generator<Operator> {
  yield o;
  for (const i of o.inputs) yield* operatorsDown(i);
}
