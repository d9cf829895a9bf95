import type { Resolved, SortOrder } from '../expression.ts';
import { showText } from '../sql/exprSql.ts';
import type { JoinType, Named } from './plan.ts';

/** spark.sql.debug.maxToStringFields. */
const MAX_FIELDS = 25;

/** LogicalPlan.simpleString of single nodes, as messages print them. */
export const showProject = (exprs: readonly Named[]): string => `Project ${list(exprs)}`;
export const showFilter = (condition: Resolved): string => `Filter ${showText(condition)}`;
export const showJoin = (how: JoinType, condition: Resolved): string => `Join ${how}, ${showText(condition)}`;
export const showSort = (orders: readonly SortOrder[], global: boolean): string => `Sort ${list(orders)}, ${global}`;
export const showAggregate = (keys: readonly Named[], results: readonly Named[]): string => `Aggregate ${keys.length === 0 ? '' : `${list(keys.map((k) => (k.op === 'alias' ? k.child : k)))}, `}${list(results)}`;

function list(exprs: readonly Resolved[]): string {
  if (exprs.length <= MAX_FIELDS) return `[${exprs.map((e) => showText(e)).join(', ')}]`;
  const shown = MAX_FIELDS - 1;
  return `[${exprs.slice(0, shown).map((e) => showText(e)).join(', ')}, ... ${exprs.length - shown} more fields]`;
}
