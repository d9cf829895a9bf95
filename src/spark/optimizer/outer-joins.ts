import type { Resolved } from '../expression.ts';
import { compile } from '../eval/compile.ts';
import { references } from '../plan/expressions.ts';
import { joinOutput } from '../plan/build.ts';
import type { Join, JoinType } from '../plan/plan.ts';
import { ExpressionSet, hasUdf, isSteady, within, type OptimizerContext } from './conditions.ts';
import { inferredFrom, notNullFrom } from './constraints.ts';

/** EliminateOuterJoin: where a condition above lets no row of nulls through, the side that would be filled with nulls need not be outer. */
export function withoutNeedlessOuter(j: Join, conditions: readonly Resolved[], cx: OptimizerContext): Join {
  if (j.how !== 'LeftOuter' && j.how !== 'RightOuter' && j.how !== 'FullOuter') return j;
  const given = new ExpressionSet(conditions);
  const all = given.union(inferredFrom(given)).union(notNullFrom(given, []));
  const left = [...all].some((c) => within(c, j.left.output) && rejectsNulls(c, cx)), right = [...all].some((c) => within(c, j.right.output) && rejectsNulls(c, cx));
  const how = narrower(j.how, left, right);
  return how === j.how ? j : { ...j, how, output: joinOutput(j.left.output, j.right.output, how) };
}

function narrower(how: JoinType, left: boolean, right: boolean): JoinType {
  if (how === 'RightOuter') return left ? 'Inner' : how;
  if (how === 'LeftOuter') return right ? 'Inner' : how;
  return left && right ? 'Inner' : left ? 'LeftOuter' : right ? 'RightOuter' : how;
}

/** Null or false when every column is null. */
function rejectsNulls(e: Resolved, cx: OptimizerContext): boolean {
  if (!isSteady(e) || hasUdf(e)) return false;
  const ids = [...references(e)];
  const env = { timeZone: cx.timeZone, conf: (k: string) => cx.conf(k), now: () => 0, random: () => () => 0, partitionId: () => 0 };
  try {
    const v = compile(e, { columns: ids.map(() => [null]), env, index: new Map(ids.map((id, i) => [id, i])) })(0);
    return v === null || v === false;
  } catch { return false; }
}
