/**
 * Predicates over messages: `$.amount > 100 and not (partition = 2 or key = "4711")`.
 *
 *   fields      partition  offset  timestamp  size  key  value  headers.name, and JSON paths into the value ($.a.b[0], a.b)
 *   comparisons = != < <= > >=, ~ /regex/ or ~ "text" (any case), !~, in (a, b), is null, is not null
 *   joined by   and  or  not  ( )
 *
 * Numbers are compared with all their digits. A field that a message does not have makes a comparison false, `!=` and `!~` too.
 */
import { compareNumbers } from './decimal.ts';
import { parsePath, type JsonPath } from './json-path.ts';
import { regexSearch, textSearch, type ByteSearch } from './search.ts';
import { tokens, type Token } from './tokens.ts';
import type { Check } from '../sweep/compare.ts';
import { columnSweep, headerSweep, isNull, keySweep, nullSweep, passing, present } from '../sweep/fields.ts';
import { regexSweep } from '../sweep/regex.ts';
import { both, either, inverse, necessary, unknown, type Sweep } from '../sweep/rows.ts';
import { holding, type Where } from '../sweep/text.ts';

/** A field's value for a comparison; numbers as they are written. `plain` is text without a type: a number beside a number. */
export type Value = { is: 'plain'; text: string } | { is: 'number'; text: string } | { is: 'string'; text: string } | { is: 'boolean'; text: 'true' | 'false' } | { is: 'null' } | { is: 'other'; text: string };

export interface Fields {
  partition: number;
  offset: number;
  timestamp: number;
  size: number;
  key(): string | null;
  value(): string | null;
  header(name: string): string | null | undefined;
  json(path: JsonPath): Value | undefined;
}

/** `sweep` says of many messages at once which pass, as far as it can be told; `test` says it of each. */
export interface Predicate {
  test(fields: Fields): boolean;
  sweep: Sweep;
}

interface Operand {
  of(fields: Fields): Value | undefined;
  /** Any of the checks. */
  compared(checks: readonly Check[]): Sweep;
  /** What holds of each value that holds the text or matches the regular expression. */
  like(sweepOf: (where: Where) => Sweep | undefined, wanted: boolean): Sweep;
  isNull(wanted: boolean): Sweep;
}

export class PredicateError extends Error {}

/** Undefined when the text does not look like a predicate at all, and is text to be searched. @throws PredicateError when it does and is none */
export function parsePredicate(text: string): Predicate | undefined {
  const words = tokens(text);
  if (!words?.some((word, i) => i > 0 && (word.is === 'sign' && /[=<>~]/.test(word.text) || word.is === 'name' && /^(is|in)$/i.test(word.text) && words[i - 1]?.is === 'name'))) return undefined;
  // A person who searches for `a > ` or `x = y z` means text: only what begins as a comparison is held to be one.
  if (!['name', 'sign'].includes(words[0]!.is)) return undefined;
  return new Parser(words).parse();
}

class Parser {
  private at = 0;

  constructor(private readonly words: readonly Token[]) {}

  parse(): Predicate {
    const whole = this.or();
    if (this.now.is !== 'end') throw this.mistake('and, or');
    return whole;
  }

  private get now(): Token { return this.words[this.at]!; }
  private mistake(wanted: string): PredicateError { return new PredicateError(this.now.is === 'end' ? `Something is missing at the end: ${wanted}.` : `${wanted} should stand at "${this.now.text}".`); }

  private take(is: Token['is'], ...texts: string[]): Token | undefined {
    const word = this.now;
    if (word.is !== is || (texts.length > 0 && !texts.includes(word.text.toLowerCase()))) return undefined;
    this.at++;
    return word;
  }

  private or(): Predicate {
    let left = this.and();
    while (this.take('name', 'or')) {
      const [a, b] = [left, this.and()];
      left = { test: (fields) => a.test(fields) || b.test(fields), sweep: either(a.sweep, b.sweep) };
    }
    return left;
  }

  private and(): Predicate {
    let left = this.not();
    while (this.take('name', 'and')) {
      const [a, b] = [left, this.not()];
      left = { test: (fields) => a.test(fields) && b.test(fields), sweep: both(a.sweep, b.sweep) };
    }
    return left;
  }

  private not(): Predicate {
    if (this.take('name', 'not')) {
      const inner = this.not();
      return { test: (fields) => !inner.test(fields), sweep: inverse(inner.sweep) };
    }
    if (!this.take('sign', '(')) return this.comparison();
    const inner = this.or();
    if (!this.take('sign', ')')) throw this.mistake(')');
    return inner;
  }

  private comparison(): Predicate {
    const name = this.take('name');
    if (!name) throw this.mistake('a field');
    const operand = operandOf(name.text), isTime = name.text === 'timestamp';
    if (!operand) throw new PredicateError(`"${name.text}" is no field: it is partition, offset, timestamp, size, key, value, headers.name or a path such as $.a.b.`);
    if (this.take('name', 'is')) {
      const wanted = !this.take('name', 'not');
      if (!this.take('name', 'null')) throw this.mistake('null');
      return { test: (fields) => { const value = operand.of(fields); return value !== undefined && (value.is === 'null') === wanted; }, sweep: operand.isNull(wanted) };
    }
    if (this.take('name', 'in')) return this.oneOf(operand, isTime);
    const sign = this.take('sign', '=', '==', '!=', '<>', '<', '<=', '>', '>=', '~', '!~')?.text;
    if (sign === undefined) throw this.mistake('a comparison (= != < <= > >= ~ in is)');
    if (sign === '~' || sign === '!~') return this.like(operand, sign === '~');
    return checked(operand, [{ literal: this.literal(isTime), test: tests[sign]!, other: sign === '!=' || sign === '<>' }]);
  }

  private oneOf(operand: Operand, isTime: boolean): Predicate {
    if (!this.take('sign', '(')) throw this.mistake('(');
    const literals = [this.literal(isTime)];
    while (this.take('sign', ',')) literals.push(this.literal(isTime));
    if (!this.take('sign', ')')) throw this.mistake(')');
    return checked(operand, literals.map((literal) => ({ literal, test: tests['=']!, other: false })));
  }

  private like(operand: Operand, wanted: boolean): Predicate {
    const { search, sweepOf } = this.sought(), matches = (value: string): boolean => { const bytes = Buffer.from(value); return search(bytes, 0, bytes.length); };
    return { test: (fields) => { const value = operand.of(fields); return value !== undefined && value.is !== 'null' && matches(value.text) === wanted; }, sweep: operand.like(sweepOf, wanted) };
  }

  private sought(): { search: ByteSearch; sweepOf(where: Where): Sweep | undefined } {
    const regex = this.take('regex'), string = regex ? undefined : this.take('string');
    if (string) {
      const { search, wanted } = textSearch(string.text);
      return { search, sweepOf: (where) => wanted && necessary(holding(wanted, where)) };
    }
    if (!regex) throw this.mistake('a /regex/ or a "text"');
    const { text: source, flags = '' } = regex;
    try {
      return { search: regexSearch(source, flags), sweepOf: (where) => regexSweep(source, flags, where) };
    } catch (error) {
      throw new PredicateError(error instanceof Error ? error.message : String(error));
    }
  }

  private literal(isTime: boolean): Value {
    const number = this.take('number');
    if (number) return { is: 'number', text: number.text };
    const string = this.take('string');
    if (string && isTime) {
      const ms = Date.parse(string.text);
      if (Number.isNaN(ms)) throw new PredicateError(`"${string.text}" is no time: write it as 2026-01-31T08:00:00Z.`);
      return { is: 'number', text: String(ms) };
    }
    if (string) return { is: 'string', text: string.text };
    const word = this.take('name', 'true', 'false', 'null')?.text.toLowerCase();
    if (word === 'null') return { is: 'null' };
    if (word === 'true' || word === 'false') return { is: 'boolean', text: word };
    throw this.mistake('a number, a "text" in quotes, true, false or null');
  }
}

const tests: Record<string, (order: number) => boolean> = {
  '=': (n) => n === 0, '==': (n) => n === 0, '!=': (n) => n !== 0, '<>': (n) => n !== 0, '<': (n) => n < 0, '<=': (n) => n <= 0, '>': (n) => n > 0, '>=': (n) => n >= 0,
};

/** Undefined when they cannot be compared. NaN: different, and neither is the greater. */
function compare(value: Value, literal: Value): number | undefined {
  if (value.is === 'null' || literal.is === 'null') return value.is === literal.is ? 0 : NaN;
  if (literal.is === 'number') return value.is === 'number' || value.is === 'plain' ? compareNumbers(value.text, literal.text) : undefined;
  if (value.is !== literal.is && !(value.is === 'plain' && literal.is === 'string')) return undefined;
  if (literal.is === 'boolean') return value.text === literal.text ? 0 : NaN;
  return value.text < literal.text ? -1 : value.text > literal.text ? 1 : 0;
}

const text = (value: string | null | undefined): Value | undefined => (value === undefined ? undefined : value === null ? { is: 'null' } : { is: 'plain', text: value });
const number = (value: number): Value => ({ is: 'number', text: String(value) });

function checked(operand: Operand, checks: readonly Check[]): Predicate {
  const passes = (value: Value, { literal, test, other }: Check): boolean => {
    const order = compare(value, literal);
    return order === undefined ? other : test(order);
  };
  return { test: (fields) => { const value = operand.of(fields); return value !== undefined && checks.some((check) => passes(value, check)); }, sweep: operand.compared(checks) };
}

const part = (name: 'key' | 'value', compared: Operand['compared']): Operand => ({
  of: (fields) => text(fields[name]()), compared, isNull: (wanted) => nullSweep(name, wanted), like: (sweepOf, wanted) => (wanted ? sweepOf(name) ?? unknown : unknown),
});
const whole = (compared: Operand['compared'], of: Operand['of']): Operand => ({ of, compared, isNull: () => unknown, like: () => unknown });

function operandOf(name: string): Operand | undefined {
  switch (name) {
    case 'partition': case 'offset': case 'timestamp': case 'size': return whole((checks) => columnSweep(name, checks), (fields) => number(fields[name]));
    case 'key': return part('key', keySweep);
    case 'value': return part('value', () => unknown);
  }
  const header = /^headers(?:\.(.+)|\["((?:[^"\\]|\\.)*)"\])$/.exec(name);
  if (header) return { of: (fields) => text(fields.header(header[1] ?? header[2] ?? '')), compared: () => headerSweep, like: () => headerSweep, isNull: () => headerSweep };
  const path = parsePath(name);
  return path && atPath(path);
}

/** What stands at a path is the value of a field of the path's last name, or stands in it. */
function atPath(path: JsonPath): Operand {
  const of: Operand['of'] = (fields) => fields.json(path), last = path.at(-1), name = path.findLast((step) => typeof step === 'string');
  if (name === undefined) return whole(() => unknown, of);
  const inside = present(name), own = typeof last === 'string';
  return {
    of,
    compared: (checks) => (own ? passing(name, checks) : inside),
    isNull: (wanted) => (own && wanted ? isNull(name) : inside),
    like: (sweepOf, wanted) => { const sweep = wanted ? sweepOf('field') : undefined; return sweep ? both(sweep, inside) : inside; },
  };
}
