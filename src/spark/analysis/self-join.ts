import type { Attribute, Expr, Resolved } from '../expression.ts';
import { analysisError } from '../errors.ts';
import { isFoldable, isResolved, transformExpr } from '../plan/expressions.ts';
import { nodesDown, type Plan } from '../plan/plan.ts';
import { showAttribute } from '../sql/exprSql.ts';
import type { AnalysisContext } from './context.ts';
import { matchName } from './names.ts';

type Of = NonNullable<Attribute['of']>;

/**
 * DetectAmbiguousSelfJoin: `df["a"]` says which DataFrame it means, but where that DataFrame was joined with itself the right
 * side has new ids, and the column could be either side's. `condition`: the expressions are that of a join of the two inputs.
 */
export function refuseAmbiguousColumns(exprs: readonly Expr[], inputs: readonly Plan[], cx: AnalysisContext, condition = false): void {
  const columns = exprs.flatMap((e) => columnsIn(e));
  if (columns.length === 0 || cx.conf('spark.sql.analyzer.failAmbiguousSelfJoin') === 'false') return;
  const nodes = inputs.flatMap((p) => [...nodesDown(p)]);
  if (!condition && !nodes.some((n) => n.op === 'join')) return;
  const input = new Set(inputs.flatMap((p) => p.output.map((a) => a.id)));
  const isAmbiguous = (a: Attribute & { of: Of }): boolean => nodes.some((n) => {
    const actual = n.id === a.of.node ? n.output[a.of.position] : undefined;
    return actual !== undefined && actual.id !== a.id && input.has(actual.id);
  });
  const sameFrame = inputs.length === 2 && inputs[0]!.id === inputs[1]!.id;
  const found = (condition ? exprs.flatMap((e) => columnsIn(e, sameFrame)) : columns).filter(isAmbiguous);
  const distinct = found.filter((a, i) => found.findIndex((b) => b.id === a.id && b.of.node === a.of.node) === i);
  if (distinct.length === 0) return;
  throw analysisError(` Column ${(condition ? found : distinct).map(showAttribute).join(', ')} are ambiguous. It's probably because you joined several Datasets together, and some of these Datasets are the same. This column points to one of the Datasets but Spark is unable to figure out which one. Please alias the Datasets with different names via \`Dataset.as\` before joining them, and specify the column using qualified name, e.g. \`df.as("a").join(df.as("b"), $"a.id" > $"b.id")\`. You can also set spark.sql.analyzer.failAmbiguousSelfJoin to false to disable this check.        `);
}

/** Columns of DataFrames in an expression. In a join's condition those that need no telling apart are left out; absent: all. */
function columnsIn(e: Expr, sameFrame?: boolean): (Attribute & { of: Of })[] {
  if (e.op === 'attr') return e.of ? [{ ...e, of: e.of }] : [];
  if (sameFrame !== undefined && e.op === 'apply' && (e.fn === '=' || e.fn === '<=>')) {
    const [l, r] = e.args as [Expr, Expr], a = uncast(l), b = uncast(r);
    if (a && b && a.id === b.id) return [];
    if (sameFrame && ((a && isConstant(r)) || (b && isConstant(l)))) return [];
  }
  return childrenOf(e).flatMap((c) => columnsIn(c, sameFrame));
}

const uncast = (e: Expr): Attribute | undefined => (e.op === 'uCast' || e.op === 'cast' ? uncast(e.child) : e.op === 'attr' ? e : undefined);
const isConstant = (e: Expr): boolean => (isResolved(e) ? isFoldable(e) : e.op !== 'name' && e.op !== 'star' && e.op !== 'uUdf' && e.op !== 'subquery' && childrenOf(e).every(isConstant));

function childrenOf(e: Expr): readonly Expr[] {
  switch (e.op) {
    case 'apply': return [...e.args, ...(e.filter ? [e.filter] : []), ...(e.over ? [...e.over.partitionBy, ...e.over.orderBy] : [])];
    case 'uUdf': case 'subquery': case 'udf': case 'call': return e.args;
    case 'uAlias': case 'uCast': case 'uSort': case 'alias': case 'cast': case 'sort': return [e.child];
    case 'uLambda': case 'lambda': return [e.body];
    default: return [];
  }
}

/** Dataset.resolveSelfJoinCondition: what would be true of every row, `df.a == df.a`, is meant of the two sides. */
export function acrossSides(condition: Resolved, left: Plan, right: Plan, cx: AnalysisContext): Resolved {
  if (cx.conf('spark.sql.selfJoinAutoResolveAmbiguity') === 'false') return condition;
  const side = (p: Plan, name: string): Attribute | undefined => matchName(p.output, [name]).candidates[0];
  return transformExpr(condition, (e) => {
    if (e.op !== 'call' || (e.fn !== '=' && e.fn !== '<=>')) return e;
    const [a, b] = e.args as [Resolved, Resolved];
    if (a.op !== 'attr' || b.op !== 'attr' || a.id !== b.id) return e;
    const l = side(left, a.name), r = side(right, b.name);
    return l && r ? { ...e, args: [l, r] } : e;
  });
}
