import type { Expr } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { identifier, identifierList, multipart } from './names.ts';
import { canFollowParenthesis, expression } from './operators.ts';
import { fromClause, inlineTable } from './relation.ts';
import { fromStatement, select } from './select.ts';
import type { Cte, SqlQuery } from './tree.ts';
import { list, sortItem, windowClause } from './window.ts';

/** Whether a query begins `n` tokens ahead, parentheses around it included. */
export function startsQuery(c: Cursor, n = 0): boolean {
  while (c.peek(n) === '(') n++;
  const next = c.peek(n + 1);
  switch (c.peek(n)) {
    case 'SELECT': return !['eof', ')', ',', ';', '.', '='].includes(next);
    case 'WITH': return c.isIdentifier(next) && ['AS', '('].includes(c.peek(n + 2));
    case 'FROM': return c.isIdentifier(next) || next === '(';
    case 'VALUES': return next === '(' || next === 'string' || /^(?:int|decimal|double|ident|NULL|TRUE|FALSE)$/.test(next);
    case 'TABLE': return c.isIdentifier(next);
    default: return false;
  }
}

/** [WITH …] terms [ORDER BY …] [LIMIT …] (AstBuilder.visitQuery). */
export function query(c: Cursor): SqlQuery {
  const from = c.index, windows = c.windows.length;
  const ctes = c.is('WITH') && c.isIdentifier(c.peek(1)) ? withClause(c) : undefined;
  const organized = organization(c, from, windows, term(c));
  if (windows < c.windows.length) undefinedWindow(c, windows);
  return ctes ? { kind: 'with', ctes, query: organized, range: c.range(from) } : organized;
}

/** CheckAnalysis finds this; the name is all that it tells. */
function undefinedWindow(c: Cursor, first: number): void {
  const [use] = c.windows.splice(first);
  const text = `Window specification ${use!.name} is not defined in the WINDOW clause.`;
  c.refusals.push({ errorClass: 'AnalysisException', summary: text, message: text, range: use!.range });
}

function withClause(c: Cursor): Cte[] {
  const start = c.index;
  c.next();
  const ctes: Cte[] = [];
  do {
    const from = c.index;
    const name = identifier(c);
    const columns = c.is('(') && !startsQuery(c, 1) ? identifierList(c) : undefined;
    c.accept('AS');
    if (!c.is('(')) throw c.fail();
    c.next();
    const inner = query(c);
    c.expect(')', canFollowParenthesis(c));
    ctes.push({ name, ...(columns ? { columns } : {}), query: inner, range: c.range(from) });
  } while (c.accept(','));
  const repeated = [...new Set(ctes.map((x) => x.name).filter((n, i, all) => all.indexOf(n) !== i))];
  if (repeated.length > 0) c.refuse(`CTE definition can't have duplicate names: ${repeated.map((n) => `'${n}'`).join(', ')}.`, c.range(start));
  return ctes;
}

/** INTERSECT binds closer than UNION, EXCEPT and MINUS; all of them to the left. */
function term(c: Cursor): SqlQuery {
  return setOperation(c, () => setOperation(c, () => queryPrimary(c), ['INTERSECT']), ['UNION', 'EXCEPT', 'MINUS']);
}

function setOperation(c: Cursor, operand: () => SqlQuery, words: readonly string[]): SqlQuery {
  const from = c.index;
  let left = operand();
  while (words.includes(c.type)) {
    const word = c.next().type;
    const all = c.is('ALL');
    if (c.is('ALL', 'DISTINCT')) c.next();
    const right = operand();
    left = { kind: 'setOperation', op: word === 'UNION' ? 'union' : word === 'INTERSECT' ? 'intersect' : 'except', all, left, right, range: c.range(from) };
  }
  return left;
}

const primaries = ['SELECT', 'FROM', 'VALUES', 'TABLE', '(', 'MAP', 'REDUCE'];

function queryPrimary(c: Cursor): SqlQuery {
  const from = c.index;
  switch (c.type) {
    case 'SELECT': case 'MAP': case 'REDUCE': return select(c);
    case 'FROM': return fromStatement(c, fromClause);
    case 'VALUES': return { kind: 'relation', relation: inlineTable(c), range: c.range(from) };
    case 'TABLE': {
      c.next();
      const name = multipart(c);
      return { kind: 'relation', relation: { kind: 'table', name, range: c.range(from) }, range: c.range(from) };
    }
    case '(': {
      c.next();
      const inner = query(c);
      c.expect(')', canFollowParenthesis(c));
      return inner;
    }
    default: throw c.unexpected((type) => primaries.includes(type));
  }
}

/** Reads a clause; where its content does not fit, Spark's parser stumbles over the clause's first word. */
export function clause<T>(c: Cursor, start: number, read: () => T): T {
  const content = c.attempt(read);
  if ('value' in content) return content.value;
  c.index = start;
  throw c.fail();
}

/** queryOrganization: ORDER BY, CLUSTER BY, DISTRIBUTE BY, SORT BY, WINDOW and LIMIT over a query. */
export function organization(c: Cursor, from: number, windows: number, child: SqlQuery): SqlQuery {
  const start = c.index;
  const by = (word: string, item: (c: Cursor) => Expr): Expr[] | undefined => {
    const first = c.index;
    return c.acceptAll(word, 'BY') ? clause(c, first, () => list(c, item)) : undefined;
  };
  const orderBy = by('ORDER', sortItem), clusterBy = by('CLUSTER', expression), distributeBy = by('DISTRIBUTE', expression), sortBy = by('SORT', sortItem);
  const used = [orderBy, clusterBy, distributeBy, sortBy].filter((x) => x).length;
  if (used > 2 || (used === 2 && !(distributeBy && sortBy))) c.refuse('Combination of ORDER BY/SORT BY/DISTRIBUTE BY/CLUSTER BY is not supported', c.range(start));
  if (c.is('WINDOW')) clause(c, c.index, () => windowClause(c, windows));
  let limit: Expr | undefined;
  if (c.accept('LIMIT') && !(c.is('ALL') && c.accept('ALL'))) limit = expression(c);
  if (used === 0 && !limit) return child;
  return {
    kind: 'organized', child, ...(orderBy ? { orderBy } : {}), ...(sortBy ? { sortBy } : {}), ...(distributeBy ? { distributeBy } : {}), ...(clusterBy ? { clusterBy } : {}),
    ...(limit ? { limit } : {}), clauses: c.range(start), range: c.range(from),
  };
}
