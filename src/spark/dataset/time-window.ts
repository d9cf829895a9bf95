import type { Attribute, Call, Resolved } from '../expression.ts';
import { analysisError } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { exprNodes, metadataOf, transformExpr } from '../plan/expressions.ts';
import { canonical } from '../plan/equal.ts';
import type { Plan, TimeWindow } from '../plan/plan.ts';
import type { WindowSpec } from '../functions/time-window.ts';

/** A sliding window's column comes out of an Expand, which promises nothing. */
const isSliding = (c: Call): boolean => c.fn === 'window' && (c.data as WindowSpec).windowDuration !== (c.data as WindowSpec).slideDuration;

const isWindow = (e: Resolved): e is Call => e.op === 'call' && (e.fn === 'window' || e.fn === 'session_window');

/**
 * TimeWindowing and SessionWindowing: the window expression becomes a column that a node below adds, one row per window.
 * Only an event-time *column* hands its watermark on; an expression around it loses it.
 */
export function extractTimeWindow<E extends Resolved>(child: Plan, exprs: readonly E[], cx: AnalysisContext): { child: Plan; exprs: E[]; window?: Attribute } {
  const calls = new Map<string, Call>();
  for (const e of exprs) for (const n of exprNodes(e)) if (isWindow(n)) calls.set(canonical(n), n);
  if (calls.size === 0) return { child, exprs: [...exprs] };
  if (calls.size > 1) {
    throw analysisError('Multiple time/session window expressions would result in a cartesian product of rows, therefore they are currently not supported.');
  }
  const call = [...calls.values()][0]!;
  const metadata = metadataOf(call.args[0]!);
  const window: Attribute = { op: 'attr', id: cx.nextId(), name: call.fn, type: call.type, nullable: isSliding(call), qualifier: [], ...(metadata ? { metadata } : {}) };
  const node: TimeWindow = {
    op: 'timeWindow', id: cx.nextId(), time: call.args[0]!, window, child, output: [...child.output, window], ...(call.span ? { span: call.span } : {}),
    spec: call.fn === 'window' ? { kind: 'window', time: call.data as WindowSpec } : { kind: 'session', gap: call.args[1]! },
  };
  return { child: node, exprs: exprs.map((e) => transformExpr(e, (x) => (isWindow(x) ? window : x)) as E), window };
}
