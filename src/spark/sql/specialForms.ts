import { literal, type Expr } from '../expression.ts';
import { registry } from '../functions/registry.ts';
import { StringType } from '../types.ts';
import type { Cursor } from './cursor.ts';
import { dataType } from './dataType.ts';
import { plainIdentifier } from './names.ts';
import { apply, canFollowParenthesis, expression, namedExpression, startsExpression, valueExpression } from './operators.ts';
import { asRow } from './row.ts';
import { over, sortItem } from './window.ts';

/**
 * A call whose arguments have a grammar of their own, seen by its words before anything is read, so that nested calls are
 * not read twice. `orPlain`: what does not fit may still be a plain call.
 */
export function specialForm(c: Cursor): { read(): Expr; orPlain: boolean } | undefined {
  const from = c.index;
  const entry = forms[c.type];
  if (!entry?.applies(c)) return undefined;
  const read = (): Expr => {
    const name = c.next().type;
    c.next();
    return c.at(from, entry.form(c, name));
  };
  return { read, orPlain: entry.orPlain ?? false };
}

/** Whether one of the words stands directly between the call's parentheses. */
const has = (...types: string[]) => (c: Cursor): boolean => {
  for (let n = 1, depth = 0; c.peek(n) !== 'eof'; n++) {
    const type = c.peek(n);
    if (type === '(' || type === '[') depth++;
    else if (type === ')' || type === ']') {
      if (--depth === 0) return false;
    } else if (depth === 1 && n > 2 && types.includes(type)) return true;
  }
  return false;
};
const always = (): boolean => true;

type Form = (c: Cursor, name: string) => Expr;

/** A word that must stand here; anything else makes it another form. */
function word(c: Cursor, ...types: string[]): void {
  if (!c.is(...types)) throw c.fail();
  c.next();
}
/** The grammar makes the function's own class of it, not a call to be looked up. */
const ownClass = (e: Expr): Expr => (e.op === 'apply' ? { ...e, api: true } : e);
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
  return { op: 'apply', fn: name.toLowerCase(), args: [child], ...(ignoreNulls ? { ignoreNulls } : {}) };
};

const position: Form = (c) => {
  const part = valueExpression(c);
  word(c, 'IN');
  const whole = valueExpression(c);
  close(c);
  return ownClass(apply('locate', part, whole));
};

const extract: Form = (c) => {
  const field = plainIdentifier(c);
  word(c, 'FROM');
  const source = valueExpression(c);
  close(c);
  return apply('extract', literal(field, StringType), source);
};

const substring: Form = (c) => {
  const args = [valueExpression(c)];
  word(c, ',', 'FROM');
  args.push(valueExpression(c));
  if (c.is(',', 'FOR')) {
    c.next();
    args.push(valueExpression(c));
  }
  close(c);
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
  return ownClass(characters ? apply(side ?? 'trim', characters, source) : apply(side ?? 'trim', source));
};

const overlay: Form = (c) => {
  const args = [valueExpression(c)];
  word(c, 'PLACING');
  args.push(valueExpression(c));
  word(c, 'FROM');
  args.push(valueExpression(c));
  if (c.accept('FOR')) args.push(valueExpression(c));
  close(c);
  return ownClass(apply('overlay', ...args));
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

interface Entry { readonly form: Form; readonly applies: (c: Cursor) => boolean; readonly orPlain?: boolean }
const trimming = (c: Cursor): boolean => has('FROM')(c) || (c.peek(2) === 'FROM' && c.peek(3) !== ')' && c.peek(3) !== ',') || (['BOTH', 'LEADING', 'TRAILING'].includes(c.peek(2)) && startsExpression(c)(c.peek(3)));
const withUnit = (fn: string): Entry => ({ form: unitArithmetic(fn), applies: (c) => units.includes(c.peek(2)) && c.peek(3) === ',', orPlain: true });
const casting: Entry = { form: cast, applies: has('AS') }, picking: Entry = { form: firstOrLast, applies: has('IGNORE') };
const cutting: Entry = { form: substring, applies: has('FROM', 'FOR') }, ranking: Entry = { form: percentile, applies: always, orPlain: true };

const forms: Readonly<Record<string, Entry | undefined>> = {
  CAST: casting, TRY_CAST: casting, STRUCT: { form: struct, applies: always }, FIRST: picking, LAST: picking, POSITION: { form: position, applies: has('IN'), orPlain: true },
  EXTRACT: { form: extract, applies: has('FROM') }, SUBSTR: cutting, SUBSTRING: cutting, TRIM: { form: trim, applies: trimming }, OVERLAY: { form: overlay, applies: has('PLACING') },
  DATEADD: withUnit('timestampadd'), TIMESTAMPADD: withUnit('timestampadd'), DATEDIFF: withUnit('timestampdiff'), TIMESTAMPDIFF: withUnit('timestampdiff'),
  PERCENTILE_CONT: ranking, PERCENTILE_DISC: ranking,
};
