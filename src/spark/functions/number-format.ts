import { Refusal } from '../errors.ts';
import * as T from '../types.ts';
import type { Long, Value } from '../values.ts';
import type { FunctionDef } from './def.ts';
import { absBig, decimalText, divideHalfEven, pow10 } from './decimal.ts';
import { define } from './define.ts';
import { Any, Int, Numeric, oneOf, Str } from './expected.ts';
import { formatJava } from './java-format.ts';
import { doubleBits } from './murmur3.ts';
import { nullableOf, typeOf } from './nodes.ts';

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** A double's exact value, as a fraction. */
function exactDouble(v: number): { n: bigint; d: bigint } {
  const bits = BigInt.asUintN(64, doubleBits(v));
  const exponent = Number((bits >> 52n) & 0x7ffn), fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n), e = Math.max(exponent, 1) - 1075;
  const n = v < 0 ? -mantissa : mantissa;
  return e >= 0 ? { n: n << BigInt(e), d: 1n } : { n, d: 1n << BigInt(-e) };
}

/** Rounds half-even to `places` and groups by thousands (DecimalFormat of `#,###,##0.00`). */
function format(v: Value, t: T.DataType, places: number): string {
  if (t.kind === 'double' || t.kind === 'float') {
    const x = v as number;
    if (Number.isNaN(x)) return '\ufffd';
    if (!Number.isFinite(x)) return x > 0 ? '\u221e' : '-\u221e';
    const { n, d } = exactDouble(x);
    return signed(divideHalfEven(n * pow10(places), d), places, x < 0 || Object.is(x, -0));
  }
  const scale = t.kind === 'decimal' ? (t).scale : 0, unscaled = BigInt(v as Long);
  return signed(divideHalfEven(unscaled * pow10(places), pow10(scale)), places, unscaled < 0n);
}
function signed(r: bigint, places: number, negative: boolean): string {
  const [whole, fraction] = decimalText(absBig(r), places).split('.');
  return `${negative ? '-' : ''}${grouped(whole!)}${fraction === undefined ? '' : `.${fraction}`}`;
}

export const formatFunctions: readonly FunctionDef[] = [
  define({
    name: 'format_number', args: 'expr, d', doc: 'A number with thousands separators and d decimal places.', since: '1.5.0', python: ['format_number(col col, = d)'], types: [Numeric, oneOf(Int, Str)], noCast: true,
    returns: T.StringType, nullable: true,
    strict: (call) => {
      if (typeOf(call.args[1]!).kind === 'string') throw new Refusal('format_number with a format text', 'Give the number of decimal places.');
      const t = typeOf(call.args[0]!);
      return ((v: Value, d: number) => (d < 0 ? null : format(v, t, d)));
    },
  }),
  define({
    name: 'format_string', aliases: ['printf'], args: 'strfmt, obj, …', doc: 'Values in a printf format.', since: '1.5.0', python: ['format_string(= format, * cols)'], types: [Str], rest: Any,
    returns: T.StringType, nullable: (args) => nullableOf(args[0]!),
    lazy: (call, [pattern, ...args]) => {
      const types = call.args.slice(1).map(typeOf);
      return (i) => {
        const p = pattern!(i);
        return p === null ? null : formatJava(p as string, args.map((a) => a(i)), types);
      };
    },
  }),
];
