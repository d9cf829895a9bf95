import type { Expr, WindowFrame, WindowSpec } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { afterItem } from './keywords.ts';
import { identifier } from './names.ts';
import { apply, expression } from './operators.ts';
import type { TextRange } from './tree.ts';

/** `OVER w`, `OVER (w)` or `OVER (PARTITION BY … ORDER BY … frame)`; without any of them `over` is an alias. */
export function over(c: Cursor): WindowSpec | undefined {
  if (!c.is('OVER') || !(c.peek(1) === '(' || (c.isIdentifier(c.peek(1)) && !afterItem.has(c.peek(1))))) return undefined;
  const from = c.index;
  c.next();
  const spec = windowSpec(c);
  if (!('reference' in spec)) return spec;
  // Filled in by the WINDOW clause, which comes later in the text.
  const placeholder: Mutable<WindowSpec> = { partitionBy: [], orderBy: [] };
  c.windows.push({ name: spec.reference, range: c.range(from), spec: placeholder });
  return placeholder;
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Reference = { readonly reference: string };

function windowSpec(c: Cursor): WindowSpec | Reference {
  const from = c.index;
  if (!c.is('(')) return { reference: identifier(c) };
  if (c.isIdentifier(c.peek(1)) && c.peek(2) === ')' && !['ROWS', 'RANGE'].includes(c.peek(1))) {
    c.next();
    const reference = identifier(c);
    c.next();
    return { reference };
  }
  c.next();
  let partitionBy: Expr[] = [], orderBy: Expr[] = [];
  if (c.acceptAll('CLUSTER', 'BY')) partitionBy = list(c, expression);
  else {
    if (c.acceptAll('PARTITION', 'BY') || c.acceptAll('DISTRIBUTE', 'BY')) partitionBy = list(c, expression);
    if (c.acceptAll('ORDER', 'BY') || c.acceptAll('SORT', 'BY')) orderBy = list(c, sortItem);
  }
  const frame = c.is('ROWS', 'RANGE') ? windowFrame(c) : undefined;
  if (!c.is(')')) throw c.fail();
  c.next();
  return c.at(from, { partitionBy, orderBy, ...(frame ? { frame } : {}) });
}

export function list(c: Cursor, item: (c: Cursor) => Expr): Expr[] {
  const out = [item(c)];
  while (c.accept(',')) out.push(item(c));
  return out;
}

/** expression [ASC | DESC] [NULLS FIRST | LAST] */
export function sortItem(c: Cursor): Expr {
  const from = c.index;
  const child = expression(c);
  const descending = c.is('DESC');
  if (c.is('ASC', 'DESC')) c.next();
  let nullsFirst: boolean | undefined;
  if (c.is('NULLS')) {
    c.next();
    if (!c.is('FIRST', 'LAST')) throw c.fail();
    nullsFirst = c.next().type === 'FIRST';
  }
  return c.at(from, { op: 'uSort', child, descending, ...(nullsFirst === undefined ? {} : { nullsFirst }) });
}

function windowFrame(c: Cursor): WindowFrame {
  const unit = c.next().type === 'ROWS' ? 'rows' : 'range';
  if (!c.accept('BETWEEN')) return { unit, start: bound(c), end: 'current' };
  const start = bound(c);
  if (!c.accept('AND')) throw c.fail();
  return { unit, start, end: bound(c) };
}

function bound(c: Cursor): WindowFrame['start'] {
  const from = c.index;
  if (c.is('UNBOUNDED') && (c.peek(1) === 'PRECEDING' || c.peek(1) === 'FOLLOWING')) {
    c.next();
    c.next();
    return 'unbounded';
  }
  if (c.acceptAll('CURRENT', 'ROW')) return 'current';
  const value = expression(c);
  if (!c.is('PRECEDING', 'FOLLOWING')) throw c.fail();
  const preceding = c.next().type === 'PRECEDING';
  if (!isConstant(value)) c.refuse('Frame bound value must be a literal.', c.range(from));
  return preceding ? negated(value) : value;
}

function isConstant(e: Expr): boolean {
  if (e.op === 'apply') return !/^[a-z]\w*$/i.test(e.fn) && e.args.every(isConstant);
  return e.op === 'uCast' ? isConstant(e.child) : e.op === 'lit';
}

const negated = (e: Expr): Expr => apply('negative', e);

/** WINDOW w AS (…), v AS w: fills in the windows that OVER clauses named since `first`. */
export function windowClause(c: Cursor, first: number): void {
  const from = c.index;
  c.next();
  const defined = new Map<string, WindowSpec | Reference>();
  let repeated: string | undefined;
  do {
    const name = identifier(c);
    c.expect('AS');
    const spec = windowSpec(c);
    if (defined.has(name)) repeated ??= name;
    defined.set(name, spec);
  } while (c.accept(','));
  const range = c.range(from);
  if (repeated !== undefined) c.refuse(`Invalid SQL syntax: The definition of window \`${repeated}\` is repetitive.`, range);
  for (const [name, spec] of defined) if ('reference' in spec) defined.set(name, resolveReference(c, defined, spec.reference, range));
  for (const use of c.windows.splice(first)) {
    const spec = defined.get(use.name);
    if (spec && !('reference' in spec)) Object.assign(use.spec, spec);
    else c.windows.push(use);
  }
}

function resolveReference(c: Cursor, defined: ReadonlyMap<string, WindowSpec | Reference>, name: string, range: TextRange): WindowSpec {
  const spec = defined.get(name);
  if (spec && !('reference' in spec)) return spec;
  c.refuse(`Invalid SQL syntax: ${spec ? `Window reference \`${name}\` is not a window specification.` : `Cannot resolve window reference \`${name}\`.`}`, range);
  return { partitionBy: [], orderBy: [] };
}
