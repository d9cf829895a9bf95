import type { QuerySample } from '../../protocol/cluster-run.ts';

const MOST = 1000;

/** The figures of one query over its life, by time, in bounded memory: of what is old every second one is let go of. */
export class Series {
  readonly samples: QuerySample[] = [];
  /** When the newest was heard, epoch ms here: the cluster may have another clock. */
  heard = 0;

  add(sample: QuerySample, now: number): void {
    this.heard = now;
    const { samples } = this, last = samples.at(-1);
    // The same batch again: more is known of it.
    if (last?.at === sample.at && last.batchId === sample.batchId) samples[samples.length - 1] = sample;
    else if (last === undefined || sample.at >= last.at) samples.push(sample);
    else samples.splice(samples.findIndex(({ at }) => at > sample.at), 0, sample);
    if (samples.length <= MOST) return;
    const half = MOST / 2, kept = samples.slice(0, half).filter((_, i) => i % 2 === 0);
    samples.splice(0, half, ...kept);
  }
}

/** Whether two batches are the same one, seen twice by a reader that knows no numbers: all its figures are alike. */
const isSame = (a: QuerySample, b: QuerySample): boolean => (a.batchId !== undefined || b.batchId !== undefined ? a.batchId === b.batchId && a.at === b.at : a.inputRate === b.inputRate && a.processedRate === b.processedRate && a.tookMs === b.tookMs);

/** Samples that differ from the one before: as many batches at least. */
export const distinct = (samples: readonly QuerySample[]): QuerySample[] => samples.filter((sample, i) => i === 0 || !isSame(sample, samples[i - 1]!));

/** Those of the last so many ms before the newest one. */
export function lately(samples: readonly QuerySample[], ms: number): readonly QuerySample[] {
  const newest = samples.at(-1)?.at;
  return newest === undefined ? [] : samples.slice(samples.findIndex(({ at }) => at >= newest - ms));
}

export const spanOf = (samples: readonly QuerySample[]): number => (samples.length < 2 ? 0 : samples.at(-1)!.at - samples[0]!.at);

/** Whether rows came in with it; undefined where it is not known. */
export const hasData = ({ inputRows, inputRate }: QuerySample): boolean | undefined => (inputRows !== undefined ? inputRows > 0 : inputRate === undefined ? undefined : inputRate > 0);

export const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
