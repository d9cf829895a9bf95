import { literal, type Expr, type Literal } from '../expression.ts';
import { stringToDayTime, stringToYearMonth } from '../datetime/interval-ansi.ts';
import { stringToInterval } from '../datetime/interval-parse.ts';
import * as T from '../types.ts';
import type { Interval} from '../values.ts';
import { long, type Value } from '../values.ts';
import type { Cursor } from './cursor.ts';
import { identifierText, unescape } from './literals.ts';
import type { TextRange } from './tree.ts';

const yearMonth = ['year', 'month'];
const dayTime = ['day', 'hour', 'minute', 'second'];
/** The field of its type that a unit counts as. */
const dayTimeField = (unit: string): number => (unit === 'week' ? 0 : unit === 'millisecond' || unit === 'microsecond' ? 3 : dayTime.indexOf(unit));

const isValue = (type: string): boolean => type === 'string' || type === 'int' || type === 'decimal';
/** Whether an interval's value and unit stand `n` tokens ahead. */
function pairAt(c: Cursor, n: number): number {
  const signed = c.peek(n) === '-' || c.peek(n) === '+' ? 1 : 0;
  return isValue(c.peek(n + signed)) && c.isIdentifier(c.peek(n + signed + 1)) ? signed + 2 : 0;
}
/** INTERVAL with at least one value and unit; `INTERVAL '1 day'` alone is a typed literal. */
export const isInterval = (c: Cursor): boolean => c.is('INTERVAL') && pairAt(c, 1) > 0;

interface Pair { readonly value: string; readonly isString: boolean; readonly minus: boolean; readonly unit: string; readonly valueRange: TextRange; readonly from: number }

function pair(c: Cursor): Pair {
  const from = c.index;
  const signed = c.is('-', '+') ? c.next().type : '';
  const token = c.next();
  const valueRange = c.range(from);
  const unit = identifierText(c.next().text);
  const isString = token.type === 'string';
  return { value: isString ? unescape(token.text) : `${signed}${token.text}`, isString, minus: signed === '-', unit, valueRange, from };
}

/** A minus before a quoted value turns its sign. */
const signedValue = (p: Pair): string => (!p.minus || !p.isString ? p.value : p.value.startsWith('-') ? p.value.slice(1) : `-${p.value}`);

/** `INTERVAL (value unit)+` or `INTERVAL value unit TO unit` (AstBuilder.visitInterval). */
export function intervalLiteral(c: Cursor): Expr {
  const start = c.index;
  c.next();
  if (pairAt(c, 0) > 0 && c.peek(pairAt(c, 0)) === 'TO' && c.isIdentifier(c.peek(pairAt(c, 0) + 1))) return c.at(start, unitToUnit(c));
  const pairs: Pair[] = [];
  while (pairAt(c, 0) > 0) {
    const length = pairAt(c, 0);
    if (c.peek(length) === 'TO' && c.isIdentifier(c.peek(length + 1))) {
      const from = c.index;
      unitToUnit(c);
      c.refusals.pop();
      c.refuse(onlyOne, c.range(from));
      return literal(null, T.CalendarIntervalType);
    }
    pairs.push(pair(c));
  }
  return c.at(start, multiUnits(c, pairs, c.range(start), c.range(pairs[0]!.from)));
}

const onlyOne = 'Can only have a single from-to unit in the interval literal syntax';

function multiUnits(c: Cursor, pairs: readonly Pair[], range: TextRange, body: TextRange): Literal {
  const bad = pairs.find((p) => p.isString && /\p{L}/u.test(p.value));
  if (bad) {
    c.refuse(`Can only use numbers in the interval value part for multiple unit value pairs interval form, but got invalid value: ${bad.value}`, body);
    return literal(null, T.CalendarIntervalType);
  }
  try {
    const value = stringToInterval(pairs.map((p) => ` ${signedValue(p)} ${p.unit}`).join(''));
    return ansi(c, value, pairs.map((p) => p.unit.toLowerCase().replace(/s$/, '')), range);
  } catch (e) {
    c.refuse((e as Error).message, body);
    return literal(null, T.CalendarIntervalType);
  }
}

/** AstBuilder.constructMultiUnitsIntervalLiteral: one ANSI type that spans the units that were written. */
function ansi(c: Cursor, v: Interval, units: readonly string[], range: TextRange): Literal {
  const months = units.filter((u) => yearMonth.includes(u)).map((u) => yearMonth.indexOf(u));
  const times = units.filter((u) => !yearMonth.includes(u)).map(dayTimeField);
  if (months.length === 0) {
    const micros = BigInt(v.days) * 86_400_000_000n + BigInt(v.microseconds);
    return literal(long(micros), T.dayTimeInterval(Math.min(...times), Math.max(...times)));
  }
  if (times.length > 0) c.refuse(`Cannot mix year-month and day-time fields: ${c.rangeText(range)}`, range);
  return literal(v.months, T.yearMonthInterval(Math.min(...months), Math.max(...months)));
}

function unitToUnit(c: Cursor): Literal {
  const start = c.index, p = pair(c);
  c.next();
  const from = p.unit.toLowerCase(), to = identifierText(c.next().text).toLowerCase();
  const body = c.range(start);
  const again = c.index;
  if (pairAt(c, 0) > 0) {
    while (pairAt(c, 0) > 0) {
      pair(c);
      if (c.is('TO') && c.isIdentifier(c.peek(1))) { c.next(); c.next(); }
    }
    c.refuse(onlyOne, c.range(again));
    return literal(null, T.CalendarIntervalType);
  }
  if (!p.isString) {
    c.refuse('The value of from-to unit must be a string', p.valueRange);
    return literal(null, T.CalendarIntervalType);
  }
  return convert(c, signedValue(p), from, to, body);
}

function convert(c: Cursor, value: string, from: string, to: string, body: TextRange): Literal {
  const start = dayTime.indexOf(from), end = dayTime.indexOf(to);
  const read = (f: () => Value, type: T.DataType): Literal => {
    try {
      return literal(f(), type);
    } catch (e) {
      c.refuse((e as Error).message, body);
      return literal(null, type);
    }
  };
  if (from === 'year' && to === 'month') return read(() => stringToYearMonth(value, 0, 1), T.yearMonthInterval(0, 1));
  if (start >= 0 && end > start) return read(() => stringToDayTime(value, start, end), T.dayTimeInterval(start, end));
  c.refuse(`Intervals FROM ${from} TO ${to} are not supported.`, body);
  return literal(null, T.CalendarIntervalType);
}

/** `INTERVAL '1 day 2 hours'`: units and values in one string. */
export function typedInterval(c: Cursor, value: string, range: TextRange): Literal {
  let v: Interval;
  try {
    v = stringToInterval(value);
  } catch {
    c.refuse(`Cannot parse the INTERVAL value: ${value}`, range);
    return literal(null, T.CalendarIntervalType);
  }
  const units = value.split(/\s/).map((w) => w.toLowerCase().replace(/s$/, '')).filter((w) => w !== 'interval' && /^[a-z]+$/.test(w));
  return ansi(c, v, units, range);
}
