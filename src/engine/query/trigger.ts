import { illegalArgument } from '../../spark/errors.ts';
import { stringToInterval } from '../../spark/datetime/interval-parse.ts';

export type Trigger = { readonly kind: 'processingTime'; readonly intervalMs: number } | { readonly kind: 'once' } | { readonly kind: 'availableNow' };

/** Triggers.convert: interval text to milliseconds; months have no fixed length. */
export function parseTriggerInterval(text: string): number {
  const parsed = stringToInterval(text);
  if (parsed.months !== 0) throw illegalArgument(`Doesn't support month or year interval: ${text}`);
  const ms = parsed.days * 86_400_000 + Math.floor(Number(parsed.microseconds) / 1000);
  if (ms < 0) throw illegalArgument('requirement failed: the interval of trigger should not be negative');
  return ms;
}

/** ProcessingTimeExecutor.nextBatchTime: multiples of the interval; 0 means at once. */
export const nextTriggerMs = (nowMs: number, intervalMs: number): number => (intervalMs === 0 ? nowMs : Math.floor(nowMs / intervalMs) * intervalMs + intervalMs);

/** DataStreamWriter's trigger in words. */
export function triggerText(t: Trigger): string {
  if (t.kind === 'once') return 'once';
  if (t.kind === 'availableNow') return 'available now';
  return t.intervalMs === 0 ? 'as fast as possible' : `every ${t.intervalMs / 1000} s`;
}
