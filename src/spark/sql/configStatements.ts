import type { Cursor } from './cursor.ts';
import { intervalLiteral, isInterval } from './interval.ts';
import { identifierText, unescape } from './literals.ts';
import type { SqlStatement } from './tree.ts';

/** What follows the word in the text, comments and all, as SparkSqlAstBuilder reads it. */
function remainder(c: Cursor, from: number): string {
  const text = c.text.slice(c.tokens[from]!.end).trim();
  while (!c.is('eof')) c.next();
  return text;
}

const expected = " Expected format is 'SET', 'SET key', or 'SET key=value'. If you want to include special characters in key, or include semicolon in value, please use quotes, e.g., SET `ke y`=`v;alue`.        ";
const expectedReset = " Expected format is 'RESET' or 'RESET key'. If you want to include special characters in key, please use quotes, e.g., RESET `ke y`.        ";

/** SET, SET key, SET key=value, SET TIME ZONE … (SparkSqlAstBuilder.visitSetConfiguration). */
export function set(c: Cursor): SqlStatement {
  const from = c.index;
  c.next();
  if (c.is('ROLE')) {
    const end = remainder(c, from);
    c.refuse(`Operation not allowed: SET ${end.slice(0, 4)}`, c.range(from));
    return { kind: 'command', name: 'SET ROLE', range: c.range(from) };
  }
  if (c.is('CATALOG') && (c.isIdentifier(c.peek(1)) || c.peek(1) === 'string')) {
    remainder(c, from);
    return { kind: 'command', name: 'SET CATALOG', range: c.range(from) };
  }
  if (c.is('TIME') && c.peek(1) === 'ZONE') return timeZone(c, from);
  if (c.is('quoted')) {
    const key = identifierText(c.token.text).trim();
    const alone = c.peek(1) === 'eof' || c.peek(1) === ';';
    if (alone || c.peek(1) === '=') {
      c.next();
      if (alone) return { kind: 'set', key, range: c.range(from) };
      c.next();
      if (c.is('quoted') && (c.peek(1) === 'eof' || c.peek(1) === ';')) return { kind: 'set', key, value: identifierText(c.next().text), range: c.range(from) };
      const value = c.text.slice(c.tokens[c.index - 1]!.end).trim().replace(/;+$/, '');
      remainder(c, from);
      return { kind: 'set', key, value, range: c.range(from) };
    }
  }
  return plain(c, from);
}

function plain(c: Cursor, from: number): SqlStatement {
  const text = remainder(c, from), range = c.range(from);
  const both = /^([a-zA-Z_\d\\.:]+)\s*=([^;]*);*$/.exec(text);
  if (both) return { kind: 'set', key: both[1]!, value: both[2]!.trim(), range };
  const bare = text.replace(/;+$/, '');
  if (/^[a-zA-Z_\d\\.:]+$/.test(bare)) return { kind: 'set', key: bare, range };
  if (bare === '-v') return { kind: 'set', key: '-v', range };
  if (bare !== '') c.refuse(expected, range);
  return { kind: 'set', range };
}

function timeZone(c: Cursor, from: number): SqlStatement {
  c.next();
  c.next();
  const at = c.index;
  if (isInterval(c)) {
    const interval = intervalLiteral(c);
    const micros = interval.op === 'lit' && interval.type.kind === 'dayTimeInterval' ? Number(interval.value) : NaN;
    const seconds = micros / 1e6;
    if (!Number.isInteger(seconds) || Math.abs(seconds) > 18 * 3600) {
      c.refuse('The interval value must be in the range of [-18, +18] hours with second precision', c.range(at));
      return { kind: 'setTimeZone', zone: 'LOCAL', range: c.range(from) };
    }
    return { kind: 'setTimeZone', zone: offsetText(seconds), range: c.range(from) };
  }
  const end = c.peek(1) === 'eof' || c.peek(1) === ';';
  if (c.is('LOCAL') && end) {
    c.next();
    return { kind: 'setTimeZone', zone: 'LOCAL', range: c.range(from) };
  }
  if (c.is('string') && end) return { kind: 'setTimeZone', zone: unescape(c.next().text), range: c.range(from) };
  remainder(c, from);
  c.refuse('Invalid time zone displacement value', c.range(from));
  return { kind: 'setTimeZone', zone: 'LOCAL', range: c.range(from) };
}

/** ZoneOffset.toString. */
function offsetText(seconds: number): string {
  if (seconds === 0) return 'Z';
  const two = (n: number): string => String(n).padStart(2, '0');
  const a = Math.abs(seconds), rest = a % 60;
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(a / 3600))}:${two(Math.floor(a / 60) % 60)}${rest ? `:${two(rest)}` : ''}`;
}

export function reset(c: Cursor): SqlStatement {
  const from = c.index;
  c.next();
  if (c.is('quoted') && (c.peek(1) === 'eof' || c.peek(1) === ';')) return { kind: 'reset', key: identifierText(c.next().text).trim(), range: c.range(from) };
  const text = remainder(c, from).replace(/;+$/, ''), range = c.range(from);
  if (text === '') return { kind: 'reset', range };
  if (/^[a-zA-Z_\d\\.:]+$/.test(text)) return { kind: 'reset', key: text, range };
  c.refuse(expectedReset, range);
  return { kind: 'reset', range };
}
