/**
 * StrictMath.pow. The engine's own `**` may differ from it in the last bit; whole exponents that are exact in both
 * need no care, the rest is taken from the engine.
 */
export function javaPow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Math.abs(x) === 1 && !Number.isFinite(y)) return NaN;
  return Math.pow(x, y);
}
