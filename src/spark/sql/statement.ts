import { describe, drop, show } from './catalogStatements.ts';
import type { Cursor } from './cursor.ts';
import { reset, set } from './configStatements.ts';
import { failNative, otherCommand } from './commands.ts';
import { identifierText, unescape } from './literals.ts';
import { identifier, multipart } from './names.ts';
import { properties } from './properties.ts';
import { query, startsQuery } from './query.ts';
import type { SqlStatement, TextRange, ViewColumn } from './tree.ts';

const queryWords = ['SELECT', 'FROM', 'VALUES', 'TABLE', '(', 'WITH', 'MAP', 'REDUCE'];
const statementWords = [...queryWords, 'EXPLAIN', 'CREATE', 'DROP', 'SHOW', 'SET', 'RESET', 'USE', 'DESC', 'DESCRIBE', 'CACHE', 'UNCACHE', 'CLEAR', 'REFRESH', 'INSERT'];

/** singleStatement: one statement, semicolons, the end. */
export function singleStatement(c: Cursor): SqlStatement {
  const tree = statement(c);
  let separated = false;
  while (c.accept(';')) separated = true;
  if (c.is('eof')) return tree;
  if (separated) throw c.fail(`: extra input ${c.display()}`);
  throw c.unexpected((type) => type === 'eof' || type === ';');
}

function statement(c: Cursor): SqlStatement {
  const from = c.index;
  const native = failNative(c);
  if (native) return native;
  switch (c.type) {
    case 'SET': return set(c);
    case 'RESET': return reset(c);
    case 'EXPLAIN': return explain(c);
    case 'CREATE': return create(c);
    case 'DROP': return drop(c);
    case 'SHOW': return show(c);
    case 'DESC': case 'DESCRIBE': return describe(c);
    case 'CACHE': case 'UNCACHE': case 'CLEAR': case 'REFRESH': return cache(c);
    case 'USE': {
      c.next();
      if (c.is('NAMESPACE', 'DATABASE', 'SCHEMA') && c.isIdentifier(c.peek(1))) c.next();
      return { kind: 'use', namespace: multipart(c), range: c.range(from) };
    }
    default: {
      if (c.is('WITH') || c.is('FROM')) return otherCommand(c) ?? { kind: 'query', query: query(c), range: c.range(from) };
      if (queryWords.includes(c.type)) return { kind: 'query', query: query(c), range: c.range(from) };
      const other = otherCommand(c);
      if (!other) throw c.fail();
      return other;
    }
  }
}

function explain(c: Cursor): SqlStatement {
  const from = c.index;
  c.next();
  const modes: Readonly<Record<string, 'extended' | 'codegen' | 'cost' | 'formatted' | 'logical'>> = { EXTENDED: 'extended', CODEGEN: 'codegen', COST: 'cost', FORMATTED: 'formatted', LOGICAL: 'logical' };
  const mode = modes[c.type] ?? 'simple';
  if (mode !== 'simple') c.next();
  if (mode === 'simple' && !statementWords.includes(c.type) && statementWords.includes(c.peek(1))) throw c.fail(`: extra input ${c.display()}`);
  if (mode === 'logical') c.refuse('Operation not allowed: EXPLAIN LOGICAL', c.range(from));
  const inner = statement(c);
  return { kind: 'explain', mode, statement: inner, range: c.range(from) };
}

/** CREATE [OR REPLACE] [[GLOBAL] TEMPORARY] VIEW …; any other CREATE is a command that is not simulated. */
function create(c: Cursor): SqlStatement {
  const from = c.index;
  let n = 1;
  const replace = c.peek(n) === 'OR' && c.peek(n + 1) === 'REPLACE';
  if (replace) n += 2;
  const global = c.peek(n) === 'GLOBAL' && c.peek(n + 1) === 'TEMPORARY';
  if (global) n++;
  const temporary = c.peek(n) === 'TEMPORARY';
  if (temporary) n++;
  if (c.peek(n) !== 'VIEW') {
    if (c.peek(1) === 'TEMPORARY' && c.peek(2) === 'TABLE') c.refuse('CREATE TEMPORARY TABLE without a provider is not allowed.', { start: c.token.start, end: c.text.length });
    if (c.refusals.length > 0 && c.tokens.some((t) => t.type === 'USING')) c.refusals.pop();
    return otherCommand(c)!;
  }
  for (let i = 0; i <= n; i++) c.next();
  const ifNotExists = c.acceptAll('IF', 'NOT', 'EXISTS');
  const name = multipart(c);
  if (temporary && (c.is('USING') || (c.is('(') && usesProvider(c)))) return viewUsing(c, from, name, global, replace);
  const columns = c.is('(') ? viewColumns(c) : undefined;
  for (;;) {
    if (c.is('COMMENT') && c.peek(1) === 'string') { c.next(); c.next(); }
    else if (c.is('TBLPROPERTIES')) { c.next(); properties(c); }
    else break;
  }
  if (!c.is('AS')) throw c.fail();
  c.next();
  if (!queryWords.includes(c.type)) throw c.fail();
  const view = query(c);
  const range = c.range(from);
  viewRefusals(c, name, range, { ifNotExists, replace, temporary, global });
  return { kind: 'createView', name, view: global ? 'globalTemp' : temporary ? 'temp' : 'permanent', replace, ifNotExists, ...(columns ? { columns } : {}), query: view, range };
}

/** SparkSqlAstBuilder.visitCreateView. */
function viewRefusals(c: Cursor, name: readonly string[], range: TextRange, v: { ifNotExists: boolean; replace: boolean; temporary: boolean; global: boolean }): void {
  if (v.ifNotExists && v.replace) c.refuse('CREATE VIEW with both IF NOT EXISTS and REPLACE is not allowed.', range);
  else if (v.ifNotExists && v.temporary) c.refuse('It is not allowed to define a TEMPORARY view with IF NOT EXISTS.', range);
  else if (v.temporary && !v.global && name.length > 1) c.refuse(`It is not allowed to add database prefix \`${name.slice(0, -1).join('.')}\` for the TEMPORARY view name.`, range);
}

function usesProvider(c: Cursor): boolean {
  let depth = 0;
  for (let n = 0; c.peek(n) !== 'eof'; n++) {
    if (c.peek(n) === '(') depth++;
    else if (c.peek(n) === ')' && --depth === 0) return c.peek(n + 1) === 'USING';
  }
  return false;
}

function viewUsing(c: Cursor, from: number, name: readonly string[], global: boolean, replace: boolean): SqlStatement {
  while (!c.is('USING')) c.next();
  c.next();
  const provider = multipart(c).join('.');
  const options = c.accept('OPTIONS') ? properties(c) : {};
  return { kind: 'createViewUsing', name, global, replace, provider, options, range: c.range(from) };
}

function viewColumns(c: Cursor): ViewColumn[] {
  c.expect('(');
  const columns: ViewColumn[] = [];
  do {
    const name = identifier(c);
    if (c.accept('COMMENT')) columns.push({ name, comment: unescape(c.expect('string').text) });
    else columns.push({ name });
  } while (c.accept(','));
  c.expect(')', (type) => type === 'AS' || type === 'COMMENT');
  return columns;
}

function cache(c: Cursor): SqlStatement {
  const from = c.index, word = c.next().type;
  if (word === 'CLEAR') {
    c.expect('CACHE', (type) => type === 'eof' || type === ';');
    return { kind: 'clearCache', range: c.range(from) };
  }
  if (word === 'REFRESH') {
    if (c.is('TABLE') && c.isIdentifier(c.peek(1))) {
      c.next();
      return { kind: 'refreshTable', name: multipart(c), range: c.range(from) };
    }
    return otherCommand(c, from)!;
  }
  const lazy = word === 'CACHE' && c.accept('LAZY');
  if (word === 'CACHE' && !c.is('TABLE')) throw c.fail();
  c.expect('TABLE', (type) => c.isIdentifier(type));
  const ifExists = word === 'UNCACHE' && c.acceptAll('IF', 'EXISTS');
  const name = multipart(c);
  if (word === 'UNCACHE') return { kind: 'uncacheTable', name, ifExists, range: c.range(from) };
  if (c.accept('OPTIONS')) properties(c);
  c.accept('AS');
  const cached = startsQuery(c) ? query(c) : undefined;
  return { kind: 'cacheTable', name, lazy, ...(cached ? { query: cached } : {}), range: c.range(from) };
}

export const nameText = (c: Cursor): string => identifierText(c.next().text);
