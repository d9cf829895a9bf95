/** A group whose time is made of the watermark's column by an expression: Spark no longer knows it as event time, so nothing is ever evicted. */
import type { Finding } from '../../protocol/language.ts';
import { hasWatermark, toAttribute } from '../plan/expressions.ts';
import { isStreaming, nodesDown, type Plan, type Watermark } from '../plan/plan.ts';
import { prettyName } from '../sql/exprSql.ts';
import { definitions, losing } from './lineage.ts';
import { spanned } from './finding.ts';

export function watermarkLost(plan: Plan): Finding[] {
  if (plan.op !== 'aggregate' || !isStreaming(plan.child) || plan.keys.some((key) => hasWatermark(toAttribute(key)))) return [];
  const made = definitions(plan);
  for (const key of plan.keys) {
    const lost = losing(key, made);
    if (!lost) continue;
    const mark = [...nodesDown(plan)].find((n): n is Watermark => n.op === 'watermark' && n.column.id === lost.column.id) ?? [...nodesDown(plan)].find((n): n is Watermark => n.op === 'watermark');
    return [{
      code: 'watermark-lost', data: { column: lost.column.name, expression: prettyName(lost.expr), key: key.name }, ...spanned(lost.expr.span ?? plan.span),
      ...(mark?.span && { related: [{ what: 'watermark', span: mark.span }] }),
    }];
  }
  return [];
}

/** A watermark on a window: Spark takes the struct's bytes for a time. */
export function watermarkOnWindow(plan: Plan): Finding[] {
  if (plan.op !== 'watermark' || plan.column.type.kind !== 'struct') return [];
  return [{ code: 'watermark-on-window', data: { column: plan.column.name, delay: plan.delay }, ...spanned(plan.span) }];
}
