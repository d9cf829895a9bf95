import type { Expr } from '../expression.ts';

/**
 * What SQL text says, before anything is resolved: plain data, one tree a statement (the parser's half of Spark's AstBuilder, 3.3.1).
 * Expressions in it are the unresolved forms of ../expression.ts; `subquery.query` of an expression is a `SqlQuery`.
 */

/** Offsets into the SQL text, in UTF-16 units; `end` is exclusive. */
export interface TextRange { readonly start: number; readonly end: number }

export interface SqlProblem {
  /** Python-visible class: nearly always ParseException; what Spark finds while building the tree may have another class. */
  readonly errorClass: 'ParseException' | 'AnalysisException' | 'IllegalArgumentException' | 'Py4JJavaError';
  /** The Java class behind a Py4JJavaError. */
  readonly javaClass?: string;
  /** Exactly what `getMessage` of Spark 3.3.1 gives: leading line break, `(line 1, pos 7)`, the quoted SQL. */
  readonly message: string;
  /** The sentence alone, without position and quoted SQL. */
  readonly summary: string;
  readonly range: TextRange;
  /** Not Spark's error: well-formed, but not simulated. The feature's name, for a `Refusal`. */
  readonly refusal?: string;
}

/** A parser's answer: `tree` is absent exactly when there is a problem. Nothing here throws. */
export interface Parsed<T> { readonly tree?: T; readonly problems: readonly SqlProblem[] }

export type SqlQuery = SelectQuery | FromRelation | SetOperation | OrganizedQuery | WithQuery | MultiSelectQuery;

/** `SELECT …`. Order of meaning: relation (with its lateral views), where, groupBy or plain projection, having, distinct, hints. */
export interface SelectQuery {
  readonly kind: 'select';
  readonly hints: readonly SqlHint[];
  readonly distinct: boolean;
  /** Items: `star`, `uAlias` (several names: a generator's), or any expression. */
  readonly items: readonly Expr[];
  /** Absent: one row without columns (OneRowRelation). */
  readonly from?: Relation;
  readonly where?: Expr;
  readonly groupBy?: GroupBy;
  readonly having?: Expr;
  readonly range: TextRange;
}
export interface SqlHint { readonly name: string; readonly args: readonly Expr[] }

/** One entry a GROUP BY item: a plain expression (ordinals are integer literals), or grouping analytics. */
export interface GroupBy { readonly items: readonly GroupItem[]; readonly range: TextRange }
export type GroupItem =
  | { readonly kind: 'expr'; readonly expr: Expr }
  /** `ROLLUP (a, (b, c))` and `a, b WITH ROLLUP`; likewise CUBE. */
  | { readonly kind: 'rollup' | 'cube'; readonly sets: readonly (readonly Expr[])[] }
  /** `extra`: expressions of `GROUP BY a, b GROUPING SETS (…)`. Nested analytics are spelled out already. */
  | { readonly kind: 'groupingSets'; readonly sets: readonly (readonly Expr[])[]; readonly extra: readonly Expr[] };

/** `TABLE t` and `VALUES …` as a query, and every other relation that stands for a query. */
export interface FromRelation { readonly kind: 'relation'; readonly relation: Relation; readonly range: TextRange }
export interface SetOperation {
  readonly kind: 'setOperation';
  readonly op: 'union' | 'intersect' | 'except';
  /** False: duplicates are removed (the default in SQL). */
  readonly all: boolean;
  readonly left: SqlQuery;
  readonly right: SqlQuery;
  readonly range: TextRange;
}
/** ORDER BY / SORT BY / DISTRIBUTE BY / CLUSTER BY, then LIMIT, over a query. Sort items are `uSort`. */
export interface OrganizedQuery {
  readonly kind: 'organized';
  readonly child: SqlQuery;
  readonly orderBy?: readonly Expr[];
  readonly sortBy?: readonly Expr[];
  readonly distributeBy?: readonly Expr[];
  readonly clusterBy?: readonly Expr[];
  readonly limit?: Expr;
  /** From the first clause on: where Spark says that the sort and the limit stand. */
  readonly clauses: TextRange;
  readonly range: TextRange;
}
export interface WithQuery { readonly kind: 'with'; readonly ctes: readonly Cte[]; readonly query: SqlQuery; readonly range: TextRange }
export interface Cte { readonly name: string; readonly columns?: readonly string[]; readonly query: SqlQuery; readonly range: TextRange }
/** `FROM t SELECT … SELECT …`: the union (all) of the selects. */
export interface MultiSelectQuery { readonly kind: 'multiSelect'; readonly queries: readonly SqlQuery[]; readonly range: TextRange }

export type JoinKind = 'inner' | 'cross' | 'left' | 'right' | 'full' | 'leftSemi' | 'leftAnti';
export type Relation =
  | { readonly kind: 'table'; readonly name: readonly string[]; readonly range: TextRange }
  | { readonly kind: 'query'; readonly query: SqlQuery; readonly range: TextRange }
  /** Inline table: `columns` default to col1, col2, …; rows may differ in length (an error of analysis). */
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expr[])[]; readonly columns: readonly string[]; readonly range: TextRange }
  /** Table-valued function: range, explode is not one in 3.3. */
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly Expr[]; readonly columns: readonly string[]; readonly range: TextRange }
  /** SubqueryAlias, with renamed columns where `columns` is there. An unaliased subquery has the name `__auto_generated_subquery_name`. */
  | { readonly kind: 'alias'; readonly name: string; readonly columns?: readonly string[]; readonly child: Relation; readonly range: TextRange }
  | { readonly kind: 'join'; readonly join: JoinKind; readonly left: Relation; readonly right: Relation; readonly on?: Expr;
      readonly using?: readonly string[]; readonly natural: boolean; readonly range: TextRange }
  /** `LATERAL VIEW [OUTER] f(…) name AS columns`: the generator is an `apply`; `name` is in lower case, as Spark keeps it. */
  | { readonly kind: 'lateralView'; readonly outer: boolean; readonly generator: Expr; readonly name: string; readonly columns: readonly string[];
      readonly child: Relation; readonly range: TextRange }
  /** Values may be `uAlias`; more than one pivot column makes a struct of them. */
  | { readonly kind: 'pivot'; readonly child: Relation; readonly aggregates: readonly Expr[]; readonly columns: readonly string[];
      readonly values: readonly Expr[]; readonly range: TextRange }
  | { readonly kind: 'sample'; readonly child: Relation; readonly sample: Sample; readonly range: TextRange }
  /** Parsed and understood as syntax, but not simulated: refuse by this name. */
  | { readonly kind: 'refused'; readonly feature: string; readonly range: TextRange };
export type Sample = { readonly by: 'rows'; readonly rows: Expr } | { readonly by: 'fraction'; readonly fraction: number; readonly seed?: number };

export type SqlStatement =
  | { readonly kind: 'query'; readonly query: SqlQuery; readonly range: TextRange }
  | { readonly kind: 'explain'; readonly mode: 'simple' | 'extended' | 'codegen' | 'cost' | 'formatted' | 'logical'; readonly statement: SqlStatement; readonly range: TextRange }
  | { readonly kind: 'createView'; readonly name: readonly string[]; readonly view: 'temp' | 'globalTemp' | 'permanent'; readonly replace: boolean; readonly ifNotExists: boolean;
      readonly columns?: readonly ViewColumn[]; readonly query: SqlQuery; readonly range: TextRange }
  /** `CREATE TEMPORARY VIEW v USING json OPTIONS (path '…')`: a view on a data source. */
  | { readonly kind: 'createViewUsing'; readonly name: readonly string[]; readonly global: boolean; readonly replace: boolean; readonly provider: string;
      readonly options: Readonly<Record<string, string>>; readonly range: TextRange }
  | { readonly kind: 'dropView'; readonly name: readonly string[]; readonly ifExists: boolean; readonly range: TextRange }
  | { readonly kind: 'dropTable'; readonly name: readonly string[]; readonly ifExists: boolean; readonly purge: boolean; readonly range: TextRange }
  | { readonly kind: 'showTables' | 'showViews'; readonly namespace?: readonly string[]; readonly pattern?: string; readonly range: TextRange }
  | { readonly kind: 'showColumns'; readonly table: readonly string[]; readonly range: TextRange }
  /** `SET` (all), `SET k` (one), `SET k=v`; `SET -v` has the key `-v`. */
  | { readonly kind: 'set'; readonly key?: string; readonly value?: string; readonly range: TextRange }
  | { readonly kind: 'setTimeZone'; /** `LOCAL` too. */ readonly zone: string; readonly range: TextRange }
  | { readonly kind: 'reset'; readonly key?: string; readonly range: TextRange }
  | { readonly kind: 'use'; readonly namespace: readonly string[]; readonly range: TextRange }
  | { readonly kind: 'describeTable'; readonly table: readonly string[]; readonly extended: boolean; readonly column?: readonly string[]; readonly range: TextRange }
  | { readonly kind: 'describeQuery'; readonly query: SqlQuery; readonly range: TextRange }
  | { readonly kind: 'describeFunction'; readonly name: string; readonly extended: boolean; readonly range: TextRange }
  | { readonly kind: 'showFunctions'; readonly scope: 'all' | 'system' | 'user'; readonly pattern?: string; readonly range: TextRange }
  | { readonly kind: 'cacheTable'; readonly name: readonly string[]; readonly lazy: boolean; readonly query?: SqlQuery; readonly range: TextRange }
  | { readonly kind: 'uncacheTable'; readonly name: readonly string[]; readonly ifExists: boolean; readonly range: TextRange }
  | { readonly kind: 'clearCache'; readonly range: TextRange }
  | { readonly kind: 'refreshTable'; readonly name: readonly string[]; readonly range: TextRange }
  /** Any other command of Spark's grammar: to be refused by this name (`CREATE TABLE`, `INSERT`, `MERGE`). Its rest is not checked. */
  | { readonly kind: 'command'; readonly name: string; readonly range: TextRange };
export interface ViewColumn { readonly name: string; readonly comment?: string }
