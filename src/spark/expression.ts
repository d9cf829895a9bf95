import type { SourceSpan } from '../protocol/run.ts';
import type { DataType, Metadata } from './types.ts';
import type { Value } from './values.ts';

/**
 * Expression trees. Unresolved ones come from Python or SQL; `resolve` (src/spark/analysis) turns them into resolved
 * ones, in which every node knows its type. Immutable.
 */
export type Expr = Unresolved | Resolved;

/** What Python and SQL produce. */
export type Unresolved =
  /** A column name, split into parts: `a.b` -> ['a','b'] (UnresolvedAttribute.parseAttributeName). `plan`: from `df["a"]`, resolved there already. */
  | { readonly op: 'name'; readonly parts: readonly string[]; readonly span?: SourceSpan }
  | { readonly op: 'star'; readonly target?: readonly string[]; readonly span?: SourceSpan }
  | { readonly op: 'apply'; readonly fn: string; readonly args: readonly Expr[]; readonly distinct?: boolean; readonly ignoreNulls?: boolean; readonly filter?: Expr;
      readonly over?: WindowSpec;
      /** From pyspark.sql.functions, which makes the function's own class; text gives an UnresolvedFunction, which shows the name as written. */
      readonly api?: boolean; readonly span?: SourceSpan }
  | { readonly op: 'uAlias'; readonly child: Expr; readonly names: readonly string[]; readonly metadata?: Metadata; readonly span?: SourceSpan }
  | { readonly op: 'uCast'; readonly child: Expr; readonly to: DataType; readonly tryCast?: boolean; readonly span?: SourceSpan }
  /** `x -> f(x)`: parameter names, body in which they are `name`s. */
  | { readonly op: 'uLambda'; readonly params: readonly string[]; readonly body: Expr; readonly span?: SourceSpan }
  | { readonly op: 'uUdf'; readonly id: number; readonly name: string; readonly returns: DataType; readonly deterministic: boolean; readonly args: readonly Expr[]; readonly span?: SourceSpan }
  | { readonly op: 'uSort'; readonly child: Expr; readonly descending: boolean; readonly nullsFirst?: boolean; readonly span?: SourceSpan }
  /** A subquery of SQL text: `plan` is an unresolved SQL query (see src/spark/sql). */
  | { readonly op: 'subquery'; readonly form: 'scalar' | 'in' | 'exists'; readonly query: unknown; readonly args: readonly Expr[]; readonly span?: SourceSpan };

export interface WindowSpec { readonly partitionBy: readonly Expr[]; readonly orderBy: readonly Expr[]; readonly frame?: WindowFrame }
export interface WindowFrame { readonly unit: 'rows' | 'range'; readonly start: Expr | 'unbounded' | 'current'; readonly end: Expr | 'unbounded' | 'current' }

export type Resolved = Literal | Attribute | Alias | Call | Cast | Lambda | LambdaVariable | PythonUdf | SortOrder;

export interface Literal { readonly op: 'lit'; readonly value: Value; readonly type: DataType; readonly span?: SourceSpan }
export interface Attribute {
  readonly op: 'attr';
  /** Unique in a session: ExprId. */
  readonly id: number;
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata?: Metadata;
  /** Subquery aliases that may stand before the name, outermost last. */
  readonly qualifier: readonly string[];
  /** Of `df["a"]`: the DataFrame's plan node and the column's position in it (Dataset.DATASET_ID_KEY, COL_POS_KEY). */
  readonly of?: { readonly node: number; readonly position: number };
  readonly span?: SourceSpan;
}
export interface Alias { readonly op: 'alias'; readonly id: number; readonly name: string; readonly child: Resolved; readonly metadata?: Metadata; readonly span?: SourceSpan }
/** A function or operator of the registry with its arguments coerced. */
export interface Call {
  readonly op: 'call';
  /** Canonical registry name. */
  readonly fn: string;
  readonly args: readonly Resolved[];
  readonly type: DataType;
  readonly nullable: boolean;
  /** Aggregate functions only. */
  readonly distinct?: boolean;
  readonly ignoreNulls?: boolean;
  readonly filter?: Resolved;
  /** The window over rows that it is computed over (WindowExpression): then it is no aggregate of a group. */
  readonly over?: RowWindow;
  /** What `bind` of the registry entry kept: options of from_json, window durations, a compiled pattern. */
  readonly data?: unknown;
  /** Spark's text of this expression where it is not the registry's default (`sql`). */
  readonly text?: string;
  /** The alias that Spark shows instead of `fn` (Binding.calledAs). */
  readonly calledAs?: string;
  readonly span?: SourceSpan;
}
/** WindowSpecDefinition, resolved: the frame is always there. */
export interface RowWindow { readonly partitionBy: readonly Resolved[]; readonly orderBy: readonly SortOrder[]; readonly frame: RowFrame }
export interface RowFrame { readonly unit: 'rows' | 'range'; readonly start: RowBound; readonly end: RowBound }
/** A constant: rows from the current one, or what is added to the order's value. */
export type RowBound = Resolved | 'unbounded' | 'current';
export interface Cast { readonly op: 'cast'; readonly child: Resolved; readonly type: DataType; readonly tryCast?: boolean;
  /** True when type coercion put it there: not shown in a column's name. */
  readonly implicit?: boolean; readonly span?: SourceSpan }
export interface Lambda { readonly op: 'lambda'; readonly params: readonly LambdaVariable[]; readonly body: Resolved; readonly span?: SourceSpan }
export interface LambdaVariable { readonly op: 'lambdaVar'; readonly id: number; readonly name: string; readonly type: DataType; readonly nullable: boolean; readonly span?: SourceSpan }
export interface PythonUdf { readonly op: 'udf'; readonly id: number; readonly name: string; readonly args: readonly Resolved[]; readonly type: DataType; readonly deterministic: boolean; readonly span?: SourceSpan }
export interface SortOrder { readonly op: 'sort'; readonly child: Resolved; readonly descending: boolean; readonly nullsFirst: boolean; readonly span?: SourceSpan }

export const literal = (value: Value, type: DataType): Literal => ({ op: 'lit', value, type });
