import type { Alias, Attribute, Call, Expr, LambdaVariable, Resolved, SortOrder } from '../expression.ts';
import { literal } from '../expression.ts';
import { analysisError, Refusal, SparkError, withoutPosition, withPosition } from '../errors.ts';
import { registry } from '../functions/registry.ts';
import type { BindContext, FunctionDef } from '../functions/def.ts';
import { StringType, isOrderable } from '../types.ts';
import { resolveOver } from '../dataset/row-window.ts';
import { canCast } from '../cast/index.ts';
import { sqlOrigin } from '../sql/cursor.ts';
import { prettyName, showText, sqlText } from '../sql/exprSql.ts';
import { isFoldable, typeOf } from '../plan/expressions.ts';
import type { AnalysisContext } from './context.ts';
import { ambiguous, matchName, missingColumn } from './names.ts';
import { foldToValue } from '../optimizer/fold.ts';

/** Where names are looked up: the input's attributes, and the parameters of the lambdas around. */
export interface Scope {
  readonly input: readonly Attribute[];
  readonly lambda?: ReadonlyMap<string, LambdaVariable>;
  /** Resolves a subquery; absent where Spark has none (Python columns). */
  readonly subquery?: (e: Extract<Expr, { op: 'subquery' }>) => Resolved;
  /** Inside a subquery: columns of the query around it, for names that `input` has not; `onOuter` refuses them. */
  readonly outer?: readonly Attribute[];
  readonly onOuter?: () => never;
}

/** Resolves and type-checks one expression. Throws SparkError with the expression's span. */
export function resolve(e: Expr, scope: Scope, cx: AnalysisContext): Resolved {
  try {
    return resolveInner(e, scope, cx);
  } catch (error) {
    if ((error instanceof SparkError || error instanceof Refusal) && !error.span && e.span) error.span = e.span;
    if (error instanceof SparkError) withPosition(error, isExtract(e) ? undefined : sqlOrigin(e));
    throw error;
  }
}

/** `a[0]` and `f(x).y`: Spark resolves them without noting where they stand. */
const isExtract = (e: Expr): boolean => e.op === 'apply' && (e.fn === 'getitem' || e.fn === 'getfield');

function resolveInner(e: Expr, scope: Scope, cx: AnalysisContext): Resolved {
  switch (e.op) {
    case 'name': return resolveName(e.parts, scope, cx, e.span);
    case 'star': throw analysisError(`Invalid usage of '*' in expression 'unresolvedstar'`);
    case 'apply': return e.over ? resolveOver(e, scope, cx, (x) => applyFunction(x, scope, cx)) : applyFunction(e, scope, cx);
    case 'uAlias': {
      const child = resolve(e.child, scope, cx);
      if (e.names.length !== 1) {
        if (child.op === 'call' && registry.get(child.fn)?.kind === 'generator') return { op: 'alias', id: cx.nextId(), name: e.names.join(','), child, span: e.span };
        throw analysisError(`Multiple aliases are not supported here: ${e.names.join(', ')}`);
      }
      return { op: 'alias', id: cx.nextId(), name: e.names[0]!, child, ...(e.metadata ? { metadata: e.metadata } : {}), span: e.span };
    }
    case 'uCast': {
      const child = trimAlias(resolve(e.child, scope, cx));
      const from = typeOf(child);
      const cast: Resolved = { op: 'cast', child, type: e.to, ...(e.tryCast ? { tryCast: true } : {}), span: e.span };
      if (!canCast(from, e.to)) throw analysisError(`cannot resolve '${sqlText(cast)}' due to data type mismatch: ${castMismatch(from, e.to)}`);
      return cast;
    }
    case 'uUdf': return { op: 'udf', id: e.id, name: e.name, type: e.returns, deterministic: e.deterministic, args: e.args.map((a) => trimAlias(resolve(a, scope, cx))), span: e.span };
    case 'uSort': return sortOrder(e, scope, cx);
    case 'uLambda': throw analysisError('A lambda function should only be used in a higher order function. However, its class is ' + 'unknown, which is not a higher order function.');
    case 'subquery':
      if (!scope.subquery) throw analysisError('Subqueries are only allowed in SQL text');
      return scope.subquery(e);
    case 'alias': return { ...e, child: resolve(e.child, scope, cx) };
    case 'cast': case 'sort': return { ...e, child: resolve(e.child, scope, cx) };
    case 'call': return { ...e, args: e.args.map((a) => resolve(a, scope, cx)) };
    case 'udf': return { ...e, args: e.args.map((a) => resolve(a, scope, cx)) };
    case 'attr': return e.of ? plainAttribute(e) : e;
    default: return e;
  }
}

function plainAttribute(a: Attribute): Attribute {
  const { of: _, ...plain } = a;
  return plain;
}

const castMismatch = (from: Attribute['type'], to: Attribute['type']): string => `cannot cast ${catalog(from)} to ${catalog(to)}`;
import { catalogString as catalog } from '../types.ts';

function sortOrder(e: Extract<Expr, { op: 'uSort' }>, scope: Scope, cx: AnalysisContext): SortOrder {
  const child = trimAlias(resolve(e.child, scope, cx));
  const order: SortOrder = { op: 'sort', child, descending: e.descending, nullsFirst: e.nullsFirst ?? !e.descending, span: e.span };
  if (!isOrderable(typeOf(child))) throw analysisError(`cannot resolve '${sqlText(order)}' due to data type mismatch: cannot sort data type ${catalog(typeOf(child))}`);
  return order;
}

function resolveName(parts: readonly string[], scope: Scope, cx: AnalysisContext, span: Expr['span']): Resolved {
  const variable = scope.lambda?.get(parts[0]!.toLowerCase());
  if (variable) return parts.slice(1).reduce<Resolved>((child, name) => getField(child, name, cx), { ...variable, span });
  const { candidates, nested } = matchName(scope.input, parts);
  const unique = candidates.filter((c, i) => candidates.findIndex((o) => o.id === c.id) === i);
  if (unique.length > 1) throw ambiguous(parts.join('.'), candidates);
  const found = unique[0];
  if (!found) {
    const around = scope.outer ? matchName(scope.outer, parts).candidates : [];
    if (around.length > 0) {
      scope.onOuter?.();
      const { onOuter: _, outer: __, ...rest } = scope;
      return resolveName(parts, { ...rest, input: scope.outer! }, cx, span);
    }
    const noArgs = parts.length === 1 ? timeLiteral(parts[0]!, cx) : undefined;
    if (noArgs) return noArgs;
    throw missingColumn(parts, scope.input);
  }
  // AttributeSeq.resolve: the column is called as it was written.
  if (nested.length === 0) return { ...found, name: parts[parts.length - 1]!, span };
  const child = nested.reduce<Resolved>((c, name) => getField(c, name, cx), found);
  return { op: 'alias', id: cx.nextId(), name: nested[nested.length - 1]!, child, span };
}

/** `current_date` and friends without parentheses (ResolveReferences.literalFunctions). */
function timeLiteral(name: string, cx: AnalysisContext): Resolved | undefined {
  return ['current_date', 'current_timestamp', 'current_user', 'user'].includes(name.toLowerCase()) && registry.has(name.toLowerCase())
    ? bindCall(registry.get(name.toLowerCase())!, name.toLowerCase(), [], {}, cx) : undefined;
}

/** ExtractValue with a literal name. */
export function getField(child: Resolved, name: string, cx: AnalysisContext): Resolved {
  const op = typeOf(child).kind === 'map' ? 'getitem' : 'getfield';
  return bindCall(registry.get(op)!, op, [child, literal(name, StringType)], {}, cx);
}

/** Aliases inside an expression have no meaning there (CleanupAliases). */
export const trimAlias = (e: Resolved): Resolved => (e.op === 'alias' ? trimAlias(e.child) : e);

interface CallFlags { readonly distinct?: boolean; readonly ignoreNulls?: boolean; readonly filter?: Resolved; readonly span?: Expr['span'] }

function applyFunction(e: Extract<Expr, { op: 'apply' }>, scope: Scope, cx: AnalysisContext): Resolved {
  const name = e.fn.toLowerCase();
  const def = registry.get(name);
  const session = cx.sessionFunction(name);
  if (!def || session) {
    // Cast is registered under its name, but no list of expressions makes one.
    if (!session && name === 'cast') throw analysisError('Invalid arguments for function cast');
    if (!session && e.fn.includes('.')) throw analysisError(`Undefined function: ${e.fn}`);
    if (!session) throw analysisError(`Undefined function: ${e.fn}. This function is neither a built-in/temporary function, nor a persistent function that is qualified as spark_catalog.default.${name}.`);
    return { op: 'udf', id: session.id, name: e.fn, type: session.returns, deterministic: session.deterministic, args: e.args.map((a) => trimAlias(resolve(a, scope, cx))), span: e.span };
  }
  const args = e.args.flatMap((a) => expandArgument(a, name, scope, e.distinct === true)).map((a) => (a.op === 'uLambda' ? deferLambda(a, scope, cx) : keepNames(name, resolve(a, scope, cx))));
  const filter = e.filter && trimAlias(resolve(e.filter, scope, cx));
  if (def.kind === 'window' && !e.over) throw withoutPosition(analysisError(`Window function ${showWindowFunction(bindCall(def, name, args, {}, cx))} requires an OVER clause.`));
  const bound = bindCall(def, name, args, { ...(e.distinct ? { distinct: true } : {}), ...(e.ignoreNulls ? { ignoreNulls: true } : {}), ...(filter ? { filter } : {}), span: e.span }, cx);
  const replaced = def.replace?.(args);
  return replaced ? { ...replaced, ...(e.span ? { span: e.span } : {}) } : bound;
}

/** toString of a window function: lag looks back, so its offset is negative there. */
function showWindowFunction(call: Call): string {
  const args = call.args.map((a, i) => (call.fn === 'lag' && i === 1 && a.op === 'lit' ? showText({ ...a, value: -Number(a.value) }) : showText(a)));
  if (call.fn === 'nth_value') args.push(String(call.ignoreNulls === true));
  return `${call.fn}(${args.join(', ')})`;
}

/** struct() and named_struct keep the names of their arguments; everything else sees through an alias. */
const keepNames = (fn: string, e: Resolved): Resolved => (fn === 'struct' ? e : trimAlias(e));

/** `count(*)` counts rows, `count(DISTINCT *)` rows without a null; `struct(*)` and other functions take every column. */
function expandArgument(a: Expr, fn: string, scope: Scope, distinct: boolean): readonly Expr[] {
  if (a.op !== 'star') return [a];
  if (fn === 'count' && !a.target && !distinct) return [literal(1, { kind: 'int' })];
  return starOf(a.target, scope.input);
}

export function starOf(target: readonly string[] | undefined, input: readonly Attribute[]): Attribute[] {
  if (!target) return [...input];
  const last = target[target.length - 1]!.toLowerCase();
  return input.filter((a) => a.qualifier.some((q) => q.toLowerCase() === last));
}

/** A lambda is resolved when the function that takes it knows its parameters' types (bindLambda). */
const pending = new WeakMap<Resolved, { lambda: Extract<Expr, { op: 'uLambda' }>; scope: Scope }>();
function deferLambda(lambda: Extract<Expr, { op: 'uLambda' }>, scope: Scope, _cx: AnalysisContext): Resolved {
  const marker: Resolved = { op: 'lambda', params: lambda.params.map((name) => ({ op: 'lambdaVar', id: -1, name, type: { kind: 'null' }, nullable: true })), body: literal(null, { kind: 'null' }), span: lambda.span };
  pending.set(marker, { lambda, scope });
  return marker;
}

export function bindCall(def: FunctionDef, calledAs: string, args: readonly Resolved[], flags: CallFlags, cx: AnalysisContext): Call {
  const context: BindContext = {
    calledAs, timeZone: cx.timeZone,
    ...(flags.distinct ? { distinct: true } : {}), ...(flags.ignoreNulls ? { ignoreNulls: true } : {}),
    conf: (key) => cx.conf(key),
    isFoldable, fold: (e) => foldToValue(e, cx), sql: (e) => sqlText(pending.get(e)?.lambda ?? e), show: showText,
    bindLambda: (marker, types) => bindLambda(marker, types, cx),
  };
  const b = def.bind(args, context);
  return {
    op: 'call', fn: def.name, args: b.args, type: b.type, nullable: b.nullable, ...(b.calledAs && !flags.ignoreNulls ? { calledAs: b.calledAs } : {}),
    ...(b.data !== undefined ? { data: b.data } : {}), ...(b.outputNames ? { data: { ...(b.data as object | undefined), outputNames: b.outputNames } } : {}),
    ...(flags.distinct ? { distinct: true } : {}), ...(flags.ignoreNulls ? { ignoreNulls: true } : {}), ...(flags.filter ? { filter: flags.filter } : {}),
    ...(flags.span ? { span: flags.span } : {}),
  };
}

function bindLambda(marker: Resolved, types: readonly { type: Attribute['type']; nullable: boolean }[], cx: AnalysisContext): Resolved {
  const p = pending.get(marker);
  if (!p) throw analysisError(`A lambda function was expected, but got ${sqlText(marker)}.`);
  const { lambda, scope } = p;
  if (lambda.params.length !== types.length) {
    throw analysisError(`The number of lambda function arguments '${lambda.params.length}' does not match the number of arguments expected by the higher order function '${types.length}'.`);
  }
  const params: LambdaVariable[] = lambda.params.map((name, i) => ({ op: 'lambdaVar', id: cx.nextId(), name, ...types[i]! }));
  const inner = new Map(scope.lambda ?? []);
  for (const v of params) inner.set(v.name.toLowerCase(), v);
  return { op: 'lambda', params, body: trimAlias(resolve(lambda.body, { ...scope, lambda: inner }, cx)), ...(lambda.span ? { span: lambda.span } : {}) };
}

/** A select-list entry gets a name: its own, or Spark's pretty text (ResolveAliases). */
export function named(e: Resolved, cx: AnalysisContext, nested = true): Alias | Attribute {
  if (e.op === 'attr' || e.op === 'alias') return e;
  return { op: 'alias', id: cx.nextId(), name: nameOf(e, cx, nested), child: e, ...(e.span ? { span: e.span } : {}) };
}

/** A cast of a column keeps the column's name; from Python also a cast of such a cast (Column.named). */
function nameOf(e: Resolved, cx: AnalysisContext, nested: boolean): string {
  if (e.op === 'call' && (e.fn === 'window' || e.fn === 'session_window')) return e.fn;
  let inner: Resolved = e;
  while (inner.op === 'cast' && !inner.tryCast && (nested || inner === e)) inner = inner.child;
  return e.op === 'cast' && inner.op === 'attr' ? inner.name : prettyName(e, cx.timeZone);
}
