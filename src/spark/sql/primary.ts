import { literal, type Expr } from '../expression.ts';
import { BooleanType, NullType, StringType } from '../types.ts';
import type { Cursor, SyntaxFail } from './cursor.ts';
import { functionCall } from './functionCall.ts';
import { intervalLiteral, isInterval } from './interval.ts';
import { identifierText, numberLiteral, numberTypes, stringLiteral, typedLiteral } from './literals.ts';
import { looksLikeIdentifierList, plainIdentifier } from './names.ts';
import { apply, canFollowParenthesis, expression, namedExpression, startsExpression, valueExpression } from './operators.ts';
import { query, startsQuery } from './query.ts';
import { row } from './row.ts';
import { specialForm } from './specialForms.ts';

/** primaryExpression with its subscripts and fields. */
export function primary(c: Cursor): Expr {
  const from = c.index;
  let e = base(c);
  for (;;) {
    if (c.is('[')) {
      c.next();
      const index = valueExpression(c);
      c.expect(']', canFollowParenthesis(c));
      e = c.at(from, apply('getitem', e, index));
    } else if (c.is('.')) {
      c.next();
      const name = plainIdentifier(c);
      e = c.at(from, e.op === 'name' ? { op: 'name', parts: [...e.parts, name] } : apply('getfield', e, literal(name, StringType)));
    } else return e;
  }
}

function base(c: Cursor): Expr {
  const from = c.index, type = c.type, next = c.peek(1);
  if (type === 'string') return c.at(from, stringLiteral(c));
  if (numberTypes.has(type) || type === '-') return c.at(from, numberLiteral(c));
  if (type === '*') {
    c.next();
    return c.at(from, { op: 'star' });
  }
  if (type === '(') return parenthesized(c);
  if (!c.isIdentifier()) throw c.unexpected(startsExpression(c));
  if (next === '->') return lambda(c, [plainIdentifier(c)], from);
  if (type === 'CASE' && startsExpression(c)(next)) {
    const read = c.attempt(() => caseExpression(c));
    // Where CASE WHEN does not fit Spark reads it as a column's name and stumbles over what follows.
    if ('value' in read) return read.value;
    if (next !== 'WHEN' && next !== 'END') throw read.failed;
    return column(c);
  }
  if (isInterval(c)) return intervalLiteral(c);
  if (type === 'INTERVAL' && (next === 'int' || next === 'decimal')) {
    c.next();
    c.next();
    throw c.fail();
  }
  if (next === 'string') return typedLiteral(c);
  if (next === '(') return call(c);
  if (next === '.') {
    const dotted = dottedName(c);
    if (dotted) return dotted;
  }
  switch (type) {
    case 'NULL': c.next(); return c.at(from, literal(null, NullType));
    case 'TRUE': case 'FALSE': c.next(); return c.at(from, literal(type === 'TRUE', BooleanType));
    case 'INTERVAL':
      c.next();
      c.refuse('at least one time unit should be given for interval literal', c.range(from));
      return literal(null, NullType);
    default: return column(c);
  }
}

function column(c: Cursor): Expr {
  const from = c.index;
  return c.at(from, { op: 'name', parts: [identifierText(c.next().text)] });
}

/** `t.*` and `db.f(…)`: what a dotted name may be besides a column. */
function dottedName(c: Cursor): Expr | undefined {
  let n = 1;
  while (c.peek(n) === '.' && c.isIdentifier(c.peek(n + 1))) n += 2;
  const from = c.index;
  if (c.peek(n) === '.' && c.peek(n + 1) === '*') {
    const target = [plainIdentifier(c)];
    while (c.accept('.') && !c.is('*')) target.push(plainIdentifier(c));
    c.next();
    return c.at(from, { op: 'star', target });
  }
  if (c.peek(n) !== '(') return undefined;
  const read = c.attempt(() => functionCall(c));
  if ('value' in read) return read.value;
  if (looksLikeIdentifierList(c, from + n, read.failed.at)) return undefined;
  throw read.failed;
}

/**
 * `name(…)`. Special forms come first, then the plain call. Where neither fits but the text so far may be a name followed by
 * a list of aliases, Spark's parser takes that reading, and its error is the one that is seen.
 */
function call(c: Cursor): Expr {
  const parenthesis = c.index + 1;
  const form = specialForm(c);
  const special = form && c.attempt(() => form.read());
  if (special && 'value' in special) return special.value;
  if (special && !form.orPlain) return nameBeforeList(c, parenthesis, special.failed);
  const plain = c.attempt(() => functionCall(c));
  if ('value' in plain) {
    // Words behind the call belong to the form alone (WITHIN GROUP).
    if (special && special.failed.at > c.index + 1) throw special.failed;
    return plain.value;
  }
  const failed = special && special.failed.at >= plain.failed.at ? special.failed : plain.failed;
  return nameBeforeList(c, parenthesis, failed);
}

function nameBeforeList(c: Cursor, parenthesis: number, failed: SyntaxFail): Expr {
  if (looksLikeIdentifierList(c, parenthesis, failed.at)) return column(c);
  throw failed;
}

function lambda(c: Cursor, params: readonly string[], from: number): Expr {
  c.expect('->');
  return c.at(from, { op: 'uLambda', params, body: expression(c) });
}

function caseExpression(c: Cursor): Expr {
  const from = c.index;
  c.next();
  const value = c.is('WHEN') && c.peek(1) !== 'WHEN' ? undefined : expression(c);
  const args: Expr[] = [];
  while (c.is('WHEN')) {
    c.next();
    const condition = expression(c);
    args.push(value ? c.at(from, apply('=', value, condition)) : condition);
    if (!c.accept('THEN')) throw c.fail();
    args.push(expression(c));
  }
  if (args.length === 0) throw c.fail();
  if (c.accept('ELSE')) args.push(expression(c));
  if (!c.accept('END')) throw c.fail();
  return c.at(from, apply('case', ...args));
}

function parenthesized(c: Cursor): Expr {
  const from = c.index;
  const params = lambdaParameters(c);
  if (params) return lambda(c, params, from);
  if (startsQuery(c, 1)) {
    // ((SELECT 1) + 1) begins like a query and is none.
    const read = c.attempt(() => subquery(c));
    if ('value' in read) return read.value;
    if (c.peek(1) !== '(') throw read.failed;
  }
  c.next();
  const items = [namedExpression(c)];
  while (c.accept(',')) items.push(namedExpression(c));
  if (!c.is(')') || (items.length === 1 && items[0]!.op === 'uAlias')) throw c.fail();
  c.next();
  return items.length === 1 ? items[0]! : c.at(from, row(items));
}

function subquery(c: Cursor): Expr {
  const from = c.index;
  c.next();
  const inner = query(c);
  c.expect(')', canFollowParenthesis(c));
  return c.at(from, { op: 'subquery', form: 'scalar', query: inner, args: [] });
}

/** `(x, y) ->`; one name in parentheses is no parameter list in 3.3. */
function lambdaParameters(c: Cursor): string[] | undefined {
  let n = 1;
  while (c.isIdentifier(c.peek(n)) && c.peek(n + 1) === ',') n += 2;
  if (n === 1 || !c.isIdentifier(c.peek(n)) || c.peek(n + 1) !== ')' || c.peek(n + 2) !== '->') return undefined;
  c.next();
  const names = [plainIdentifier(c)];
  while (c.accept(',')) names.push(plainIdentifier(c));
  c.next();
  return names;
}
