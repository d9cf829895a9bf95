/** State that grows as long as the query runs. A console shows a trial, a memory sink ends with it: there nothing is said. */
import type { Finding } from '../../protocol/language.ts';
import { isWatermarkInJoinKeys, stateValueWatermark } from '../analysis/join-watermark.ts';
import { hasWatermark } from '../plan/expressions.ts';
import { isStreaming, nodesDown, type Aggregate, type Plan, type Watermark } from '../plan/plan.ts';
import { spanned, type StartedQuery, type Trap } from './finding.ts';

const isTrial = ({ format }: StartedQuery): boolean => format === 'console' || format === 'memory' || format === 'noop';
const aggregateOf = (plan: Plan): Aggregate | undefined => [...nodesDown(plan)].find((n): n is Aggregate => n.op === 'aggregate' && isStreaming(n.child));
const watermarkOf = (plan: Plan): Watermark | undefined => [...nodesDown(plan)].find((n): n is Watermark => n.op === 'watermark');
const windowed = (aggregate: Aggregate): boolean => {
  const windows = new Set([...nodesDown(aggregate.child)].flatMap((n) => (n.op === 'timeWindow' ? [n.window.id] : [])));
  return aggregate.keys.some((key) => windows.has(key.id) || (key.op === 'alias' && key.child.op === 'attr' && windows.has(key.child.id)));
};

/** Complete mode keeps every group that ever was; a watermark has no say there. */
export const completeKeepsAll: Trap = (query) => {
  if (query.mode !== 'Complete' || isTrial(query)) return [];
  const aggregate = aggregateOf(query.plan), mark = watermarkOf(query.plan);
  if (!aggregate || (!mark && !windowed(aggregate))) return [];
  const data: Finding['data'] = mark ? { column: mark.column.name, delay: mark.delay } : {};
  return [{ code: 'complete-keeps-all', data, ...spanned(query.span), ...(mark?.span && { related: [{ what: 'watermark', span: mark.span }] }) }];
};

/** Update mode over windows without a watermark: a window is never over. */
export const unboundedWindows: Trap = (query) => {
  const aggregate = query.mode === 'Update' && !isTrial(query) ? aggregateOf(query.plan) : undefined;
  if (!aggregate || !windowed(aggregate) || watermarkOf(aggregate)) return [];
  return [{ code: 'unbounded-windows', data: {}, ...spanned(aggregate.span ?? query.span) }];
};

/** dropDuplicates evicts by the watermark's column among its keys, and by nothing else. */
export const unboundedDuplicates: Trap = (query) => (isTrial(query) ? [] : [...nodesDown(query.plan)].flatMap((n): Finding[] => {
  if (n.op !== 'deduplicate' || !isStreaming(n) || n.keys.some(hasWatermark)) return [];
  const time = n.child.output.find(hasWatermark);
  return [{ code: 'unbounded-duplicates', data: { keys: n.keys.map(({ name }) => name).join(', '), ...(time && { column: time.name }) }, ...spanned(n.span ?? query.span) }];
}));

/** An inner join of streams keeps what no watermark and no range of time lets it forget. */
export const unboundedJoin: Trap = (query) => (isTrial(query) ? [] : [...nodesDown(query.plan)].flatMap((n): Finding[] => {
  if (n.op !== 'join' || !isStreaming(n.left) || !isStreaming(n.right) || isWatermarkInJoinKeys(n)) return [];
  const bounded = (state: Plan, event: Plan): boolean => stateValueWatermark(state.output, event.output, n.condition, 1_000_000) !== null;
  const open = [...(bounded(n.left, n.right) ? [] : ['left']), ...(bounded(n.right, n.left) ? [] : ['right'])];
  return open.length === 0 ? [] : [{ code: 'unbounded-join', data: { sides: open.join(', ') }, ...spanned(n.span ?? query.span) }];
}));

/** Spark refuses it in the query's own thread, with the first batch. */
export const sessionAlone: Trap = ({ plan, span }) => {
  const aggregate = aggregateOf(plan);
  return aggregate?.session !== undefined && aggregate.keys.length === 1 ? [{ code: 'session-window-alone', data: {}, ...spanned(aggregate.span ?? span) }] : [];
};
