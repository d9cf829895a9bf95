import { javaError, Refusal } from '../errors.ts';
import { catalogString, isIntegral, type DataType } from '../types.ts';
import type { Long, Value } from '../values.ts';
import { absBig, decimalText, divideHalfUp, parseDecimal, pow10 } from './decimal.ts';
import { displayValue, javaDouble } from './display.ts';

const spec = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;
const classNames: Partial<Record<DataType['kind'], string>> = {
  double: 'java.lang.Double', float: 'java.lang.Float', int: 'java.lang.Integer', long: 'java.lang.Long', short: 'java.lang.Short', byte: 'java.lang.Byte',
  string: 'org.apache.spark.unsafe.types.UTF8String', boolean: 'java.lang.Boolean', decimal: 'org.apache.spark.sql.types.Decimal',
};

/** java.util.Formatter for the conversions that Spark's values allow: s d x X o c b f e and %%, n. */
export function formatJava(pattern: string, values: readonly Value[], types: readonly DataType[]): string {
  let next = 0;
  const stray = pattern.replace(spec, '').indexOf('%');
  if (stray >= 0) throw javaError('java.util.UnknownFormatConversionException', 'Conversion = \'%\'');
  return pattern.replace(spec, (whole, position: string | undefined, flags: string, width: string | undefined, precision: string | undefined, kind: string) => {
    if (kind === 'n') return '\n';
    if (kind === '%') return fit('%', flags, width);
    const at = position === undefined ? next++ : Number(position) - 1;
    if (at >= values.length) throw javaError('java.util.MissingFormatArgumentException', `Format specifier '${whole}'`);
    const text = convert(kind, values[at]!, types[at]!, flags, precision === undefined ? undefined : Number(precision), width);
    return fit(kind === kind.toUpperCase() ? text.toUpperCase() : text, flags, width);
  });
}
const fit = (text: string, flags: string, width: string | undefined): string =>
  (width === undefined ? text : flags.includes('-') ? text.padEnd(Number(width)) : text.padStart(Number(width)));

function convert(kind: string, v: Value, t: DataType, flags: string, precision: number | undefined, width: string | undefined): string {
  const lower = kind.toLowerCase();
  const wrong = (): never => {
    throw javaError('java.util.IllegalFormatConversionException', `${kind} != ${classNames[t.kind] ?? t.kind}`);
  };
  if (lower === 'b') return v === null ? 'false' : typeof v === 'boolean' ? String(v) : 'true';
  if (lower === 's') return text(v, t).slice(0, precision);
  if (v === null) return 'null'.slice(0, precision);
  if (lower === 'c') return t.kind === 'int' || t.kind === 'short' || t.kind === 'byte' ? String.fromCodePoint(v as number) : wrong();
  if (lower === 'd') return isIntegral(t) ? signs(BigInt(v as Long), (n) => n.toString(), flags, width) : wrong();
  if (lower === 'x' || lower === 'o') {
    if (!isIntegral(t)) return wrong();
    const bits = t.kind === 'long' ? 64 : t.kind === 'int' ? 32 : t.kind === 'short' ? 16 : 8;
    const digits = BigInt.asUintN(bits, BigInt(v as Long)).toString(lower === 'x' ? 16 : 8);
    const marked = flags.includes('#') ? `${lower === 'x' ? '0x' : '0'}${digits}` : digits;
    return flags.includes('0') && width ? marked.padStart(Number(width), '0') : marked;
  }
  if (lower === 'f' || lower === 'e') {
    if (t.kind !== 'double' && t.kind !== 'float') return wrong();
    const x = v as number;
    if (!Number.isFinite(x)) return javaDouble(x);
    return lower === 'f' ? fixed(x, precision ?? 6, flags, width) : scientific(x, precision ?? 6);
  }
  throw new Refusal(`the format conversion %${kind}`);
}

function text(v: Value, t: DataType): string {
  if (v === null) return 'null';
  if (['array', 'map', 'struct', 'binary', 'calendarInterval'].includes(t.kind)) throw new Refusal(`%s of a value of type ${catalogString(t)}`);
  return displayValue(v, t);
}

function signs(n: bigint, show: (magnitude: bigint) => string, flags: string, width: string | undefined, negative = n < 0n): string {
  let body = show(absBig(n));
  if (flags.includes(',')) body = body.replace(/^\d+/, (d) => d.replace(/\B(?=(\d{3})+$)/g, ','));
  const before = negative ? (flags.includes('(') ? '(' : '-') : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const after = negative && flags.includes('(') ? ')' : '';
  if (flags.includes('0') && width) body = body.padStart(Number(width) - before.length - after.length, '0');
  return before + body + after;
}

/** Rounds the double's decimal text half-up, as Formatter does. */
function fixed(x: number, places: number, flags: string, width: string | undefined): string {
  const d = parseDecimal(String(x))!;
  const n = d.scale <= places ? d.unscaled * pow10(places - d.scale) : divideHalfUp(d.unscaled, pow10(d.scale - places));
  return signs(n, (m) => decimalText(m, places), flags, width, x < 0 || Object.is(x, -0));
}
function scientific(x: number, places: number): string {
  const [mantissa, exponent] = x.toExponential(places).split('e');
  const e = Number(exponent);
  return `${mantissa}e${e < 0 ? '-' : '+'}${String(Math.abs(e)).padStart(2, '0')}`;
}
