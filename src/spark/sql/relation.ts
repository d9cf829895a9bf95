import type { Expr } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { joins } from './join.ts';
import { afterItem, opensClause } from './keywords.ts';
import { identifierList, looksLikeIdentifierList, multipart, plainIdentifier } from './names.ts';
import { canFollowParenthesis, expression, isName } from './operators.ts';
import { pivot } from './pivot.ts';
import { query, startsQuery } from './query.ts';
import { rowValues } from './row.ts';
import { sample } from './sample.ts';
import type { Relation, TextRange } from './tree.ts';
import { list } from './window.ts';

/** FROM relation, relation … [LATERAL VIEW …] [PIVOT …]: a comma is an inner join. */
export function fromClause(c: Cursor): Relation {
  const start = c.index;
  c.next();
  let left: Relation | undefined;
  do {
    const from = c.index;
    const lateral = c.is('LATERAL') && (c.isIdentifier(c.peek(1)) || c.peek(1) === '(');
    if (lateral) c.next();
    let right = relationPrimary(c);
    if (lateral && left) right = lateralRelation(c, right, c.range(from));
    left = joins(c, start + 1, left ? { kind: 'join', join: 'inner', left, right, natural: false, range: c.range(start + 1) } : right);
  } while (c.accept(','));
  const views = c.index;
  left = lateralViews(c, left);
  if (!c.is('PIVOT') || c.peek(1) !== '(') return left;
  if (c.index > views) c.refuse('LATERAL cannot be used together with PIVOT in FROM clause', c.range(start));
  return pivot(c, left, start + 1);
}

/** A lateral subquery is no plain relation; anything else after LATERAL Spark refuses too. */
export function lateralRelation(c: Cursor, relation: Relation, range: TextRange): Relation {
  const isQuery = relation.kind === 'alias' && relation.child.kind === 'query';
  if (!isQuery) c.refuse('Invalid SQL syntax: LATERAL can only be used with subquery.', relation.range);
  return { kind: 'refused', feature: 'a LATERAL subquery', range };
}

export function relationPrimary(c: Cursor): Relation {
  const from = c.index;
  if (c.is('(')) return parenthesized(c);
  if (c.is('VALUES') && startsQuery(c)) return inlineTable(c);
  if (!c.isIdentifier()) throw c.unexpected((type) => c.isIdentifier(type) || type === '(');
  const name = multipart(c);
  if (c.is('(')) return functionTable(c, from, name);
  let table: Relation = { kind: 'table', name, range: c.range(from) };
  table = timeTravel(c, table);
  const sampled = sample(c);
  const aliased = tableAlias(c, from, table);
  return sampled ? { kind: 'sample', child: aliased, sample: sampled, range: c.range(from) } : aliased;
}

function timeTravel(c: Cursor, table: Relation): Relation {
  const shift = c.is('FOR') ? 1 : 0;
  if (!['VERSION', 'SYSTEM_VERSION', 'SYSTEM_TIME', 'TIMESTAMP'].includes(c.peek(shift)) || c.peek(shift + 1) !== 'AS' || c.peek(shift + 2) !== 'OF') return table;
  const version = c.peek(shift).endsWith('VERSION');
  for (let i = 0; i < shift + 3; i++) c.next();
  if (!version) expression(c);
  else if (!c.is('string', 'int')) throw c.fail(': missing {STRING, INTEGER_VALUE}');
  else c.next();
  return { kind: 'refused', feature: 'reading a table AS OF an earlier version', range: table.range };
}

function parenthesized(c: Cursor): Relation {
  const from = c.index;
  if (startsQuery(c, 1)) {
    const read = c.attempt(() => aliasedQuery(c));
    if ('value' in read) return read.value;
    // ((SELECT …) JOIN …) begins like a query and is a relation.
    if (c.peek(1) !== '(') throw read.failed;
  }
  c.next();
  const inner = joins(c, c.index, relationPrimary(c));
  c.expect(')', canFollowParenthesis(c));
  const sampled = sample(c);
  return tableAlias(c, from, sampled ? { kind: 'sample', child: inner, sample: sampled, range: c.range(from) } : inner);
}

function aliasedQuery(c: Cursor): Relation {
  const from = c.index;
  c.next();
  const inner = query(c);
  c.expect(')', canFollowParenthesis(c));
  let child: Relation = { kind: 'query', query: inner, range: c.range(from) };
  const sampled = sample(c);
  if (sampled) child = { kind: 'sample', child, sample: sampled, range: c.range(from) };
  const aliased = tableAlias(c, from, child);
  return aliased === child ? { kind: 'alias', name: '__auto_generated_subquery_name', child, range: c.range(from) } : aliased;
}

/** VALUES (1, 'a'), (2, 'b') [AS t (x, y)] */
export function inlineTable(c: Cursor): Relation {
  const from = c.index;
  c.next();
  const exprs = [expression(c)];
  while (c.is(',') && c.peek(1) !== 'eof') {
    c.next();
    exprs.push(expression(c));
  }
  const rows = exprs.map(rowValues);
  const names = aliasNames(c);
  const columns = names?.columns ?? rows[0]!.map((_, i) => `col${i + 1}`);
  const range = c.range(from);
  const table: Relation = { kind: 'values', rows, columns, range };
  return names ? { kind: 'alias', name: names.name, child: table, range } : table;
}

function functionTable(c: Cursor, from: number, name: readonly string[]): Relation {
  c.next();
  const args: Expr[] = [];
  if (!c.is(')')) args.push(...list(c, expression));
  if (!c.is(')')) throw c.fail();
  c.next();
  if (name.length > 1) c.refuse('Invalid SQL syntax: table valued function cannot specify database name ', { start: c.tokens[from]!.start, end: c.range(from).end });
  const names = aliasNames(c);
  const table: Relation = { kind: 'function', name: name.join('.'), args, columns: names?.columns ?? [], range: c.range(from) };
  return names ? { kind: 'alias', name: names.name, child: table, range: c.range(from) } : table;
}

function tableAlias(c: Cursor, from: number, child: Relation): Relation {
  const names = aliasNames(c);
  return names ? { kind: 'alias', ...names, child, range: c.range(from) } : child;
}

/** [AS] name [(columns)]; a clause's keyword is an alias only where no clause begins. */
function aliasNames(c: Cursor): { name: string; columns?: string[] } | undefined {
  if (c.is('AS') && c.isStrictIdentifier(c.peek(1)) && isName(c, 1)) c.next();
  else if (!c.isStrictIdentifier() || !isRelationAlias(c)) return undefined;
  const name = plainIdentifier(c);
  return c.is('(') ? { name, columns: identifierList(c) } : { name };
}

function isRelationAlias(c: Cursor): boolean {
  if (c.is('PIVOT', 'TABLESAMPLE') && c.peek(1) === '(') {
    let end = c.index + 1;
    while (c.tokens[end] && c.tokens[end]!.type !== ')' && c.tokens[end]!.type !== 'eof') end++;
    return looksLikeIdentifierList(c, c.index + 1, end + 1);
  }
  const opens = opensClause(c.type, c.peek(1));
  return opens === undefined || !opens || (afterItem.has(c.peek(1)) && !c.is('SELECT'));
}

/** LATERAL VIEW [OUTER] f(…) name [AS] columns (AstBuilder.withGenerate). */
export function lateralViews(c: Cursor, relation: Relation): Relation {
  let child = relation;
  while (c.is('LATERAL') && c.peek(1) === 'VIEW') {
    const from = c.index;
    c.next();
    c.next();
    const outer = c.is('OUTER') && c.isIdentifier(c.peek(1));
    if (outer) c.next();
    const fn = multipart(c).join('.');
    c.expect('(');
    const args = c.is(')') ? [] : list(c, expression);
    c.expect(')', canFollowParenthesis(c));
    const generator = c.at(from, { op: 'apply', fn, args });
    const name = plainIdentifier(c).toLowerCase();
    const columns: string[] = [];
    if (c.is('AS') && c.isIdentifier(c.peek(1))) c.next();
    if (c.isIdentifier() && isName(c, 0)) {
      do columns.push(plainIdentifier(c)); while (c.accept(','));
    }
    child = { kind: 'lateralView', outer, generator, name, columns, child, range: c.range(from) };
  }
  return child;
}
