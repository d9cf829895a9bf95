import type { SourceSpan } from '../../protocol/run.ts';
import type { Attribute, Resolved } from '../expression.ts';
import { metadataOf, nullableOf, toAttribute, typeOf, WATERMARK_KEY, hasWatermark } from './expressions.ts';
import type { Filter, Join, JoinType, Named, Plan, Project } from './plan.ts';

type Ids = { nextId(): number };
type Span = SourceSpan | undefined;
const spanOf = (span: Span): { span?: SourceSpan } => (span ? { span } : {});

export const project = (child: Plan, exprs: readonly Named[], ids: Ids, span?: Span): Project =>
  ({ op: 'project', id: ids.nextId(), exprs, child, output: exprs.map(toAttribute), ...spanOf(span) });

export const filter = (child: Plan, condition: Resolved, ids: Ids, span?: Span): Filter =>
  ({ op: 'filter', id: ids.nextId(), condition, child, output: child.output, ...spanOf(span) });

/** EventTimeWatermark.output: the column gets the delay; an earlier watermark on another column is taken off. */
export function watermarkOutput(child: readonly Attribute[], column: Attribute, delayMs: number): Attribute[] {
  return child.map((a) => {
    if (a.id === column.id) return { ...a, metadata: { ...a.metadata, [WATERMARK_KEY]: delayMs } };
    if (!hasWatermark(a)) return a;
    const { [WATERMARK_KEY]: _, ...rest } = a.metadata!;
    return { ...a, metadata: rest };
  });
}

const nullable = (a: Attribute): Attribute => (a.nullable ? a : { ...a, nullable: true });

/** Join.output (basicLogicalOperators.scala). */
export function joinOutput(left: readonly Attribute[], right: readonly Attribute[], how: JoinType): Attribute[] {
  switch (how) {
    case 'LeftSemi': case 'LeftAnti': return [...left];
    case 'LeftOuter': return [...left, ...right.map(nullable)];
    case 'RightOuter': return [...left.map(nullable), ...right];
    case 'FullOuter': return [...left.map(nullable), ...right.map(nullable)];
    default: return [...left, ...right];
  }
}

export const join = (left: Plan, right: Plan, how: JoinType, condition: Resolved | null, ids: Ids, span?: Span): Join =>
  ({ op: 'join', id: ids.nextId(), left, right, how, condition, output: joinOutput(left.output, right.output, how), ...spanOf(span) });

/** A named expression for an attribute under a new name, its metadata kept (withColumnRenamed). */
export const renamed = (a: Attribute, name: string, ids: Ids): Named =>
  a.name === name ? a : { op: 'alias', id: ids.nextId(), name, child: a };

export { metadataOf, nullableOf, toAttribute, typeOf };
