import { literal, type Expr, type Literal } from '../expression.ts';
import { daysOfMicros } from '../datetime/local.ts';
import { stringToDate, stringToTimestamp } from '../datetime/cast-text.ts';
import { microsOf } from '../datetime/instant.ts';
import { zoneOf } from '../datetime/zone.ts';
import * as T from '../types.ts';
import { long, type Value } from '../values.ts';
import type { Cursor } from './cursor.ts';
import { typedInterval } from './interval.ts';
import type { TextRange } from './tree.ts';

const escapes: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a', '%': '\\%', _: '\\_' };

/** ParserUtils.unescapeSQLString of a string token, quotes included. */
export function unescape(token: string): string {
  if (/^[rR]/.test(token)) return token.slice(2, -1);
  return token.slice(1, -1).replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([01][0-7]{2})|([\s\S]))/g, (_, u16?: string, u32?: string, octal?: string, other?: string) => {
    if (u16) return String.fromCharCode(parseInt(u16, 16));
    if (u32) return wide(parseInt(u32, 16));
    if (octal) return String.fromCharCode(parseInt(octal, 8));
    return escapes[other!] ?? other!;
  });
}

/** Beyond Unicode's end Spark still computes two code units. */
function wide(code: number): string {
  if (code < 0x10000) return String.fromCharCode(code);
  return String.fromCharCode(((code - 0x10000) / 0x400 + 0xd800) & 0xffff, ((code - 0x10000) % 0x400) + 0xdc00);
}

/** STRING+ */
export function stringLiteral(c: Cursor): Literal {
  let value = '';
  while (c.is('string')) value += unescape(c.next().text);
  return literal(value, T.StringType);
}

export const numberTypes: ReadonlySet<string> = new Set(['int', 'bigint', 'smallint', 'tinyint', 'exponent', 'decimal', 'float', 'double', 'bigdecimal']);

const integral: Readonly<Record<string, readonly [T.DataType, bigint]>> = { bigint: [T.LongType, 2n ** 63n], smallint: [T.ShortType, 2n ** 15n], tinyint: [T.ByteType, 2n ** 7n] };
const maxDouble = '1.7976931348623157E+308', maxFloat = '3.4028234663852886E+38';

/** `MINUS? <number>`; the minus has not been read. */
export function numberLiteral(c: Cursor): Expr {
  const from = c.index;
  const minus = c.accept('-') ? '-' : '';
  const token = c.next();
  const range = c.range(from);
  return c.at(from, readNumber(c, token.type, minus + token.text, range));
}

function readNumber(c: Cursor, type: string, text: string, range: TextRange): Literal {
  if (type === 'int') {
    const v = BigInt(text);
    if (v >= -(2n ** 31n) && v < 2n ** 31n) return literal(Number(v), T.IntegerType);
    if (v >= -(2n ** 63n) && v < 2n ** 63n) return literal(long(v), T.LongType);
    return decimalLiteral(c, text, range, false);
  }
  if (type === 'decimal') return decimalLiteral(c, text, range, false);
  if (type === 'bigdecimal') return decimalLiteral(c, text.slice(0, -2), range, true);
  const raw = type === 'exponent' ? text : text.slice(0, -1);
  const whole = integral[type];
  if (whole) {
    const v = BigInt(raw), [t, limit] = whole;
    if (v < -limit || v >= limit) c.refuse(`Numeric literal ${raw} does not fit in range [${-limit}, ${limit - 1n}] for type ${T.simpleString(t)}`, range);
    return literal(type === 'bigint' ? long(v) : Number(v), t);
  }
  const v = Number(raw), float = type === 'float', max = float ? maxFloat : maxDouble;
  if (Math.abs(v) > Number(max)) c.refuse(`Numeric literal ${raw} does not fit in range [-${max}, ${max}] for type ${float ? 'float' : 'double'}`, range);
  return float ? literal(Math.fround(v), T.FloatType) : literal(v, T.DoubleType);
}

/** Exact: the precision and scale of the digits as written (DecimalType.fromDecimal). */
function decimalLiteral(c: Cursor, text: string, range: TextRange, positioned: boolean): Literal {
  const m = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)!;
  const fraction = m[3] ?? '';
  let scale = fraction.length - Number(m[4] ?? 0);
  const digits = `${m[2]!}${fraction}`.replace(/^0+(?=\d)/, '');
  const precision = scale < 0 ? digits.length - scale : Math.max(digits.length, scale);
  if (precision > 38) {
    const tooWide = 'decimal can only support precision up to 38';
    if (positioned) c.refuse(tooWide, range);
    else c.refuseWithoutPosition(tooWide, range);
    return literal(null, T.NullType);
  }
  let unscaled = BigInt(digits);
  if (scale < 0) {
    unscaled *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return literal(m[1] ? -unscaled : unscaled, T.decimal(precision, scale));
}

/** `DATE '…'`, `TIMESTAMP '…'`, `INTERVAL '…'`, `X'…'` (AstBuilder.visitTypeConstructor). */
export function typedLiteral(c: Cursor): Expr {
  const from = c.index;
  const name = identifierText(c.next().text).toUpperCase();
  const value = unescape(c.next().text);
  const range = c.range(from);
  return c.at(from, literalOf(c, name, value, range));
}

function literalOf(c: Cursor, name: string, value: string, range: TextRange): Literal {
  const parsed = (v: Value | undefined, t: T.DataType): Literal => {
    if (v === null || v === undefined) c.refuse(`Cannot parse the ${name} value: ${value}`, range);
    return literal(v ?? null, t);
  };
  switch (name) {
    case 'DATE': return parsed(specialDate(c, value) ?? stringToDate(value), T.DateType);
    case 'TIMESTAMP': return parsed(specialTimestamp(c, value) ?? stringToTimestamp(value, zoneOf(c.options.timeZone ?? 'UTC'), () => c.options.now?.() ?? 0), T.TimestampType);
    case 'INTERVAL': return typedInterval(c, value, range);
    case 'X': {
      const digits = value.length % 2 === 0 ? value : `0${value}`;
      if (!/^[0-9a-fA-F]*$/.test(digits)) {
        c.refuse(`contains illegal character for hexBinary: ${digits}`, range);
        return literal(null, T.BinaryType);
      }
      return literal(Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16)), T.BinaryType);
    }
    default:
      c.refuse(`Literals of type '${name}' are currently not supported.`, range);
      return literal(null, T.NullType);
  }
}

export const identifierText = (text: string): string => (text.startsWith('`') ? text.slice(1, -1).replaceAll('``', '`') : text);

/** DateTimeUtils.convertSpecialDate: days since the epoch. */
function specialDate(c: Cursor, value: string): number | undefined {
  const word = value.trim().toLowerCase();
  if (word === 'epoch') return 0;
  const shift = ['yesterday', 'today', 'tomorrow'].indexOf(word) - 1;
  if ((shift < -1 && word !== 'now') || !c.options.now) return undefined;
  return daysOfMicros(c.options.now(), zoneOf(c.options.timeZone ?? 'UTC')) + (word === 'now' ? 0 : shift);
}

/** DateTimeUtils.convertSpecialTimestamp: microseconds since the epoch. */
function specialTimestamp(c: Cursor, value: string): Value | undefined {
  const word = value.trim().toLowerCase();
  if (word === 'now') return c.options.now?.();
  if (word === 'epoch') return 0;
  const days = specialDate(c, value);
  return days === undefined ? undefined : microsOf(zoneOf(c.options.timeZone ?? 'UTC').startOfDay(days), 0);
}
