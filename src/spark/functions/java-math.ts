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
