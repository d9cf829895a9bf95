import type { Call } from '../expression.ts';
import type { DecimalType } from '../types.ts';
import { addLong, Interval, long, mulLong, subLong, wrapByte, wrapInt, wrapShort, type Long, type Value } from '../values.ts';
import { javaError } from '../errors.ts';
import { checked, divideDecimals, multiplyDecimals, remainderDecimals, rescale } from './decimal.ts';
import { typeOf } from './nodes.ts';

export type ArithmeticSign = '+' | '-' | '*' | '/' | 'div' | '%' | 'pmod';
type Operation = (a: never, b: never) => Value;
type Ints = (a: number, b: number) => number;

const intOps: Record<Exclude<ArithmeticSign, '/' | 'div'>, (wrap: (n: number) => number) => (a: number, b: number) => Value> = {
  '+': (wrap) => (a, b) => wrap(a + b),
  '-': (wrap) => (a, b) => wrap(a - b),
  '*': (wrap) => (a, b) => wrap(Math.imul(a, b)),
  '%': (wrap) => (a, b) => (b === 0 ? null : wrap(a % b)),
  pmod: (wrap) => (a, b) => (b === 0 ? null : wrap(pmodInt(a, b))),
};
const pmodInt: Ints = (a, b) => {
  const r = a % b;
  return (r < 0 ? (r + b) % b : r) + 0;
};

function remainderLong(a: Long, b: Long): Long | null {
  if (b === 0) return null;
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return long(BigInt(a) % BigInt(b));
}
function pmodLong(a: Long, b: Long): Long | null {
  const r = remainderLong(a, b);
  if (r === null || r >= 0) return r;
  return remainderLong(addLong(r, b), b);
}
/** Java's long division truncates; MIN_VALUE / -1 wraps. */
export function divideLong(a: Long, b: Long): Long | null {
  if (b === 0) return null;
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return long(BigInt(a) / BigInt(b));
}
const longOps: Record<Exclude<ArithmeticSign, '/'>, (a: Long, b: Long) => Value> = {
  '+': addLong, '-': subLong, '*': mulLong, '%': remainderLong, pmod: pmodLong, div: divideLong,
};

const doubleOps: Record<Exclude<ArithmeticSign, 'div'>, (a: number, b: number) => Value> = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? null : a / b),
  '%': (a, b) => (b === 0 ? null : a % b),
  pmod: (a, b) => {
    if (b === 0) return null;
    const r = a % b;
    return r < 0 ? (r + b) % b : r;
  },
};

function decimalOp(sign: ArithmeticSign, call: Call): (a: bigint, b: bigint) => Value {
  const { scale: sa } = typeOf(call.args[0]!) as DecimalType, { scale: sb } = typeOf(call.args[1]!) as DecimalType;
  if (sign === 'div') return (a, b) => (b === 0n ? null : long((a * 10n ** BigInt(sb)) / (b * 10n ** BigInt(sa))));
  const { precision, scale } = call.type as DecimalType;
  switch (sign) {
    case '+': return (a, b) => checked(rescale(a + b, sa, scale), precision);
    case '-': return (a, b) => checked(rescale(a - b, sa, scale), precision);
    case '*': return (a, b) => checked(multiplyDecimals(a, sa, b, sb, scale), precision);
    case '/': return (a, b) => (b === 0n ? null : checked(divideDecimals(a, sa, b, sb, scale), precision));
    case '%': return (a, b) => (b === 0n ? null : checked(rescale(remainderDecimals(a, b), sa, scale), precision));
    case 'pmod': return (a, b) => {
      if (b === 0n) return null;
      const r = a % b;
      return checked(rescale(r < 0n ? (r + b) % b : r, sa, scale), precision);
    };
  }
}

const overflow = (what: string): never => {
  throw javaError('java.lang.ArithmeticException', `${what} overflow`);
};
/** Year-month and day-time intervals never wrap (MathUtils.addExact). */
function exactInterval(sign: ArithmeticSign, years: boolean): (a: Long, b: Long) => Value {
  return (a, b) => {
    const r = sign === '+' ? BigInt(a) + BigInt(b) : BigInt(a) - BigInt(b);
    if (r !== BigInt.asIntN(years ? 32 : 64, r)) overflow(years ? 'integer' : 'long');
    return long(r);
  };
}

const calendar = (sign: ArithmeticSign) => (a: Interval, b: Interval): Value => (sign === '+'
  ? new Interval(wrapInt(a.months + b.months), wrapInt(a.days + b.days), addLong(a.microseconds, b.microseconds))
  : new Interval(wrapInt(a.months - b.months), wrapInt(a.days - b.days), subLong(a.microseconds, b.microseconds)));

/** The operation of a resolved arithmetic call, by the type of its operands. */
export function operationFor(sign: ArithmeticSign, call: Call): Operation {
  const t = typeOf(call.args[0]!);
  switch (t.kind) {
    case 'byte': case 'short': case 'int':
      if (sign !== '/' && sign !== 'div') return intOps[sign](t.kind === 'byte' ? wrapByte : t.kind === 'short' ? wrapShort : wrapInt);
      break;
    case 'long': if (sign !== '/') return longOps[sign]; break;
    case 'float': if (sign !== 'div') {
      const f = doubleOps[sign];
      return ((a: number, b: number) => {
        const r = f(a, b);
        return r === null ? null : Math.fround(r as number);
      });
    } break;
    case 'double': if (sign !== 'div') return doubleOps[sign]; break;
    case 'decimal': return decimalOp(sign, call);
    case 'calendarInterval': return calendar(sign);
    case 'yearMonthInterval': return exactInterval(sign, true);
    case 'dayTimeInterval': return sign === 'div' ? longOps.div : exactInterval(sign, false);
    default:
  }
  throw new Error(`no ${sign} for ${t.kind}`);
}
