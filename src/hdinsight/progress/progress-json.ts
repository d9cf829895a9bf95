/** A StreamingQueryProgress as Spark writes it as JSON: whole and right, or not at all. */
import type { SourceProgress, StateOperatorProgress, StreamingQueryProgress } from '../../protocol/run.ts';
import { field, listField, parseJson, textField } from '../http/json.ts';
import { present, shown } from './values.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

class Refused extends Error {}

/** The progress, or in words why what stands there is none. */
export function parseProgress(text: string): StreamingQueryProgress | string {
  try {
    return progressOf(parseJson(text));
  } catch (error) {
    if (error instanceof SyntaxError) return 'a progress in the log is no JSON: it was cut, or other lines are among its own';
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function progressOf(json: unknown): StreamingQueryProgress {
  const name = field(json, 'name');
  if (name !== null && name !== undefined && typeof name !== 'string') throw new Refused(`a progress has a name that is ${shown(name)}`);
  const events = field(json, 'eventTime'), observed = field(json, 'observedMetrics'), sink = field(json, 'sink');
  return present<StreamingQueryProgress>({
    id: uuid(json, 'id'), runId: uuid(json, 'runId'), name: name ?? null, timestamp: time(json, 'timestamp'), batchId: count(json, 'batchId'), numInputRows: count(json, 'numInputRows'),
    inputRowsPerSecond: rate(json, 'inputRowsPerSecond'), processedRowsPerSecond: rate(json, 'processedRowsPerSecond'), durationMs: counts(json, 'durationMs'),
    eventTime: isObject(events) && Object.keys(events).length > 0 ? present({ avg: optionalTime(events, 'avg'), max: optionalTime(events, 'max'), min: optionalTime(events, 'min'), watermark: optionalTime(events, 'watermark') }) : undefined,
    stateOperators: list(json, 'stateOperators').map(operatorOf), sources: list(json, 'sources').map(sourceOf),
    sink: present<StreamingQueryProgress['sink']>({ description: text(sink, 'description'), numOutputRows: outputRows(sink) }),
    observedMetrics: isObject(observed) ? plain(observed) as Record<string, Record<string, unknown>> : undefined,
  });
}

function operatorOf(json: unknown): StateOperatorProgress {
  return {
    operatorName: text(json, 'operatorName'), numRowsTotal: count(json, 'numRowsTotal'), numRowsUpdated: count(json, 'numRowsUpdated'), allUpdatesTimeMs: count(json, 'allUpdatesTimeMs'),
    numRowsRemoved: count(json, 'numRowsRemoved'), allRemovalsTimeMs: count(json, 'allRemovalsTimeMs'), commitTimeMs: count(json, 'commitTimeMs'), memoryUsedBytes: count(json, 'memoryUsedBytes'),
    numRowsDroppedByWatermark: count(json, 'numRowsDroppedByWatermark'), numShufflePartitions: count(json, 'numShufflePartitions'), numStateStoreInstances: count(json, 'numStateStoreInstances'),
    customMetrics: field(json, 'customMetrics') === undefined ? {} : counts(json, 'customMetrics'),
  };
}

function sourceOf(json: unknown): SourceProgress {
  const metrics = field(json, 'metrics');
  return present<SourceProgress>({
    description: text(json, 'description'), startOffset: plain(field(json, 'startOffset') ?? null), endOffset: plain(field(json, 'endOffset') ?? null), latestOffset: plain(field(json, 'latestOffset') ?? null),
    numInputRows: count(json, 'numInputRows'), inputRowsPerSecond: rate(json, 'inputRowsPerSecond'), processedRowsPerSecond: rate(json, 'processedRowsPerSecond'),
    metrics: isObject(metrics) ? Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, String(value)])) : undefined,
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Integers that JavaScript cannot hold travel as their digits. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(plain);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)])) : value;
}

function list(json: unknown, name: string): readonly unknown[] {
  return listField(json, name) ?? refuse(json, name);
}

function text(json: unknown, name: string): string {
  return textField(json, name) ?? refuse(json, name);
}

function uuid(json: unknown, name: string): string {
  const value = text(json, name);
  return UUID.test(value) ? value : refuse(json, name);
}

function time(json: unknown, name: string): string {
  const value = text(json, name);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : refuse(json, name);
}

function optionalTime(json: object, name: string): string | undefined {
  return field(json, name) === undefined ? undefined : time(json, name);
}

function count(json: unknown, name: string): number {
  const value = field(json, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse(json, name);
}

/** Spark says -1 where a sink does not count. */
function outputRows(sink: unknown): number | undefined {
  const value = field(sink, 'numOutputRows');
  return value === undefined ? undefined : value === -1 ? -1 : count(sink, 'numOutputRows');
}

function rate(json: unknown, name: string): number | undefined {
  const value = field(json, name);
  if (value === undefined) return undefined;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : refuse(json, name);
}

function counts(json: unknown, name: string): Record<string, number> {
  const value = field(json, name);
  if (!isObject(value)) return refuse(json, name);
  return Object.fromEntries(Object.keys(value).map((key) => [key, count(value, key)]));
}

function refuse(json: unknown, name: string): never {
  throw new Refused(field(json, name) === undefined ? `a progress in the log has no ${name}` : `a progress in the log says that ${name} is ${shown(field(json, name))}`);
}
