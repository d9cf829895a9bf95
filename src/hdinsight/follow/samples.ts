/** What a reader says of one batch, as the figures of a moment. */
import type { QuerySample } from '../../protocol/cluster-run.ts';
import { microsOf } from '../../spark/progress/summary.ts';
import type { BatchStatus } from '../progress/status.ts';
import { present } from '../progress/values.ts';

/** @param answered epoch ms of the answer. Undefined: it says no time and is not of this moment */
export function sampleOf(batch: BatchStatus, answered: number | undefined): QuerySample | undefined {
  const { batchId, timestamp, numInputRows, inputRowsPerSecond, processedRowsPerSecond, watermark, stateRows, stateBytes, durationMs, progress } = batch;
  const at = timestamp === undefined ? answered : Date.parse(timestamp);
  if (at === undefined || Number.isNaN(at)) return undefined;
  const { triggerExecution, ...parts } = durationMs ?? {};
  return present<QuerySample>({
    at, batchId, inputRows: numInputRows, inputRate: inputRowsPerSecond, processedRate: processedRowsPerSecond, watermark: microsOf(watermark), newestEvent: microsOf(progress?.eventTime?.max),
    stateRows, stateBytes, tookMs: triggerExecution, durationMs: Object.keys(parts).length === 0 ? undefined : parts,
  });
}
