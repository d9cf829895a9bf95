import { equiKeys } from '../../spark/dataset/join.ts';
import { isStreaming, nodesDown, type Join, type Plan, type Relation } from '../../spark/plan/plan.ts';
import { planText } from '../../spark/plan/same.ts';
import { take, type Batch } from '../columns/batch.ts';
import type { Need } from '../operators/operator.ts';

/**
 * How Spark's progress counts input (ProgressReporter.extractSourceToNumInputRows, 3.3.1). With a source of the first data source
 * API in the query, it pairs the leaves of the logical plan with those of the executed plan; where their numbers differ, it counts nothing.
 */
export function countsInput(leaves: number, plan: Plan, hasRows: (r: Relation) => boolean): boolean {
  return leaves === executed(plan, hasRows).leaves;
}

/** Leaves of a plan as the job wrote it: what stands in a subquery is an expression to Spark, a CTE is a leaf wherever it is named and a plan of its own. */
export function logicalLeaves(p: Plan, ctes = new Set<number>()): number {
  switch (p.op) {
    case 'alias': {
      if (p.cte === undefined) return logicalLeaves(p.child, ctes);
      if (ctes.has(p.cte)) return 1;
      ctes.add(p.cte);
      return 1 + logicalLeaves(p.child, ctes);
    }
    case 'relation': case 'local': case 'range': return 1;
    case 'join': return logicalLeaves(p.left, ctes) + (p.subquery ? 0 : logicalLeaves(p.right, ctes));
    case 'setop': return logicalLeaves(p.left, ctes) + logicalLeaves(p.right, ctes);
    case 'union': return p.inputs.reduce((n, i) => n + logicalLeaves(i, ctes), 0);
    default: return logicalLeaves(p.child, ctes);
  }
}

interface Executed { readonly leaves: number; /** An empty LocalRelation (PropagateEmptyRelation). */ readonly empty: boolean }
const EMPTY: Executed = { leaves: 1, empty: true };

function executed(p: Plan, hasRows: (r: Relation) => boolean): Executed {
  const of = (n: Plan): Executed => executed(n, hasRows);
  switch (p.op) {
    case 'relation': return p.nothing || (p.streaming && !hasRows(p)) ? EMPTY : { leaves: 1, empty: false };
    case 'local': case 'range': return { leaves: 1, empty: false };
    case 'project': case 'filter': case 'sort': case 'repartition': case 'sample': case 'expand': case 'generate': case 'timeWindow': return of(p.child);
    case 'aggregate': { const child = of(p.child); return child.empty && p.keys.length > 0 && !isStreaming(p) ? EMPTY : { ...child, empty: false }; }
    case 'union': {
      const inputs = p.inputs.map(of).filter((i) => !i.empty);
      return inputs.length === 0 ? EMPTY : { leaves: inputs.reduce((n, i) => n + i.leaves, 0), empty: false };
    }
    case 'join': {
      const left = of(p.left), right = isReused(p) ? { leaves: 1, empty: false } : isBareExists(p) ? { leaves: 0, empty: false } : of(p.right);
      return { leaves: left.leaves + right.leaves, empty: false };
    }
    case 'setop': return { leaves: of(p.left).leaves + of(p.right).leaves, empty: false };
    default: return { ...of(p.child), empty: false };
  }
}

/** RewriteNonCorrelatedExists: a scalar subquery, which is no part of the plan's own leaves. */
const isBareExists = (j: Join): boolean => j.subquery === true && j.condition?.op === 'lit';

/** ReuseExchange: the right side of a join of a stream with itself is the left side's shuffle, read again; its own source is never run. */
const isReused = (j: Join): boolean => {
  if (j.subquery || !isStreaming(j.left) || !isStreaming(j.right)) return false;
  const keys = equiKeys(j.condition, j.left.output, j.right.output);
  const left = planText(j.left, keys.left);
  return left !== null && left === planText(j.right, keys.right);
};

/** Relations whose rows are counted at another one. */
export function uncounted(plan: Plan): ReadonlySet<Relation> {
  const found = new Set<Relation>();
  for (const n of nodesDown(plan)) if (n.op === 'join' && isReused(n)) for (const r of nodesDown(n.right)) if (r.op === 'relation') found.add(r);
  return found;
}

/** Rows as they are pulled: whoever needs only some gets no more than that at a time, and what was never asked for is not counted. */
export function* countedPieces(pieces: Iterable<Batch>, need: Need | undefined, count: (rows: number) => void): Iterable<Batch> {
  for (const b of pieces) {
    if (need?.rows === 0) return;
    if (!need || need.rows >= b.length) {
      count(b.length);
      yield b;
      continue;
    }
    for (let at = 0; at < b.length && need.rows > 0;) {
      const from = at;
      at = Math.min(b.length, at + need.rows);
      count(at - from);
      yield take(b, Array.from({ length: at - from }, (_, i) => from + i));
    }
  }
}
