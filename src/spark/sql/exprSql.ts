import type { Attribute, Call, Expr, Literal, RowFrame, RowWindow, WindowFrame, WindowSpec } from '../expression.ts';
import { typeOf } from '../functions/nodes.ts';
import { registry } from '../functions/registry.ts';
import { catalogString, quoteIfNeeded, sqlType, type DataType } from '../types.ts';
import { classForms } from './classForms.ts';
import { literalSql, plainText, prettyLiteral } from './literalText.ts';

/**
 * Expression.sql of Spark 3.3.1, for messages: names qualified, implicit casts shown, literals with suffix and quotes.
 * `timeZone`: the session's, which timestamp literals are printed in.
 */
export const sqlText = (e: Expr, timeZone = 'UTC'): string => text(e, { pretty: false, timeZone });

/** toPrettySQL: the name that Spark gives to a column without an alias. Implicit casts, qualifiers and quotes are left out. */
export const prettyName = (e: Expr, timeZone = 'UTC'): string => text(e, { pretty: true, timeZone });

/** Expression.toString, which some messages print: attributes with their ids, literals bare, casts with the type's short name. */
export const showText = (e: Expr, timeZone = 'UTC'): string => text(e, { pretty: false, timeZone, ids: true });

/** AttributeReference.toString: `v#3L`, with its watermark. */
export function showAttribute(a: Attribute): string {
  const delay = a.metadata?.['spark.watermarkDelayMs'];
  return `${a.name}#${a.id}${a.type.kind === 'long' ? 'L' : ''}${delay === undefined ? '' : `-T${String(delay)}ms`}`;
}

interface Style { readonly pretty: boolean; readonly timeZone: string; readonly ids?: boolean }

const quoted = (parts: readonly string[]): string => parts.map(quoteIfNeeded).join('.');
/** QuotingUtils.quoteIdentifier: always in backquotes. */
const backquoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

function text(e: Expr, s: Style): string {
  switch (e.op) {
    case 'lit':
      if (s.ids) return e.value === null ? 'null' : e.type.kind === 'binary' ? literalSql(e, s.timeZone).replace(/^X'(.*)'$/, '0x$1') : plainText(e, s.timeZone);
      return s.pretty ? prettyLiteral(e, s.timeZone) : literalSql(e, s.timeZone);
    case 'attr': return s.ids ? showAttribute(e) : s.pretty ? e.name : quoted([...e.qualifier, e.name]);
    // An unresolved attribute is an Attribute too: its name is its parts, quoted where needed.
    case 'name': return s.ids ? `'${e.parts.join('.')}` : quoted(e.parts);
    case 'star': return 'unresolvedstar()';
    case 'alias': if (s.ids) return `${text(e.child, s)} AS ${e.name}#${e.id}${typeOf(e.child).kind === 'long' ? 'L' : ''}`; return `${text(e.child, s)} AS ${quoteIfNeeded(e.name)}`;
    case 'uAlias': return e.names.length === 1 ? `${text(e.child, s)} AS ${quoteIfNeeded(e.names[0]!)}` : `multialias(${text(e.child, s)})`;
    case 'cast':
      if (s.ids) return `${e.tryCast ? 'try_cast' : 'cast'}(${text(e.child, s)} as ${catalogString(e.type)})`;
      return e.implicit && s.pretty ? text(e.child, s) : castText(text(e.child, s), e.type, e.tryCast);
    case 'uCast': return castText(text(e.child, s), e.to, e.tryCast);
    case 'call': return callText(e, s);
    case 'apply': return applyText(e, s);
    case 'udf': case 'uUdf': return `${e.name}(${e.args.map((a) => text(a, s)).join(', ')})`;
    case 'sort': return sortText(text(e.child, s), e.descending, e.nullsFirst);
    case 'uSort': return sortText(text(e.child, s), e.descending, e.nullsFirst ?? !e.descending);
    case 'lambda': return `lambdafunction(${[text(e.body, s), ...e.params.map((p) => text(p, s))].join(', ')})`;
    case 'lambdaVar': return s.ids ? `lambda ${e.name}#${e.id}` : 'namedlambdavariable()';
    case 'uLambda': return `lambdafunction(${[text(e.body, s), ...e.params].join(', ')})`;
    case 'subquery': return subqueryText(e.form, e.args.map((a) => text(a, s)));
  }
}

/** Cast.sql leaves out casts to nested types; TryCast.sql does not. */
function castText(child: string, to: DataType, tryCast: boolean | undefined): string {
  if (tryCast) return `TRY_CAST(${child} AS ${sqlType(to)})`;
  return to.kind === 'array' || to.kind === 'map' || to.kind === 'struct' ? child : `CAST(${child} AS ${sqlType(to)})`;
}

const sortText = (child: string, descending: boolean, nullsFirst: boolean): string =>
  `${child} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;

function subqueryText(form: 'scalar' | 'in' | 'exists', args: readonly string[]): string {
  if (form === 'scalar') return 'scalarsubquery()';
  if (form === 'exists') return 'exists()';
  return `(${args.length === 1 ? args[0]! : `named_struct(${args.join(', ')})`} IN (listquery()))`;
}

function callText(e: Call, s: Style): string {
  const field = e.fn === 'getfield' ? fieldName(e.args[1]) : undefined;
  let out: string;
  if (e.text !== undefined) out = e.text;
  else if (field !== undefined) out = `${text(e.args[0]!, s)}.${s.pretty || s.ids ? field : backquoted(field)}`;
  else {
    const args = e.args.map((a) => text(a, s));
    const def = registry.get(e.fn);
    if (e.distinct) out = `${e.calledAs ?? e.fn}(DISTINCT ${args.join(', ')})`;
    else out = def?.sql ? def.sql(args, e) : `${e.calledAs ?? e.fn}(${args.join(', ')})`;
  }
  if (e.filter) out = `${out} FILTER (WHERE ${text(e.filter, s)})`;
  return e.over ? `${out} OVER ${windowText(e.over, s)}` : out;
}

function fieldName(e: Expr | undefined): string | undefined {
  return e?.op === 'lit' && e.type.kind === 'string' && typeof e.value === 'string' ? e.value : undefined;
}

/** Operators print as their classes do (`(a + b)`); other functions are UnresolvedFunction: the name as it was written. */
function applyText(e: Extract<Expr, { op: 'apply' }>, s: Style): string {
  const args = e.args.map((a) => text(a, s));
  let out: string;
  if (e.fn === 'getitem' || e.fn === 'getfield') out = `${args[0]!}[${e.fn === 'getfield' && !s.pretty ? literalSql(e.args[1] as Literal, s.timeZone) : args[1]!}]`;
  else if (e.api && !operatorText.test(e.fn)) out = classText(e, args, s);
  else {
    const def = operatorText.test(e.fn) ? registry.get(e.fn.toLowerCase()) : undefined;
    const call: Call = { op: 'call', fn: def?.name ?? e.fn, args: [], type: { kind: 'null' }, nullable: true };
    out = def?.sql ? def.sql(args, call) : `${e.fn}(${[...args, ...(e.filter ? [text(e.filter, s)] : [])].join(', ')})`;
  }
  return e.over ? `${out} OVER ${windowText(e.over, s)}` : out;
}

/** A call of pyspark.sql.functions: nearly always the text of the function's own class, with the defaults it was given. */
function classText(e: Extract<Expr, { op: 'apply' }>, args: readonly string[], s: Style): string {
  const form = classForms[e.fn];
  if (form) return form(args, e);
  const def = registry.get(e.fn);
  const missing = def?.defaults?.values.slice(args.length - def.defaults.from).map((d) => text(d, s)) ?? [];
  const all = [...args, ...missing];
  if (e.distinct) return e.fn === 'count' ? `count(${all.join(', ')})` : `${e.fn}(DISTINCT ${all.join(', ')})`;
  const call: Call = { op: 'call', fn: def?.name ?? e.fn, args: [], type: { kind: 'null' }, nullable: true };
  return def?.sql ? def.sql(all, call) : `${e.fn}(${all.join(', ')})`;
}

const operatorText = /^(?:[^a-z_]+|and|or|not|in|like|ilike|rlike|div|case|isnull|isnotnull|concat|negative|positive|pmod|(?:not )?like (?:any|all))$/i;

/** WindowSpecDefinition.sql and SpecifiedWindowFrame.sql. */
export const windowSql = (w: RowWindow, timeZone: string): string => windowText(w, { pretty: false, timeZone });
export const frameSql = (f: RowFrame, timeZone: string): string => frameText(f, { pretty: false, timeZone });

function windowText(w: WindowSpec | RowWindow, s: Style): string {
  const parts: string[] = [];
  if (w.partitionBy.length > 0) parts.push(`PARTITION BY ${w.partitionBy.map((e) => text(e, s)).join(', ')}`);
  if (w.orderBy.length > 0) parts.push(`ORDER BY ${w.orderBy.map((e) => (e.op === 'uSort' || e.op === 'sort' ? text(e, s) : sortText(text(e, s), false, true))).join(', ')}`);
  parts.push(w.frame ? frameText(w.frame, s) : 'unspecifiedframe$()');
  return `(${parts.join(' ')})`;
}

function frameText(f: WindowFrame | RowFrame, s: Style): string {
  const bound = (b: WindowFrame['start'] | RowFrame['start'], unbounded: string): string => {
    if (b === 'unbounded') return unbounded;
    if (b === 'current') return 'CURRENT ROW';
    if ((b.op === 'apply' || b.op === 'call') && b.fn === 'negative') return `${text(b.args[0]!, s)} PRECEDING`;
    return `${text(b, s)} FOLLOWING`;
  };
  return `${f.unit.toUpperCase()} BETWEEN ${bound(f.start, 'UNBOUNDED PRECEDING')} AND ${bound(f.end, 'UNBOUNDED FOLLOWING')}`;
}
