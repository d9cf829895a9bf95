import { digits, fits, pow10, rescale } from '../functions/decimal.ts';
import { doubleText } from './double-text.ts';

/** An exact decimal number: unscaled x 10^-scale; the scale may be negative (java.math.BigDecimal). */
export interface Big { readonly unscaled: bigint; readonly scale: number }

/** new BigDecimal(text); undefined for its NumberFormatException. */
export function parseBig(text: string): Big | undefined {
  const m = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,10}))?$/.exec(text);
  if (!m || (m[2] === '' && !m[3])) return undefined;
  const fraction = m[3] ?? '';
  const unscaled = BigInt(`${m[2]!}${fraction}`);
  return { unscaled: m[1] === '-' ? -unscaled : unscaled, scale: fraction.length - Number(m[4] ?? 0) };
}

/** Decimal.changePrecision: the unscaled value at the type's scale, rounded half-up; null where it has too many digits. */
export function toPrecision(v: Big, precision: number, scale: number): bigint | null {
  if (v.unscaled === 0n) return 0n;
  // Without this, 1E+100000000 would be computed first and refused after.
  if (digits(v.unscaled) - v.scale > precision - scale + 1) return null;
  if (v.scale - scale > digits(v.unscaled) + 1) return 0n;
  const r = v.scale < 0 ? rescale(v.unscaled * pow10(-v.scale), 0, scale) : rescale(v.unscaled, v.scale, scale);
  return fits(r, precision) ? r : null;
}

/** Decimal.fromString and changePrecision; null where it is no number or does not fit. */
export function stringToDecimal(s: string, precision: number, scale: number): bigint | null {
  const big = parseBig(s.replace(/^[\0-\x20]+|[\0-\x20]+$/g, ''));
  return big ? toPrecision(big, precision, scale) : null;
}

/** The shortest decimal text decides, as in scala.math.BigDecimal(double); null for NaN and infinities. */
export function doubleToDecimal(d: number, precision: number, scale: number): bigint | null {
  if (!Number.isFinite(d)) return null;
  return toPrecision(parseBig(doubleText(d))!, precision, scale);
}

/** java.math.BigDecimal.toString: scientific below 0.000001 (`0E-18`, `1.5E-7`). */
export function decimalText(unscaled: bigint, scale: number): string {
  const negative = unscaled < 0n, text = String(negative ? -unscaled : unscaled), sign = negative ? '-' : '';
  if (scale === 0) return sign + text;
  const adjusted = text.length - 1 - scale;
  if (scale > 0 && adjusted >= -6) {
    const padded = text.padStart(scale + 1, '0');
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  return `${sign}${text[0]!}${text.length > 1 ? `.${text.slice(1)}` : ''}E${adjusted < 0 ? '' : '+'}${adjusted}`;
}

/** Without an exponent (BigDecimal.toPlainString). */
export function plainText(unscaled: bigint, scale: number): string {
  const negative = unscaled < 0n, text = String(negative ? -unscaled : unscaled), sign = negative ? '-' : '';
  if (scale <= 0) return sign + (unscaled === 0n ? '0' : text + '0'.repeat(-scale));
  const padded = text.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

export const decimalToDouble = (unscaled: bigint, scale: number): number => Number(`${unscaled}e${-scale}`);
