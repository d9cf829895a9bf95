/** Gauges of streaming queries on Spark's metrics page (`spark.sql.streaming.metricsEnabled=true`). */
import { field, parseJson } from '../http/json.ts';
import { notJson } from './html.ts';
import type { ProgressSource } from './source.ts';
import type { ProgressReader, QueryStatus, Reading } from './status.ts';
import { Unreadable } from './status.ts';
import { Doubts, present } from './values.ts';

const PAGE = 'the metrics page';
const BEFORE = '.driver.spark.streaming.';
const GAUGES = ['inputRate-total', 'processingRate-total', 'latency', 'eventTime-watermark', 'states-rowsTotal', 'states-usedBytes'] as const;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class MetricsReader implements ProgressReader {
  readonly name = 'metrics';
  readonly lacks = ['batch numbers', 'rows of a batch', 'offsets', 'parts of the duration', 'earlier batches'];

  constructor(private readonly source: ProgressSource, private readonly now: () => number = Date.now) {}

  async read(signal: AbortSignal): Promise<Reading> {
    const text = await this.source.text('ui/metrics/json/', signal);
    return metricsReading(text, this.now());
  }
}

/** @throws Unreadable */
export function metricsReading(text: string, at: number): Reading {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch {
    throw notJson(text, PAGE);
  }
  const gauges = field(json, 'gauges');
  if (typeof gauges !== 'object' || gauges === null) throw new Unreadable('unknown', `${PAGE} has no gauges`);
  const queries = new Map<string, Map<string, unknown>>();
  for (const [key, gauge] of Object.entries(gauges)) {
    const begin = key.indexOf(BEFORE), kind = GAUGES.find((each) => key.endsWith(`.${each}`));
    if (begin < 0 || kind === undefined) continue;
    const name = key.slice(begin + BEFORE.length, -kind.length - 1), values = queries.get(name) ?? new Map<string, unknown>();
    queries.set(name, values.set(kind, field(gauge, 'value')));
  }
  if (queries.size === 0) throw new Unreadable('nothing', `${PAGE} has no gauge of a streaming query: none runs, or the job has no spark.sql.streaming.metricsEnabled=true`);
  const doubts = new Doubts();
  return { reader: 'metrics', queries: [...queries].map(([name, values]) => status(name, values, at, doubts)), doubts: doubts.found };
}

function status(name: string, values: ReadonlyMap<string, unknown>, at: number, doubts: Doubts): QueryStatus {
  // A query without a name stands there by its id.
  const query: QueryStatus = { ...(UUID.test(name) ? { id: name, name: null } : { name }), state: 'running', earlier: [], at };
  const ms = doubts.count(values.get('latency'), `${name}: the latency`);
  // Before the first batch is done every gauge says 0, which is no measurement.
  if ([...values.values()].every((value) => value === 0)) return query;
  const watermark = doubts.count(values.get('eventTime-watermark'), `${name}: the watermark`);
  return present<QueryStatus>({
    ...query,
    inputRowsPerSecond: doubts.rate(values.get('inputRate-total'), `${name}: the input rate`),
    processedRowsPerSecond: doubts.rate(values.get('processingRate-total'), `${name}: the processing rate`),
    // 0 stands for "none" here, too.
    watermark: watermark === undefined || watermark === 0 ? undefined : doubts.time(watermark, `${name}: the watermark`),
    stateRows: doubts.count(values.get('states-rowsTotal'), `${name}: the rows of state`),
    stateBytes: doubts.count(values.get('states-usedBytes'), `${name}: the bytes of state`),
    // Spark 3.3 forgets it as soon as somebody looks at the statistics page of the query, and says 0.
    durationMs: ms === undefined || ms === 0 ? undefined : { triggerExecution: ms },
  });
}
