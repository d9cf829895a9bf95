/** How a job on a cluster is put in words. */
import type { ProgressFrom, QuerySample, Verdict } from '../../../protocol/cluster-run';
import { count, duration } from '../../shared/format';

/** `1.2 s ago`, `14 min ago` */
export function ago(ms: number): string {
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return `${s.toFixed(1)} s ago`;
  if (s < 120) return `${Math.round(s)} s ago`;
  const minutes = Math.round(s / 60);
  return minutes < 120 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}

/** `212 MB`; decimal units, as Spark's pages have them. */
export function bytes(n: number): string {
  const unit = [{ size: 1e9, name: 'GB' }, { size: 1e6, name: 'MB' }, { size: 1e3, name: 'kB' }].find(({ size }) => n >= size);
  return unit ? `${count(Math.round(n / unit.size * (n / unit.size < 10 ? 10 : 1)) / (n / unit.size < 10 ? 10 : 1))} ${unit.name}` : `${n} B`;
}

/** The part of a trigger that took most of it: `addBatch takes 88 %`. */
export function largestPart({ durationMs }: QuerySample): string | undefined {
  if (!durationMs) return undefined;
  const { triggerExecution: whole, ...parts } = durationMs, [largest] = Object.entries(parts).sort(([, a], [, b]) => b - a);
  return largest && whole !== undefined && whole > 0 ? `${largest[0]} takes ${Math.round(Math.min(1, largest[1] / whole) * 100)} %` : undefined;
}

/** How far the watermark is behind the newest event. */
export function behindEvents({ watermark, newestEvent }: QuerySample): string | undefined {
  return watermark === undefined || newestEvent === undefined || newestEvent < watermark ? undefined : `${duration(newestEvent - watermark)} behind the newest event`;
}

export const readerLine = (from: ProgressFrom, now: number): string => from.reader === undefined ? from.failed ?? 'looking for a way to its progress' : `from ${from.reader}${from.at === undefined ? '' : ` · ${ago(now - from.at)}`}`;

/** Everything about the reader, for its tooltip. */
export function readerDetail({ reader, lacks, better, doubts, failed }: ProgressFrom): string {
  return [
    failed === undefined ? undefined : `Nothing new could be read: ${stopped(failed)}`,
    reader === undefined || lacks.length === 0 ? undefined : `It does not tell: ${lacks.join(', ')}.`,
    ...better.map((each) => `Not ${each.reader}: ${stopped(each.reason)}`),
    ...doubts.slice(0, 5).map((doubt) => `Left out: ${doubt}.`),
  ].filter((line) => line !== undefined).join('\n');
}

/** A server's sentence has its own full stop. */
export const stopped = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** The worst first; of a query, or of the job. */
export const verdictsAbout = (verdicts: readonly Verdict[], about: Verdict['about'], queryId: string | undefined): Verdict[] =>
  verdicts.filter((verdict) => verdict.about === about && (verdict.queryId === undefined || verdict.queryId === queryId)).sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));

export const verdictWords: Record<Verdict['id'], string> = {
  'falling-behind': 'falling behind', 'watermark-stuck': 'watermark stuck', 'state-growing': 'state growing', 'restart-loop': 'restarting again and again', 'no-data': 'no data', 'slow-batches': 'batches longer than the trigger',
};
