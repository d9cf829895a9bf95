import type { QuerySample } from '../../../protocol/cluster-run';
import type { FigureSeries } from '../../../protocol/panel';

/** What is kept of a query: at a look every five seconds, an hour and a half one by one, then ever coarser. */
const most = 2048;

type Figure = Exclude<keyof FigureSeries, 'at'>;
const figures: readonly Figure[] = ['inputRate', 'processedRate', 'watermark', 'stateRows', 'tookMs'];
interface Point { at: number; sum: Record<Figure, number>; n: Record<Figure, number> }

/** The figures of one query over time, in bounded memory: where there are too many, neighbours become their mean. */
export class Figures {
  #points: Point[] = [];
  /** Samples that make one point now, and what is in the newest. */
  #each = 1;
  #inLast = 0;
  #latest = -Infinity;
  #batch = -1;
  count = 0;
  newest: QuerySample | undefined;

  /**
   * A batch may come again with more of it known, and from a log it comes later than what gauges said meanwhile. What else is not newer was told
   * before, by another reader or before the job was followed anew.
   */
  add(sample: QuerySample): void {
    const { batchId } = sample, before = this.newest, latest = this.#latest;
    if (!figures.some((figure) => sample[figure] !== undefined)) return;
    if (batchId !== undefined && batchId === before?.batchId && sample.at === before.at) { this.newest = sample; return; }
    if (sample.at <= latest && (batchId === undefined || batchId <= this.#batch)) return;
    this.#latest = Math.max(latest, sample.at);
    this.#batch = batchId ?? this.#batch;
    this.count++;
    // What a reader that took over cannot know is not kept from another one: the newest is what it says.
    this.newest = sample;
    const last = this.#points.at(-1);
    if (last && this.#inLast < this.#each) this.#inLast++;
    else { this.#points.push({ at: this.#latest, sum: zero(), n: zero() }); this.#inLast = 1; }
    const point = this.#points.at(-1)!;
    for (const figure of figures) {
      const value = sample[figure];
      if (value === undefined) continue;
      point.sum[figure] += value;
      point.n[figure]++;
    }
    if (this.#points.length <= most) return;
    // One more than an even number: the newest stays alone, with the samples it has.
    this.#points = halved(this.#points);
    this.#each *= 2;
  }

  /** At most so many points: neighbours become one. */
  series(wanted: number): FigureSeries {
    let points = this.#points;
    while (points.length > Math.max(2, wanted)) points = halved(points);
    const of = (figure: Figure): (number | null)[] => points.map(({ sum, n }) => (n[figure] === 0 ? null : sum[figure] / n[figure]));
    return { at: points.map(({ at }) => at), inputRate: of('inputRate'), processedRate: of('processedRate'), watermark: of('watermark'), stateRows: of('stateRows'), tookMs: of('tookMs') };
  }
}

const zero = (): Record<Figure, number> => ({ inputRate: 0, processedRate: 0, watermark: 0, stateRows: 0, tookMs: 0 });

function halved(points: readonly Point[]): Point[] {
  const out: Point[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const a = points[i]!, b = points[i + 1];
    if (!b) { out.push(a); continue; }
    const joined: Point = { at: a.at, sum: zero(), n: zero() };
    for (const figure of figures) { joined.sum[figure] = a.sum[figure] + b.sum[figure]; joined.n[figure] = a.n[figure] + b.n[figure]; }
    out.push(joined);
  }
  return out;
}
