/** What stands for a value in a template: a name, and arguments. */
import { CITIES, COUNTRIES, FIRST, LAST, WORDS } from './lists.ts';
import type { Random } from './random.ts';

/** The message that is being made. */
export interface Making {
  /** From 0. */
  index: number;
  /** Epoch ms. */
  now: number;
  random: Random;
  /** The text of its key. */
  key: string;
}

/** `bare`: JSON as it is (a number, true); else a text, which JSON puts between quotes. */
export type Value = { text: string; bare: boolean };
export type Maker = (making: Making) => Value;

export interface Placeholder {
  use: string;
  does: string;
  /** @throws Error with what is wrong with the arguments, as the end of "{{int}}: …". */
  make(args: readonly string[]): Maker;
}

const text = (make: (making: Making) => string): Maker => (making) => ({ text: make(making), bare: false });
const bare = (make: (making: Making) => string): Maker => (making) => ({ text: make(making), bare: true });
const alone = (maker: Maker) => (args: readonly string[]): Maker => {
  if (args.length > 0) throw new Error('it takes no arguments');
  return maker;
};

function whole(given: string | undefined, what: string): bigint {
  if (given === undefined || !/^-?\d{1,19}$/.test(given)) throw new Error(`${what} is a whole number`);
  const value = BigInt(given);
  if (value !== BigInt.asIntN(64, value)) throw new Error(`${what} does not fit 64 bits`);
  return value;
}

function decimal(given: string | undefined, what: string): number {
  if (given === undefined || !/^-?\d{1,15}(\.\d{1,15})?$/.test(given)) throw new Error(`${what} is a number`);
  return Number(given);
}

function upTo(given: string | undefined, what: string, otherwise: number, most: number): number {
  if (given === undefined) return otherwise;
  if (!/^\d{1,6}$/.test(given) || Number(given) < 1 || Number(given) > most) throw new Error(`${what} is a whole number from 1 to ${most}`);
  return Number(given);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const LONGEST = 36_500 * UNITS['d']!;

function durationOf(given: string | undefined): number {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(given ?? '') ?? [];
  if (amount === undefined || unit === undefined) throw new Error('a span of time is written as 500ms, 30s, 5m, 2h or 1d');
  const span = Number(amount) * UNITS[unit]!;
  if (span > LONGEST) throw new Error('a span of time is at most 36500d');
  return span;
}

/** A time as ISO-8601, or as epoch milliseconds or seconds. */
function timeAs(form: string | undefined, at: (making: Making) => number): Maker {
  switch (form) {
    case undefined: case 'iso': return text((making) => new Date(at(making)).toISOString());
    case 'ms': return bare((making) => String(at(making)));
    case 's': return bare((making) => String(Math.floor(at(making) / 1000)));
    default: throw new Error('the form of a time is iso, ms or s');
  }
}

/** Words, `red*8` eight times as often as `red`. */
function weighted(args: readonly string[]): Maker {
  if (args.length === 0) throw new Error('it needs something to pick from');
  const choices = args.map((arg) => {
    const [, word, weight] = /^(.*)\*(\d{1,6})$/s.exec(arg) ?? [undefined, arg, '1'];
    return { word, weight: Number(weight) };
  });
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) throw new Error('every choice has the weight 0');
  return text(({ random }) => {
    let at = Number(random.below(BigInt(total)));
    return (choices.find(({ weight }) => (at -= weight) < 0) ?? choices[0]!).word;
  });
}

const plain = (name: string): string => name.toLowerCase().normalize('NFD').replace(/[^a-z]/g, '');

export const PLACEHOLDERS: Readonly<Record<string, Placeholder>> = {
  seq: { use: 'seq [first]', does: 'a running number, from 0 or from first', make: ([first, ...more]) => {
    if (more.length > 0) throw new Error('it takes the first number only');
    const from = first === undefined ? 0n : whole(first, 'the first');
    return bare(({ index }) => String(from + BigInt(index)));
  } },
  int: { use: 'int <least> <most>', does: 'a whole number, both ends included', make: ([from, to, ...more]) => {
    const least = whole(from, 'the least'), most = whole(to, 'the most');
    if (more.length > 0) throw new Error('it takes two numbers');
    if (most < least) throw new Error(`${most} is less than ${least}`);
    return bare(({ random }) => String(least + random.below(most - least + 1n)));
  } },
  float: { use: 'float <least> <most> [digits]', does: 'a number with digits behind the point (2)', make: ([from, to, digits, ...more]) => {
    const least = decimal(from, 'the least'), most = decimal(to, 'the most'), places = digits === '0' ? 0 : upTo(digits, 'digits', 2, 15);
    if (more.length > 0) throw new Error('it takes two numbers and the digits');
    if (most < least) throw new Error(`${most} is less than ${least}`);
    return bare(({ random }) => (least + random.unit() * (most - least)).toFixed(places));
  } },
  bool: { use: 'bool [share]', does: 'true or false; share is how often true (0.5)', make: ([share, ...more]) => {
    const often = share === undefined ? 0.5 : decimal(share, 'the share');
    if (more.length > 0 || often < 0 || often > 1) throw new Error('the share is a number from 0 to 1');
    return bare(({ random }) => String(random.unit() < often));
  } },
  pick: { use: 'pick <a> <b*8> …', does: "one of the words, b eight times as often; words with blanks stand between ' or \"", make: weighted },
  uuid: { use: 'uuid', does: 'a UUID', make: alone(text(({ random }) => random.uuid())) },
  hex: { use: 'hex [digits]', does: 'hexadecimal digits (8)', make: ([digits, ...more]) => {
    if (more.length > 0) throw new Error('it takes the number of digits only');
    const many = upTo(digits, 'digits', 8, 100_000);
    return text(({ random }) => random.hex(many));
  } },
  now: { use: 'now [iso|ms|s]', does: 'the time of the message', make: ([form, ...more]) => {
    if (more.length > 0) throw new Error('it takes the form only');
    return timeAs(form, ({ now }) => now);
  } },
  ago: { use: 'ago <span> [iso|ms|s]', does: 'a time up to 500ms, 30s, 5m, 2h or 1d before it: late data', make: ([span, form, ...more]) => {
    const most = durationOf(span);
    if (more.length > 0) throw new Error('it takes a span and the form');
    return timeAs(form, ({ now, random }) => now - Number(random.below(BigInt(most) + 1n)));
  } },
  key: { use: 'key', does: "the message's key", make: alone(text(({ key }) => key)) },
  name: { use: 'name', does: 'first and last name', make: alone(text(({ random }) => `${random.pick(FIRST)} ${random.pick(LAST)}`)) },
  first: { use: 'first', does: 'a first name', make: alone(text(({ random }) => random.pick(FIRST))) },
  last: { use: 'last', does: 'a last name', make: alone(text(({ random }) => random.pick(LAST))) },
  email: { use: 'email', does: 'an address at example.com', make: alone(text(({ random }) => `${plain(random.pick(FIRST))}.${plain(random.pick(LAST))}@example.com`)) },
  city: { use: 'city', does: 'a city', make: alone(text(({ random }) => random.pick(CITIES))) },
  country: { use: 'country', does: 'a country code', make: alone(text(({ random }) => random.pick(COUNTRIES))) },
  ip: { use: 'ip', does: 'an IPv4 address of a network for documentation', make: alone(text(({ random }) => `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${1 + Number(random.below(254n))}`)) },
  words: { use: 'words [count]', does: 'English words (1)', make: ([given, ...more]) => {
    if (more.length > 0) throw new Error('it takes the number of words only');
    const many = upTo(given, 'the number of words', 1, 100_000);
    return text(({ random }) => Array.from({ length: many }, () => random.pick(WORDS)).join(' '));
  } },
};
