/** Spark's own figures as a run's events have them. What Spark does not tell is absent. */
import type { BatchSummary, StreamingQueryProgress } from '../../protocol/run.ts';

const MICROS = 1000;

/** The batch that a progress tells of; undefined where there was none (Spark says every 10 s that it waits for data). */
export function batchOf(progress: StreamingQueryProgress): BatchSummary | undefined {
  const { id, batchId, numInputRows, durationMs, stateOperators, sink, eventTime } = progress;
  if (durationMs['addBatch'] === undefined) return undefined;
  const sum = (of: (operator: StreamingQueryProgress['stateOperators'][number]) => number): number => stateOperators.reduce((all, each) => all + of(each), 0);
  const [min, max, watermark] = [eventTime?.min, eventTime?.max, eventTime?.watermark].map(microsOf);
  return {
    queryId: id, batchId, inputRows: numInputRows, droppedBySpark: sum((each) => each.numRowsDroppedByWatermark), stateRows: sum((each) => each.numRowsTotal),
    watermark: watermark ?? null, tookMs: durationMs['triggerExecution'] ?? durationMs['addBatch'], noData: numInputRows === 0,
    // -1: a sink of Spark's first interface, which is not told what it writes.
    ...(sink.numOutputRows !== undefined && sink.numOutputRows >= 0 ? { outputRows: sink.numOutputRows } : {}),
    ...(min !== undefined && max !== undefined ? { eventTime: { min, max } } : {}),
  };
}

/** Microseconds of a time as Spark writes it; undefined where it is none. */
export function microsOf(instant: string | undefined): number | undefined {
  const ms = instant === undefined ? NaN : Date.parse(instant);
  return Number.isNaN(ms) ? undefined : ms * MICROS;
}

/** What a query's progress says of its sources, in words: `topic card-transactions`, `files in …`. */
export const sourcesOf = (progress: StreamingQueryProgress): string[] => progress.sources.map(({ description }) => {
  const topics = /^KafkaV2\[Subscribe\[(.*)\]\]$/.exec(description)?.[1], files = /^FileStreamSource\[(?:file:)?(.*)\]$/.exec(description)?.[1];
  return topics !== undefined ? `topic ${topics}` : files !== undefined ? `files in ${files}` : description.replace(/@[0-9a-f]+$/, '').replace(/^.*\.(\w+)\$?$/, '$1');
});

const SINKS: Record<string, string> = { ConsoleTable: 'console', KafkaTable: 'kafka', ForeachBatchSink: 'foreachBatch', ForeachWriterTable: 'foreach', MemorySink: 'memory', FileStreamSink: 'files', NoopTable: 'noop' };

/** A sink by the name of its class. */
export function sinkOf(name: string): string {
  const own = name.replace(/\$$/, '').split(/[.$]/).at(-1) ?? name;
  return SINKS[own] ?? own;
}

/** A sink by what a query's progress says of it: `console`, `files in …`. */
export function sinkWords({ sink: { description } }: StreamingQueryProgress): string {
  const files = /^FileSink\[(?:file:)?(.*)\]$/.exec(description)?.[1];
  return files !== undefined ? `files in ${files}` : sinkOf(description.replace(/@[0-9a-f]+$/, ''));
}
