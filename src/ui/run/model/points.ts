import type { ChartPoint } from '../../../protocol/run';

const kinds = { inTime: 0, late: 1, dropped: 2 } as const;

interface Dots { at: Float32Array; t: Float64Array; kind: Uint8Array }

/**
 * The chart's dots of all batches in typed arrays. Memory stays bounded: past `budget` dots every second in-time dot of
 * every batch is let go; late and dropped ones, which are what a person looks for, stay longest.
 */
export class PointStore {
  readonly #batches: Dots[] = [];
  #size = 0;

  constructor(private readonly budget = 1_000_000) {}

  get size(): number { return this.#size; }

  set(ordinal: number, points: readonly ChartPoint[]): void {
    this.#size += points.length - (this.#batches[ordinal]?.t.length ?? 0);
    this.#batches[ordinal] = {
      at: Float32Array.from(points, (p) => p.at),
      t: Float64Array.from(points, (p) => p.eventTime),
      kind: Uint8Array.from(points, (p) => kinds[p.kind]),
    };
    if (this.#size > this.budget) this.#thin();
  }

  /** Calls `visit(x, t, kind)` for each dot of ordinals `from … to - 1`. */
  each(from: number, to: number, visit: (x: number, t: number, kind: number) => void): void {
    for (let ordinal = from; ordinal < to; ordinal++) {
      const dots = this.#batches[ordinal];
      if (!dots) continue;
      for (let i = 0; i < dots.t.length; i++) visit(ordinal + (dots.at[i] ?? 0), dots.t[i] ?? 0, dots.kind[i] ?? 0);
    }
  }

  #thin(): void {
    this.#size = 0;
    this.#batches.forEach((dots, ordinal) => {
      let seen = 0;
      const keep: number[] = [];
      dots.kind.forEach((kind, i) => { if (kind !== kinds.inTime || seen++ % 2 === 0) keep.push(i); });
      // A batch of late rows only must not defeat the bound.
      const kept = keep.length > 400 ? keep.filter((_, i) => i % 2 === 0) : keep;
      this.#batches[ordinal] = {
        at: Float32Array.from(kept, (i) => dots.at[i] ?? 0),
        t: Float64Array.from(kept, (i) => dots.t[i] ?? 0),
        kind: Uint8Array.from(kept, (i) => dots.kind[i] ?? 0),
      };
      this.#size += kept.length;
    });
  }
}
