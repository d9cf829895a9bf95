import type { SourceSpan } from '../../protocol/run.ts';
import type { Attribute, Expr, Resolved } from '../expression.ts';
import { analysisError, illegalArgument } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { bindCall, resolve, trimAlias, type Scope } from '../analysis/resolve.ts';
import { registry } from '../functions/registry.ts';
import { references, splitConjuncts, typeOf } from '../plan/expressions.ts';
import { acrossSides, refuseAmbiguousColumns } from '../analysis/self-join.ts';
import { refuseMissingInput } from '../analysis/inputs.ts';
import { showJoin } from '../plan/show.ts';
import type { JoinType, Named, Plan } from '../plan/plan.ts';
import { join, project } from '../plan/build.ts';
import { sqlText } from '../sql/exprSql.ts';
import { catalogString } from '../types.ts';
import { apart } from './apart.ts';

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

export function joinOn(left: Plan, other: Plan, how: JoinType, on: Expr | null, cx: AnalysisContext, span?: SourceSpan, scope?: Partial<Scope>): Plan {
  const { right, conflicting, inCondition } = apart(left, other, cx);
  if (!on) return join(left, right, how, null, cx, span);
  const meant = inCondition(on);
  const resolved = trimAlias(resolve(meant, { ...scope, input: [...left.output, ...right.output] }, cx));
  refuseAmbiguousColumns([meant], [left, right], cx, true);
  const condition = conflicting ? acrossSides(resolved, left, right, cx) : resolved;
  if (typeOf(condition).kind !== 'boolean') {
    throw analysisError(`join condition '${sqlText(condition)}' of type ${catalogString(typeOf(condition))} is not a boolean.`);
  }
  refuseMissingInput([condition], [left, right], () => showJoin(how, condition));
  return join(left, right, how, condition, cx, span);
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
