import { compareDoubles } from './compare.ts';

interface Sample { readonly value: number; readonly g: number; readonly delta: number }
const headSize = 50000;
const compressAt = 10000;

/** Greenwald-Khanna summary of a stream of doubles, step by step as org.apache.spark.sql.catalyst.util.QuantileSummaries. */
export class QuantileSummary {
  private head: number[] = [];
  constructor(private readonly relativeError: number, private sampled: readonly Sample[] = [], private count = 0) {}

  static fromFlat(relativeError: number, flat: readonly number[]): QuantileSummary {
    const samples: Sample[] = [];
    for (let i = 1; i < flat.length; i += 3) samples.push({ value: flat[i]!, g: flat[i + 1]!, delta: flat[i + 2]! });
    return new QuantileSummary(relativeError, samples, flat[0]);
  }
  /** Count, then value, g and delta of each sample. */
  toFlat(): number[] {
    const s = this.compress();
    return [s.count, ...s.sampled.flatMap((x) => [x.value, x.g, x.delta])];
  }

  insert(x: number): QuantileSummary {
    this.head.push(x);
    if (this.head.length < headSize) return this;
    const s = this.withHead();
    return s.sampled.length >= compressAt ? s.compress() : s;
  }

  private withHead(): QuantileSummary {
    if (this.head.length === 0) return this;
    let count = this.count, at = 0;
    const sorted = [...this.head].sort(compareDoubles), merged: Sample[] = [];
    sorted.forEach((value, i) => {
      while (at < this.sampled.length && this.sampled[at]!.value <= value) merged.push(this.sampled[at++]!);
      count++;
      const edge = merged.length === 0 || (at === this.sampled.length && i === sorted.length - 1);
      merged.push({ value, g: 1, delta: edge ? 0 : Math.floor(2 * this.relativeError * count) });
    });
    while (at < this.sampled.length) merged.push(this.sampled[at++]!);
    return new QuantileSummary(this.relativeError, merged, count);
  }

  compress(): QuantileSummary {
    const s = this.withHead();
    return new QuantileSummary(this.relativeError, compressed(s.sampled, 2 * this.relativeError * s.count), s.count);
  }

  merge(other: QuantileSummary): QuantileSummary {
    const a = this.compress(), b = other.compress();
    if (b.count === 0) return a;
    if (a.count === 0) return b;
    const out: Sample[] = [];
    const moreOfA = Math.floor(2 * b.relativeError * b.count), moreOfB = Math.floor(2 * a.relativeError * a.count);
    let i = 0, j = 0;
    while (i < a.sampled.length && j < b.sampled.length) {
      const x = a.sampled[i]!, y = b.sampled[j]!;
      if (x.value < y.value) {
        out.push({ ...x, delta: x.delta + (j > 0 ? moreOfA : 0) });
        i++;
      } else {
        j++;
        out.push({ ...y, delta: y.delta + (i > 0 ? moreOfB : 0) });
      }
    }
    out.push(...a.sampled.slice(i), ...b.sampled.slice(j));
    const count = a.count + b.count;
    return new QuantileSummary(a.relativeError, compressed(out, 2 * a.relativeError * count), count);
  }

  /** Values at these shares; null where nothing was seen. */
  query(percentiles: readonly number[]): number[] | null {
    const s = this.compress(), n = s.sampled.length;
    if (n === 0 || percentiles.length === 0) return null;
    const target = Math.trunc(Math.max(...s.sampled.map((x) => x.delta + x.g)) / 2);
    let index = 0, minRank = s.sampled[0]!.g;
    const result: number[] = new Array<number>(percentiles.length).fill(0);
    const order = percentiles.map((p, at) => ({ p, at })).sort((x, y) => x.p - y.p);
    for (const { p, at } of order) {
      if (p <= s.relativeError) result[at] = s.sampled[0]!.value;
      else if (p >= 1 - s.relativeError) result[at] = s.sampled[n - 1]!.value;
      else [index, minRank, result[at]] = s.find(index, minRank, target, p);
    }
    return result;
  }

  private find(index: number, minRankAtIndex: number, target: number, p: number): [number, number, number] {
    const rank = Math.ceil(p * this.count);
    let i = index, minRank = minRankAtIndex;
    while (i < this.sampled.length - 1) {
      const sample = this.sampled[i]!;
      if (minRank + sample.delta - target <= rank && rank <= minRank + target) return [i, minRank, sample.value];
      i++;
      minRank += this.sampled[i]!.g;
    }
    return [this.sampled.length - 1, 0, this.sampled[this.sampled.length - 1]!.value];
  }
}

function compressed(samples: readonly Sample[], threshold: number): Sample[] {
  if (samples.length === 0) return [];
  const out: Sample[] = [];
  let head = samples[samples.length - 1]!;
  for (let i = samples.length - 2; i >= 1; i--) {
    const s = samples[i]!;
    if (s.g + head.g + head.delta < threshold) head = { ...head, g: head.g + s.g };
    else {
      out.push(head);
      head = s;
    }
  }
  out.push(head);
  if (samples[0]!.value <= head.value && samples.length > 1) out.push(samples[0]!);
  return out.reverse();
}
