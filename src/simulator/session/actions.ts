import type { BridgeOps } from '../../protocol/bridge.ts';
import { Refusal } from '../../spark/errors.ts';
import type { EvalEnv } from '../../spark/functions/def.ts';
import { checkForBatch } from '../../spark/analysis/unsupported.ts';
import type { Plan, Relation } from '../../spark/plan/plan.ts';
import { relations } from '../../spark/optimizer/columns.ts';
import { optimize } from '../../spark/optimizer/optimize.ts';
import { showString, treeString } from '../../spark/show.ts';
import { jsonValue } from '../../spark/types.ts';
import { emptyBatch, toRows, type Batch } from '../../engine/columns/batch.ts';
import { build } from '../../engine/operators/build.ts';
import { LateRows } from '../../engine/operators/operator.ts';
import type { Execution } from '../../engine/operators/operator.ts';
import { readFiles } from './files.ts';
import { readKafkaBatch } from './kafka-source.ts';
import { actionFailure } from './task-failure.ts';
import { rowToWire } from './wire.ts';
import { schemaOf, type World } from './world.ts';

/** Runs a batch plan: an action on a DataFrame without streaming sources. */
export function execute(plan: Plan, w: World): Batch {
  checkForBatch(plan);
  if (w.host.options.planOnly) return emptyBatch(plan.output.length);
  const read = told(plan, w);
  try { return evaluate(read, (r) => scanBatch(r, w), w); } catch (e) { throw actionFailure(e, plan); }
}

/** A plan over what `scan` gives for its relations. */
export function evaluate(plan: Plan, scan: (r: Relation) => Batch, w: World): Batch {
  const now = w.now();
  const env: EvalEnv = { timeZone: w.conf.timeZone, conf: (k) => w.conf.read(k), now: () => now, partitionId: () => 0, random: (seed) => seeded(seed) };
  const x: Execution = {
    batchId: 0, mode: 'Complete', watermarkMs: 0, env, counts: new Map(), watermarks: new Map(), stateOperators: [],
    scan: (r) => [scan(r)], udf: (u, a, n) => w.udf(u, a, n), late: new LateRows(0), check: () => { w.check(); },
  };
  return build(plan, () => env, 'Complete').run(x);
}

/** What is read of a json or csv record decides whether it is malformed, so those plans are optimized; all others give the same rows as written. */
const told = (plan: Plan, w: World): Plan => ([...relations(plan)].some((r) => r.source.format === 'json' || r.source.format === 'csv') ? optimize(plan, w.cx) : plan);

function seeded(seed: number): () => number {
  let a = seed | 0;
  return () => { a = (Math.imul(a, 1664525) + 1013904223) | 0; return (a >>> 0) / 4294967296; };
}

/** Rows of a batch relation: files, a broker's topic, a foreachBatch batch, a memory sink's table. */
export function scanBatch(r: Relation, w: World): Batch {
  const lazy = w.lazyRows.get(Number(r.source.options['rows'] ?? -1));
  if (lazy) return lazy();
  if (r.source.format === 'kafka') return readKafkaBatch(r, w);
  return readFiles(r, w);
}


export const actionOps = {
  'df.collect': (p: BridgeOps['df.collect'], w: World) => {
    const plan = w.plan(p.df);
    const rows = execute(p.limit === undefined ? plan : { op: 'limit', id: w.cx.nextId(), n: p.limit, child: plan, output: plan.output }, w);
    const types = plan.output.map((a) => a.type);
    return { rows: toRows(rows).map((r) => rowToWire(r, types)), schema: jsonValue(schemaOf(plan)) };
  },
  'df.count': (p: BridgeOps['df.count'], w: World) => {
    const child = w.plan(p.df);
    return execute({ op: 'project', id: w.cx.nextId(), exprs: [], child, output: [] }, w).length;
  },
  'df.show': (p: BridgeOps['df.show'], w: World) => {
    const plan = w.plan(p.df);
    const rows = execute({ op: 'limit', id: w.cx.nextId(), n: p.n + 1, child: plan, output: plan.output }, w);
    return showString(plan.output, toRows(rows), p.n, p.truncate, p.vertical, w.conf.timeZone);
  },
  'df.printSchema': (p: BridgeOps['df.printSchema'], w: World) => treeString(schemaOf(w.plan(p.df))),
  'df.explain': (_p: BridgeOps['df.explain']) => { throw new Refusal('explain', 'The panel\'s Plan tab shows the plan; Spark\'s own text comes from local Spark.'); },
  'df.checkStreaming': (p: BridgeOps['df.checkStreaming'], w: World) => { checkForBatch(w.plan(p.df)); return null; },
};

