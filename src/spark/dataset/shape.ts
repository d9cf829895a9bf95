import type { SourceSpan } from '../../protocol/run.ts';
import type { Attribute, Expr, Resolved } from '../expression.ts';
import { analysisError, illegalArgument, Refusal, SparkError } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { resolve, trimAlias, type Scope } from '../analysis/resolve.ts';
import { refuseMissingInput } from '../analysis/inputs.ts';
import { showFilter, showSort } from '../plan/show.ts';
import { exprNodes, isAggregateCall, isGeneratorCall, isWindowCall, references, someExpr, typeOf } from '../plan/expressions.ts';
import type { Plan, SubqueryAlias } from '../plan/plan.ts';
import { filter as filterNode, project, renamed, watermarkOutput } from '../plan/build.ts';
import { isStreaming } from '../plan/plan.ts';
import { sqlText } from '../sql/exprSql.ts';
import { catalogString } from '../types.ts';
import { safeStringToInterval } from '../datetime/interval-parse.ts';
import { hasRowWindow } from './row-window.ts';
import { select } from './project.ts';

/**
 * Dataset.filter and sort may name columns that a select below took away (ResolveReferences, missing attributes): they are
 * added there and taken away again above.
 */
export function withMissing(child: Plan, build: (input: Plan) => Plan, needed: (input: readonly Attribute[]) => Resolved[], shown: (exprs: readonly Resolved[]) => string, cx: AnalysisContext): Plan {
  let error: unknown;
  try {
    const missing = needed(child.output).some((e) => [...references(e)].some((id) => !child.output.some((a) => a.id === id)));
    if (!missing) return build(child);
  } catch (e) { error = e; }
  if (child.op === 'project') {
    const wide = [...child.output, ...child.child.output.filter((a) => !child.output.some((b) => b.id === a.id || b.name.toLowerCase() === a.name.toLowerCase()))];
    const found = tryAll(() => needed(wide));
    if (found) {
      const extra = [...new Set(found.flatMap((e) => [...references(e)]))].filter((id) => !child.output.some((a) => a.id === id)).map((id) => child.child.output.find((a) => a.id === id));
      if (extra.every((a): a is Attribute => a !== undefined)) {
        const below = project(child.child, [...child.exprs, ...extra], cx, child.span);
        return project(build(below), child.output, cx, child.span);
      }
    }
  }
  if (error) throw error;
  const exprs = needed(child.output);
  refuseMissingInput(exprs, [child], () => shown(exprs));
  return build(child);
}

function tryAll<T>(f: () => T): T | undefined {
  try { return f(); } catch (e) { if (e instanceof SparkError) return undefined; throw e; }
}

export function filter(child: Plan, condition: Expr, cx: AnalysisContext, span?: SourceSpan, scope?: Partial<Scope>): Plan {
  const resolveIn = (input: readonly Attribute[]): Resolved => trimAlias(resolve(condition, { ...scope, input }, cx));
  return withMissing(child, (input) => {
    const c = resolveIn(input.output);
    if (hasRowWindow([c])) throw analysisError('It is not allowed to use window functions inside WHERE clause');
    if (typeOf(c).kind !== 'boolean') throw analysisError(`filter expression '${sqlText(c)}' of type ${catalogString(typeOf(c))} is not a boolean.`);
    refuseInFilter(c, child);
    return filterNode(input, c, cx, span);
  }, (input) => [resolveIn(input)], ([c]) => showFilter(c!), cx);
}

/** CheckAnalysis: a filter knows rows, not groups. Over an aggregation Spark adds the aggregate to it. */
function refuseInFilter(condition: Resolved, child: Plan): void {
  if (someExpr(condition, isGeneratorCall)) throw analysisError(`The generator is not supported: outside the SELECT clause, found: ${showFilter(condition)}`);
  const found = [...exprNodes(condition)].filter(isAggregateCall);
  if (found.length === 0) return;
  if (child.op === 'aggregate') throw new Refusal('an aggregate function in a filter over an aggregation', 'Name it in agg(…) and filter by that name.');
  throw analysisError(`\nAggregate/Window/Generate expressions are not valid in where clause of the query.\nExpression in where clause: [${sqlText(condition)}]\nInvalid expressions: [${found.map((f) => sqlText(f)).join(', ')}]`);
}

export function sort(child: Plan, orders: readonly Expr[], global: boolean, cx: AnalysisContext, span?: SourceSpan, scope?: Partial<Scope>): Plan {
  const asOrder = (e: Expr): Expr => (e.op === 'uSort' || e.op === 'sort' ? e : { op: 'uSort', child: e, descending: false, ...(e.span ? { span: e.span } : {}) });
  const resolveIn = (input: readonly Attribute[]) => orders.map((o) => resolve(asOrder(o), { ...scope, input }, cx));
  return withMissing(child, (input) => {
    const sorted = resolveIn(input.output);
    refuseSpecial(sorted);
    return { op: 'sort', id: cx.nextId(), orders: sorted as never, global, child: input, output: input.output, ...(span ? { span } : {}) };
  }, resolveIn, (found) => showSort(found.filter((o) => o.op === 'sort'), global), cx);
}

function refuseSpecial(exprs: readonly Resolved[]): void {
  const special = exprs.flatMap((e) => [...exprNodes(e)]).filter((e) => isAggregateCall(e) || isWindowCall(e) || isGeneratorCall(e));
  if (special.length === 0) return;
  throw analysisError(`\nThe query operator \`Sort\` contains one or more unsupported\nexpression types Aggregate, Window or Generate.\nInvalid expressions: [${special.map((e) => sqlText(e)).join(', ')}]`);
}

/** Dataset.withColumns: replaces by name where it is, appends the rest. */
export function withColumns(child: Plan, names: readonly string[], exprs: readonly Expr[], cx: AnalysisContext, span?: SourceSpan): Plan {
  const lower = names.map((n) => n.toLowerCase());
  const twice = lower.find((n, i) => lower.indexOf(n) !== i);
  if (twice) throw analysisError(`Found duplicate column(s) in given column names: \`${twice}\``);
  const aliased = (i: number): Expr => ({ op: 'uAlias', child: exprs[i]!, names: [names[i]!], ...(exprs[i]!.span ? { span: exprs[i]!.span } : {}) });
  const list: Expr[] = child.output.map((a) => { const i = lower.indexOf(a.name.toLowerCase()); return i < 0 ? a : aliased(i); });
  const added = names.flatMap((_, i) => (child.output.some((a) => a.name.toLowerCase() === lower[i]) ? [] : [aliased(i)]));
  return select(child, [...list, ...added], cx, span);
}

export function withColumnRenamed(child: Plan, from: string, to: string, cx: AnalysisContext, span?: SourceSpan): Plan {
  if (!child.output.some((a) => a.name.toLowerCase() === from.toLowerCase())) return child;
  return project(child, child.output.map((a) => (a.name.toLowerCase() === from.toLowerCase() ? renamed(a, to, cx) : a)), cx, span);
}

export function toDF(child: Plan, names: readonly string[], cx: AnalysisContext, span?: SourceSpan): Plan {
  if (names.length !== child.output.length) {
    throw illegalArgument(`requirement failed: The number of columns doesn't match.\nOld column names (${child.output.length}): ${child.output.map((a) => a.name).join(', ')}\nNew column names (${names.length}): ${names.join(', ')}`);
  }
  return project(child, child.output.map((a, i) => renamed(a, names[i]!, cx)), cx, span);
}

/** Dataset.drop: names that are not there do not matter; a Column drops that very attribute. */
export function drop(child: Plan, columns: readonly Expr[], cx: AnalysisContext, span?: SourceSpan): Plan {
  const gone = (a: Attribute): boolean => columns.some((c) => (c.op === 'attr' ? c.id === a.id : c.op === 'name' && c.parts.join('.').toLowerCase() === a.name.toLowerCase()));
  const kept = child.output.filter((a) => !gone(a));
  return kept.length === child.output.length ? child : project(child, kept, cx, span);
}

export function alias(child: Plan, name: string, cx: AnalysisContext, span?: SourceSpan): SubqueryAlias {
  return { op: 'alias', id: cx.nextId(), name, child, output: child.output.map((a) => ({ ...a, qualifier: [name] })), ...(span ? { span } : {}) };
}

/** Dataset.withWatermark. On a batch DataFrame it does nothing (EliminateEventTimeWatermark). */
export function withWatermark(child: Plan, column: string, delay: string, cx: AnalysisContext, span?: SourceSpan): Plan {
  const interval = parseWatermarkDelay(delay);
  const resolved = resolve({ op: 'name', parts: [column] , ...(span ? { span } : {}) }, { input: child.output }, cx);
  const type = typeOf(resolved);
  const overWindow = type.kind === 'struct' && type.fields.some((f) => f.name === 'end' && f.type.kind === 'timestamp');
  if (type.kind !== 'timestamp' && !overWindow) {
    throw analysisError(`Event time must be defined on a window or a timestamp, but ${column} is of type ${catalogString(type)}`);
  }
  if (!isStreaming(child)) return child;
  const attr = resolved as Attribute;
  return { op: 'watermark', id: cx.nextId(), column: attr, delayMs: interval, delay, child, output: watermarkOutput(child.output, attr, interval), ...(span ? { span } : {}) };
}

/** EventTimeWatermark.getDelayMs: a month counts 31 days. */
function parseWatermarkDelay(text: string): number {
  const parsed = safeStringToInterval(text);
  if (!parsed) throw analysisError(`Unable to parse '${text}'`);
  const micros = Number(parsed.microseconds);
  const days = parsed.months * 31 + parsed.days;
  if (parsed.months * 31 * 86_400_000_000 + parsed.days * 86_400_000_000 + micros < 0) throw illegalArgument(`requirement failed: delay threshold (${text}) should not be negative.`);
  return days * 86_400_000 + Math.floor(micros / 1000);
}

export function dropDuplicates(child: Plan, columns: readonly string[] | null, cx: AnalysisContext, span?: SourceSpan): Plan {
  const keys = columns === null ? child.output : [...new Set(columns)].flatMap((name) => {
    const found = child.output.filter((a) => a.name.toLowerCase() === name.toLowerCase());
    if (found.length === 0) throw analysisError(`Cannot resolve column name "${name}" among (${child.output.map((a) => a.name).join(', ')})`);
    return found;
  });
  return { op: 'deduplicate', id: cx.nextId(), keys, child, output: child.output, ...(span ? { span } : {}) };
}
