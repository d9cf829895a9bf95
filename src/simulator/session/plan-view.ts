import type { PlanNode, SourceSpan } from '../../protocol/run.ts';
import { childrenOf, isStreaming, nodesUp, type Plan } from '../../spark/plan/plan.ts';
import { sqlText } from '../../spark/sql/exprSql.ts';

/** The sink is no operator of the plan: it stands below its root under a number that no operator has. */
export const sinkNode = -1;

/** A plan as the panel draws it: sources first, one line of detail a node, the sink last. */
export function planNodes(plan: Plan, written: Plan, sink: { label: string; span?: SourceSpan }): PlanNode[] {
  const nodes = [...nodesUp(plan)];
  const seen = new Set<number>();
  const operators = nodes.filter((n) => !seen.has(n.id) && seen.add(n.id)).map((n): PlanNode => {
    const moved = movedText(n, written);
    return { id: n.id, name: nodeName(n), detail: detailOf(n), inputs: childrenOf(n).map((c) => c.id), ...(n.span ? { span: n.span } : {}), stateful: isStateful(n), ...(moved ? { moved } : {}) };
  });
  return [...operators, { id: sinkNode, name: 'Sink', detail: sink.label, inputs: [plan.id], stateful: false, ...(sink.span ? { span: sink.span } : {}) }];
}

export const isStateful = (n: Plan): boolean => ((n.op === 'aggregate' || n.op === 'deduplicate') && isStreaming(n)) || (n.op === 'join' && isStreaming(n.left) && isStreaming(n.right)) || (n.op === 'limit' && isStreaming(n));

export function nodeName(n: Plan): string {
  switch (n.op) {
    case 'relation': return `${n.source.format === 'kafka' ? 'Kafka' : n.source.format} ${n.streaming ? 'source' : 'table'}`;
    case 'local': return 'Rows'; case 'range': return 'Range'; case 'project': return 'Select'; case 'filter': return 'Filter';
    case 'watermark': return 'Watermark'; case 'timeWindow': return n.spec.kind === 'session' ? 'Session window' : 'Window';
    case 'aggregate': return 'Aggregate'; case 'deduplicate': return 'Drop duplicates'; case 'join': return `${joinNames[n.how]} join`;
    case 'union': return 'Union'; case 'limit': return 'Limit'; case 'sort': return 'Sort'; case 'generate': return 'Explode'; case 'expand': return 'Grouping sets';
    case 'alias': return 'Alias'; case 'sample': return 'Sample'; case 'setop': return n.kind.startsWith('except') ? 'Except' : 'Intersect'; case 'repartition': return 'Repartition'; case 'window': return 'Window functions';
  }
}
const joinNames = { Inner: 'Inner', Cross: 'Cross', LeftOuter: 'Left outer', RightOuter: 'Right outer', FullOuter: 'Full outer', LeftSemi: 'Left semi', LeftAnti: 'Left anti' } as const;

function detailOf(n: Plan): string {
  switch (n.op) {
    case 'relation': return n.source.options['subscribe'] ?? n.source.options['subscribepattern'] ?? n.source.options['assign'] ?? n.source.paths.join(', ');
    case 'project': return n.exprs.map((e) => e.name).join(', ');
    case 'filter': return `${n.inferred ? 'inferred: ' : ''}${sqlText(n.condition)}`;
    case 'watermark': return `${n.column.name}, ${n.delay}`;
    case 'timeWindow': return sqlText(n.time);
    case 'aggregate': return `${n.keys.map((k) => k.name).join(', ') || 'all rows'}: ${n.functions.map((f) => f.attr.name).join(', ')}`;
    case 'deduplicate': return n.keys.map((k) => k.name).join(', ');
    case 'join': return n.condition ? sqlText(n.condition) : '';
    case 'limit': return String(n.n);
    case 'sort': return n.orders.map((o) => sqlText(o)).join(', ');
    case 'generate': return sqlText(n.call);
    default: return '';
  }
}

/** Said where the optimizer changed what reaches a watermark. */
function movedText(n: Plan, written: Plan): string | undefined {
  if (n.op !== 'filter') return undefined;
  if (n.inferred) return `Spark adds this: a row without a value here can be in no result${[...nodesUp(n.child)].some((c) => c.op === 'watermark') ? '' : ', and it no longer moves the watermark'}.`;
  const below = [...nodesUp(written)].some((w) => w.op === 'filter' && w.id === n.id && [...nodesUp(w.child)].some((c) => c.op === 'watermark'));
  const stillAbove = [...nodesUp(n.child)].some((c) => c.op === 'watermark');
  return below && !stillAbove ? 'Spark moves this filter below the watermark: rows that it drops no longer move the watermark.' : undefined;
}
