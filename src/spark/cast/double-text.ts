/**
 * Double.toString and Float.toString as the JDK 8 to 18 compute them (jdk.internal.math.FloatingDecimal): mostly the shortest
 * digits, but one more here and there, and integers past 2^53 with all digits that their unit in the last place allows.
 */
const view = new DataView(new ArrayBuffer(8));

/** `1.0`, `1.0E10`, `1.0E-4`, `NaN`, `Infinity`. */
export function doubleText(d: number): string {
  if (!Number.isFinite(d)) return d > 0 ? 'Infinity' : d < 0 ? '-Infinity' : 'NaN';
  if (d === 0) return Object.is(d, -0) ? '-0.0' : '0.0';
  const shortest = Math.abs(d) < 2 ** 53 ? shortDigits(d) : undefined;
  // Up to 15 digits identify a double: there is nothing to choose. Past 2^53 the JDK looks at the integer instead.
  if (shortest && shortest.digits.length <= 15) return javaForm(d < 0, shortest.digits, shortest.exponent);
  view.setFloat64(0, d);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  return exact(d < 0, bits & 0xfffffffffffffn, biased, 52, 1023);
}

/** `f` must be a float (Math.fround). */
export function floatText(f: number): string {
  if (!Number.isFinite(f)) return f > 0 ? 'Infinity' : f < 0 ? '-Infinity' : 'NaN';
  if (f === 0) return Object.is(f, -0) ? '-0.0' : '0.0';
  if (Number.isInteger(f) && Math.abs(f) < 1e6) return javaForm(f < 0, String(Math.abs(f)).replace(/0+$/, ''), String(Math.abs(f)).length);
  view.setFloat32(0, f);
  const bits = view.getUint32(0);
  return exact(f < 0, BigInt(bits & 0x7fffff), (bits >>> 23) & 0xff, 23, 127);
}

/** Digits without trailing zeros and the decimal exponent: 0.digits x 10^exponent. */
function shortDigits(d: number): { digits: string; exponent: number } | undefined {
  const s = String(Math.abs(d));
  if (s.includes('e')) return undefined;
  const point = s.indexOf('.');
  const all = point < 0 ? s : s.slice(0, point) + s.slice(point + 1);
  const lead = /^0*/.exec(all)![0].length;
  return { digits: all.slice(lead).replace(/0+$/, ''), exponent: (point < 0 ? s.length : point) - lead };
}

function javaForm(negative: boolean, digits: string, exponent: number): string {
  const sign = negative ? '-' : '';
  if (exponent > 0 && exponent < 8) {
    if (digits.length <= exponent) return `${sign}${digits.padEnd(exponent, '0')}.0`;
    return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
  }
  if (exponent <= 0 && exponent > -3) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  return `${sign}${digits[0]!}.${digits.length > 1 ? digits.slice(1) : '0'}E${exponent - 1}`;
}

function exact(negative: boolean, fraction: bigint, biased: number, mantissaBits: number, bias: number): string {
  let f = fraction, exponent = biased - bias, significant = mantissaBits + 1;
  if (biased === 0) {
    // A subnormal: normalised, with as many significant bits as it has.
    significant = f.toString(2).length;
    f <<= BigInt(mantissaBits + 1 - significant);
    exponent = 1 - bias - (mantissaBits + 1 - significant);
  } else f |= 1n << BigInt(mantissaBits);
  let trailing = 0;
  while (((f >> BigInt(trailing)) & 1n) === 0n) trailing++;
  const fractionBits = mantissaBits + 1 - trailing;
  const tiny = Math.max(0, fractionBits - exponent - 1);
  if (tiny === 0 && exponent <= 62 && exponent >= -21) return integer(negative, f, exponent, mantissaBits, significant);
  return develop(negative, f >> BigInt(trailing), fractionBits, exponent, tiny, significant, estimate(f, exponent, mantissaBits));
}

function integer(negative: boolean, f: bigint, exponent: number, mantissaBits: number, significant: number): string {
  let value = exponent >= mantissaBits ? f << BigInt(exponent - mantissaBits) : f >> BigInt(mantissaBits - exponent);
  let shift = 0;
  if (exponent > significant) {
    // The largest power of ten below the spacing of such numbers: its digits mean nothing.
    const p = exponent - significant - 1;
    shift = p > 1 ? Math.floor(Math.log10(2) * p + 1e-12) : 0;
    const pow = 10n ** BigInt(shift), rest = value % pow;
    value /= pow;
    if (shift && rest >= pow / 2n) value++;
  }
  const text = String(value);
  return javaForm(negative, text.replace(/0+$/, ''), text.length + shift);
}

/** FloatingDecimal.estimateDecExp. */
function estimate(f: bigint, exponent: number, mantissaBits: number): number {
  const d2 = 1 + Number(f & ((1n << BigInt(mantissaBits)) - 1n)) / 2 ** mantissaBits;
  return Math.floor((d2 - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981);
}

function develop(negative: boolean, f: bigint, fractionBits: number, exponent: number, tiny: number, significant: number, estimated: number): string {
  let exp10 = estimated;
  const b5 = Math.max(0, -exp10), s5 = Math.max(0, exp10);
  let b2 = b5 + tiny + exponent, s2 = s5 + tiny, m2 = b2 - significant;
  b2 -= fractionBits - 1;
  const common = Math.min(b2, s2);
  b2 -= common; s2 -= common; m2 -= common;
  if (fractionBits === 1) m2--;
  if (m2 < 0) {
    b2 -= m2; s2 -= m2;
    m2 = 0;
  }
  let b = (f * 5n ** BigInt(b5)) << BigInt(b2);
  const s = 5n ** BigInt(s5) << BigInt(s2), tens = s * 10n;
  let m = 5n ** BigInt(b5) << BigInt(m2);
  const digits: number[] = [];
  let q = b / s;
  b = 10n * (b % s);
  m *= 10n;
  let low = b < m, high = b + m > tens;
  if (q === 0n && !high) exp10--; else digits.push(Number(q));
  if (exp10 < -3 || exp10 >= 8) low = high = false;
  while (!low && !high) {
    q = b / s;
    b = 10n * (b % s);
    m *= 10n;
    low = b < m;
    high = b + m > tens;
    digits.push(Number(q));
  }
  const difference = (b << 1n) - tens;
  if (high && (!low || difference > 0n || (difference === 0n && digits.at(-1)! % 2 === 1))) exp10 += roundUp(digits);
  return javaForm(negative, digits.join('').replace(/0+$/, '') || '0', exp10 + 1);
}

/** Adds one in the last place; 1 where that makes one digit more. */
function roundUp(digits: number[]): number {
  let i = digits.length - 1;
  for (; i >= 0 && digits[i] === 9; i--) digits[i] = 0;
  if (i < 0) {
    digits.unshift(1);
    digits.pop();
    return 1;
  }
  digits[i]!++;
  return 0;
}
