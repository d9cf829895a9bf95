import type { Attribute } from '../../spark/expression.ts';
import { illegalArgument, SparkError } from '../../spark/errors.ts';
import type { Batch } from '../columns/batch.ts';
import type { Offset, Source, SourceLog } from '../query/contracts.ts';
import { OTHER_QUERY } from '../query/contracts.ts';

/** RateStreamMicroBatchStream (3.3.1): value and timestamp, rowsPerSecond rows in every full second since the query's start. */
export class RateSource implements Source {
  readonly api = 'v2';
  readonly description: string;
  #createdMs = 0;
  #frozen: number | null = null;
  /** The second that the query knows of. */
  #told = 0;
  readonly #rowsPerSecond: number;
  readonly #rampUp: number;
  constructor(readonly output: readonly Attribute[], options: Readonly<Record<string, string>>, readonly nowMs: () => number) {
    const o = rateOptions(options);
    this.#rowsPerSecond = o.rowsPerSecond;
    this.#rampUp = o.rampUpSeconds;
    // The missing bracket is Spark's own.
    this.description = `RateStreamV2[rowsPerSecond=${o.rowsPerSecond}, rampUpTimeSeconds=${o.rampUpSeconds}, numPartitions=${options['numpartitions'] ?? 'default'}`;
  }
  open(log: SourceLog): void {
    const kept = log.read('0')?.replace(/^\0/, '').split('\n').slice(1).join('\n');
    if (kept && !/^\d+$/.test(kept)) throw new SparkError('UnknownException', `For input string: "${kept}"`, { wayOut: OTHER_QUERY });
    this.#createdMs = kept ? Number(kept) : this.nowMs();
    if (!kept) log.write('0', `\0v1\n${this.#createdMs}`);
  }
  initialOffset(): Offset { return '0'; }
  #now(): number { return Math.max(0, Math.floor((this.nowMs() - this.#createdMs) / 1000)); }
  freeze(): void { this.#frozen = this.#now(); }
  latestOffset(): { end: Offset; latest: Offset } {
    this.#told = this.#frozen ?? this.#now();
    const o = String(this.#told);
    return { end: o, latest: o };
  }

  /** RateStreamProvider.valueAtSecond. */
  #valueAt(second: number): number {
    const delta = Math.floor(this.#rowsPerSecond / (this.#rampUp + 1));
    if (second <= this.#rampUp) return (second * (second + 1) / 2) * delta;
    const ramp = (this.#rampUp * (this.#rampUp + 1) / 2) * delta;
    return ramp + (second - this.#rampUp) * this.#rowsPerSecond;
  }
  scan(start: Offset | null, end: Offset): Batch[] {
    const from = Number(start ?? 0), to = Number(end);
    const first = this.#valueAt(from), last = this.#valueAt(to);
    const timestamps: number[] = [], values: number[] = [];
    const perValue = last === first ? 0 : ((to - from) * 1000) / (last - first);
    for (let v = first; v < last; v++) {
      values.push(v);
      timestamps.push((this.#createdMs + from * 1000 + Math.round((v - first) * perValue)) * 1000);
    }
    return [{ columns: [timestamps, values], length: values.length }];
  }
  nextArrivalMs(): number | null { return this.#frozen !== null ? null : this.#createdMs + (this.#told + 1) * 1000; }
}

/** RateStreamProvider.getTable's checks, at load(). */
export function rateOptions(options: Readonly<Record<string, string>>): { rowsPerSecond: number; rampUpSeconds: number } {
  const rows = Number(options['rowspersecond'] ?? '1');
  if (!(rows > 0)) throw illegalArgument(`Invalid value '${options['rowspersecond']}'. The option 'rowsPerSecond' must be positive`);
  const ramp = /^(\d+)\s*(s|m|h|ms)?$/.exec((options['rampuptime'] ?? '0').trim());
  const partitions = options['numpartitions'];
  if (partitions !== undefined && !(Number(partitions) > 0)) throw illegalArgument(`Invalid value '${partitions}'. The option 'numPartitions' must be positive`);
  if (!ramp) throw illegalArgument(`Invalid value '${options['rampuptime']}'. The option 'rampUpTime' must not be negative`);
  return { rowsPerSecond: rows, rampUpSeconds: Math.floor(Number(ramp[1]) * ({ ms: 0.001, s: 1, m: 60, h: 3600 }[ramp[2] ?? 's'] ?? 1)) };
}
