import type { BridgeOps } from '../../protocol/bridge.ts';
import { analysisError, SparkError } from '../../spark/errors.ts';
import { literal, type Resolved } from '../../spark/expression.ts';
import { resolve, trimAlias } from '../../spark/analysis/resolve.ts';
import { pivot } from '../../spark/dataset/pivot.ts';
import { select } from '../../spark/dataset/project.ts';
import * as shape from '../../spark/dataset/shape.ts';
import { typeOf } from '../../spark/plan/expressions.ts';
import type { Plan } from '../../spark/plan/plan.ts';
import { prettyName } from '../../spark/sql/index.ts';
import { toRows } from '../../engine/columns/batch.ts';
import { execute } from './actions.ts';
import { decodeExpr, spanOf } from './expressions.ts';
import type { World } from './world.ts';

type Aggregation = BridgeOps['df.aggregate'];

/** groupBy(…).pivot(column[, values]).agg(…): without values Spark collects them first, sorted (RelationalGroupedDataset.pivot). */
export function pivotFrame(p: Aggregation, by: NonNullable<Aggregation['pivot']>, keys: readonly Resolved[], w: World): Plan {
  const child = w.plan(p.df), scope = { input: child.output };
  if (p.kind !== 'groupby') throw new SparkError('Py4JJavaError', 'The feature is not supported: PIVOT not after a GROUP BY.', { javaClass: 'org.apache.spark.SparkUnsupportedOperationException' });
  const column = trimAlias(resolve(decodeExpr(by.column, w), scope, w.cx));
  const values = by.values === null ? distinctValues(child, column, w) : by.values.map((v) => resolve(decodeExpr(v, w), { input: [] }, w.cx));
  const exprs = p.exprs.map((e) => resolve(decodeExpr(e, w), scope, w.cx));
  return pivot(child, keys, column, values.map((value) => ({ value })), exprs, w.cx, spanOf(p.span));
}

function distinctValues(child: Plan, column: Resolved, w: World): Resolved[] {
  const most = Number(w.conf.get('spark.sql.pivotMaxValues') ?? 10_000);
  const unique = shape.dropDuplicates(select(child, [column], w.cx), null, w.cx);
  const rows = toRows(execute(shape.sort(unique, [unique.output[0]!], true, w.cx), w));
  if (rows.length > most) {
    throw analysisError(`The pivot column ${prettyName(column)} has more than ${most} distinct values, this could indicate an error. If this was intended, set spark.sql.pivotMaxValues to at least the number of distinct values of the pivot column.`);
  }
  return rows.map((r) => literal(r[0]!, typeOf(column)));
}
