import type { SourceSpan } from '../../protocol/run.ts';
import type { Attribute, Call, Expr, Resolved } from '../expression.ts';
import { analysisError } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { named, resolve, starOf, type Scope } from '../analysis/resolve.ts';
import { refuseMissingInput } from '../analysis/inputs.ts';
import { showProject } from '../plan/show.ts';
import { exprNodes, isAggregateCall, isGeneratorCall, someExpr, transformExpr, typeOf } from '../plan/expressions.ts';
import type { Named, Plan } from '../plan/plan.ts';
import { project } from '../plan/build.ts';
import { prettyName } from '../sql/exprSql.ts';
import type { StructType } from '../types.ts';
import { quoteIfNeeded } from '../types.ts';
import { aggregate } from './aggregate.ts';
import { hasRowWindow, projectWindows } from './row-window.ts';
import { extractTimeWindow } from './time-window.ts';

/** Dataset.select: stars expanded, names given, generators and time windows pulled out, aggregates made global. */
export function select(child: Plan, exprs: readonly Expr[], cx: AnalysisContext, span?: SourceSpan, scope?: Partial<Scope>): Plan {
  const resolved = resolveList(exprs, { ...scope, input: child.output }, cx);
  return projectResolved(child, resolved, cx, span);
}

export function resolveList(exprs: readonly Expr[], scope: Scope, cx: AnalysisContext): Resolved[] {
  return exprs.flatMap((e): Resolved[] => {
    if (e.op === 'star') return expandStar(e.target, scope, cx);
    return [resolve(e, scope, cx)];
  });
}

export function projectResolved(child: Plan, resolved: readonly Resolved[], cx: AnalysisContext, span?: SourceSpan): Plan {
  if (resolved.some((e) => [...exprNodes(e)].some(isAggregateCall))) return aggregate(child, 'groupby', [], resolved, cx, span);
  refuseMissingInput(resolved, [child], () => showProject(resolved.map((e) => named(e, cx))));
  const generated = extractGenerator(child, resolved, cx, span);
  const windowed = extractTimeWindow(generated.child, generated.exprs, cx);
  const list = windowed.exprs.map((e) => named(e, cx));
  return hasRowWindow(list) ? projectWindows(windowed.child, list, cx, span) : project(windowed.child, list, cx, span);
}

/** `*`, `t.*` and `struct.*` (UnresolvedStar.expand). */
function expandStar(target: readonly string[] | undefined, scope: Scope, cx: AnalysisContext): Resolved[] {
  const attrs = starOf(target, scope.input);
  if (attrs.length > 0 || !target) return attrs;
  const parent = tryResolve(target, scope, cx);
  if (!parent) {
    const columns = scope.input.map((a) => a.name).join(', ');
    throw analysisError(`cannot resolve '${target.map(quoteIfNeeded).join('.')}.*' given input columns '${columns}'`);
  }
  const type = typeOf(parent);
  if (type.kind !== 'struct') throw analysisError(`Can only star expand struct data types. Attribute: \`ArrayBuffer(${target.join(', ')})\``);
  return type.fields.map((f) => ({ op: 'alias', id: cx.nextId(), name: f.name, child: resolve({ op: 'apply', fn: 'getfield', args: [parent, { op: 'lit', value: f.name, type: { kind: 'string' } }] }, scope, cx) }));
}

function tryResolve(parts: readonly string[], scope: Scope, cx: AnalysisContext): Resolved | undefined {
  try {
    const e = resolve({ op: 'name', parts }, scope, cx);
    return e.op === 'alias' ? e.child : e;
  } catch { return undefined; }
}

/** ExtractGenerator: at most one, at the top of a select entry. */
function extractGenerator(child: Plan, exprs: readonly Resolved[], cx: AnalysisContext, span?: SourceSpan): { child: Plan; exprs: Resolved[] } {
  const generators = exprs.filter((e) => [...exprNodes(e)].some(isGeneratorCall));
  if (generators.length === 0) return { child, exprs: [...exprs] };
  const nested = generators.find((g) => !isGeneratorCall(top(g)) || (top(g) as Call).args.some((x) => someExpr(x, isGeneratorCall)));
  if (nested) throw analysisError(`The generator is not supported: nested in expressions "${prettyName(top(nested))}"`);
  if (generators.length > 1) throw analysisError(`The generator is not supported: only one generator allowed per select clause but found ${generators.length}: ${generators.map((g) => `"${prettyName(top(g))}"`).join(', ')}`);
  const entry = generators[0]!;
  const call = top(entry);
  const made = generate(child, call as Call, entry.op === 'alias' ? entry.name.split(',') : undefined, cx, span);
  return { child: made.plan, exprs: exprs.flatMap((e): Resolved[] => (e === entry ? [...made.attributes] : [e])) };
}

const top = (e: Resolved): Resolved => (e.op === 'alias' ? top(e.child) : e);

/** A Generate node; `names` rename the generator's columns (alias, LATERAL VIEW … AS). */
export function generate(child: Plan, call: Call, names: readonly string[] | undefined, cx: AnalysisContext, span?: SourceSpan, outer = call.fn.endsWith('_outer'), qualifier: readonly string[] = []): { plan: Plan; attributes: Attribute[] } {
  const fields = (call.type as StructType).fields;
  if (names && names.length !== fields.length) {
    throw analysisError(`The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF expected ${fields.length} aliases but got ${names.join(',')} `);
  }
  const attributes: Attribute[] = fields.map((f, i) => ({ op: 'attr', id: cx.nextId(), name: names?.[i] ?? f.name, type: f.type, nullable: outer || f.nullable, qualifier }));
  return { plan: { op: 'generate', id: cx.nextId(), call, outer, generated: attributes, child, output: [...child.output, ...attributes], ...(span ? { span } : {}) }, attributes };
}

export const replaceExpr = (e: Named, f: (e: Resolved) => Resolved): Named => transformExpr(e, f) as Named;
