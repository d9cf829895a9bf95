/**
 * java.lang.StrictMath where JavaScript's engines are known to give another double. Both descend from fdlibm; V8 makes
 * an exception of exp(1).
 */
const expOne = 2.7182818284590455;
export const javaExp = (x: number): number => (x === 1 ? expOne : Math.exp(x));
export const javaCosh = (x: number): number => (Math.abs(x) === 1 ? 0.5 * expOne + 0.5 / expOne : Math.cosh(x));

/** StrictMath.pow: as Java has it, 1 to an infinite or NaN power is NaN. */
export function javaPow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Math.abs(x) === 1 && !Number.isFinite(y)) return NaN;
  return Math.pow(x, y);
}

/** The square as an unevaluated sum of two doubles (Dekker). */
function square(x: number): [number, number] {
  const c = 134217729 * x, high = c - (c - x), low = x - high, p = x * x;
  return [p, high * high - p + 2 * high * low + low * low];
}
/** Square root of x^2 + y^2, rounded once; far from 1 the engine's own is taken, which minds over- and underflow. */
export function javaHypot(x: number, y: number): number {
  const a = Math.max(Math.abs(x), Math.abs(y)), b = Math.min(Math.abs(x), Math.abs(y));
  if (!(a > 1e-100 && a < 1e100 && b > 1e-100)) return Math.hypot(x, y);
  const [p, e] = square(a), [q, f] = square(b);
  const s = p + q, rest = p - s + q + e + f;
  const r = Math.sqrt(s), [rr, re] = square(r);
  return r + (s - rr - re + rest) / (2 * r);
}
