import type { QuerySample } from '../../protocol/cluster-run.ts';
import { MINUTE, type Found } from './found.ts';
import { distinct, lately, mean, spanOf } from './series.ts';
import { took } from './words.ts';

const BATCHES = 6, WINDOW = 5 * MINUTE, SPAN = MINUTE, SHARE = 0.8;
/** Waiting for the next trigger is none of a batch's work. */
const HINTS: Readonly<Record<string, string>> = {
  addBatch: 'That is the query itself and its sink: more cores, fewer shuffle partitions for little data, or less work for each row.',
  latestOffset: 'That is asking the source what is new: listing files in a large folder, or brokers that answer slowly.',
  getBatch: 'That is preparing what is read.', walCommit: 'That is writing the checkpoint: put it on storage that is faster than wasbs, hdfs:// for example.', commitOffsets: 'That is writing the checkpoint: put it on storage that is faster than wasbs, hdfs:// for example.',
  queryPlanning: 'That is planning: the job may have many columns, files or shuffle partitions.',
};

type Timed = QuerySample & { tookMs: number };

/** @param triggerMs the trigger's interval, where it is known; else batches are only called slow where the query falls `behind` */
export function slowBatches(samples: readonly QuerySample[], triggerMs: number | undefined, behind: boolean): Found | undefined {
  const timed = lately(distinct(samples), WINDOW).filter((sample): sample is Timed => sample.tookMs !== undefined && sample.tookMs > 0);
  if (timed.length < BATCHES || spanOf(timed) < SPAN) return undefined;
  const slow = triggerMs !== undefined && triggerMs > 0 ? timed.filter(({ tookMs }) => tookMs > triggerMs).length >= timed.length * SHARE && timed.at(-1)!.tookMs > triggerMs : behind;
  if (!slow) return undefined;
  const part = largestPart(timed), usual = mean(timed.map(({ tookMs }) => tookMs));
  const share = part && `${part.name} takes ${Math.round(part.share * 100)} %`;
  const text = triggerMs !== undefined && triggerMs > 0 ? `trigger is ${took(triggerMs)}; ${share ?? `batches take ${took(usual)}`}` : share && `${share} of ${took(usual)}`;
  if (text === undefined) return undefined;
  return { id: 'slow-batches', severity: 'warning', about: 'time', since: timed[0]!.at, text, hint: (part && HINTS[part.name]) ?? 'Look at the parts of a batch in its progress.' };
}

/** Of what all batches took together. */
function largestPart(timed: readonly Timed[]): { name: string; share: number } | undefined {
  const sums = new Map<string, number>();
  for (const { durationMs = {} } of timed) for (const [name, ms] of Object.entries(durationMs)) sums.set(name, (sums.get(name) ?? 0) + ms);
  const all = timed.reduce((sum, { tookMs }) => sum + tookMs, 0), [largest] = [...sums].sort(([, a], [, b]) => b - a);
  return largest && largest[1] > 0 && largest[1] <= all ? { name: largest[0], share: largest[1] / all } : undefined;
}
