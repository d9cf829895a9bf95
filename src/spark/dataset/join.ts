import type { SourceSpan } from '../../protocol/run.ts';
import type { Attribute, Expr, Resolved } from '../expression.ts';
import { analysisError, illegalArgument } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { bindCall, resolve, trimAlias, type Scope } from '../analysis/resolve.ts';
import { registry } from '../functions/registry.ts';
import { references, splitConjuncts, typeOf } from '../plan/expressions.ts';
import type { JoinType, Named, Plan } from '../plan/plan.ts';
import { join, project } from '../plan/build.ts';
import { sqlText } from '../sql/exprSql.ts';
import { catalogString } from '../types.ts';
import { freshen } from './freshen.ts';

/** JoinType.apply: underscores and case do not count. */
export function joinType(text: string | null): JoinType {
  switch ((text ?? 'inner').toLowerCase().replaceAll('_', '')) {
    case 'inner': return 'Inner';
    case 'outer': case 'full': case 'fullouter': return 'FullOuter';
    case 'leftouter': case 'left': return 'LeftOuter';
    case 'rightouter': case 'right': return 'RightOuter';
    case 'leftsemi': case 'semi': return 'LeftSemi';
    case 'leftanti': case 'anti': return 'LeftAnti';
    case 'cross': return 'Cross';
    default: throw illegalArgument(`Unsupported join type '${text}'. Supported join types include: 'inner', 'outer', 'full', 'fullouter', 'full_outer', 'leftouter', 'left', 'left_outer', 'rightouter', 'right', 'right_outer', 'leftsemi', 'left_semi', 'semi', 'leftanti', 'left_anti', 'anti', 'cross'.`);
  }
}

/** Both sides with no attribute in common: the right side of a self-join gets new ids (DeduplicateRelations). */
export function apart(left: Plan, right: Plan, cx: AnalysisContext): { right: Plan; conflicts: ReadonlySet<number> } {
  const ids = new Set(left.output.map((a) => a.id));
  const conflicts = new Set(right.output.filter((a) => ids.has(a.id)).map((a) => a.id));
  return conflicts.size === 0 ? { right, conflicts } : { right: freshen(right, cx), conflicts };
}

export function joinOn(left: Plan, other: Plan, how: JoinType, on: Expr | null, cx: AnalysisContext, span?: SourceSpan, scope?: Partial<Scope>): Plan {
  const { right, conflicts } = apart(left, other, cx);
  if (!on) return join(left, right, how, null, cx, span);
  refuseAmbiguous(on, conflicts, left);
  const condition = trimAlias(resolve(on, { ...scope, input: [...left.output, ...right.output] }, cx));
  if (typeOf(condition).kind !== 'boolean') {
    throw analysisError(`join condition '${sqlText(condition)}' of type ${catalogString(typeOf(condition))} is not a boolean.`);
  }
  return join(left, right, how, condition, cx, span);
}

/** In a self-join `df.a == df.b` says nothing about sides (DetectAmbiguousSelfJoin). */
function refuseAmbiguous(on: Expr, conflicts: ReadonlySet<number>, left: Plan): void {
  const hit = attributesIn(on).find((a) => conflicts.has(a.id));
  if (!hit) return;
  const name = left.output.find((a) => a.id === hit.id)?.name ?? hit.name;
  throw analysisError(` Column ${name}#${hit.id} are ambiguous. It's probably because you joined several Datasets together, and some of these Datasets are the same. This column points to one of the Datasets but Spark is unable to figure out which one. Please alias the Datasets with different names via \`Dataset.as\` before joining them, and specify the column using qualified name, e.g. \`df.as("a").join(df.as("b"), $"a.id" > $"b.id")\`. You can also set spark.sql.analyzer.failAmbiguousSelfJoin to false to disable this check.`);
}

function attributesIn(e: Expr): Attribute[] {
  switch (e.op) {
    case 'attr': return [e];
    case 'apply': case 'uUdf': case 'subquery': return e.args.flatMap(attributesIn);
    case 'uAlias': case 'uCast': case 'uSort': return attributesIn(e.child);
    case 'uLambda': return attributesIn(e.body);
    default: return [];
  }
}

/** USING columns: each appears once, from the side that is never null, coalesced in a full join (commonNaturalJoinProcessing). */
export function joinUsing(left: Plan, other: Plan, how: JoinType, names: readonly string[], cx: AnalysisContext, span?: SourceSpan): Plan {
  const { right } = apart(left, other, cx);
  const find = (side: Plan, which: string, name: string): Attribute => {
    const found = side.output.filter((a) => a.name.toLowerCase() === name.toLowerCase());
    if (found.length === 1) return found[0]!;
    if (found.length > 1) throw analysisError(`Reference '${name}' is ambiguous, could be: ${found.map((a) => [...a.qualifier, a.name].join('.')).join(', ')}.`);
    throw analysisError(`USING column \`${name}\` cannot be resolved on the ${which} side of the join. The ${which}-side columns: [${side.output.map((a) => a.name).join(', ')}]`);
  };
  const pairs = names.map((n) => [find(left, 'left', n), find(right, 'right', n)] as const);
  const call = (fn: string, args: readonly Resolved[]): Resolved => bindCall(registry.get(fn)!, fn, args, span ? { span } : {}, cx);
  const condition = pairs.map(([l, r]) => call('=', [l, r])).reduce((a, b) => call('and', [a, b]));
  const joined = join(left, right, how, condition, cx, span);
  if (how === 'LeftSemi' || how === 'LeftAnti') {
    const keys = new Set(pairs.map(([l]) => l.id));
    return project(joined, [...pairs.map(([l]) => l), ...left.output.filter((a) => !keys.has(a.id))], cx, span);
  }
  const out = (id: number): Attribute => joined.output.find((a) => a.id === id)!;
  const keys: Named[] = pairs.map(([l, r]) => how === 'RightOuter' ? out(r.id)
    : how === 'FullOuter' ? { op: 'alias', id: cx.nextId(), name: l.name, child: call('coalesce', [out(l.id), out(r.id)]) } : out(l.id));
  const used = new Set(pairs.flatMap(([l, r]) => [l.id, r.id]));
  return project(joined, [...keys, ...joined.output.filter((a) => !used.has(a.id))], cx, span);
}

export interface EquiKeys { readonly left: Resolved[]; readonly right: Resolved[]; readonly nullSafe: boolean[]; readonly rest: Resolved[] }

/** ExtractEquiJoinKeys: `l = r` and `l <=> r` between the sides; the other conjuncts are left over. */
export function equiKeys(condition: Resolved | null, left: readonly Attribute[], right: readonly Attribute[]): EquiKeys {
  const keys: EquiKeys = { left: [], right: [], nullSafe: [], rest: [] };
  const of = (side: readonly Attribute[]) => { const ids = new Set(side.map((a) => a.id)); return (e: Resolved) => { const refs = references(e); return refs.size > 0 && [...refs].every((r) => ids.has(r)); }; };
  const inLeft = of(left), inRight = of(right);
  for (const c of condition ? splitConjuncts(condition) : []) {
    if (c.op === 'call' && (c.fn === '=' || c.fn === '<=>')) {
      const [a, b] = c.args as [Resolved, Resolved];
      if (inLeft(a) && inRight(b)) { keys.left.push(a); keys.right.push(b); keys.nullSafe.push(c.fn === '<=>'); continue; }
      if (inLeft(b) && inRight(a)) { keys.left.push(b); keys.right.push(a); keys.nullSafe.push(c.fn === '<=>'); continue; }
    }
    keys.rest.push(c);
  }
  return keys;
}
