import type { SourceSpan } from '../../protocol/run.ts';
import type { Attribute } from '../expression.ts';
import { literal } from '../expression.ts';
import { analysisError } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { findWiderTypeForTwo as widerTypeForTwo } from '../functions/coercion.ts';
import type { Named, Plan, SetOperation } from '../plan/plan.ts';
import { project } from '../plan/build.ts';
import { catalogString, sameType, type DataType } from '../types.ts';

const ordinal = (n: number): string => ['first', 'second', 'third'][n] ?? `${n + 1}th`;

/** CheckAnalysis for set operations: same number of columns, compatible types. */
function compatible(name: string, left: Plan, right: Plan): DataType[] {
  if (left.output.length !== right.output.length) {
    throw analysisError(`${name} can only be performed on tables with the same number of columns, but the first table has ${left.output.length} columns and the second table has ${right.output.length} columns`);
  }
  return left.output.map((a, i) => {
    const b = right.output[i]!;
    if (sameType(a.type, b.type)) return a.type;
    const wider = widerTypeForTwo(a.type, b.type);
    if (!wider) {
      throw analysisError(`${name} can only be performed on tables with compatible column types. The ${ordinal(i)} column of the second table is ${catalogString(b.type)} type which is not compatible with ${catalogString(a.type)} at same column of first table`);
    }
    return wider;
  });
}

function widen(p: Plan, types: readonly DataType[], cx: AnalysisContext): Plan {
  if (p.output.every((a, i) => sameType(a.type, types[i]!))) return p;
  return project(p, p.output.map((a, i): Named => (sameType(a.type, types[i]!) ? a
    : { op: 'alias', id: cx.nextId(), name: a.name, child: { op: 'cast', child: a, type: types[i]!, implicit: true } })), cx);
}

/** Union.output: the first input's names, ids and metadata, the widest nullability. */
export function union(left: Plan, right: Plan, cx: AnalysisContext, span?: SourceSpan): Plan {
  const types = compatible('Union', left, right);
  const inputs = [widen(left, types, cx), widen(right, types, cx)];
  const output = inputs[0]!.output.map((a, i): Attribute => ({ ...a, nullable: inputs.some((p) => p.output[i]!.nullable) }));
  return { op: 'union', id: cx.nextId(), inputs, output, ...(span ? { span } : {}) };
}

/** Dataset.unionByName (ResolveUnion, top-level columns). */
export function unionByName(left: Plan, right: Plan, allowMissing: boolean, cx: AnalysisContext, span?: SourceSpan): Plan {
  const find = (p: Plan, name: string): Attribute | undefined => p.output.find((a) => a.name.toLowerCase() === name.toLowerCase());
  const missing = (name: string, p: Plan): Error => analysisError(`Cannot resolve column name "${name}" among (${p.output.map((a) => a.name).join(', ')})`);
  const nullOf = (a: Attribute): Named => ({ op: 'alias', id: cx.nextId(), name: a.name, child: literal(null, a.type) });
  const rightList = left.output.map((a): Named => {
    const b = find(right, a.name);
    if (!b && !allowMissing) throw missing(a.name, right);
    return b ?? nullOf(a);
  });
  const extra = right.output.filter((b) => !find(left, b.name));
  if (!allowMissing && (extra.length > 0 || left.output.length !== right.output.length)) return union(left, project(right, [...rightList, ...extra], cx, span), cx, span);
  const leftPlan = extra.length > 0 ? project(left, [...left.output, ...extra.map(nullOf)], cx, span) : left;
  return union(leftPlan, project(right, [...rightList, ...extra], cx, span), cx, span);
}

export function setOperation(kind: SetOperation['kind'], left: Plan, right: Plan, cx: AnalysisContext, span?: SourceSpan): Plan {
  const name = { intersect: 'Intersect', intersectAll: 'Intersect All', except: 'Except', exceptAll: 'Except All' }[kind];
  const types = compatible(name, left, right);
  const l = widen(left, types, cx), r = widen(right, types, cx);
  return { op: 'setop', id: cx.nextId(), kind, left: l, right: r, output: l.output, ...(span ? { span } : {}) };
}

