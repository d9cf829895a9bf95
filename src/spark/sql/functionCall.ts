import { literal, type Expr } from '../expression.ts';
import { IntegerType } from '../types.ts';
import type { Cursor } from './cursor.ts';
import { plainIdentifier } from './names.ts';
import { canFollowParenthesis, expression, startsExpression } from './operators.ts';
import { over } from './window.ts';

/** functionName ( [DISTINCT | ALL] args ) [FILTER (WHERE …)] [IGNORE | RESPECT NULLS] [OVER …] (AstBuilder.visitFunctionCall). */
export function functionCall(c: Cursor): Expr {
  const from = c.index;
  const parts = [plainIdentifier(c)];
  while (c.accept('.')) parts.push(plainIdentifier(c));
  c.expect('(');
  const quantified = c.is('DISTINCT', 'ALL') && startsExpression(c)(c.peek(1)) && c.peek(1) !== '(' ? true : c.is('DISTINCT', 'ALL') && c.peek(1) === '(' && !isCallOf(c);
  const distinct = quantified && c.is('DISTINCT');
  if (quantified) c.next();
  let args: Expr[] = [];
  if (!c.is(')') || quantified) {
    do args.push(expression(c)); while (c.accept(','));
  }
  c.expect(')', canFollowParenthesis(c));
  // Without DISTINCT count(*) is count(1), also in its column's name.
  if (args.length === 1 && args[0]!.op === 'star' && !args[0].target && !distinct && parts.join('.').toLowerCase() === 'count') args = [literal(1, IntegerType)];
  return c.at(from, { op: 'apply', fn: parts.join('.'), args, ...(distinct ? { distinct } : {}), ...suffixes(c) });
}

/** `count(distinct (a))` quantifies; only `distinct(a)` beside another argument could be a function of that name. */
const isCallOf = (c: Cursor): boolean => c.tokens[c.index]!.end === c.tokens[c.index + 1]!.start && c.peek(-1) === ',';

function suffixes(c: Cursor): Partial<Extract<Expr, { op: 'apply' }>> {
  let out: Partial<Extract<Expr, { op: 'apply' }>> = {};
  if (c.is('FILTER') && c.peek(1) === '(' && c.peek(2) === 'WHERE') {
    c.acceptAll('FILTER', '(', 'WHERE');
    out = { filter: expression(c) };
    c.expect(')', canFollowParenthesis(c));
  }
  if (c.is('IGNORE', 'RESPECT') && c.peek(1) === 'NULLS') {
    if (c.next().type === 'IGNORE') out = { ...out, ignoreNulls: true };
    c.next();
  }
  const window = over(c);
  return window ? { ...out, over: window } : out;
}
