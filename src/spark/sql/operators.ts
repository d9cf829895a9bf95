import { literal, type Expr, type Literal } from '../expression.ts';
import { BooleanType, StringType } from '../types.ts';
import type { Cursor } from './cursor.ts';
import { afterItem, opensClause } from './keywords.ts';
import { numberTypes, unescape } from './literals.ts';
import { identifier, identifierList } from './names.ts';
import { primary } from './primary.ts';
import { query, startsQuery } from './query.ts';
import { rowValues } from './row.ts';

export const apply = (fn: string, ...args: Expr[]): Expr => ({ op: 'apply', fn, args });
const not = (e: Expr): Expr => apply('not', e);

/** Whether a token may begin an expression. */
export const startsExpression = (c: Cursor) => (type: string): boolean =>
  c.isIdentifier(type) || numberTypes.has(type) || ['string', '(', '*', '+', '-', '~'].includes(type);

/** A word is an operator where an operand follows; before a clause or the end it is a name (`SELECT a AND FROM t`). */
const isOperatorWord = (c: Cursor): boolean => !afterItem.has(c.peek(1)) || c.peek(1) === 'MAP';

/** booleanExpression; a chain of one operator becomes a balanced tree (AstBuilder.visitLogicalBinary). */
export function expression(c: Cursor): Expr {
  return chain(c, 'OR', 'or', conjunction);
}
const conjunction = (c: Cursor): Expr => chain(c, 'AND', 'and', negation);

function chain(c: Cursor, word: string, fn: string, operand: (c: Cursor) => Expr): Expr {
  const from = c.index;
  const operands = [operand(c)];
  while (c.is(word) && isOperatorWord(c)) {
    c.next();
    operands.push(operand(c));
  }
  const build = (low: number, high: number): Expr => {
    if (low === high) return operands[low]!;
    const middle = high - low === 1 ? low : low + Math.floor((high - low) / 2);
    return c.at(from, apply(fn, build(low, middle), build(middle + 1, high)));
  };
  return build(0, operands.length - 1);
}

function negation(c: Cursor): Expr {
  const from = c.index;
  if (c.is('NOT') && startsExpression(c)(c.peek(1))) {
    c.next();
    return c.at(from, not(negation(c)));
  }
  if (c.is('EXISTS') && c.peek(1) === '(' && startsQuery(c, 2)) {
    c.next();
    c.next();
    const subquery = query(c);
    c.expect(')', canFollowParenthesis(c));
    return c.at(from, { op: 'subquery', form: 'exists', query: subquery, args: [] });
  }
  const value = valueExpression(c);
  return predicate(c, value);
}

/** After a closing parenthesis nearly anything may stand. */
export const canFollowParenthesis = (c: Cursor) => (type: string): boolean => type !== '(' && type !== 'string' && !numberTypes.has(type) && type !== 'unknown' && type !== '->' && (type === 'eof' || /^\W/.test(type) || c.isIdentifier(type));

/** What IS, IN, BETWEEN and LIKE make of a value begins at that word (AstBuilder.withPredicate). */
function predicate(c: Cursor, value: Expr): Expr {
  const start = c.index;
  if (c.is('IS')) return isPredicate(c, start, value);
  const negated = c.is('NOT');
  const kind = negated ? c.peek(1) : c.type;
  if (!['BETWEEN', 'IN', 'LIKE', 'ILIKE', 'RLIKE'].includes(kind)) return value;
  if (afterItem.has(c.peek(negated ? 2 : 1))) return value;
  if (kind === 'IN' && c.peek(negated ? 2 : 1) !== '(') return value;
  if (negated) c.next();
  c.next();
  const wrap = (e: Expr): Expr => c.at(start, negated ? not(c.at(start, e)) : e);
  switch (kind) {
    case 'BETWEEN': {
      const low = valueExpression(c);
      c.expect('AND', startsExpression(c));
      const high = valueExpression(c);
      return wrap(apply('and', c.at(start, apply('>=', value, low)), c.at(start, apply('<=', value, high))));
    }
    case 'IN': {
      const list = c.attempt(() => inList(c, value));
      if ('value' in list) return wrap(list.value);
      // Outside ANSI mode `in` may also be a name, and that is how Spark reads what does not fit.
      c.index = start;
      return value;
    }
    case 'RLIKE': return wrap(apply('rlike', value, valueExpression(c)));
    default: return like(c, value, kind === 'LIKE' ? 'like' : 'ilike', negated, start);
  }
}

function inList(c: Cursor, value: Expr): Expr {
  c.expect('(');
  if (startsQuery(c)) {
    const list = query(c);
    c.expect(')');
    return { op: 'subquery', form: 'in', query: list, args: rowValues(value) };
  }
  const values = [expression(c)];
  while (c.accept(',')) values.push(expression(c));
  c.expect(')');
  return apply('in', value, ...values);
}

function isPredicate(c: Cursor, from: number, value: Expr): Expr {
  const negated = c.peek(1) === 'NOT';
  const kind = c.peek(negated ? 2 : 1);
  const words = negated ? ['IS', 'NOT'] : ['IS'];
  const wrap = (e: Expr, invert: boolean): Expr => c.at(from, invert ? not(c.at(from, e)) : e);
  if (kind === 'NULL' || kind === 'UNKNOWN') {
    c.acceptAll(...words, kind);
    return c.at(from, apply(negated ? 'isnotnull' : 'isnull', value));
  }
  if (kind === 'TRUE' || kind === 'FALSE') {
    c.acceptAll(...words, kind);
    return wrap(apply('<=>', value, literal(kind === 'TRUE', BooleanType)), negated);
  }
  if (kind === 'DISTINCT') {
    const other = c.peek(negated ? 3 : 2);
    if (other === 'FROM') {
      c.acceptAll(...words, 'DISTINCT', 'FROM');
      return wrap(apply('<=>', value, valueExpression(c)), !negated);
    }
  }
  if (negated) {
    c.next();
    c.next();
    throw c.fail();
  }
  return value;
}

function like(c: Cursor, value: Expr, fn: string, negated: boolean, start: number): Expr {
  if (c.is('ANY', 'SOME', 'ALL') && c.peek(1) === '(') return likeMany(c, value, fn, negated, start);
  const pattern = valueExpression(c);
  const args = [value, pattern];
  if (c.is('ESCAPE') && c.peek(1) === 'string') {
    c.next();
    const character = unescape(c.next().text);
    if (character.length !== 1) c.refuse('Invalid escape string. Escape string must contain only one character.', c.range(start));
    if (character !== '\\') args.push(literal(character, StringType));
  }
  const e = c.at(start, apply(fn, ...args));
  return negated ? c.at(start, not(e)) : e;
}

/** LIKE ANY (…) is an OR of LIKEs, LIKE ALL an AND; with NOT each of them is turned. */
function likeMany(c: Cursor, value: Expr, fn: string, negated: boolean, start: number): Expr {
  const join = c.next().type === 'ALL' ? 'and' : 'or';
  c.expect('(');
  const patterns: Expr[] = [];
  if (!c.is(')')) {
    do patterns.push(expression(c)); while (c.accept(','));
  }
  c.expect(')', canFollowParenthesis(c));
  if (patterns.length === 0) {
    c.refuse("Expected something between '(' and ')'.", c.range(start));
    return value;
  }
  if (patterns.every((p) => p.op === 'lit' && p.type.kind === 'string')) {
    // Without regard to case Spark compares lower-case texts.
    const folded = fn === 'ilike';
    const texts = folded ? patterns.map((p) => literal(String((p as Literal).value).toLowerCase(), StringType)) : patterns;
    return c.at(start, apply(`${negated ? 'not ' : ''}like ${join === 'and' ? 'all' : 'any'}`, folded ? apply('lower', value) : value, ...texts));
  }
  const tests = patterns.map((p) => { const e = c.at(start, apply(fn, value, p)); return negated ? c.at(start, not(e)) : e; });
  return tests.reduce((a, b) => c.at(start, apply(join, a, b)));
}

const levels: Readonly<Record<string, number>> = { '*': 6, '/': 6, '%': 6, DIV: 6, '+': 5, '-': 5, '||': 5, '&': 4, '^': 3, '|': 2, '=': 1, '<=>': 1, '<>': 1, '!=': 1, '<': 1, '<=': 1, '>': 1, '>=': 1 };

/** valueExpression: arithmetic, bits and comparisons, which bind in that order and to the left. */
export function valueExpression(c: Cursor, level = 1): Expr {
  const from = c.index;
  let left = unary(c);
  for (;;) {
    const sign = c.type, power = levels[sign] ?? 0;
    if (power < level || (sign === 'DIV' && !isOperatorWord(c))) return left;
    c.next();
    const right = valueExpression(c, power + 1);
    left = c.at(from, binary(c, from, sign, left, right));
  }
}

function binary(c: Cursor, from: number, sign: string, left: Expr, right: Expr): Expr {
  switch (sign) {
    case '||': return apply('concat', left, right);
    case '<>': case '!=': return not(c.at(from, apply('=', left, right)));
    case 'DIV': return apply('div', left, right);
    default: return apply(sign, left, right);
  }
}

function unary(c: Cursor): Expr {
  const from = c.index;
  if (!c.is('+', '-', '~') || (c.is('-') && numberTypes.has(c.peek(1)))) return primary(c);
  const sign = c.next().type;
  const operand = unary(c);
  return c.at(from, apply(sign === '-' ? 'negative' : sign === '+' ? 'positive' : '~', operand));
}

/** namedExpression: an expression with an alias, or the aliases of a generator. */
export function namedExpression(c: Cursor): Expr {
  const from = c.index;
  const e = expression(c);
  let names: string[] | undefined;
  if (c.is('AS') && (c.isIdentifier(c.peek(1)) || c.peek(1) === '(') && (c.peek(1) === '(' || isName(c, 1))) c.next();
  if (c.is('(')) names = identifierList(c);
  else if (c.isIdentifier() && isName(c, 0)) names = [identifier(c)];
  return names ? c.at(from, { op: 'uAlias', child: e, names }) : e;
}

/** A clause's keyword is a name where no such clause could begin, or where the text could end after it. */
export function isName(c: Cursor, n: number): boolean {
  const next = c.peek(n + 1);
  if (c.peek(n) === 'FROM' && next === 'LATERAL' && c.peek(n + 2) !== 'VIEW' && c.peek(n + 2) !== 'eof') return false;
  const opens = opensClause(c.peek(n), next);
  return opens === undefined || !opens || afterItem.has(next);
}
