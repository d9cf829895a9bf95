/** Comparing numbers as they are written in JSON, every digit of them. */

interface Decimal {
  sign: number;
  /** Without zeros at either end; the value is 0.digits * 10^exponent. */
  digits: string;
  exponent: number;
}

/** Doubles tell decimals of so many digits apart. */
const EXACT = 15;

/** Negative, 0 or positive, as a is less than, equal to or greater than b; undefined when one is no number. */
export function compareNumbers(a: string, b: string): number | undefined {
  if (a.length <= EXACT && b.length <= EXACT) {
    const order = Number(a) - Number(b);
    if (!Number.isNaN(order) && plain(a) && plain(b)) return order || 0;
  }
  const x = parse(a), y = parse(b);
  if (!x || !y) return undefined;
  if (x.sign !== y.sign) return x.sign - y.sign;
  if (x.exponent !== y.exponent) return x.sign * (x.exponent - y.exponent);
  return x.sign * (x.digits < y.digits ? -1 : x.digits > y.digits ? 1 : 0);
}

/** Digits with at most a sign and a point: what Number reads, and reads as JSON means it. */
function plain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x30 || code > 0x39) && code !== 0x2e && code !== 0x2d) return false;
  }
  return text.length > 0;
}

function parse(text: string): Decimal | undefined {
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (!found) return undefined;
  const [, minus, whole = '', part = '', power = '0'] = found;
  const all = whole + part, begin = all.search(/[1-9]/);
  if (begin < 0) return { sign: 0, digits: '', exponent: 0 };
  return { sign: minus === '-' ? -1 : 1, digits: all.slice(begin).replace(/0+$/, ''), exponent: whole.length - begin + Number(power) };
}
