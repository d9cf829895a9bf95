import { amPm, dayNames, eraNames, monthNames, shortDays, shortEras, shortMonths } from './names.ts';
import { isCivil } from './civil.ts';
import { Refusal } from '../errors.ts';

/**
 * Whether Spark 2's parsers would have read a string that the new one refuses: java.text.SimpleDateFormat (`simple`, strict or
 * lenient) and commons-lang's FastDateFormat (`fast`, lenient). Both take a prefix of the string. Under the default time parser
 * policy that difference is a SparkUpgradeException, so only the answer matters, not the value.
 */
export type LegacyFormat = 'fast' | 'simple' | 'simpleLenient';

interface Token { readonly letter: string; readonly count: number; readonly text: string }

const simpleLetters = 'GyMLwWDdFEuaHkKhmsSzZXY';
/** Undefined where the legacy formatter does not accept the pattern either. */
export function legacyTokens(pattern: string, format: LegacyFormat): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length;) {
    const c = pattern[i]!;
    if (c === "'") {
      const end = quoteEnd(pattern, i);
      if (end < 0) return undefined;
      tokens.push({ letter: '', count: 0, text: end === i + 2 ? "'" : pattern.slice(i + 1, end - 1).replaceAll("''", "'") });
      i = end;
    } else if (/[A-Za-z]/.test(c)) {
      let n = 1;
      while (pattern[i + n] === c) n++;
      if (!simpleLetters.includes(c) || (c === 'L' && format === 'fast') || (c === 'X' && n > 3)) return undefined;
      tokens.push({ letter: c, count: n, text: '' });
      i += n;
    } else {
      tokens.push({ letter: '', count: 0, text: c });
      i++;
    }
  }
  return tokens;
}
function quoteEnd(pattern: string, start: number): number {
  for (let i = start + 1; i < pattern.length; i++) {
    if (pattern[i] !== "'") continue;
    if (pattern[i + 1] === "'" && i > start + 1) i++; else return i + 1;
  }
  return -1;
}

const isNumber = (t: Token | undefined): boolean => t !== undefined && t.letter !== '' && !(t.letter === 'M' || t.letter === 'L' ? t.count >= 3 : 'GEazZX'.includes(t.letter));

export function legacyAccepts(tokens: readonly Token[], s: string, format: LegacyFormat): boolean {
  const fields = new Map<string, number>();
  let at = 0;
  for (let i = 0; i < tokens.length; i++) {
    const t = tokens[i]!;
    if (t.letter === '') {
      if (!s.startsWith(t.text, at)) return false;
      at += t.text.length;
      continue;
    }
    if (format !== 'fast') while (s[at] === ' ' || s[at] === '\t') at++;
    const end = isNumber(t) ? number(t, isNumber(tokens[i + 1]), s, at, format, fields) : textEnd(t, s, at);
    if (end < 0) return false;
    at = end;
  }
  return format !== 'simple' || strictFields(fields);
}

function number(t: Token, nextIsNumber: boolean, s: string, start: number, format: LegacyFormat, fields: Map<string, number>): number {
  let at = start, limit = s.length;
  if (format === 'fast') {
    if (nextIsNumber) limit = Math.min(limit, at + t.count);
    else while (at < s.length && /\s/.test(s[at]!)) at++;
  } else if (nextIsNumber) {
    if (at + t.count > s.length) return -1;
    limit = at + t.count;
  }
  let end = at;
  if (format !== 'fast' && s[end] === '-' && end + 1 < limit) end++;
  const digits = end;
  while (end < limit && s.charCodeAt(end) >= 48 && s.charCodeAt(end) <= 57) end++;
  if (end === digits) return -1;
  const value = Number(s.slice(at, end));
  if (format === 'fast' && value > 2_147_483_647) return -1;
  // Two digits for a year mean a year near now, never before year 1.
  fields.set(t.letter, t.letter === 'y' && t.count <= 2 && end - at === 2 ? 2000 + value : value);
  return end;
}

function textEnd(t: Token, s: string, at: number): number {
  const rest = s.slice(at).toLowerCase();
  const names = t.letter === 'M' || t.letter === 'L' ? [...monthNames, ...shortMonths] : t.letter === 'E' ? [...dayNames, ...shortDays]
    : t.letter === 'G' ? [...shortEras, ...eraNames] : t.letter === 'a' ? amPm : undefined;
  if (names) {
    const found = names.filter((n) => rest.startsWith(n.toLowerCase())).sort((a, b) => b.length - a.length)[0];
    return found === undefined ? -1 : at + found.length;
  }
  const offset = t.letter === 'X' ? (t.count === 1 ? /^(?:z|[+-]\d\d)/ : t.count === 2 ? /^(?:z|[+-]\d{4})/ : /^(?:z|[+-]\d\d:\d\d)/) : /^(?:(?:gmt)?[+-]\d{1,2}:?\d\d|gmt|utc)/;
  const m = offset.exec(rest);
  if (m) return at + m[0].length;
  if (t.letter !== 'X' && /^[a-z]{3,}/.test(rest)) throw new Refusal(`Reading the time zone name in '${s}'`, 'Use the pattern letters XXX or VV for the zone.');
  return -1;
}

/** GregorianCalendar, not lenient: every field in its range, the date a real one. */
function strictFields(f: ReadonlyMap<string, number>): boolean {
  const within = (letter: string, min: number, max: number): boolean => {
    const v = f.get(letter);
    return v === undefined || (v >= min && v <= max);
  };
  if (!(within('H', 0, 23) && within('k', 1, 24) && within('K', 0, 11) && within('h', 1, 12) && within('m', 0, 59) && within('s', 0, 59) && within('S', 0, 999))) return false;
  if (!(within('D', 1, 366) && within('M', 1, 12) && within('L', 1, 12) && within('y', 1, 292_278_994))) return false;
  return isCivil(f.get('y') ?? 1970, f.get('M') ?? f.get('L') ?? 1, f.get('d') ?? 1);
}
