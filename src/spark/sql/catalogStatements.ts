import { otherCommand } from './commands.ts';
import type { Cursor } from './cursor.ts';
import { identifierText, unescape } from './literals.ts';
import { multipart, plainIdentifier } from './names.ts';
import { query, startsQuery } from './query.ts';
import type { SqlStatement } from './tree.ts';

const atEnd = (type: string): boolean => type === 'eof' || type === ';';

export function drop(c: Cursor): SqlStatement {
  const from = c.index;
  if (!['VIEW', 'TABLE'].includes(c.peek(1))) {
    const other = otherCommand(c);
    if (other) return other;
    c.next();
    throw c.fail();
  }
  c.next();
  const view = c.next().type === 'VIEW';
  const ifExists = c.acceptAll('IF', 'EXISTS');
  const name = multipart(c);
  if (view) return { kind: 'dropView', name, ifExists, range: c.range(from) };
  return { kind: 'dropTable', name, ifExists, purge: c.accept('PURGE'), range: c.range(from) };
}

export function show(c: Cursor): SqlStatement {
  const from = c.index, what = c.peek(1);
  if (what === 'TABLES' || what === 'VIEWS') {
    c.next();
    c.next();
    const namespace = c.is('FROM', 'IN') ? (c.next(), multipart(c)) : undefined;
    const pattern = likePattern(c);
    return { kind: what === 'TABLES' ? 'showTables' : 'showViews', ...(namespace ? { namespace } : {}), ...(pattern === undefined ? {} : { pattern }), range: c.range(from) };
  }
  if (what === 'COLUMNS') {
    c.next();
    c.next();
    if (!c.is('FROM', 'IN')) throw c.fail();
    c.next();
    const table = multipart(c);
    const namespace = c.is('FROM', 'IN') ? (c.next(), multipart(c)) : [];
    return { kind: 'showColumns', table: [...namespace, ...table], range: c.range(from) };
  }
  if (what === 'FUNCTIONS' || c.peek(2) === 'FUNCTIONS') return showFunctions(c);
  if (atEnd(c.peek(2)) && c.isIdentifier(c.peek(1)) && !['DATABASES', 'NAMESPACES', 'SCHEMAS', 'CATALOGS', 'TBLPROPERTIES', 'PARTITIONS'].includes(what)) {
    c.next();
    c.next();
    throw c.fail(": missing 'FUNCTIONS'");
  }
  const other = otherCommand(c);
  if (other) return other;
  throw c.fail();
}

function likePattern(c: Cursor): string | undefined {
  if (c.accept('LIKE')) return unescape(c.expect('string', atEnd).text);
  return c.is('string') ? unescape(c.next().text) : undefined;
}

function showFunctions(c: Cursor): SqlStatement {
  const from = c.index;
  c.next();
  let scope: 'all' | 'system' | 'user' = 'all';
  if (!c.is('FUNCTIONS') || c.peek(1) === 'FUNCTIONS') {
    const at = c.index, word = identifierText(c.next().text).toLowerCase();
    if (word === 'all' || word === 'system' || word === 'user') scope = word;
    else c.refuse(`Invalid SQL syntax: SHOW ${c.tokens[at]!.text} FUNCTIONS not supported`, c.range(at));
  }
  c.next();
  if (c.is('FROM', 'IN')) { c.next(); multipart(c); }
  const like = c.accept('LIKE');
  const pattern = c.is('string') ? unescape(c.next().text) : c.isIdentifier() ? multipart(c).join('.') : undefined;
  if (like && pattern === undefined) throw c.fail();
  return { kind: 'showFunctions', scope, ...(pattern === undefined ? {} : { pattern }), range: c.range(from) };
}

export function describe(c: Cursor): SqlStatement {
  const from = c.index;
  c.next();
  if (c.is('eof')) throw c.fail();
  const single = atEnd(c.peek(1));
  if (c.is('FUNCTION') && !single) {
    c.next();
    const extended = c.is('EXTENDED') && !atEnd(c.peek(1));
    if (extended) c.next();
    const name = c.is('string') ? unescape(c.next().text) : c.isIdentifier() ? multipart(c).join('.') : c.next().text;
    return { kind: 'describeFunction', name, extended, range: c.range(from) };
  }
  if (c.is('DATABASE', 'NAMESPACE', 'SCHEMA') && !single) return otherCommand(c, from)!;
  if (c.is('QUERY') && startsQuery(c, 1)) {
    c.next();
    return { kind: 'describeQuery', query: query(c), range: c.range(from) };
  }
  if (startsQuery(c) && !c.is('TABLE')) return { kind: 'describeQuery', query: query(c), range: c.range(from) };
  if (c.is('TABLE') && !single) c.next();
  const extended = c.is('EXTENDED', 'FORMATTED') && !atEnd(c.peek(1));
  if (extended) c.next();
  const table = multipart(c);
  let column: string[] | undefined;
  if (c.isIdentifier()) {
    column = [plainIdentifier(c)];
    while (c.accept('.')) column.push(plainIdentifier(c));
  }
  return { kind: 'describeTable', table, extended, ...(column ? { column } : {}), range: c.range(from) };
}
