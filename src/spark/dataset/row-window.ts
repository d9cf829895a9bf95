import type { Attribute, Call, Expr, Resolved, RowBound, RowFrame, RowWindow, SortOrder, WindowFrame, WindowSpec } from '../expression.ts';
import { analysisError, Refusal, SparkError, withoutPosition, withPosition } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { bindCall, resolve, trimAlias, type Scope } from '../analysis/resolve.ts';
import { canCast } from '../cast/index.ts';
import { ordering } from '../functions/compare.ts';
import { mismatch } from '../functions/define.ts';
import { castTo, forceNullable } from '../functions/nodes.ts';
import { registry } from '../functions/registry.ts';
import { foldToValue } from '../optimizer/fold.ts';
import { isAggregateCall, isFoldable, isWindowCall, mapChildren, someExpr, toAttribute, typeOf } from '../plan/expressions.ts';
import { canonical } from '../plan/equal.ts';
import { project } from '../plan/build.ts';
import type { Named, Plan, Window, WindowColumn } from '../plan/plan.ts';
import { sqlOrigin } from '../sql/cursor.ts';
import { frameSql, showText, sqlText, windowSql } from '../sql/exprSql.ts';
import * as T from '../types.ts';

/** These errors come without a place in the SQL text. */
const plain = (message: string): Error => withoutPosition(analysisError(message));

/** Errors of the specification stand where it begins in the SQL text. */
function at<T>(spec: WindowSpec, f: () => T): T {
  try { return f(); } catch (error) {
    if (error instanceof SparkError) withPosition(error, sqlOrigin(spec));
    throw error;
  }
}

type Apply = Extract<Expr, { op: 'apply' }>;

/** `f(…) OVER (…)` (ResolveWindowFrame, ResolveWindowOrder and the checks of window expressions). */
export function resolveOver(e: Apply, scope: Scope, cx: AnalysisContext, resolveFunction: (e: Apply) => Resolved): Resolved {
  const fn = resolveFunction(e);
  const kind = fn.op === 'call' ? registry.get(fn.fn)!.kind : undefined;
  if (fn.op !== 'call' || (kind !== 'window' && kind !== 'aggregate')) throw plain(`Expression '${showText(fn)}' not supported within a window function.`);
  const partitionBy = e.over!.partitionBy.map((p) => trimAlias(resolve(p, scope, cx)));
  const orderBy = e.over!.orderBy.map((o) => resolve(o.op === 'uSort' ? o : { op: 'uSort', child: o, descending: false }, scope, cx) as SortOrder);
  const frame = at(e.over!, () => frameOf(fn, kind, e.over!.frame, { partitionBy, orderBy }, scope, cx));
  if (fn.filter) throw plain('window aggregate function with filter predicate is not supported yet.');
  const over: RowWindow = { partitionBy, orderBy, frame };
  if (kind === 'window' && orderBy.length === 0) {
    const name = fn.args.length === 0 ? `${fn.fn}()` : showText(fn);
    throw plain(`Window function ${name} requires window to be ordered, please add ORDER BY clause. For example SELECT ${name}(value_expr) OVER (PARTITION BY window_partition ORDER BY window_ordering) from table`);
  }
  const call: Call = { ...fn, over };
  if (fn.distinct) {
    const spec = [...partitionBy.map((p) => showText(p)), ...orderBy.map((o) => showText(o)), frameName(frame)];
    throw plain(`Distinct window functions are not supported: ${fn.fn}(distinct ${fn.args.map((a) => showText(a)).join(', ')}) windowspecdefinition(${spec.join(', ')})`);
  }
  if ([...fn.args, ...partitionBy, ...orderBy].some((a) => someExpr(a, isWindowCall))) throw new Refusal('a window function inside another one', 'Compute the inner one in a select of its own.');
  return call;
}

/** Functions whose frame is their own (WindowFunction.frame). */
const upToHere = ['row_number', 'rank', 'dense_rank', 'percent_rank', 'ntile'];

function frameOf(fn: Call, kind: string, given: WindowFrame | undefined, { partitionBy, orderBy }: Omit<RowWindow, 'frame'>, scope: Scope, cx: AnalysisContext): RowFrame {
  const own: RowFrame | undefined = upToHere.includes(fn.fn) ? { unit: 'rows', start: 'unbounded', end: 'current' } : fn.fn === 'cume_dist' ? { unit: 'range', start: 'unbounded', end: 'current' } : undefined;
  if (!given) {
    if (own) return own;
    if (fn.fn === 'lag' || fn.fn === 'lead') return offsetFrame(fn, cx);
    return orderBy.length > 0 ? { unit: 'range', start: 'unbounded', end: 'current' } : { unit: 'rows', start: 'unbounded', end: 'unbounded' };
  }
  if (fn.fn === 'lag' || fn.fn === 'lead') throw plain(`Cannot specify window frame for ${fn.fn} function`);
  const frame: RowFrame = { unit: given.unit, start: boundOf(given.start, given.unit, orderBy, scope, cx), end: boundOf(given.end, given.unit, orderBy, scope, cx) };
  if (own && (kind !== 'window' || frame.unit !== own.unit || frame.start !== own.start || frame.end !== own.end)) {
    throw plain(`Window Frame ${frameName(frame)} must match the required frame ${frameName(own)}`);
  }
  checkFrame(frame, { partitionBy, orderBy }, cx);
  return frame;
}

/** SpecifiedWindowFrame.toString, as error texts show it. */
function frameName(f: RowFrame): string {
  const bound = (b: RowBound, unbounded: string): string => (b === 'unbounded' ? unbounded : b === 'current' ? 'currentrow$()' : sqlText(b));
  return `specifiedwindowframe(${f.unit === 'rows' ? 'RowFrame' : 'RangeFrame'}, ${bound(f.start, 'unboundedpreceding$()')}, ${bound(f.end, 'unboundedfollowing$()')})`;
}

/** The frame of lag and lead is the one row that they look at. */
function offsetFrame(fn: Call, cx: AnalysisContext): RowFrame {
  const n = Number(foldToValue(fn.args[1]!, cx));
  const at: RowBound = { op: 'lit', value: fn.fn === 'lag' ? -n : n, type: T.IntegerType };
  return { unit: 'rows', start: at, end: at };
}

function boundOf(b: WindowFrame['start'], unit: 'rows' | 'range', orderBy: readonly SortOrder[], scope: Scope, cx: AnalysisContext): RowBound {
  if (b === 'unbounded' || b === 'current') return b;
  const e = trimAlias(resolve(b, scope, cx));
  if (!isFoldable(e)) throw plain(`Window frame bound '${sqlText(e)}' is not a literal.`);
  if (unit === 'rows' || orderBy.length !== 1) return e;
  // WindowFrameCoercion: the bound takes the order's type where that loses nothing.
  const order = typeOf(orderBy[0]!), own = typeOf(e);
  if (order.kind === 'date' || order.kind === 'timestamp' || T.sameType(order, own) || !canCast(own, order) || forceNullable(own, order)) return e;
  return castTo(e, order);
}

/** SpecifiedWindowFrame's and WindowSpecDefinition's checkInputDataTypes, in their order. */
function checkFrame(f: RowFrame, over: Omit<RowWindow, 'frame'>, cx: AnalysisContext): void {
  const fail = (text: string): never => { throw mismatch(frameSql(f, cx.timeZone), text); };
  const check = (where: string, b: RowBound): void => {
    if (typeof b === 'string') return;
    const t = typeOf(b);
    if (f.unit === 'rows' ? t.kind !== 'int' : !T.isNumeric(t) && !intervals.includes(t.kind)) {
      fail(`The data type of the ${where} bound '${T.catalogString(t)}' does not match the expected data type '${f.unit === 'rows' ? 'int' : '(numeric or interval day to second or interval year to month or interval)'}'.`);
    }
  };
  check('lower', f.start);
  check('upper', f.end);
  if (typeof f.start !== 'string' && typeof f.end !== 'string') {
    const l = typeOf(f.start), u = typeOf(f.end);
    if (!T.sameType(l, u)) fail(`Window frame bounds '${boundText(f.start)}' and '${boundText(f.end)}' do no not have the same data type: '${T.catalogString(l)}' <> '${T.catalogString(u)}'`);
    if (l.kind !== 'calendarInterval' && ordering(l)(foldToValue(f.start, cx), foldToValue(f.end, cx)) > 0) fail('The lower bound of a window frame must be less than or equal to the upper bound');
  }
  if (f.unit === 'range') checkRange(f, over, cx);
}
const intervals = ['calendarInterval', 'dayTimeInterval', 'yearMonthInterval'];
/** UnaryMinus.toString: `-1`. */
const boundText = (b: Resolved): string => (b.op === 'call' && b.fn === 'negative' ? `-${sqlText(b.args[0]!)}` : sqlText(b));

function checkRange(f: RowFrame, over: Omit<RowWindow, 'frame'>, cx: AnalysisContext): void {
  const fail = (text: string): never => { throw mismatch(windowSql({ ...over, frame: f }, cx.timeZone), text); };
  const values = [f.start, f.end].filter((b) => typeof b !== 'string');
  const { orderBy } = over;
  if (orderBy.length === 0 && !(f.start === 'unbounded' && f.end === 'unbounded')) fail('A range window frame cannot be used in an unordered window specification.');
  if (values.length === 0) return;
  if (orderBy.length > 1) fail(`A range window frame with value boundaries cannot be used in a window specification with multiple order by expressions: ${orderBy.map((o) => showText(o)).join(',')}`);
  const order = typeOf(orderBy[0]!), bound = typeOf(values[0]!);
  const fits = order.kind === 'date' ? bound.kind === 'int' || bound.kind === 'yearMonthInterval'
    : order.kind === 'timestamp' || order.kind === 'timestamp_ntz' ? intervals.includes(bound.kind) : T.sameType(order, bound);
  if (!fits) fail(`The data type '${T.catalogString(order)}' used in the order specification does not match the data type '${T.catalogString(bound)}' which is used in the range frame.`);
}

export const hasRowWindow = (exprs: readonly Resolved[]): boolean => exprs.some((e) => someExpr(e, isWindowCall));

/**
 * ExtractWindowExpressions over an aggregation: `build` computes what stands below the windows, then a Window node a
 * specification, then the list as it was asked for.
 */
export function withRowWindows(exprs: readonly Named[], keys: readonly Resolved[], build: (inner: Named[]) => Plan, cx: AnalysisContext): Plan {
  if (!hasRowWindow(exprs)) return build([...exprs]);
  const inner: Named[] = exprs.filter((e) => !someExpr(e, isWindowCall));
  const keyed = new Set(keys.map(canonical));
  const take = (e: Resolved): Resolved => {
    if (isFoldable(e)) return e;
    const known = inner.find((n) => canonical(n) === canonical(e));
    if (known) return toAttribute(known);
    const added: Named = e.op === 'attr' ? e : { op: 'alias', id: cx.nextId(), name: `_w${inner.length}`, child: e };
    inner.push(added);
    return toAttribute(added);
  };
  const lift = (e: Resolved): Resolved => {
    if (isWindowCall(e)) {
      const over = e.over!;
      return { ...e, args: e.args.map(take), over: { ...over, partitionBy: over.partitionBy.map(take), orderBy: over.orderBy.map((o) => ({ ...o, child: take(o.child) })) } };
    }
    if (e.op !== 'alias' && (isAggregateCall(e) || e.op === 'attr' || keyed.has(canonical(e)))) return take(e);
    return mapChildren(e, lift);
  };
  const lifted = exprs.map((e) => (someExpr(e, isWindowCall) ? (lift(e) as Named) : e));
  const below = build(inner);
  const outer = lifted.map((e, i) => (e === exprs[i] ? toAttribute(e) : e));
  return projectWindows(below, outer, cx);
}

/** Window nodes for the calls of a select list, one a specification, and the list above them. */
export function projectWindows(child: Plan, exprs: readonly Named[], cx: AnalysisContext, span?: Plan['span']): Plan {
  const groups = new Map<string, { call: Call; columns: WindowColumn[] }>();
  const attributes = new Map<string, Attribute>();
  const extract = (e: Resolved): Resolved => {
    if (!isWindowCall(e)) return mapChildren(e, extract);
    const known = attributes.get(canonical(e));
    if (known) return known;
    const over = e.over!;
    const key = `${over.partitionBy.map(canonical).join(',')} by ${over.orderBy.map(canonical).join(',')}`;
    const attr: Attribute = { op: 'attr', id: cx.nextId(), name: `_we${attributes.size}`, type: e.type, nullable: e.nullable, qualifier: [] };
    const group = groups.get(key) ?? { call: e, columns: [] };
    group.columns.push({ attr, call: e, ...movedOrder('start', over, cx), ...movedOrder('end', over, cx) });
    groups.set(key, group);
    attributes.set(canonical(e), attr);
    return attr;
  };
  const outer = exprs.map((e) => extract(e) as Named);
  let plan = child;
  for (const { call, columns } of groups.values()) {
    const node: Window = {
      op: 'window', id: cx.nextId(), functions: columns, partitionBy: call.over!.partitionBy, orderBy: call.over!.orderBy, child: plan,
      output: [...plan.output, ...columns.map((c) => c.attr)], ...(call.span ? { span: call.span } : {}),
    };
    plan = node;
  }
  return project(plan, outer, cx, span);
}

/** The value that a range bound stands for: the order's value plus the bound, minus it where the order descends. */
function movedOrder(side: 'start' | 'end', over: RowWindow, cx: AnalysisContext): { start?: Resolved; end?: Resolved } {
  const bound = over.frame[side], order = over.orderBy[0];
  if (over.frame.unit !== 'range' || typeof bound === 'string' || !order) return {};
  const call = (fn: string, args: readonly Resolved[]): Resolved => bindCall(registry.get(fn)!, fn, args, {}, cx);
  return { [side]: call('+', [order.child, order.descending ? call('negative', [bound]) : bound]) };
}
