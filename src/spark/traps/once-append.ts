/** Trigger once in append mode: the windows that its one batch closes come out with a later batch, which never runs. */
import { isStreaming, nodesDown, type Plan } from '../plan/plan.ts';
import { spanned, type Trap } from './finding.ts';

/** What gives a row only when the watermark has passed it. */
const waits = (n: Plan): boolean => (n.op === 'aggregate' && isStreaming(n)) || (n.op === 'join' && isStreaming(n.left) && isStreaming(n.right) && ['LeftOuter', 'RightOuter', 'FullOuter'].includes(n.how));

export const onceAppend: Trap = ({ plan, mode, trigger, span }) => {
  const waiting = trigger === 'once' && mode === 'Append' ? [...nodesDown(plan)].find(waits) : undefined;
  return waiting ? [{ code: 'once-append', data: { operator: waiting.op }, ...spanned(span), ...(waiting.span && { related: [{ what: waiting.op, span: waiting.span }] }) }] : [];
};
