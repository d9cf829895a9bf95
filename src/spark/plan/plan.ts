import type { SourceSpan } from '../../protocol/run.ts';
import type { Alias, Attribute, Call, Resolved, SortOrder } from '../expression.ts';
import type { Row } from '../values.ts';
import type { WindowSpec as TimeSpec } from '../functions/time-window.ts';

/**
 * Resolved logical plans: immutable, every expression resolved. `id` is what panel, progress and problems share; the optimizer
 * keeps ids. `output` follows Spark's rules, watermark metadata included.
 */
export type Plan = Relation | Local | Range | Project | Filter | Watermark | TimeWindow | Aggregate | Deduplicate | Join | Union | Limit | Sort
  | Generate | Expand | SubqueryAlias | Sample | SetOperation | Repartition | Window;

interface Base {
  readonly id: number;
  readonly span?: SourceSpan;
  readonly output: readonly Attribute[];
  /** Where SQL text made it: messages name the place (Origin.line, startPosition). */
  readonly sqlOrigin?: { readonly line: number; readonly pos: number };
}

export type Named = Alias | Attribute;

/** A data source. `source` is what the reader made of format and options; the engine opens it. */
export interface Relation extends Base { readonly op: 'relation'; readonly streaming: boolean; readonly source: SourceDescription;
  /** Positions of the columns that the query reads, as the optimizer found them; absent: all. */
  readonly required?: readonly number[];
  /** Conditions that the source's parser applies itself (source filters). */
  readonly pushed?: readonly Resolved[];
  /** No row can pass what stands above: nothing is read. */
  readonly nothing?: boolean }
export interface SourceDescription {
  readonly format: string;
  /** Option names in lower case, as CaseInsensitiveMap. */
  readonly options: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  /** Columns whose values the names of folders give (`day=1`). */
  readonly partitionColumns?: readonly string[];
  /** Files of a batch read, listed when it was made: Spark does not look again (InMemoryFileIndex). */
  readonly files?: readonly ListedFile[];
}
export interface ListedFile { readonly path: string; readonly mtimeMs: number; readonly size: number }
/** Rows that the driver holds (createDataFrame, VALUES), and batches handed to foreachBatch. */
export interface Local extends Base { readonly op: 'local'; readonly rows: readonly Row[];
  /** Rows of createDataFrame, which tasks evaluate; those of SQL text the driver does. */
  readonly distributed?: boolean }
export interface Range extends Base { readonly op: 'range'; readonly start: number; readonly end: number; readonly step: number }
export interface Project extends Base { readonly op: 'project'; readonly exprs: readonly Named[]; readonly child: Plan }
export interface Filter extends Base { readonly op: 'filter'; readonly condition: Resolved; readonly child: Plan;
  /** Put there by the optimizer (isnotnull of a join key, of a window's time). */
  readonly inferred?: boolean }
/** EventTimeWatermark. `column` is the child's attribute. */
export interface Watermark extends Base { readonly op: 'watermark'; readonly column: Attribute; readonly delayMs: number; readonly delay: string; readonly child: Plan }
/** TimeWindowing and SessionWindowing: adds `window` (a struct attribute) to the child's output, one row per window. */
export interface TimeWindow extends Base { readonly op: 'timeWindow'; readonly time: Resolved; readonly window: Attribute; readonly child: Plan;
  readonly spec: { readonly kind: 'window'; readonly time: TimeSpec } | { readonly kind: 'session'; readonly gap: Resolved } }
/**
 * `keys` are evaluated on the child, `functions` are the aggregate calls with the attribute under which `results` name them.
 * `session` is the index of the session window among the keys.
 */
export interface Aggregate extends Base { readonly op: 'aggregate'; readonly keys: readonly Named[]; readonly functions: readonly { readonly attr: Attribute; readonly call: Call }[];
  readonly results: readonly Named[]; readonly session?: number; readonly child: Plan;
  /** SQL DISTINCT: the checker names it so. */
  readonly distinct?: boolean }
export interface Deduplicate extends Base { readonly op: 'deduplicate'; readonly keys: readonly Attribute[]; readonly child: Plan }
export type JoinType = 'Inner' | 'Cross' | 'LeftOuter' | 'RightOuter' | 'FullOuter' | 'LeftSemi' | 'LeftAnti';
export interface Join extends Base { readonly op: 'join'; readonly left: Plan; readonly right: Plan; readonly how: JoinType; readonly condition: Resolved | null;
  /** Made of `IN (SELECT …)` or EXISTS: Spark does not see the streams inside. */
  readonly subquery?: boolean }
export interface Union extends Base { readonly op: 'union'; readonly inputs: readonly Plan[] }
export interface Limit extends Base { readonly op: 'limit'; readonly n: number; readonly child: Plan }
export interface Sort extends Base { readonly op: 'sort'; readonly orders: readonly SortOrder[]; readonly global: boolean; readonly child: Plan }
/** explode and friends: the child's output and the generator's. */
export interface Generate extends Base { readonly op: 'generate'; readonly call: Call; readonly outer: boolean; readonly generated: readonly Attribute[]; readonly child: Plan }
/** rollup and cube: every row once per projection. */
export interface Expand extends Base { readonly op: 'expand'; readonly projections: readonly (readonly Resolved[])[]; readonly child: Plan }
export interface SubqueryAlias extends Base { readonly op: 'alias'; readonly name: string; readonly child: Plan;
  /** The CTE that this names, by the node of its body. */
  readonly cte?: number }
export interface Sample extends Base { readonly op: 'sample'; readonly fraction: number; readonly withReplacement: boolean; readonly seed: number; readonly child: Plan }
export interface SetOperation extends Base { readonly op: 'setop'; readonly kind: 'intersect' | 'intersectAll' | 'except' | 'exceptAll'; readonly left: Plan; readonly right: Plan }
export interface Repartition extends Base { readonly op: 'repartition'; readonly n: number | null; readonly coalesce: boolean; readonly by: readonly Resolved[]; readonly child: Plan }

/** Window functions over batch rows: adds one attribute per call to the child's output. All calls have the node's partitions and order. */
export interface Window extends Base { readonly op: 'window'; readonly functions: readonly WindowColumn[];
  readonly partitionBy: readonly Resolved[]; readonly orderBy: readonly SortOrder[]; readonly child: Plan }

/** `start`, `end`: for a range frame with a value bound, the order's value moved by it. */
export interface WindowColumn { readonly attr: Attribute; readonly call: Call; readonly start?: Resolved; readonly end?: Resolved }

export function childrenOf(p: Plan): readonly Plan[] {
  switch (p.op) {
    case 'relation': case 'local': case 'range': return [];
    case 'join': case 'setop': return [p.left, p.right];
    case 'union': return p.inputs;
    default: return [p.child];
  }
}

/** The same node over other children. Outputs are the caller's business where they depend on them. */
export function withChildren(p: Plan, children: readonly Plan[]): Plan {
  switch (p.op) {
    case 'relation': case 'local': case 'range': return p;
    case 'join': case 'setop': return { ...p, left: children[0]!, right: children[1]! };
    case 'union': return { ...p, inputs: children };
    default: return { ...p, child: children[0]! };
  }
}

/** Children first. */
export function* nodesUp(p: Plan): Generator<Plan> {
  for (const c of childrenOf(p)) yield* nodesUp(c);
  yield p;
}
/** Parents first, left before right. */
export function* nodesDown(p: Plan): Generator<Plan> {
  yield p;
  for (const c of childrenOf(p)) yield* nodesDown(c);
}

export const isStreaming = (p: Plan): boolean => p.op === 'relation' ? p.streaming : p.op === 'join' && p.subquery ? isStreaming(p.left) : childrenOf(p).some(isStreaming);

export function transformUp(p: Plan, f: (p: Plan) => Plan): Plan {
  const before = childrenOf(p);
  const after = before.map((c) => transformUp(c, f));
  return f(before.every((c, i) => c === after[i]) ? p : withChildren(p, after));
}
