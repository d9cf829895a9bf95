import type { Expr } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { plainIdentifier } from './names.ts';
import { canFollowParenthesis, expression, namedExpression } from './operators.ts';
import type { Relation } from './tree.ts';
import { list } from './window.ts';

/** PIVOT (aggregates FOR column IN (values)) (AstBuilder.withPivot). */
export function pivot(c: Cursor, child: Relation, start: number): Relation {
  c.next();
  c.next();
  const aggregates = list(c, namedExpression);
  c.expect('FOR');
  const columns: string[] = [];
  if (c.accept('(')) {
    do columns.push(plainIdentifier(c)); while (c.accept(','));
    c.expect(')', canFollowParenthesis(c));
  } else columns.push(plainIdentifier(c));
  if (!c.is('IN')) throw c.fail();
  c.next();
  c.expect('(');
  const values = list(c, pivotValue);
  c.expect(')', canFollowParenthesis(c));
  c.expect(')', canFollowParenthesis(c));
  return { kind: 'pivot', child, aggregates, columns, values, range: c.range(start) };
}

function pivotValue(c: Cursor): Expr {
  const from = c.index;
  const child = expression(c);
  if (c.is('AS') && c.isIdentifier(c.peek(1))) c.next();
  return c.isIdentifier() ? c.at(from, { op: 'uAlias', child, names: [plainIdentifier(c)] }) : child;
}
