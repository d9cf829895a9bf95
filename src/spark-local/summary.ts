/** A query as the hook tells it, as a run's events have it. */
import type { QueryInfo } from '../protocol/run.ts';
import { sinkOf } from '../spark/progress/summary.ts';
import type { HookQuery } from './hook-lines.ts';

export function infoOf(query: HookQuery, number: number): QueryInfo {
  const { id, runId, name, outputMode, timeZone, watermarks, span } = query, sink = sinkOf(query.sink);
  return {
    id, runId, name, label: name ?? sink ?? `query ${number}`, outputMode: outputMode as QueryInfo['outputMode'], trigger: triggerOf(query.trigger), sink, sources: [], plan: [], timeZone,
    watermarks: watermarks.map(([column, delay]) => ({ column, delay })),
    ...(span ? { span: { file: span.file, line: span.line, column: span.column ?? 0, endLine: span.endLine ?? span.line, endColumn: span.endColumn ?? 0 } } : {}),
  };
}

/** As the simulator says it. */
function triggerOf(text: string): string {
  const [, name, argument] = /^(\w+?)(?:Trigger)?\$?(?:\((\d+).*\))?(?:@.*)?$/.exec(text) ?? [];
  if (name === 'OneTime') return 'once';
  if (name === 'AvailableNow') return 'available now';
  if (argument === undefined) return text;
  const every = Number(argument) === 0 ? 'as fast as possible' : `every ${Number(argument) / 1000} s`;
  return name === 'ProcessingTime' ? every : `continuous, ${every}`;
}
