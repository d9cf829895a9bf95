import type { SourceProgress, StateOperatorProgress, StreamingQueryProgress } from '../../protocol/run.ts';
import type { StateMetrics, WatermarkStats } from '../operators/operator.ts';
import type { Offset, Source } from './contracts.ts';

/** ProgressReporter.formatTimestamp. */
export const isoMillis = (ms: number): string => new Date(ms).toISOString();
declare const Date: { new (ms: number): { toISOString(): string } };

const parsed = (o: Offset | null): unknown => { if (o === null) return null; try { return JSON.parse(o) as unknown; } catch { return o; } };
const finite = (n: number): boolean => Number.isFinite(n);

export interface SourceReading { readonly source: Source; readonly start: Offset | null; readonly end: Offset | null; readonly latest: Offset | null; readonly rows: number }

export interface ProgressParts {
  readonly id: string; readonly runId: string; readonly name: string | null;
  readonly triggerStartMs: number; readonly lastTriggerStartMs: number | null; readonly batchId: number;
  readonly durations: Readonly<Record<string, number>>;
  readonly readings: readonly SourceReading[];
  readonly hasWatermark: boolean; readonly watermarkMs: number; readonly stats: WatermarkStats | undefined;
  readonly state: readonly StateMetrics[]; readonly shufflePartitions: number;
  readonly sink: { readonly description: string; readonly numOutputRows: number | null };
  readonly hasNewData: boolean;
}

/** StreamingQueryProgress with its keys in Spark's order (ProgressReporter.finishTrigger, 3.3.1). */
export function progressOf(p: ProgressParts): StreamingQueryProgress {
  const rows = p.readings.reduce((n, r) => n + r.rows, 0);
  const inputSeconds = p.lastTriggerStartMs === null ? Infinity : (p.triggerStartMs - p.lastTriggerStartMs) / 1000;
  const processSeconds = Math.max(1, p.durations['triggerExecution'] ?? 0) / 1000;
  const rates = (n: number): { inputRowsPerSecond?: number; processedRowsPerSecond?: number } => ({
    ...(finite(n / inputSeconds) ? { inputRowsPerSecond: n / inputSeconds } : {}),
    ...(finite(n / processSeconds) ? { processedRowsPerSecond: n / processSeconds } : {}),
  });
  const durations = Object.fromEntries(Object.entries(p.durations).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    id: p.id, runId: p.runId, name: p.name, timestamp: isoMillis(p.triggerStartMs), batchId: p.batchId, numInputRows: rows, ...rates(rows),
    durationMs: durations,
    ...(p.hasWatermark ? { eventTime: eventTime(p) } : {}),
    stateOperators: p.state.map((s) => stateProgress(s, p.shufflePartitions, p.hasNewData)),
    sources: p.readings.map((r): SourceProgress => {
      const metrics = r.source.metrics?.(r.end);
      return { description: r.source.description, startOffset: parsed(r.start), endOffset: parsed(r.end), latestOffset: parsed(r.latest), numInputRows: r.rows, ...rates(r.rows), ...(metrics ? { metrics } : {}) };
    }),
    sink: { description: p.sink.description, ...(p.sink.numOutputRows === null ? {} : { numOutputRows: p.sink.numOutputRows }) },
  };
}

function eventTime(p: ProgressParts): NonNullable<StreamingQueryProgress['eventTime']> {
  const s = p.stats;
  return { ...(s && s.count > 0 ? { avg: isoMillis(Math.trunc(s.avg)), max: isoMillis(s.max), min: isoMillis(s.min) } : {}), watermark: isoMillis(p.watermarkMs) };
}

function stateProgress(s: StateMetrics, partitions: number, hasNewData: boolean): StateOperatorProgress {
  const stores = s.noPartitions ? 0 : s.onePartition ? 1 : s.sampled ? 2 * partitions : partitions;
  return {
    operatorName: s.operatorName, numRowsTotal: s.total, numRowsUpdated: hasNewData || s.updated > 0 ? s.updated : 0, allUpdatesTimeMs: 0,
    numRowsRemoved: s.removed, allRemovalsTimeMs: 0, commitTimeMs: 0, memoryUsedBytes: s.total * 200, numRowsDroppedByWatermark: s.dropped,
    numShufflePartitions: stores, numStateStoreInstances: stores * s.storesPerPartition,
    customMetrics: { loadedMapCacheHitCount: 0, loadedMapCacheMissCount: 0, ...s.custom, stateOnCurrentVersionSizeBytes: s.total * 200 },
  };
}
