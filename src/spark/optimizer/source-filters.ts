import type { Call, Resolved } from '../expression.ts';
import { splitConjuncts, typeOf } from '../plan/expressions.ts';
import type { Plan, Relation } from '../plan/plan.ts';
import { childrenOf, withChildren } from '../plan/plan.ts';
import { isLiteral, isSteady, type OptimizerContext } from './conditions.ts';

/** Formats whose parser drops rows by what it is told, and the configuration that switches it off. */
const switches: Record<string, string> = { json: 'spark.sql.json.filterPushdown.enabled', csv: 'spark.sql.csv.filterPushdown.enabled' };

/**
 * FileSourceStrategy: the conditions right above a file relation of which DataSourceStrategy.translateFilter can make source
 * filters. They stay above as well; rows that the parser drops by them are never counted as input.
 */
export function pushIntoSources(p: Plan, cx: OptimizerContext, above: readonly Resolved[] = []): Plan {
  if (p.op === 'relation') return withFilters(p, above, cx);
  const own = p.op === 'filter' ? [...splitConjuncts(p.condition), ...above] : [];
  const before = childrenOf(p), after = before.map((c) => pushIntoSources(c, cx, own));
  return before.every((c, i) => c === after[i]) ? p : withChildren(p, after);
}

function withFilters(r: Relation, above: readonly Resolved[], cx: OptimizerContext): Relation {
  const nothing = above.some((e) => isLiteral(e, false));
  const setting = switches[r.source.format];
  const pushed = setting === undefined || cx.conf(setting) === 'false' ? [] : above.filter((e) => isSteady(e) && translates(e));
  return pushed.length === 0 && !nothing ? r : { ...r, ...(pushed.length > 0 ? { pushed } : {}), ...(nothing ? { nothing } : {}) };
}

const comparisons = new Set(['=', '<=>', '<', '<=', '>', '>=']);

/** Only a whole column against a literal; both legs of `and` below the top and of `or`. */
function translates(e: Resolved): boolean {
  if (e.op === 'attr') return e.type.kind === 'boolean';
  if (e.op !== 'call') return false;
  switch (e.fn) {
    case 'and': case 'or': case 'not': return e.args.every(translates);
    case 'isnull': case 'isnotnull': return e.args[0]!.op === 'attr';
    case 'startswith': case 'endswith': case 'contains': return e.args[0]!.op === 'attr' && isText(e.args[1]!);
    case 'in': return e.args[0]!.op === 'attr' && e.args.slice(1).every((a) => a.op === 'lit') && isAtomic(e.args[0]!);
    default: return comparisons.has(e.fn) && isColumnAndLiteral(e);
  }
}

const isText = (e: Resolved): boolean => e.op === 'lit' && typeof e.value === 'string';
const isAtomic = (e: Resolved): boolean => !['array', 'map', 'struct', 'calendarInterval'].includes(typeOf(e).kind);
function isColumnAndLiteral(e: Call): boolean {
  const [a, b] = e.args as [Resolved, Resolved];
  return isAtomic(a) && ((a.op === 'attr' && b.op === 'lit') || (a.op === 'lit' && b.op === 'attr'));
}
