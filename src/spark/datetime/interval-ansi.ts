import { illegalArgument, javaError } from '../errors.ts';
import type { Long } from '../values.ts';
import { trimAll } from './cast-text.ts';
import { checked, checkedInt, intOverflow } from './instant.ts';
import { dayTimeName } from './interval-text.ts';

/**
 * Strings cast to ANSI intervals (IntervalUtils.castStringToDTInterval, castStringToYMInterval): the bare form of the type
 * or the whole literal. They throw IllegalArgumentException with Spark's text.
 */
const sign = '([+|-])?';
const two = '(\\d{1,2})', fraction = '(\\.\\d{1,9})?';
const leading = ['(\\d{1,9})', '(\\d{1,10})', '(\\d{1,12})'];
const maxima = [106_751_991, 2_562_047_788, 153_722_867_280];
const shapes = ['d', 'h', 'm', 's.n'];
const separators = [' ', ':', ':'];
const unitNames = ['day', 'hour', 'minute', 'second'];
const unitMicros = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];

const formats = (shape: string, name: string): string => `\`[+|-]${shape}\`, \`INTERVAL [+|-]'[+|-]${shape}' ${name}\``;
const failure = (input: string, kind: string, shape: string, name: string, notice = ''): Error =>
  illegalArgument(`Interval string does not match ${kind} format of ${formats(shape, name)} when cast to interval ${name.toLowerCase()}: ${input}${notice}`);
const notice = ', set spark.sql.legacy.fromDayTimeString.enabled to true to restore the behavior before Spark 3.0.';
const wrapped = (kind: string, e: unknown): Error => illegalArgument(`Error parsing interval ${kind} string: ${(e as Error).message}`);
const negative = (first: string | undefined, second?: string): boolean => (first === '-') !== (second === '-');

function inRange(name: string, text: string, max: number): bigint {
  const n = BigInt(text);
  if (n > BigInt(max)) throw illegalArgument(`requirement failed: ${name} ${n} outside range [0, ${max}]`);
  return n;
}
/** IntervalUtils.parseSecondNano. */
function secondMicros(seconds: string, part: string | undefined, max: number): bigint {
  return inRange('second', seconds, max) * 1_000_000n + (part ? BigInt(part.slice(1).padEnd(9, '0')) / 1000n : 0n);
}

export function stringToDayTime(input: string, start: number, end: number): Long {
  const s = trimAll(input);
  const shape = shapes.slice(start, end + 1).reduce((all, p, i) => (i ? all + separators[start + i - 1]! + p : p), '');
  const mismatch = (): Error => failure(input, 'day-time', shape, dayTimeName(start, end), notice);
  if (start === end) return single(s, start, mismatch);
  let body = leading[start]!;
  for (let u = start + 1; u <= end; u++) body += separators[u - 1]! + two + (u === 3 ? fraction : '');
  const bare = new RegExp(`^${sign}${body}$`).exec(s);
  const m = bare ?? new RegExp(`^INTERVAL\\s+${sign}'${sign}${body}'\\s+${dayTimeName(start, end).replaceAll(' ', '\\s+')}$`, 'i').exec(s);
  if (!m) throw mismatch();
  const isNegative = bare ? negative(m[1]) : negative(m[1], m[2]);
  const values = m.slice(bare ? 2 : 3);
  let micros = 0n;
  for (let u = start; u <= end; u++) {
    const text = values[u - start]!;
    micros += u === 3 ? secondMicros(text, values[u - start + 1], 59) : inRange(unitNames[u]!, text, u === start ? maxima[u]! : u === 1 ? 23 : 59) * unitMicros[u]!;
  }
  return checked(isNegative ? -micros : micros);
}

function single(s: string, unit: number, mismatch: () => Error): Long {
  const body = '(\\d{1,13})(\\.\\d{1,9})?';
  const bare = new RegExp(`^${sign}${body}$`).exec(s);
  const m = bare ?? new RegExp(`^INTERVAL\\s+${sign}'${sign}${body}'\\s+(DAY|HOUR|MINUTE|SECOND)$`, 'i').exec(s);
  if (!m) throw mismatch();
  try {
    const [value, part, name] = m.slice(bare ? 2 : 3) as [string, string | undefined, string | undefined];
    if (name && name.toLowerCase() !== unitNames[unit]) throw mismatch();
    if (unit < 3 && (part || value.length > [9, 10, 12][unit]!)) throw mismatch();
    const micros = unit === 3 ? secondMicros(value, part, 9_223_372_036_854) : BigInt(value) * unitMicros[unit]!;
    return checked((bare ? negative(m[1]) : negative(m[1], m[2])) ? -micros : micros);
  } catch (e) {
    throw wrapped('day-time', e);
  }
}

export function stringToYearMonth(input: string, start: number, end: number): number {
  const s = trimAll(input);
  const name = start !== end ? 'YEAR TO MONTH' : start === 0 ? 'YEAR' : 'MONTH';
  // Spark keeps the formats of both kinds in one map by field numbers: those of the day-time interval have overwritten these.
  const shown = formats(start !== end ? 'd h' : start === 0 ? 'd' : 'h', dayTimeName(start, end));
  const mismatch = (): Error => illegalArgument(`Interval string does not match year-month format of ${shown} when cast to interval ${name.toLowerCase()}: ${input}`);
  const pair = '(\\d+)-(\\d+)';
  const bare = new RegExp(`^${sign}${pair}$`).exec(s);
  const m = bare ?? new RegExp(`^INTERVAL\\s+${sign}'${sign}${pair}'\\s+YEAR\\s+TO\\s+MONTH$`, 'i').exec(s);
  if (m) {
    if (start === end) throw mismatch();
    const [years, months] = m.slice(bare ? 2 : 3) as [string, string];
    try {
      const total = inRange('year', years, 178_956_970) * 12n + inRange('month', months, 11);
      return checkedInt((bare ? negative(m[1]) : negative(m[1], m[2])) ? -total : total);
    } catch (e) {
      throw wrapped('year-month', e);
    }
  }
  const one = new RegExp(`^${sign}(\\d+)$`).exec(s);
  const n = one ?? new RegExp(`^INTERVAL\\s+${sign}'${sign}(\\d+)'\\s+(YEAR|MONTH)$`, 'i').exec(s);
  if (!n) throw mismatch();
  try {
    if (start !== end || (!one && n[4]!.toUpperCase() !== name)) throw mismatch();
    const value = BigInt(one ? n[2]! : n[3]!) * (start === 0 ? 12n : 1n);
    if (value > 2_147_483_648n) throw intOverflow();
    return checkedInt((one ? negative(n[1]) : negative(n[1], n[2])) ? -value : value);
  } catch (e) {
    throw wrapped('year-month', e);
  }
}

/** INTERVAL n UNIT of a number (longToDayTimeInterval, intToYearMonthInterval); overflow is Spark's CAST_OVERFLOW. */
export function numberToInterval(v: Long, type: string, from: string, factor: bigint, max: bigint): Long {
  const r = BigInt(v) * factor;
  if (r >= max || r < -max) throw castOverflow(String(v), from, type);
  return checked(r);
}

/** QueryExecutionErrors.castingCauseOverflowError; `value` in SQL form. */
export const castOverflow = (value: string, from: string, to: string): Error => javaError('org.apache.spark.SparkArithmeticException',
  `The value ${value} of the type "${from}" cannot be cast to "${to}" due to an overflow. Use \`try_cast\` to tolerate overflow and return NULL instead. If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error.`);
