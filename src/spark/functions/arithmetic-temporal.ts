import type { Resolved } from '../expression.ts';
import { Refusal } from '../errors.ts';
import type { ArithmeticSign } from './arithmetic-eval.ts';
import type { Binding } from './def.ts';
import { typeOf } from './nodes.ts';

const temporalKinds = ['date', 'timestamp', 'timestamp_ntz', 'calendarInterval', 'dayTimeInterval', 'yearMonthInterval'];

/** Arithmetic with dates, timestamps and intervals (Analyzer.ResolveBinaryArithmetic); null where both sides are numbers. */
export function temporal(sign: ArithmeticSign, l: Resolved, r: Resolved): Binding | null {
  const a = typeOf(l).kind, b = typeOf(r).kind;
  if (!temporalKinds.includes(a) && !temporalKinds.includes(b)) return null;
  throw new Refusal(`${a} ${sign} ${b}`);
}
