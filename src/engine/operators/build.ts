import type { OutputMode } from '../../spark/analysis/unsupported.ts';
import { childrenOf, isStreaming, nodesDown, type Plan, type Relation } from '../../spark/plan/plan.ts';
import { batchAggregateOperator, streamingAggregateOperator } from './aggregate.ts';
import { batchDeduplicateOperator, streamingDeduplicateOperator } from './dedup.ts';
import { piecesOf, type Execution, type Operator } from './operator.ts';
import { limitOperator, repartitionOperator, sampleOperator, setOperator, sortOperator, streamingLimitOperator } from './ordering.ts';
import { rowWindowOperator } from './row-window.ts';
import { batchSessionOperator, streamingSessionOperator } from './session.ts';
import { expandOperator, filterOperator, generateOperator, projectOperator, unionOperator, watermarkOperator, type Env, counted } from './stateless.ts';
import { staticJoinOperator } from './static-join.ts';
import { streamJoinOperator } from './stream-join.ts';
import { timeWindowOperator } from './time-window.ts';
import { checkRows, concat, fromRows, type Batch } from '../columns/batch.ts';

/**
 * Physical planning: an operator a node. Streaming parts get operators that keep state; a static part of a streaming plan is
 * evaluated anew in every batch, as Spark does.
 */
export function build(plan: Plan, env: Env, mode: OutputMode): Operator {
  const inputs = childrenOf(plan).map((c) => build(c, env, mode));
  const [a, b] = inputs as [Operator, Operator];
  const streaming = isStreaming(plan);
  switch (plan.op) {
    case 'relation': return relationOperator(plan);
    case 'local': return { plan, inputs: [], run: (x) => counted(x, plan, plan.rows.length, fromRows(plan.rows, plan.output.length)) };
    case 'range': return rangeOperator(plan);
    case 'project': return projectOperator(plan, a, env);
    case 'filter': return filterOperator(plan, a, env);
    case 'watermark': return watermarkOperator(plan, a);
    case 'timeWindow': return timeWindowOperator(plan, a, env);
    case 'aggregate': {
      if (plan.session !== undefined) return streaming ? streamingSessionOperator(plan, a, env, mode) : batchSessionOperator(plan, a, env);
      return streaming ? streamingAggregateOperator(plan, a, env, mode) : batchAggregateOperator(plan, a, env);
    }
    case 'deduplicate': return streaming ? streamingDeduplicateOperator(plan, a) : batchDeduplicateOperator(plan, a);
    case 'join': return isStreaming(plan.left) && isStreaming(plan.right) ? streamJoinOperator(plan, a, b, env) : staticJoinOperator(plan, a, b, env);
    case 'union': return unionOperator(plan, inputs);
    case 'limit': return streaming && (mode === 'Append' || !hasStreamingAggregate(plan)) ? streamingLimitOperator(plan, a) : limitOperator(plan, a);
    case 'sort': return sortOperator(plan, a, env);
    case 'generate': return generateOperator(plan, a, env);
    case 'expand': return expandOperator(plan, a, env);
    case 'alias': return { plan, inputs, pieces: (x) => piecesOf(a, x), run: (x) => a.run(x) };
    case 'sample': return sampleOperator(plan);
    case 'setop': return setOperator(plan, a, b);
    case 'repartition': return repartitionOperator(plan, a);
    case 'window': return rowWindowOperator(plan, a, env);
  }
}

const hasStreamingAggregate = (p: Plan): boolean => [...nodesDown(p)].some((n) => n.op === 'aggregate' && isStreaming(n));

function relationOperator(plan: Relation): Operator {
  function* pieces(x: Execution): Iterable<Batch> {
    for (const b of x.scan(plan)) yield counted(x, plan, b.length, b);
  }
  return { plan, inputs: [], pieces, run: (x) => concat([...pieces(x)], plan.output.length) };
}

const RANGE_PIECE = 16_384;

function rangeOperator(plan: Extract<Plan, { op: 'range' }>): Operator {
  const n = Math.max(0, Math.ceil((plan.end - plan.start) / plan.step));
  function* pieces(x: Execution): Iterable<Batch> {
    for (let from = 0; from === 0 || from < n; from += RANGE_PIECE) {
      x.check();
      const length = Math.min(RANGE_PIECE, n - from);
      yield counted(x, plan, length, { columns: [Array.from({ length }, (_, i) => plan.start + (from + i) * plan.step)], length });
    }
  }
  return { plan, inputs: [], pieces, run: (x) => { checkRows(n); return concat([...pieces(x)], 1); } };
}
