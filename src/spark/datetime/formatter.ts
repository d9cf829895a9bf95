import { illegalArgument, SparkError } from '../errors.ts';
import type { Long } from '../values.ts';
import { stringToDate, stringToTimestamp, stringToTimestampNtz } from './cast-text.ts';
import { dateText } from './civil.ts';
import { legacyAccepts, legacyTokens, type LegacyFormat } from './legacy-parse.ts';
import { localOf } from './local.ts';
import { compilePattern, PatternError, type Element } from './pattern.ts';
import { formatInstant, formatLocal } from './pattern-format.ts';
import { parsePattern } from './pattern-parse.ts';
import { resolveDate, resolveTimestamp, resolveTimestampNtz } from './resolve.ts';
import { UTC, type Zone } from './zone.ts';

/**
 * Spark's TimestampFormatter and DateFormatter under the default time parser policy EXCEPTION. Parsers give null where Spark's
 * raise a DateTimeException, and throw SparkUpgradeException where the parser of Spark 2 would have read the string.
 */
const upgrade = (text: string): SparkError => new SparkError('SparkUpgradeException', `You may get a different result due to the upgrading to Spark >= 3.0: ${text}`);
const parseUpgrade = (s: string): SparkError => upgrade(`Fail to parse '${s}' in the new parser. You can set spark.sql.legacy.timeParserPolicy to LEGACY to restore the behavior before Spark 3.0, `
  + 'or set to CORRECTED and treat it as an invalid datetime string.');

/** Compiles and checks a pattern: IllegalArgumentException, or SparkUpgradeException where Spark 2 took it. */
function compiled(pattern: string, parsing: boolean, legacy: LegacyFormat): readonly Element[] {
  try {
    return compilePattern(pattern, parsing);
  } catch (e) {
    if (!(e instanceof PatternError)) throw e;
    if (!legacyTokens(pattern, legacy)) throw illegalArgument(e.message);
    throw upgrade(`Fail to recognize '${pattern}' pattern in the DateTimeFormatter. 1) You can set spark.sql.legacy.timeParserPolicy to LEGACY to restore the behavior before Spark 3.0. `
      + '2) You can form a valid datetime pattern with the guide from https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html');
  }
}

function checkLegacy(pattern: string, s: string, legacy: LegacyFormat): void {
  const tokens = legacyTokens(pattern, legacy);
  if (tokens && legacyAccepts(tokens, s, legacy)) throw parseUpgrade(s);
}

const DEFAULT_DATE = 'yyyy-MM-dd', DEFAULT_TIMESTAMP = 'yyyy-MM-dd HH:mm:ss';

export type TimestampParser = (s: string) => Long | null;
/** `pattern` undefined: the forms of CAST (DefaultTimestampFormatter). `now` in microseconds serves strings that are only a time. */
export function timestampParser(pattern: string | undefined, zone: Zone, legacy: LegacyFormat, now: () => number): TimestampParser {
  if (pattern === undefined) {
    return (s) => {
      const v = stringToTimestamp(s, zone, now);
      if (v === null) checkLegacy(DEFAULT_TIMESTAMP, s, legacy);
      return v;
    };
  }
  const elements = compiled(pattern, true, legacy);
  return (s) => {
    const p = parsePattern(elements, s);
    const v = p && resolveTimestamp(p, zone);
    if (v !== undefined) return v;
    checkLegacy(pattern, s, legacy);
    return null;
  };
}

/** Timestamps without a zone: a zone in the string is an error. */
export function timestampNtzParser(pattern: string | undefined): TimestampParser {
  if (pattern === undefined) return (s) => stringToTimestampNtz(s, false);
  const elements = compiled(pattern, true, 'fast');
  return (s) => {
    const p = parsePattern(elements, s);
    return p && !p.zone && p.offset === undefined ? resolveTimestampNtz(p) ?? null : null;
  };
}

export type DateParser = (s: string) => number | null;
export function dateParser(pattern: string | undefined, legacy: LegacyFormat): DateParser {
  const lenient = legacy === 'simple' ? 'simpleLenient' : legacy;
  if (pattern === undefined) {
    return (s) => {
      const v = stringToDate(s);
      if (v === null) checkLegacy(DEFAULT_DATE, s, lenient);
      return v;
    };
  }
  const elements = compiled(pattern, true, lenient);
  return (s) => {
    const p = parsePattern(elements, s);
    const v = p && resolveDate(p);
    if (v !== undefined) return v;
    checkLegacy(pattern, s, lenient);
    return null;
  };
}

export function timestampPrinter(pattern: string, zone: Zone, legacy: LegacyFormat): (micros: Long) => string {
  const elements = compiled(pattern, false, legacy);
  return (micros) => formatInstant(elements, micros, zone);
}

/** A timestamp without a zone, as a LocalDateTime: pattern letters of a zone are errors. */
export function timestampNtzPrinter(pattern: string): (micros: Long) => string {
  const elements = compiled(pattern, false, 'fast');
  return (micros) => formatLocal(elements, localOf(micros, UTC), true);
}

export function datePrinter(pattern: string, legacy: LegacyFormat): (days: number) => string {
  if (pattern === DEFAULT_DATE) return dateText;
  const elements = compiled(pattern, false, legacy);
  return (days) => formatLocal(elements, { days, secondOfDay: 0, micro: 0, offset: 0 }, false);
}
