import type { Expr } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { groupBy } from './groupBy.ts';
import { identifierText } from './literals.ts';
import { expression, namedExpression, startsExpression } from './operators.ts';
import { primary } from './primary.ts';
import { clause, organization } from './query.ts';
import { fromClause, lateralViews } from './relation.ts';
import type { Relation, SelectQuery, SqlHint, SqlQuery, TextRange } from './tree.ts';
import { windowClause } from './window.ts';

/** SELECT items [FROM …] [WHERE …] [GROUP BY …] [HAVING …] [WINDOW …] */
export function select(c: Cursor, given?: Relation): SelectQuery {
  const from = c.index, windows = c.windows.length;
  const transform = isTransform(c);
  if (transform) return scriptTransform(c);
  c.expect('SELECT');
  const hints: SqlHint[] = [];
  while (c.is('/*+')) hints.push(...hint(c));
  const distinct = c.is('DISTINCT', 'ALL') && startsExpression(c)(c.peek(1)) && c.next().type === 'DISTINCT';
  if (!startsExpression(c)(c.type)) throw c.fail();
  const items = [namedExpression(c)];
  while (c.is(',')) {
    c.next();
    items.push(namedExpression(c));
  }
  let relation = given ?? (c.is('FROM') ? fromClause(c) : undefined);
  if (c.is('LATERAL')) relation = lateralViews(c, relation ?? emptyRelation(c.range(from)));
  const where = c.accept('WHERE') ? expression(c) : undefined;
  const grouping = c.is('GROUP') && c.peek(1) === 'BY' ? groupBy(c) : undefined;
  const having = c.accept('HAVING') ? expression(c) : undefined;
  if (c.is('WINDOW')) clause(c, c.index, () => windowClause(c, windows));
  return {
    kind: 'select', hints, distinct, items, ...(relation ? { from: relation } : {}), ...(where ? { where } : {}), ...(grouping ? { groupBy: grouping } : {}),
    ...(having ? { having } : {}), range: c.range(from),
  };
}

/** One row without columns, which a LATERAL VIEW without FROM hangs on. */
const emptyRelation = (range: TextRange): Relation => ({ kind: 'values', rows: [[]], columns: [], range });

function isTransform(c: Cursor): boolean {
  if (c.is('MAP', 'REDUCE')) return true;
  return c.is('SELECT') && c.peek(1) === 'TRANSFORM' && c.peek(2) === '(' && usingScript(c);
}
/** `TRANSFORM (…) USING 'script'`; without the script it is the higher-order function. */
function usingScript(c: Cursor): boolean {
  let depth = 0;
  for (let n = 2; c.peek(n) !== 'eof'; n++) {
    if (c.peek(n) === '(') depth++;
    else if (c.peek(n) === ')' && --depth === 0) return c.peek(n + 1) === 'USING' || c.peek(n + 1) === 'ROW' || c.peek(n + 1) === 'RECORDWRITER';
  }
  return false;
}
function scriptTransform(c: Cursor): SelectQuery {
  const from = c.index;
  while (!c.is('eof')) c.next();
  const range = c.range(from);
  return { kind: 'select', hints: [], distinct: false, items: [{ op: 'star' }], from: { kind: 'refused', feature: 'TRANSFORM … USING a script', range }, range };
}

/** A hint comment of one or more statements: name, or name and arguments in parentheses. */
function hint(c: Cursor): SqlHint[] {
  c.next();
  const hints: SqlHint[] = [];
  do {
    if (!c.isIdentifier()) throw c.unexpected((type) => c.isIdentifier(type));
    const name = identifierText(c.next().text);
    const args: Expr[] = [];
    if (c.accept('(')) {
      do args.push(primary(c)); while (c.accept(','));
      c.expect(')');
    }
    hints.push({ name, args });
    c.accept(',');
  } while (!c.is('*/') && c.isIdentifier());
  if (!c.is('*/')) {
    while (c.isIdentifier() || c.is(',')) c.next();
    throw c.fail(`: extra input ${c.display()}`);
  }
  c.next();
  return hints;
}

/** `FROM t SELECT … [SELECT …]`: every select reads the one relation; several are united. */
export function fromStatement(c: Cursor, readFrom: (c: Cursor) => Relation): SqlQuery {
  const from = c.index;
  const relation = readFrom(c);
  const queries: SqlQuery[] = [];
  do {
    if (!c.is('SELECT', 'MAP', 'REDUCE')) throw c.fail();
    const start = c.index, windows = c.windows.length;
    queries.push(organization(c, start, windows, select(c, relation)));
  } while (c.is('SELECT', 'MAP', 'REDUCE'));
  return queries.length === 1 ? queries[0]! : { kind: 'multiSelect', queries, range: c.range(from) };
}
