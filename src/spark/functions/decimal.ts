/**
 * Exact decimal arithmetic on unscaled bigints, with java.math.BigDecimal's rounding where Spark's Decimal uses it:
 * results of `*`, `/`, `%` and `div` are first rounded half-up to 38 significant digits (Decimal.MATH_CONTEXT).
 */
const powers: bigint[] = [1n];
export function pow10(n: number): bigint {
  for (let i = powers.length; i <= n; i++) powers.push(powers[i - 1]! * 10n);
  return powers[n]!;
}

export const absBig = (v: bigint): bigint => (v < 0n ? -v : v);
/** Number of decimal digits of an unscaled value; 0 has one. */
export const digits = (v: bigint): number => absBig(v).toString().length;
/** True where `unscaled` has at most `precision` digits. */
export const fits = (unscaled: bigint, precision: number): boolean => absBig(unscaled) < pow10(precision);

/** Division rounded half-up (away from zero at the half). */
export function divideHalfUp(n: bigint, d: bigint): bigint {
  const negative = n < 0n !== d < 0n;
  const a = absBig(n), b = absBig(d);
  let q = a / b;
  if ((a % b) * 2n >= b) q += 1n;
  return negative ? -q : q;
}

export function divideHalfEven(n: bigint, d: bigint): bigint {
  const negative = n < 0n !== d < 0n;
  const a = absBig(n), b = absBig(d);
  let q = a / b;
  const twice = (a % b) * 2n;
  if (twice > b || (twice === b && q % 2n === 1n)) q += 1n;
  return negative ? -q : q;
}

export function floorDiv(n: bigint, d: bigint): bigint {
  const q = n / d;
  return n % d !== 0n && n < 0n !== d < 0n ? q - 1n : q;
}

/** The same number at another scale, rounded half-up where digits are dropped. */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
  if (to >= from) return unscaled * pow10(to - from);
  return divideHalfUp(unscaled, pow10(from - to));
}

interface Big { readonly unscaled: bigint; readonly scale: number }

/** Rounds to 38 significant digits, half-up. */
function roundToContext(v: bigint, scale: number): Big {
  const excess = digits(v) - 38;
  if (excess <= 0) return { unscaled: v, scale };
  let unscaled = divideHalfUp(v, pow10(excess)), s = scale - excess;
  if (digits(unscaled) > 38) {
    unscaled /= 10n;
    s -= 1;
  }
  return { unscaled, scale: s };
}

const at = (b: Big, scale: number): bigint => (b.scale < 0 ? rescale(b.unscaled * pow10(-b.scale), 0, scale) : rescale(b.unscaled, b.scale, scale));
/** Decimal.toPrecision: null where the result does not fit. */
export const checked = (unscaled: bigint, precision: number): bigint | null => (fits(unscaled, precision) ? unscaled : null);

/** Product of two decimals of scales `sa` and `sb`, at `scale`. */
export const multiplyDecimals = (a: bigint, sa: number, b: bigint, sb: number, scale: number): bigint => at(roundToContext(a * b, sa + sb), scale);

/** Quotient of two decimals, at `scale`; `b` is not zero. */
export function divideDecimals(a: bigint, sa: number, b: bigint, sb: number, scale: number): bigint {
  if (a === 0n) return 0n;
  // Scale the dividend so that the quotient has 38 or 39 digits, and keep what remains for the rounding.
  const shift = 39 - (digits(a) - digits(b));
  const n = shift > 0 ? a * pow10(shift) : a;
  const up = shift > 0 ? shift : 0;
  let q = absBig(n) / absBig(b);
  const rest = absBig(n) % absBig(b) !== 0n;
  const excess = digits(q) - 38;
  let s = sa - sb + up;
  if (excess > 0) {
    // A remainder only matters for a tie that is not one; half-up rounds both the same way.
    q = divideHalfUp(q, pow10(excess));
    s -= excess;
    if (digits(q) > 38) {
      q /= 10n;
      s -= 1;
    }
  } else if (rest && (absBig(n) % absBig(b)) * 2n >= absBig(b)) q += 1n;
  return at({ unscaled: a < 0n !== b < 0n ? -q : q, scale: s }, scale);
}

/** Remainder with the dividend's sign; both at the same scale. */
export const remainderDecimals = (a: bigint, b: bigint): bigint => a % b;

/** The double nearest to a decimal (BigDecimal.doubleValue). */
export const decimalToDouble = (unscaled: bigint, scale: number): number => Number(`${unscaled}e-${scale}`);

/** BigDecimal.toPlainString. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return (unscaled * pow10(-scale)).toString();
  const negative = unscaled < 0n;
  const text = absBig(unscaled).toString().padStart(scale + 1, '0');
  return `${negative ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The exact value of a double's shortest text as an unscaled integer and a scale (BigDecimal(double) in Scala); null for NaN and infinities. */
export function doubleToDecimal(v: number): Big | null {
  if (!Number.isFinite(v)) return null;
  return parseDecimal(String(v));
}

/** Reads digits with an optional fraction and exponent; null where the text is something else. */
export function parseDecimal(text: string): Big | null {
  const m = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!m || (m[2] === '' && (m[3] ?? '') === '')) return null;
  const unscaled = BigInt(`${m[2]}${m[3] ?? ''}`);
  const scale = (m[3]?.length ?? 0) - Number(m[4] ?? 0);
  return { unscaled: m[1] === '-' ? -unscaled : unscaled, scale };
}

/** A parsed number at `scale`, rounded half-up. */
export const atScale = (b: { unscaled: bigint; scale: number }, scale: number): bigint => at(b, scale);
