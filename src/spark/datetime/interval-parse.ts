import { illegalArgument } from '../errors.ts';
import { Interval, type Long } from '../values.ts';
import { trimAll } from './cast-text.ts';
import { checked, checkedInt } from './instant.ts';

/** Multiples of a unit: months, days or microseconds (IntervalUtils.stringToInterval). */
const units: readonly (readonly [string, 'months' | 'days' | 'micros', bigint])[] = [
  ['year', 'months', 12n], ['week', 'days', 7n], ['day', 'days', 1n], ['hour', 'micros', 3_600_000_000n], ['second', 'micros', 1_000_000n],
  ['month', 'months', 1n], ['minute', 'micros', 60_000_000n], ['millisecond', 'micros', 1000n], ['microsecond', 'micros', 1n],
];
const isSpace = (c: string): boolean => /[\t-\r\x1c-\x20]/.test(c);
const isDigit = (c: string): boolean => c >= '0' && c <= '9';

/**
 * IntervalUtils.stringToInterval: `1 hour 30 minutes`, `interval -1.5 seconds`. Throws IllegalArgumentException with Spark's text.
 */
export function stringToInterval(input: string): Interval {
  const s = trimAll(input).toLowerCase();
  const fail = (text: string): never => { throw illegalArgument(`Error parsing '${input}' to interval, ${text}`); };
  if (s.length === 0) fail('interval string cannot be empty');
  let i = 0;
  const word = (): string => {
    const words = s.split(/\s+/);
    return words[words.length - s.slice(i).split(/\s+/).length] ?? '';
  };
  const exact = <T>(f: () => T): T => {
    try {
      return f();
    } catch (e) {
      return fail((e as Error).message);
    }
  };
  const skip = (): void => { while (i < s.length && isSpace(s[i]!)) i++; };
  if (s.startsWith('interval')) {
    if (s.length === 8) fail('interval string cannot be empty');
    if (!isSpace(s[8]!)) fail(`invalid interval prefix ${word()}`);
    i = 9;
  }
  let months = 0, days = 0, micros: Long = 0;
  for (;;) {
    skip();
    if (i >= s.length) return new Interval(months, days, micros);
    const c = s[i]!;
    let negative = false, scale = -1, value = 0n, fraction = 0;
    const pointed = c === '.';
    if (c === '-' || c === '+') {
      negative = c === '-';
      i++;
      skip();
      if (i >= s.length) fail(`expect a number after '${word()}' but hit EOL`);
    } else if (!isDigit(c) && !pointed) fail(`unrecognized number '${word()}'`);
    if (!pointed) {
      for (; i < s.length && isDigit(s[i]!); i++) value = BigInt(exact(() => checked(BigInt(checked(value * 10n)) + BigInt(s[i]!))));
      if (i < s.length && s[i] !== '.' && !isSpace(s[i]!)) fail(`invalid value '${word()}'`);
    }
    if (s[i] === '.') {
      i++;
      for (scale = 100_000_000; i < s.length && !isSpace(s[i]!); i++) {
        if (!isDigit(s[i]!)) fail(`invalid value '${word()}'`);
        if (scale < 1) fail(`interval can only support nanosecond precision, '${word()}' is out of range`);
        fraction += Number(s[i]) * scale;
        scale = Math.floor(scale / 10);
      }
      if (i < s.length && pointed && scale === 100_000_000) fail(`invalid value '${word()}'`);
      fraction = Math.floor(fraction / 1000);
    }
    if (i >= s.length) fail(`expect a unit name after '${word()}' but hit EOL`);
    skip();
    if (i >= s.length) fail(`unknown error when parsing '${word()}'`);
    if (s[i] !== 's' && scale >= 0) fail(`'${word()}' cannot have fractional part`);
    const unit = units.find((u) => s.startsWith(u[0], i));
    if (!unit) return fail(`invalid unit '${word()}'`);
    const amount = (negative ? -value : value) * unit[2];
    if (unit[1] === 'months') months = exact(() => checkedInt(BigInt(months) + BigInt(checked(amount))));
    else if (unit[1] === 'days') days = exact(() => checkedInt(BigInt(days) + BigInt(checkedInt(checked(amount)))));
    else micros = exact(() => checked(BigInt(checked(BigInt(micros) + BigInt(checked(amount)))) + BigInt(negative ? -fraction : fraction)));
    i += unit[0].length;
    if (i < s.length && s[i] === 's') i++;
    if (i < s.length && !isSpace(s[i]!)) fail(`invalid unit '${word()}'`);
  }
}

/** IntervalUtils.safeStringToInterval: null where the string is none. */
export function safeStringToInterval(input: string): Interval | null {
  try {
    return stringToInterval(input);
  } catch {
    return null;
  }
}
