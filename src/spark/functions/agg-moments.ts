import * as T from '../types.ts';
import type { Value } from '../values.ts';
import type { AggregateImpl, FunctionDef } from './def.ts';
import { define } from './define.ts';
import { Double } from './expected.ts';

/**
 * Variance and its kin from running central moments (CentralMomentAgg), in Spark's order of operations, so that the
 * doubles come out bit for bit. Buffer: n, mean, then the 2nd to `order`th moment.
 */
function moments(order: 2 | 3 | 4, result: (b: readonly number[]) => number | null): AggregateImpl {
  const n = order + 1;
  return {
    bufferTypes: new Array<T.DataType>(n).fill(T.DoubleType),
    init: () => new Array<Value>(n).fill(0),
    update: (buffer, [v]) => {
      if (v === null) return;
      const b = buffer as number[], x = v as number;
      const n1 = b[0]! + 1;
      const delta = x - b[1]!, deltaN = delta / n1;
      const delta2 = delta * delta, deltaN2 = deltaN * deltaN;
      const m2 = b[2]! + delta * (delta - deltaN);
      const m3 = order >= 3 ? b[3]! - 3 * deltaN * m2 + delta * (delta2 - deltaN2) : 0;
      if (order >= 4) b[4] = b[4]! - 4 * deltaN * m3 - 6 * deltaN2 * m2 + delta * (delta * delta2 - deltaN * deltaN2);
      if (order >= 3) b[3] = m3;
      b[2] = m2;
      b[1] = b[1]! + deltaN;
      b[0] = n1;
    },
    merge: (into, from) => {
      const b = into as number[], f = from as readonly number[];
      const n1 = b[0]!, n2 = f[0]!, sum = n1 + n2;
      const delta = f[1]! - b[1]!, deltaN = sum === 0 ? 0 : delta / sum;
      if (order >= 4) {
        b[4] = b[4]! + f[4]! + deltaN * deltaN * deltaN * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2)
          + 6 * deltaN * deltaN * (n1 * n1 * f[2]! + n2 * n2 * b[2]!) + 4 * deltaN * (n1 * f[3]! - n2 * b[3]!);
      }
      if (order >= 3) b[3] = b[3]! + f[3]! + deltaN * deltaN * delta * n1 * n2 * (n1 - n2) + 3 * deltaN * (n1 * f[2]! - n2 * b[2]!);
      b[2] = b[2]! + f[2]! + delta * deltaN * n1 * n2;
      b[1] = b[1]! + deltaN * n2;
      b[0] = sum;
    },
    result: (b) => (b[0] === 0 ? null : result(b as readonly number[])),
  };
}

function moment(name: string, aliases: readonly string[], python: readonly string[], doc: string, order: 2 | 3 | 4, result: (b: readonly number[]) => number | null): FunctionDef {
  return define({
    name, ...(aliases.length > 0 ? { aliases } : {}), kind: 'aggregate', args: 'expr', doc, since: '1.6.0', python, types: [Double], returns: T.DoubleType, nullable: true,
    aggregate: () => moments(order, result),
  });
}

/** Buffer of corr and covar: n, mean x, mean y, co-moment, and for corr the two second moments. */
function comoments(second: boolean, result: (b: readonly number[]) => number | null): AggregateImpl {
  const size = second ? 6 : 4;
  return {
    bufferTypes: new Array<T.DataType>(size).fill(T.DoubleType),
    init: () => new Array<Value>(size).fill(0),
    update: (buffer, [vx, vy]) => {
      if (vx === null || vy === null) return;
      const b = buffer as number[], x = vx as number, y = vy as number;
      const n = b[0]! + 1, dx = x - b[1]!, dy = y - b[2]!;
      const xAvg = b[1]! + dx / n, yAvg = b[2]! + dy / n;
      b[3] = b[3]! + dx * (y - yAvg);
      if (second) {
        b[4] = b[4]! + dx * (x - xAvg);
        b[5] = b[5]! + dy * (y - yAvg);
      }
      [b[0], b[1], b[2]] = [n, xAvg, yAvg];
    },
    merge: (into, from) => {
      const b = into as number[], f = from as readonly number[];
      const n1 = b[0]!, n2 = f[0]!, n = n1 + n2;
      const dx = f[1]! - b[1]!, dy = f[2]! - b[2]!;
      const dxN = n === 0 ? 0 : dx / n, dyN = n === 0 ? 0 : dy / n;
      b[3] = b[3]! + f[3]! + dx * dyN * n1 * n2;
      if (second) {
        b[4] = b[4]! + f[4]! + dx * dxN * n1 * n2;
        b[5] = b[5]! + f[5]! + dy * dyN * n1 * n2;
      }
      [b[0], b[1], b[2]] = [n, b[1]! + dxN * n2, b[2]! + dyN * n2];
    },
    result: (b) => (b[0] === 0 ? null : result(b as readonly number[])),
  };
}

function pair(name: string, python: readonly string[] | undefined, since: string, doc: string, second: boolean, result: (b: readonly number[]) => number | null): FunctionDef {
  return define({
    name, kind: 'aggregate', args: 'expr1, expr2', doc, since, ...(python ? { python } : {}), types: [Double, Double], returns: T.DoubleType, nullable: true,
    aggregate: () => comoments(second, result),
  });
}
const correlation = (b: readonly number[]): number => b[3]! / Math.sqrt(b[4]! * b[5]!);

export const momentFunctions: readonly FunctionDef[] = [
  moment('stddev_samp', ['stddev', 'std'], ['stddev_samp(col col)', 'stddev(col col)'], 'Sample standard deviation.', 2, (b) => (b[0] === 1 ? null : Math.sqrt(b[2]! / (b[0]! - 1)))),
  moment('stddev_pop', [], ['stddev_pop(col col)'], 'Population standard deviation.', 2, (b) => Math.sqrt(b[2]! / b[0]!)),
  moment('var_samp', ['variance'], ['var_samp(col col)', 'variance(col col)'], 'Sample variance.', 2, (b) => (b[0] === 1 ? null : b[2]! / (b[0]! - 1))),
  moment('var_pop', [], ['var_pop(col col)'], 'Population variance.', 2, (b) => b[2]! / b[0]!),
  moment('skewness', [], ['skewness(col col)'], 'Skewness.', 3, (b) => (b[2] === 0 ? null : Math.sqrt(b[0]!) * b[3]! / Math.sqrt(b[2]! * b[2]! * b[2]!))),
  moment('kurtosis', [], ['kurtosis(col col)'], 'Excess kurtosis.', 4, (b) => (b[2] === 0 ? null : b[0]! * b[4]! / (b[2]! * b[2]!) - 3)),
  pair('corr', ['corr(col col1, col col2)'], '1.6.0', 'Pearson correlation of pairs.', true, (b) => (b[0] === 1 ? null : correlation(b))),
  pair('covar_pop', ['covar_pop(col col1, col col2)'], '2.0.0', 'Population covariance of pairs.', false, (b) => b[3]! / b[0]!),
  pair('covar_samp', ['covar_samp(col col1, col col2)'], '2.0.0', 'Sample covariance of pairs.', false, (b) => (b[0] === 1 ? null : b[3]! / (b[0]! - 1))),
  pair('regr_r2', undefined, '3.3.0', 'Coefficient of determination of pairs.', true, (b) => (b[4] === 0 ? null : b[5] === 0 ? 1 : correlation(b) * correlation(b))),
];
