import type { Call, Resolved } from '../expression.ts';
import { literal } from '../expression.ts';
import { exprChildren, isFoldable, nullableOf, splitConjuncts, transformExpr, typeOf } from '../plan/expressions.ts';
import { canonical } from '../plan/equal.ts';
import { IntegerType, sameType } from '../types.ts';
import { and, ExpressionSet, FALSE, isCall, isLiteral, isSteady, NULL, or, predicate, splitDisjuncts, TRUE, type OptimizerContext } from './conditions.ts';
import { foldToValue } from './fold.ts';
import { isNullIntolerant } from './null-intolerant.ts';
import { unwrapCast } from './unwrap-cast.ts';

const MAX_ROUNDS = 20;

/**
 * A condition as Spark's expression rules leave it, as far as what a data source can be told depends on them: constants folded,
 * casts taken off columns, `not` pushed in, common factors taken out. True for the same rows.
 */
export function simplifyCondition(condition: Resolved, cx: OptimizerContext): Resolved {
  let e = condition;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = nullIsFalse(transformExpr(e, (x) => simplifyNode(x, cx)));
    if (canonical(next) === canonical(e)) return next;
    e = next;
  }
  return e;
}

/** ReplaceNullWithFalseInPredicate: a row passes only where the condition is true. */
function nullIsFalse(e: Resolved): Resolved {
  if (isLiteral(e, null)) return FALSE;
  if (isCall(e, 'and') || isCall(e, 'or')) return { ...e, args: e.args.map(nullIsFalse) };
  return e;
}

function simplifyNode(e: Resolved, cx: OptimizerContext): Resolved {
  const folded = fold(e, cx);
  if (folded.op !== 'call') return folded.op === 'cast' && sameType(folded.type, typeOf(folded.child)) ? folded.child : folded;
  const c = folded;
  switch (c.fn) {
    case 'and': case 'or': return simplifyLogic(c);
    case 'not': return simplifyNot(c);
    case 'isnull': return nullableOf(c.args[0]!) ? c : FALSE;
    case 'isnotnull': return nullableOf(c.args[0]!) ? c : TRUE;
    case '=': case '<=>': case '<': case '<=': case '>': case '>=': return unwrapCast(simplifyComparison(c), cx);
    case 'in': return simplifyIn(c, cx);
    case 'like': return simplifyLike(c);
    default: return c;
  }
}

/** ConstantFolding and NullPropagation. */
function fold(e: Resolved, cx: OptimizerContext): Resolved {
  if (e.op !== 'call' && e.op !== 'cast') return e;
  const children = exprChildren(e);
  if (isNullIntolerant(e) && children.some((c) => c.op === 'lit' && c.value === null) && isFoldableKind(e)) return literal(null, typeOf(e));
  if (!children.every((c) => c.op === 'lit') || !isFoldable(e)) return e;
  try { return literal(foldToValue(e, cx), typeOf(e)); } catch { return e; }
}
const isFoldableKind = (e: Resolved): boolean => isSteady(e) && e.op === 'call' && e.type.kind === 'boolean';

function simplifyLogic(c: Call): Resolved {
  const [a, b] = c.args as [Resolved, Resolved];
  const isAnd = c.fn === 'and';
  const unit = isAnd ? true : false;
  if (isLiteral(a, unit)) return b;
  if (isLiteral(b, unit)) return a;
  if (isLiteral(a, !unit) || isLiteral(b, !unit)) return isAnd ? FALSE : TRUE;
  if (canonical(a) === canonical(b)) return a;
  return commonFactors(c, a, b, isAnd);
}

/** `(a or b) and (a or c)` is `a or (b and c)`, and the other way round. */
function commonFactors(c: Call, a: Resolved, b: Resolved, isAnd: boolean): Resolved {
  const split = isAnd ? splitDisjuncts : splitConjuncts, inner = isAnd ? or : and, outer = isAnd ? and : or;
  const l = split(a), r = new ExpressionSet(split(b));
  const common = l.filter((e) => r.has(e));
  if (common.length > 0) {
    const shared = new ExpressionSet(common);
    const left = l.filter((e) => !shared.has(e)), right = [...r].filter((e) => !shared.has(e));
    return left.length === 0 || right.length === 0 ? inner(common) : inner([...common, outer([inner(left), inner(right)])]);
  }
  const all = isAnd ? splitConjuncts(c) : splitDisjuncts(c);
  const distinct = [...new ExpressionSet(all)];
  return distinct.length === all.length ? c : outer(distinct);
}

const opposite: Record<string, string> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>', isnull: 'isnotnull', isnotnull: 'isnull' };

function simplifyNot(c: Call): Resolved {
  const a = c.args[0]!;
  if (isLiteral(a, true)) return FALSE;
  if (isLiteral(a, false)) return TRUE;
  if (a.op !== 'call') return c;
  if (a.fn === 'not') return a.args[0]!;
  if (a.fn === 'or' || a.fn === 'and') return predicate(a.fn === 'or' ? 'and' : 'or', ...a.args.map((x) => predicate('not', x)));
  const other = opposite[a.fn];
  return other === undefined ? c : { ...predicate(other, ...a.args), ...(a.data === undefined ? {} : { data: a.data }) };
}

/** SimplifyBinaryComparison. */
function simplifyComparison(c: Call): Call | Resolved {
  const [l, r] = c.args as [Resolved, Resolved];
  if (!isSteady(l) || !isSteady(r)) return c;
  if (canonical(l) === canonical(r)) {
    if (c.fn === '<=>') return TRUE;
    if (!nullableOf(l)) return c.fn === '<' || c.fn === '>' ? FALSE : TRUE;
  }
  if (c.fn === '=' && isLiteral(r, true)) return l;
  if (c.fn === '=' && isLiteral(l, true)) return r;
  if (c.fn === '=' && isLiteral(r, false)) return predicate('not', l);
  if (c.fn === '=' && isLiteral(l, false)) return predicate('not', r);
  return c;
}

/** OptimizeIn: equal values once, a single one is an equality. */
function simplifyIn(c: Call, cx: OptimizerContext): Resolved {
  const [value, ...list] = c.args as [Resolved, ...Resolved[]];
  if (!list.every((x) => x.op === 'lit')) return c;
  const distinct = [...new ExpressionSet(list)];
  if (distinct.length === 1) return unwrapCast(predicate('=', value, distinct[0]!), cx);
  if (value.op === 'cast') {
    const parts = distinct.map((x) => (isLiteral(x, null) ? x : unwrapCast(predicate('=', value, x), cx)));
    const inside = parts.flatMap((p) => (isCall(p, '=') && canonical(p.args[0]!) === canonical(value.child) ? [p.args[1]!] : []));
    const never = parts.filter((p) => isCall(p, 'and'));
    // Values that the column's type cannot hold fall out of the list.
    if (inside.length > 0 && inside.length + never.length === distinct.length) return { ...c, args: [value.child, ...inside] };
  }
  return distinct.length === list.length ? c : { ...c, args: [value, ...distinct] };
}

/** LikeSimplification; a pattern with the escape character stays. */
function simplifyLike(c: Call): Resolved {
  const [input, pattern, escape] = c.args as [Resolved, Resolved, Resolved | undefined];
  if (pattern.op !== 'lit') return c;
  if (pattern.value === null) return NULL;
  const text = String(pattern.value), mark = escape?.op === 'lit' && typeof escape.value === 'string' ? escape.value : '\\';
  if (text.includes(mark)) return c;
  const lit = (s: string): Resolved => literal(s, pattern.type);
  const m = /^(%?)([^_%]+)(%?)([^_%]*)$/s.exec(text);
  if (text === '') return predicate('=', input, lit(''));
  if (!m) return c;
  const [, open, first, middle, last] = m as unknown as [string, string, string, string, string];
  if (!open && !middle && !last) return predicate('=', input, lit(first));
  if (!open && middle && !last) return predicate('startswith', input, lit(first));
  if (open && !middle && !last) return predicate('endswith', input, lit(first));
  if (open && middle && !last) return predicate('contains', input, lit(first));
  if (open || !last) return c;
  const length: Call = { op: 'call', fn: 'length', args: [input], type: IntegerType, nullable: nullableOf(input) };
  return and([predicate('>=', length, literal([...first].length + [...last].length, IntegerType)), predicate('startswith', input, lit(first)), predicate('endswith', input, lit(last))]);
}
