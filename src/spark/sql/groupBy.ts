import type { Expr } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { expression } from './operators.ts';
import type { GroupBy, GroupItem } from './tree.ts';

type Sets = Expr[][];

/** GROUP BY with its analytics: ROLLUP (…), CUBE (…), GROUPING SETS (…), … WITH ROLLUP, … GROUPING SETS (…). */
export function groupBy(c: Cursor): GroupBy {
  const from = c.index;
  c.next();
  c.next();
  const items: GroupItem[] = [];
  do items.push(groupItem(c)); while (c.accept(','));
  const exprs = items.flatMap((i) => (i.kind === 'expr' ? [i.expr] : []));
  const plain = exprs.length === items.length;
  if (plain && c.is('WITH')) {
    c.next();
    if (!c.is('ROLLUP', 'CUBE')) throw c.fail();
    const kind = c.next().type === 'ROLLUP' ? 'rollup' : 'cube';
    return { items: [{ kind, sets: exprs.map((e) => [e]) }], range: c.range(from) };
  }
  if (plain && c.acceptAll('GROUPING', 'SETS')) {
    const sets = setList(c, (x) => [groupingSet(x)]);
    return { items: [{ kind: 'groupingSets', sets, extra: exprs }], range: c.range(from) };
  }
  return { items, range: c.range(from) };
}

function groupItem(c: Cursor): GroupItem {
  const analytics = groupingAnalytics(c);
  return analytics ?? { kind: 'expr', expr: expression(c) };
}

function groupingAnalytics(c: Cursor): Exclude<GroupItem, { kind: 'expr' }> | undefined {
  const from = c.index;
  if (c.is('ROLLUP', 'CUBE') && c.peek(1) === '(') {
    const name = c.next().type;
    const sets = setList(c, (x) => [groupingSet(x)]);
    if (sets.some((s) => s.length === 0)) c.refuse(`Empty set in ${name} grouping sets is not supported.`, c.range(from));
    return { kind: name === 'ROLLUP' ? 'rollup' : 'cube', sets };
  }
  if (c.acceptAll('GROUPING', 'SETS')) return { kind: 'groupingSets', sets: setList(c, groupingElement), extra: [] };
  return undefined;
}

/** Nested analytics stand for the sets that they select. */
function groupingElement(c: Cursor): Sets {
  const nested = groupingAnalytics(c);
  if (!nested) return [groupingSet(c)];
  const sets = nested.sets.map((s) => [...s]);
  if (nested.kind === 'groupingSets') return sets;
  return nested.kind === 'rollup' ? sets.map((_, i) => sets.slice(0, sets.length - i).flat()).concat([[]]) : cubeSets(sets);
}

/** Cube.cubeExprs: every choice of the sets, the fullest first. */
function cubeSets(sets: Sets): Sets {
  if (sets.length === 0) return [[]];
  const [head, ...tail] = sets as [Expr[], ...Expr[][]];
  const rest = cubeSets(tail);
  return [...rest.map((r) => [...head, ...r]), ...rest];
}

function setList(c: Cursor, element: (c: Cursor) => Sets): Sets {
  c.expect('(');
  const sets: Sets = [];
  do sets.push(...element(c)); while (c.accept(','));
  if (!c.is(')')) throw c.fail(c.is('eof') ? `: extra input ${c.display()}` : '');
  c.next();
  return sets;
}

/** `(a, b)`, `()` or one expression, which may begin with a parenthesis of its own. */
function groupingSet(c: Cursor): Expr[] {
  if (c.is('(')) {
    const inner = c.attempt(() => {
      c.next();
      const exprs: Expr[] = [];
      if (!c.is(')')) {
        do exprs.push(expression(c)); while (c.accept(','));
      }
      c.expect(')');
      if (!c.is(',', ')', 'eof')) throw c.fail();
      return exprs;
    });
    if ('value' in inner) return inner.value;
  }
  return [expression(c)];
}
