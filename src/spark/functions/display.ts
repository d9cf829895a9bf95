import type { DataType } from '../types.ts';
import type { Value } from '../values.ts';
import { decimalText } from './decimal.ts';

/** Double.toString of Java: the shortest digits, with an exponent outside 10^-3 … 10^7. */
export function javaDouble(v: number): string {
  if (Number.isNaN(v)) return 'NaN';
  if (!Number.isFinite(v)) return v > 0 ? 'Infinity' : '-Infinity';
  if (v === 0) return Object.is(v, -0) ? '-0.0' : '0.0';
  return javaDigits(v.toExponential(), Math.abs(v));
}

/** Float.toString: the shortest digits that give the same float back. */
export function javaFloat(v: number): string {
  if (!Number.isFinite(v) || v === 0) return javaDouble(v);
  for (let digits = 0; digits < 9; digits++) {
    const text = v.toExponential(digits);
    if (Math.fround(Number(text)) === v) return javaDigits(text, Math.abs(v));
  }
  return javaDouble(v);
}

function javaDigits(exponential: string, magnitude: number): string {
  const m = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(exponential)!;
  const digits = `${m[2]}${m[3] ?? ''}`.replace(/0+$/, '') || '0', exponent = Number(m[4]);
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    if (exponent < 0) return `${m[1]}0.${'0'.repeat(-exponent - 1)}${digits}`;
    return `${m[1]}${digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')}.${digits.slice(exponent + 1) || '0'}`;
  }
  return `${m[1]}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
}

/** A value as it appears inside an error message (Java's toString of the internal value). */
export function displayValue(v: Value, t: DataType): string {
  if (v === null) return 'null';
  switch (t.kind) {
    case 'double': return javaDouble(v as number);
    case 'float': return javaFloat(v as number);
    case 'decimal': return decimalText(v as bigint, t.scale);
    case 'array': return `[${(v as Value[]).map((x) => displayValue(x, t.element)).join(',')}]`;
    case 'struct': return `[${(v as Value[]).map((x, i) => displayValue(x, t.fields[i]!.type)).join(',')}]`;
    default: return String(v);
  }
}
