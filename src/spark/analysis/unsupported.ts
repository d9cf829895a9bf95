import type { Resolved } from '../expression.ts';
import { analysisError, withPosition } from '../errors.ts';
import { exprNodes, hasWatermark } from '../plan/expressions.ts';
import { childrenOf, isStreaming, nodesDown, nodesUp, type Aggregate, type Join, type Named, type Plan } from '../plan/plan.ts';
import { isWatermarkInJoinKeys, stateValueWatermark } from './join-watermark.ts';

export type OutputMode = 'Append' | 'Update' | 'Complete';

const trim = (e: Named): Resolved => (e.op === 'alias' ? (e.child.op === 'alias' ? trim(e.child) : e.child) : e);
const streamingAggregates = (p: Plan): Aggregate[] => [...nodesDown(p)].filter((n): n is Aggregate => n.op === 'aggregate' && isStreaming(n));
const fail = (p: Plan, message: string): never => {
  const error = withPosition(analysisError(message), p.sqlOrigin);
  error.span = p.span;
  throw error;
};

/** UnsupportedOperationChecker.checkForBatch. */
export function checkForBatch(p: Plan): void {
  if (isStreaming(p)) throw analysisError('Queries with streaming sources must be executed with writeStream.start()');
}

/** UnsupportedOperationChecker.checkForStreaming (3.3.1): every rule in its order, the first that fails wins. */
export function checkForStreaming(plan: Plan, mode: OutputMode, correctnessCheck: boolean): void {
  if (!isStreaming(plan)) fail(plan, 'Queries without streaming sources cannot be executed with writeStream.start()');
  const aggregates = streamingAggregates(plan);
  if (aggregates.length > 1) fail(plan, 'Multiple streaming aggregations are not supported with streaming DataFrames/Datasets');
  checkOutputMode(plan, aggregates, mode);
  for (const p of nodesUp(plan)) {
    if (!isStreaming(p)) continue;
    checkNode(p, mode);
    checkExpressions(p);
  }
  if (correctnessCheck) checkGlobalWatermark(plan, mode);
}

function checkOutputMode(plan: Plan, aggregates: readonly Aggregate[], mode: OutputMode): void {
  const aggregate = aggregates[0];
  if (mode === 'Append' && aggregate) {
    const keyed = aggregate.keys.map(trim).some((k) => k.op === 'attr' && hasWatermark(k));
    if (!keyed) fail(aggregate.distinct ? aggregate : plan, 'Append output mode not supported when there are streaming aggregations on streaming DataFrames/DataSets without watermark');
  }
  if (mode === 'Update' && aggregate?.session !== undefined) fail(plan, 'Update output mode not supported for session window on streaming DataFrames/DataSets');
  if (mode === 'Complete' && !aggregate) {
    fail(plan, 'Complete output mode not supported when there are no streaming aggregations on streaming DataFrames/Datasets');
  }
}

function checkNode(p: Plan, mode: OutputMode): void {
  switch (p.op) {
    case 'aggregate':
      if (p.functions.some((f) => f.call.distinct)) {
        fail(p, 'Distinct aggregations are not supported on streaming DataFrames/Datasets. Consider using approx_count_distinct() instead.');
      }
      return;
    case 'deduplicate':
      if (streamingAggregates(p).length > 0) fail(p, 'dropDuplicates is not supported after aggregation on a streaming DataFrame/Dataset');
      return;
    case 'join': return checkJoin(p, mode);
    case 'union':
      if (new Set(p.inputs.map(isStreaming)).size === 2) fail(p, 'Union between streaming and batch DataFrames/Datasets is not supported');
      return;
    case 'setop':
      if (p.kind.startsWith('except')) { if (isStreaming(p.right)) fail(p, 'Except on a streaming DataFrame/Dataset on the right is not supported'); return; }
      return fail(p, 'Intersect of streaming DataFrames/Datasets is not supported');
    case 'limit':
      if (mode === 'Update') fail(p, 'Limits are not supported on streaming DataFrames/Datasets in Update output mode');
      return;
    case 'sort':
      if (!(mode === 'Complete' && streamingAggregates(p).length > 0)) {
        fail(p, 'Sorting is not supported on streaming DataFrames/Datasets, unless it is on aggregated DataFrame/Dataset in Complete output mode');
      }
      return;
    case 'sample': return fail(p, 'Sampling is not supported on streaming DataFrames/Datasets');
    case 'window': return fail(p, 'Non-time-based windows are not supported on streaming DataFrames/Datasets');
    default:
  }
}

function checkJoin(j: Join, mode: OutputMode): void {
  const left = isStreaming(j.left), right = isStreaming(j.right);
  if (left && right && mode !== 'Append') {
    fail(j, `Join between two streaming DataFrames/Datasets is not supported in ${mode} output mode, only in Append output mode`);
  }
  switch (j.how) {
    case 'Inner': case 'Cross': return;
    case 'FullOuter':
      if (left && !right) fail(j, 'FullOuter joins with streaming DataFrames/Datasets on the left and a static DataFrame/Dataset on the right is not supported');
      if (!left && right) fail(j, 'FullOuter joins with streaming DataFrames/Datasets on the right and a static DataFrame/Dataset on the left is not supported');
      return checkJoinWatermark(j);
    case 'LeftAnti':
      if (right) fail(j, 'LeftAnti joins with a streaming DataFrame/Dataset on the right are not supported');
      return;
    case 'LeftOuter': case 'LeftSemi':
      if (!left && right) fail(j, `${j.how} join with a streaming DataFrame/Dataset on the right and a static DataFrame/Dataset on the left is not supported`);
      if (left && right) checkJoinWatermark(j);
      return;
    case 'RightOuter':
      if (left && !right) fail(j, 'RightOuter join with a streaming DataFrame/Dataset on the left and a static DataFrame/DataSet on the right not supported');
      if (left && right) checkJoinWatermark(j);
  }
}

function checkJoinWatermark(j: Join): void {
  const range = (state: Plan, event: Plan): boolean => stateValueWatermark(state.output, event.output, j.condition, 1_000_000) !== null;
  const ok = j.how === 'LeftOuter' || j.how === 'LeftSemi' ? range(j.left, j.right)
    : j.how === 'RightOuter' ? range(j.right, j.left) : range(j.left, j.right) || range(j.right, j.left);
  if (!isWatermarkInJoinKeys(j) && !ok) {
    fail(j, `Stream-stream ${j.how} join between two streaming DataFrame/Datasets is not supported without a watermark in the join keys, or a watermark on the nullable side and an appropriate range condition`);
  }
}

/** Expressions of a node, for checks that look into all of them. */
export function expressionsOf(p: Plan): readonly Resolved[] {
  switch (p.op) {
    case 'project': return p.exprs;
    case 'filter': return [p.condition];
    case 'aggregate': return [...p.keys, ...p.functions.map((f) => f.call), ...p.results];
    case 'join': return p.condition ? [p.condition] : [];
    case 'sort': return p.orders;
    case 'generate': return [p.call];
    case 'timeWindow': return [p.time];
    case 'expand': return p.projections.flat();
    default: return [];
  }
}

function checkExpressions(p: Plan): void {
  const found = expressionsOf(p).flatMap((e) => [...exprNodes(e)]).find((e) => e.op === 'call' && e.fn === 'monotonically_increasing_id');
  if (found) fail(p, 'Expression(s): monotonically_increasing_id() is not supported with streaming DataFrames/Datasets');
}

const streamJoin = (p: Plan): p is Join => p.op === 'join' && isStreaming(p.left) && isStreaming(p.right);
const stateful = (p: Plan): boolean => ((p.op === 'aggregate' || p.op === 'deduplicate') && isStreaming(p)) || streamJoin(p);

/** checkStreamingQueryGlobalWatermarkLimit: rows that a stateful operator may emit late reach another one. */
function checkGlobalWatermark(plan: Plan, mode: OutputMode): void {
  const emitsLate = (p: Plan): boolean => (p.op === 'aggregate' && isStreaming(p) && mode === 'Append') || (streamJoin(p) && p.how !== 'Inner' && p.how !== 'Cross');
  for (const p of nodesDown(plan)) {
    if (!stateful(p)) continue;
    if (childrenOf(p).some((c) => [...nodesDown(c)].some(emitsLate))) {
      fail(plan, "Detected pattern of possible 'correctness' issue due to global watermark. The query contains stateful operation which can emit rows older than the current watermark plus allowed late record delay, which are \"late rows\" in downstream stateful operations and these rows can be discarded. Please refer the programming guide doc for more details. If you understand the possible risk of correctness issue and still need to run the query, you can disable this check by setting the config `spark.sql.streaming.statefulOperator.checkCorrectness.enabled` to false.");
    }
  }
}
