import { literal, type Expr } from '../expression.ts';
import { registry } from '../functions/registry.ts';
import { StringType } from '../types.ts';
import type { Cursor } from './cursor.ts';
import { dataType } from './dataType.ts';
import { plainIdentifier } from './names.ts';
import { apply, canFollowParenthesis, expression, namedExpression, valueExpression } from './operators.ts';
import { asRow } from './row.ts';
import { over, sortItem } from './window.ts';

/** Calls whose arguments have a grammar of their own. What does not fit it is tried as a plain call. */
export function specialForm(c: Cursor): (() => Expr) | undefined {
  const from = c.index;
  const form = forms[c.type];
  if (!form) return undefined;
  return () => {
    const name = c.next().type;
    c.next();
    return c.at(from, form(c, name));
  };
}

type Form = (c: Cursor, name: string) => Expr;

/** A word that must stand here; anything else makes it another form. */
function word(c: Cursor, ...types: string[]): void {
  if (!c.is(...types)) throw c.fail();
  c.next();
}
const close = (c: Cursor): void => { c.expect(')', canFollowParenthesis(c)); };

const cast: Form = (c, name) => {
  const child = expression(c);
  c.expect('AS');
  const to = dataType(c, 'string');
  close(c);
  return { op: 'uCast', child, to, ...(name === 'TRY_CAST' ? { tryCast: true } : {}) };
};

const struct: Form = (c) => {
  const items: Expr[] = [];
  if (!c.is(')')) {
    do items.push(namedExpression(c)); while (c.accept(','));
  }
  close(c);
  return asRow(apply('struct', ...items), items);
};

const firstOrLast: Form = (c, name) => {
  const child = expression(c);
  const ignoreNulls = c.accept('IGNORE');
  if (ignoreNulls) c.expect('NULLS', (type) => type === ')');
  close(c);
  // With OVER or FILTER behind it Spark reads a plain call.
  if (!ignoreNulls && (c.is('FILTER', 'OVER') || (c.is('IGNORE', 'RESPECT') && c.peek(1) === 'NULLS'))) throw c.fail();
  return { op: 'apply', fn: name.toLowerCase(), args: [child], ...(ignoreNulls ? { ignoreNulls } : {}) };
};

const position: Form = (c) => {
  const part = valueExpression(c);
  word(c, 'IN');
  const whole = valueExpression(c);
  close(c);
  return apply('locate', part, whole);
};

const extract: Form = (c) => {
  const field = plainIdentifier(c);
  word(c, 'FROM');
  const source = valueExpression(c);
  close(c);
  return apply('extract', literal(field, StringType), source);
};

const substring: Form = (c) => {
  const args = [valueExpression(c)], words = [c.type];
  word(c, ',', 'FROM');
  args.push(valueExpression(c));
  if (c.is(',', 'FOR')) {
    words.push(c.next().type);
    args.push(valueExpression(c));
  }
  close(c);
  // With commas alone it is a plain call, by the name that was written.
  if (words.every((w) => w === ',')) throw c.fail();
  return apply('substring', ...args);
};

const trim: Form = (c) => {
  const sides: Readonly<Record<string, string>> = { BOTH: 'trim', LEADING: 'ltrim', TRAILING: 'rtrim' };
  const side = sides[c.type];
  // A side may also be the name of a column: TRIM(both FROM x) has no characters, TRIM(both) is a call.
  if (side) c.next();
  const characters = c.is('FROM') && c.peek(1) !== 'FROM' ? undefined : valueExpression(c);
  word(c, 'FROM');
  const source = valueExpression(c);
  close(c);
  return characters ? apply(side ?? 'trim', characters, source) : apply(side ?? 'trim', source);
};

const overlay: Form = (c) => {
  const args = [valueExpression(c)];
  word(c, 'PLACING');
  args.push(valueExpression(c));
  word(c, 'FROM');
  args.push(valueExpression(c));
  if (c.accept('FOR')) args.push(valueExpression(c));
  close(c);
  return apply('overlay', ...args);
};

const units = ['DAY', 'DAYOFYEAR', 'HOUR', 'MICROSECOND', 'MILLISECOND', 'MINUTE', 'MONTH', 'QUARTER', 'SECOND', 'WEEK', 'YEAR'];
const unitArithmetic = (fn: string): Form => (c) => {
  const from = c.index;
  if (!units.includes(c.type)) throw c.fail();
  const unit = literal(c.next().type, StringType);
  word(c, ',');
  const first = valueExpression(c);
  word(c, ',');
  const second = valueExpression(c);
  close(c);
  return simulated(c, from, apply(fn, unit, first, second), `${fn.toUpperCase()}(unit, …)`);
};

const percentile: Form = (c, name) => {
  const from = c.index;
  const fraction = valueExpression(c);
  word(c, ')');
  for (const w of ['WITHIN', 'GROUP', '(', 'ORDER', 'BY']) word(c, w);
  const item = sortItem(c);
  close(c);
  const window = over(c);
  return simulated(c, from, { op: 'apply', fn: name.toLowerCase(), args: [fraction, item], ...(window ? { over: window } : {}) }, `${name} … WITHIN GROUP`);
};

/** Spark has these as syntax only; without an entry of that name in the registry they are not simulated. */
function simulated(c: Cursor, from: number, e: Expr, syntax: string): Expr {
  if (e.op === 'apply' && !registry.has(e.fn)) c.refuseFeature(syntax, c.range(from));
  return e;
}

const forms: Readonly<Record<string, Form | undefined>> = {
  CAST: cast, TRY_CAST: cast, STRUCT: struct, FIRST: firstOrLast, LAST: firstOrLast, POSITION: position, EXTRACT: extract, SUBSTR: substring, SUBSTRING: substring, TRIM: trim,
  OVERLAY: overlay, DATEADD: unitArithmetic('timestampadd'), TIMESTAMPADD: unitArithmetic('timestampadd'), DATEDIFF: unitArithmetic('timestampdiff'),
  TIMESTAMPDIFF: unitArithmetic('timestampdiff'), PERCENTILE_CONT: percentile, PERCENTILE_DISC: percentile,
};
