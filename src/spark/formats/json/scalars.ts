import { stringToDayTime, stringToYearMonth } from '../../datetime/interval-ansi.ts';
import { safeStringToInterval } from '../../datetime/interval-parse.ts';
import { stringToDate, stringToTimestamp } from '../../datetime/cast-text.ts';
import { dateParser, timestampNtzParser, timestampParser } from '../../datetime/formatter.ts';
import { zoneOf } from '../../datetime/zone.ts';
import { parseBig, toPrecision } from '../../cast/decimal.ts';
import { Refusal } from '../../errors.ts';
import { catalogString, type DataType } from '../../types.ts';
import { long, mulLong, type Long, type Value } from '../../values.ts';
import { decodeBase64 } from '../base64.ts';
import type { JsonOptions } from './options.ts';
import { mismatch } from './parser.ts';
import { copyStructure, doubleOf } from './text.ts';
import type { Tokens } from './tokens.ts';

/** Converts the current token, which is not null; throws where the type does not take it (JacksonParser.makeConverter). */
export type Converter = (p: Tokens) => Value;

const ranges: Partial<Record<DataType['kind'], readonly [number, number]>> = {
  // Jackson takes unsigned bytes too.
  byte: [-128, 255], short: [-32_768, 32_767], int: [-2_147_483_648, 2_147_483_647],
};

export function longOfText(text: string): Long {
  if (text.length <= 15) return Number(text) + 0;
  const v = BigInt(text);
  if (v !== BigInt.asIntN(64, v)) throw new Error(`Numeric value (${text}) out of range of long`);
  return long(v);
}

const quotedDoubles: Record<string, number | undefined> = { NaN, '+INF': Infinity, '+Infinity': Infinity, Infinity, '-INF': -Infinity, '-Infinity': -Infinity };

export function scalarConverter(type: DataType, options: JsonOptions): Converter {
  switch (type.kind) {
    case 'boolean': return (p) => (p.token === 'VALUE_TRUE' ? true : p.token === 'VALUE_FALSE' ? false : mismatch(p));
    case 'byte': case 'short': case 'int': {
      const [min, max] = ranges[type.kind]!;
      return (p) => {
        if (p.token !== 'VALUE_NUMBER_INT') mismatch(p);
        const n = Number(p.text);
        if (n < min || n > max) throw new Error(`Numeric value (${p.text}) out of range of ${type.kind}`);
        return type.kind === 'byte' ? (n << 24) >> 24 : n + 0;
      };
    }
    case 'long': return (p) => (p.token === 'VALUE_NUMBER_INT' ? longOfText(p.text) : mismatch(p));
    case 'float': return fractional(options, Math.fround);
    case 'double': return fractional(options, (d) => d);
    case 'decimal': return (p) => {
      const isText = p.token === 'VALUE_STRING';
      if (!isText && p.token !== 'VALUE_NUMBER_INT' && p.token !== 'VALUE_NUMBER_FLOAT') mismatch(p);
      if (isText && p.text === '') throw emptyString(type);
      const big = parseBig(isText ? p.text.replaceAll(',', '') : p.text);
      const v = big && toPrecision(big, type.precision, type.scale);
      if (v === undefined || v === null) throw new Error(`Decimal precision exceeds ${type.precision} or '${p.text}' is no number`);
      return v;
    };
    case 'string': return (p) => (p.token === 'VALUE_STRING' ? p.text : copyStructure(p));
    case 'binary': return (p) => (p.token === 'VALUE_STRING' ? decodeBase64(p.text) : mismatch(p));
    case 'timestamp': return timestamp(options);
    case 'timestamp_ntz': {
      const parse = timestampNtzParser(options.timestampNTZFormat);
      return (p) => parse(text(p, type)) ?? unreadable(p);
    }
    case 'date': return date(options);
    case 'calendarInterval': return (p) => (p.token === 'VALUE_STRING' ? safeStringToInterval(p.text) : mismatch(p));
    case 'dayTimeInterval': return (p) => (p.token === 'VALUE_STRING' ? stringToDayTime(p.text, type.start, type.end) : mismatch(p));
    case 'yearMonthInterval': return (p) => (p.token === 'VALUE_STRING' ? stringToYearMonth(p.text, type.start, type.end) : mismatch(p));
    case 'null': return () => null;
    default: throw new Refusal(`Reading the type ${catalogString(type)} from JSON`);
  }
}

const emptyString = (type: DataType): Error => new Error(`Failed to parse an empty string for data type ${catalogString(type)}`);
const unreadable = (p: Tokens): never => { throw new Error(`Cannot parse '${p.text}'`); };
function text(p: Tokens, type: DataType): string {
  if (p.token !== 'VALUE_STRING') mismatch(p);
  if (p.text === '') throw emptyString(type);
  return p.text;
}

function fractional(options: JsonOptions, round: (d: number) => number): Converter {
  return (p) => {
    if (p.token === 'VALUE_NUMBER_INT' || p.token === 'VALUE_NUMBER_FLOAT') return round(p.token === 'VALUE_NUMBER_INT' ? Number(p.text) + 0 : doubleOf(p.text));
    if (p.token !== 'VALUE_STRING') mismatch(p);
    const d = options.allowNonNumericNumbers ? quotedDoubles[p.text] : undefined;
    return d ?? unreadable(p);
  };
}

/**
 * The wanted format first; where it fails the forms of CAST, with a `GMT` taken out, as Spark 1 and 2 read them. Where nothing fits,
 * the format's own failure is told.
 */
export function formatElseCast<V>(parse: (s: string) => V | null, cast: (s: string) => V | null): (s: string) => V | null {
  return (s) => {
    let failure: unknown;
    try {
      const v = parse(s);
      if (v !== null) return v;
    } catch (e) {
      failure = e;
    }
    const v = cast(s);
    if (v === null && failure !== undefined) throw failure;
    return v;
  };
}
export const withoutGmt = (s: string): string => s.replaceAll('GMT', '');

export function timestampText(options: Pick<JsonOptions, 'timeZone' | 'timestampFormat' | 'now'>): (s: string) => Long | null {
  const zone = zoneOf(options.timeZone);
  return formatElseCast(timestampParser(options.timestampFormat, zone, 'fast', options.now), (s) => stringToTimestamp(withoutGmt(s), zone, options.now));
}

function timestamp(options: JsonOptions): Converter {
  const parse = timestampText(options);
  return (p) => {
    if (p.token === 'VALUE_NUMBER_INT') return mulLong(longOfText(p.text), 1_000_000);
    return parse(text(p, { kind: 'timestamp' })) ?? unreadable(p);
  };
}

/** Days before this were counted in the Julian calendar. */
const FIRST_GREGORIAN = -141_427;
export function dateText(options: JsonOptions): (s: string) => number | null {
  return formatElseCast(dateParser(options.dateFormat, 'fast'), (s) => stringToDate(withoutGmt(s)) ?? daysText(s));
}

/** A date that stands as its number of days since the epoch. */
function daysText(s: string): number | null {
  if (!/^[+-]?\d{1,10}$/.test(s) || Math.abs(Number(s)) > 2_147_483_647) return null;
  if (Number(s) < FIRST_GREGORIAN) throw new Refusal(`The date '${s}' as a number of days before 1582-10-15`);
  return Number(s);
}
function date(options: JsonOptions): Converter {
  const parse = dateText(options);
  return (p) => parse(text(p, { kind: 'date' })) ?? unreadable(p);
}
