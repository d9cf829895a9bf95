import type { Resolved } from '../expression.ts';
import { analysisError, Refusal } from '../errors.ts';
import * as T from '../types.ts';
import { long, type Long, type Value } from '../values.ts';
import type { AggregateImpl, FunctionDef } from './def.ts';
import { define } from './define.ts';
import { decimalToDouble } from './decimal.ts';
import { Any } from './expected.ts';
import { biases9, rawEstimates9 } from './hll-bias.ts';
import { typeOf } from './nodes.ts';
import { xxHash } from './xxhash.ts';

/** HyperLogLogPlusPlusHelper: registers of 6 bits, ten to a word, in a buffer of longs. */
const perWord = 10;
/** Up to here linear counting is used, by precision from 4. */
const thresholds = [10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 15500, 20000, 50000, 120000, 350000];

function estimateBias(e: number): number {
  const n = rawEstimates9.length, distance = (i: number): number => (e - rawEstimates9[i]!) ** 2;
  let nearest = rawEstimates9.findIndex((x) => x >= e);
  if (nearest < 0) nearest = n;
  let low = Math.max(nearest - 5, 0), high = Math.min(low + 6, n);
  while (high < n && distance(high) < distance(low)) {
    low++;
    high++;
  }
  let sum = 0;
  for (let i = low; i < high; i++) sum += biases9[i]!;
  return sum / (high - low);
}

function estimate(registers: readonly number[], p: number): number {
  const m = 2 ** p;
  const alpha = p === 4 ? 0.673 : p === 5 ? 0.697 : p === 6 ? 0.709 : 0.7213 / (1 + 1.079 / m);
  let inverse = 0, empty = 0;
  for (const r of registers) {
    inverse += 1 / 2 ** r;
    if (r === 0) empty++;
  }
  const e = (alpha * m * m) / inverse;
  const corrected = (): number => {
    if (p >= 19 || e >= 5 * m) return e;
    if (p !== 9) throw new Refusal('approx_count_distinct of many values with a relative deviation other than the default', 'Leave the relative deviation out.');
    return e - estimateBias(e);
  };
  if (empty === 0) return corrected();
  const h = m * Math.log(m / empty);
  return (p < 19 && h <= thresholds[p - 4]!) || e <= 2.5 * m ? h : corrected();
}

function hyperLogLog(t: T.DataType, p: number): AggregateImpl {
  const m = 2 ** p, words = Math.floor(m / perWord) + 1, hash = xxHash([t]);
  const shift = BigInt(64 - p), padding = 1n << BigInt(p - 1);
  const read = (b: readonly Value[], i: number): number => Number((BigInt(b[Math.floor(i / perWord)] as Long) >> BigInt(6 * (i % perWord))) & 63n);
  const write = (b: Value[], i: number, r: number): void => {
    const w = Math.floor(i / perWord), at = BigInt(6 * (i % perWord)), word = BigInt(b[w] as Long);
    b[w] = long((word & ~(63n << at)) | (BigInt(r) << at));
  };
  return {
    bufferTypes: new Array<T.DataType>(words).fill(T.LongType),
    init: () => new Array<Value>(words).fill(0),
    update: (b, [v]) => {
      if (v === null) return;
      const x = hash([v!]), index = Number(x >> shift);
      const rest = BigInt.asUintN(64, x << BigInt(p)) | padding;
      const rank = 64 - rest.toString(2).length + 1;
      if (rank > read(b, index)) write(b, index, rank);
    },
    merge: (b, f) => {
      for (let i = 0; i < m; i++) {
        const r = read(f, i);
        if (r > read(b, i)) write(b, i, r);
      }
    },
    result: (b) => Math.round(estimate(Array.from({ length: m }, (_, i) => read(b, i)), p)),
  };
}

function deviation(args: readonly Resolved[]): number {
  const e = args[1];
  if (!e) return 0.05;
  if (e.op === 'lit' && e.value !== null && e.type.kind === 'double') return e.value as number;
  if (e.op === 'lit' && e.value !== null && e.type.kind === 'decimal') return decimalToDouble(e.value as bigint, e.type.scale);
  throw analysisError('The second argument should be a double literal.');
}

const approx = define({
  name: 'approx_count_distinct', kind: 'aggregate', args: 'expr[, relativeSD]', doc: 'Estimated number of different values (HyperLogLog++).', since: '1.6.0',
  python: ['approx_count_distinct(col col, = rsd?None)', 'approxCountDistinct(col col, = rsd?None)'], types: [Any, Any], optional: 1, returns: T.LongType, nullable: false,
  data: (args) => {
    const p = Math.ceil((2 * Math.log(1.106 / deviation(args))) / Math.log(2));
    if (p < 4) throw analysisError('requirement failed: HLL++ requires at least 4 bits for addressing. Use a lower error, at most 39%.');
    return p;
  },
  aggregate: (call) => hyperLogLog(typeOf(call.args[0]!), call.data as number),
});
export const approxFunctions: readonly FunctionDef[] = [{ ...approx, bind: (args, context) => {
  const b = approx.bind(args, context);
  return { ...b, args: b.args.slice(0, 1) };
} }];
