import type { SourceSpan } from '../../protocol/run.ts';
import type { Call, Literal, Resolved } from '../expression.ts';
import { literal } from '../expression.ts';
import { analysisError } from '../errors.ts';
import type { AnalysisContext } from '../analysis/context.ts';
import { bindCall, named, trimAlias } from '../analysis/resolve.ts';
import { canCast, castFn } from '../cast/index.ts';
import { registry } from '../functions/registry.ts';
import { foldToValue } from '../optimizer/fold.ts';
import { isAggregateCall, isFoldable, transformExpr, typeOf } from '../plan/expressions.ts';
import type { Named, Plan } from '../plan/plan.ts';
import { prettyName } from '../sql/exprSql.ts';
import { catalogString, StringType } from '../types.ts';
import { aggregateOnly } from './aggregate.ts';

/** A value of the pivot's list, with the alias that SQL may give it. */
export interface PivotValue { readonly value: Resolved; readonly name?: string }

/** Results that PivotFirst can hold; any other makes Spark aggregate in one step. */
const held = new Set(['byte', 'short', 'int', 'long', 'float', 'double', 'boolean', 'decimal']);

/** Pivot (Analyzer.ResolvePivot): a column for each value and aggregate, null where a group has no rows of the value. */
export function pivot(child: Plan, keys: readonly Resolved[], column: Resolved, values: readonly PivotValue[], aggregates: readonly Resolved[], cx: AnalysisContext, span?: SourceSpan): Plan {
  const call = (fn: string, args: readonly Resolved[], ignoreNulls = false): Call => bindCall(registry.get(fn)!, fn, args, { ignoreNulls }, cx);
  const groups = keys.map((k) => named(k, cx));
  const wanted = values.map((v) => ({ literal: valueOf(v.value, column, cx), name: v.name ?? textOf(v.value, cx) }));
  const nameOf = (value: string, a: Resolved): string => (aggregates.length === 1 ? value : `${value}_${a.op === 'alias' || a.op === 'attr' ? a.name : prettyName(a, cx.timeZone)}`);
  const result = (value: string, a: Resolved, e: Resolved): Named => ({ op: 'alias', id: cx.nextId(), name: nameOf(value, a), child: e });

  if (aggregates.every((a) => held.has(typeOf(a).kind))) {
    const pivotKey: Named = named(column, cx);
    const computed = aggregates.map((a): Named => ({ op: 'alias', id: cx.nextId(), name: prettyName(a, cx.timeZone), child: trimAlias(a) }));
    const first = aggregateOnly(child, 'groupby', [...groups, pivotKey], [...groups, pivotKey, ...computed], cx, span);
    const groupAttributes = first.output.slice(0, groups.length), at = first.output[groups.length]!;
    const columns = wanted.flatMap((w) => aggregates.map((a, i) => {
      const cell = first.output[groups.length + 1 + i]!;
      return result(w.name, a, call('first', [call('if', [call('<=>', [at, w.literal]), cell, literal(null, cell.type)])], true));
    }));
    return aggregateOnly(first, 'groupby', groupAttributes, [...groupAttributes, ...columns], cx, span);
  }
  const columns = wanted.flatMap((w) => aggregates.map((a) => {
    const only = (e: Resolved): Resolved => call('if', [call('<=>', [column, w.literal]), e, literal(null, typeOf(e))]);
    return result(w.name, a, transformExpr(trimAlias(a), (e) => {
      if (!isAggregateCall(e)) return e;
      const { fn, args } = e as Call;
      if (fn === 'first' || fn === 'last') return call(fn, [only(args[0]!)], true);
      return { ...e, args: fn === 'percentile_approx' ? [only(args[0]!), ...args.slice(1)] : args.map(only) } as Call;
    }));
  }));
  return aggregateOnly(child, 'groupby', groups, [...groups, ...columns], cx, span);
}

function valueOf(value: Resolved, column: Resolved, cx: AnalysisContext): Literal {
  const type = typeOf(column), own = typeOf(value);
  if (!isFoldable(value)) throw analysisError(`Literal expressions required for pivot values, found '${prettyName(value)}'`);
  if (!canCast(own, type)) throw analysisError(`Invalid pivot value '${prettyName(value)}': value data type ${catalogString(own)} does not match pivot column data type ${catalogString(type)}`);
  const v = foldToValue(value, cx);
  return literal(v === null ? null : castFn(own, type, { timeZone: cx.timeZone, now: () => 0 })(v), type);
}

/** The value as a column's name: cast to text, `null` for NULL. */
function textOf(value: Resolved, cx: AnalysisContext): string {
  const v = foldToValue(value, cx);
  return v === null ? 'null' : String(castFn(typeOf(value), StringType, { timeZone: cx.timeZone, now: () => 0 })(v));
}

