/** Spark's own pages of streaming queries: the list of them, and a query's statistics, whose charts are arrays in a script. */
import { field, parseJson } from '../http/json.ts';
import { unescaped } from '../logs/entities.ts';
import { otherPage, textOf } from './html.ts';
import type { BatchStatus } from './status.ts';
import { Unreadable } from './status.ts';
import type { Doubts } from './values.ts';
import { present } from './values.ts';

const LIST = 'the page of streaming queries', PAGE = 'the statistics of a query';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NO_NAME = '<no name>';

export interface ListedQuery { name: string | null; state: 'running' | 'finished' | 'failed'; id: string; runId: string; batchId: number | undefined; error: string | undefined }

/** @throws Unreadable */
export function parseQueries(html: string, doubts: Doubts): ListedQuery[] {
  if (!heading(html, 'Streaming Query')) {
    // Spark answers a page that it does not have yet with that of its jobs.
    if (heading(html, 'Spark Jobs')) throw new Unreadable('nothing', `${LIST} is not there: no query has started yet, or spark.sql.streaming.ui.enabled is false`);
    throw otherPage(html, LIST);
  }
  if (!html.includes('</html>')) throw new Unreadable('unknown', `${LIST} came cut short`);
  const queries: ListedQuery[] = [];
  for (const [, head, body] of html.matchAll(/<thead>([^]*?)<\/thead>\s*<tbody>([^]*?)<\/tbody>/g)) {
    const columns = cells(head!, 'th').map((cell) => textOf(cell).replace(/[▾▴\u00a0\s]+$/, ''));
    for (const [, row] of body!.matchAll(/<tr>([^]*?)<\/tr>/g)) queries.push(listed(columns, cells(row!, 'td'), doubts));
  }
  return queries;
}

function listed(columns: readonly string[], row: readonly string[], doubts: Doubts): ListedQuery {
  const cell = (name: string): string | undefined => {
    const at = columns.indexOf(name);
    return at < 0 || row[at] === undefined ? undefined : unescaped(row[at].replace(/<[^>]*>/g, '')).trim();
  };
  const name = cell('Name'), state = cell('Status')?.toLowerCase(), id = cell('ID') ?? '', runId = cell('Run ID') ?? '', batch = cell('Latest Batch');
  if (name === undefined || batch === undefined || !UUID.test(id) || !UUID.test(runId) || (state !== 'running' && state !== 'finished' && state !== 'failed')) throw new Unreadable('unknown', `${LIST} is not as Spark 3.3 writes it`);
  return { name: name === NO_NAME ? null : name, state, id, runId, batchId: batch === 'NaN' ? undefined : doubts.count(/^\d+$/.test(batch) ? Number(batch) : batch, `${name}: the latest batch`), error: cell('Error') };
}

export interface Statistics { name: string | null; id: string; runId: string; /** Oldest first. */ batches: BatchStatus[] }

/** @throws Unreadable */
export function parseStatistics(html: string, doubts: Doubts): Statistics {
  if (!heading(html, 'Streaming Query Statistics')) throw otherPage(html, PAGE);
  const said = (label: string): string => textValue(new RegExp(`<strong>${label}: </strong>([^<]*)</div>`).exec(html)?.[1]);
  const name = said('Name'), id = said('Id'), runId = said('RunId');
  const unknown = (why: string): Unreadable => new Unreadable('unknown', `${PAGE} is not as Spark 3.3 writes it: ${why}`);
  if (!html.includes('</html>')) throw new Unreadable('unknown', `${PAGE} came cut short`);
  if (!UUID.test(id) || !UUID.test(runId)) throw unknown('it names no query');
  const starts = [...html.matchAll(/^timeTipStrings\[(\d{1,15})\] = 'batch (\d{1,16}) \(/gm)].map(([, ms, batch]) => ({ ms: Number(ms), batchId: Number(batch) }));
  const series = charts(html);
  const exact = (chart: string): number[] => {
    const points = series.get(chart);
    if (points === undefined && starts.length > 0) throw unknown(`it has no chart ${chart}`);
    if ((points?.length ?? 0) !== starts.length || points?.some(({ x }, at) => x !== starts[at]!.ms)) throw unknown(`the points of ${chart} are not those of the batches`);
    return points?.map(({ y }) => y) ?? [];
  };
  const rows = exact('input-rows'), input = exact('input-rate'), process = exact('process-rate'), took = exact('batch-duration'), parts = durations(html, starts.length);
  const some = (chart: string, ms: number): number | undefined => series.get(chart)?.find(({ x }) => x === ms)?.y;
  const batches = starts.map(({ ms, batchId }, at): BatchStatus => {
    const what = `${name}, batch ${batchId}`, count = doubts.count(rows[at], `${what}: the rows`), whole = doubts.count(took[at], `${what}: the duration`), gap = some('watermark-gap', ms);
    // The page says 0 where Spark has no rate, as for the first batch of a query.
    const rate = (value: number | undefined, which: string): number | undefined => (value === 0 && count !== 0 ? undefined : doubts.rate(value, `${what}: the ${which} rate`));
    return present<BatchStatus>({
      batchId: doubts.count(batchId, `${name}: the batch`), timestamp: doubts.time(ms, `${what}: the time`), numInputRows: count,
      inputRowsPerSecond: rate(input[at], 'input'), processedRowsPerSecond: rate(process[at], 'processing'),
      watermark: gap === undefined ? undefined : doubts.time(ms - Math.round(gap * 1000), `${what}: the watermark`),
      stateRows: doubts.count(some('aggregated-num-total-state-rows', ms), `${what}: the rows of state`),
      stateRowsUpdated: doubts.count(some('aggregated-num-updated-state-rows', ms), `${what}: the updated rows of state`),
      stateBytes: doubts.count(some('aggregated-state-memory-used-bytes', ms), `${what}: the bytes of state`),
      rowsDroppedByWatermark: doubts.count(some('aggregated-num-rows-dropped-by-watermark', ms), `${what}: the late rows`),
      durationMs: whole === undefined ? undefined : { ...parts?.[at], triggerExecution: whole },
    });
  });
  return { name: name === NO_NAME ? null : name, id, runId, batches };
}

const textValue = (html: string | undefined): string => unescaped(html ?? '').trim();
const heading = (html: string, title: string): boolean => new RegExp(`<h3[^>]*>\\s*${title}\\s*[<(]`).test(html);
const cells = (html: string, tag: 'td' | 'th'): string[] => [...html.matchAll(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`, 'g'))].map(([, cell]) => cell!);

/** The points of each chart, by its name without `-timeline`. */
function charts(html: string): Map<string, { x: number; y: number }[]> {
  const arrays = new Map([...html.matchAll(/^\s*var (v\d+) = (\[\{"x".*\]|\[\]);$/gm)].map(([, name, json]) => [name!, json!]));
  const found = new Map<string, { x: number; y: number }[]>();
  for (const [, chart, name] of html.matchAll(/^\s*drawTimeline\('#([a-z-]+)-timeline', (v\d+),/gm)) {
    let points: unknown;
    try {
      points = parseJson(arrays.get(name!) ?? '');
    } catch {
      throw new Unreadable('unknown', `${PAGE} has a chart ${chart} without numbers`);
    }
    found.set(chart!, (points as unknown[]).map((point) => ({ x: Number(field(point, 'x')), y: Number(field(point, 'y')) })));
  }
  return found;
}

/** Milliseconds of a trigger's parts; Spark writes 0 for a part that a batch did not have. */
function durations(html: string, batches: number): Record<string, number>[] | undefined {
  const array = /^\s*drawAreaStack\('#duration-area-stack', v\d+, (v\d+),/m.exec(html)?.[1], json = array === undefined ? undefined : new RegExp(`^\\s*var ${array} = (\\[.*\\]);$`, 'm').exec(html)?.[1];
  if (json === undefined) return undefined;
  const rows = [...json.matchAll(/\{x: "[^"]*"((?:,\s*"\w+": "[\d.]+")*)\}/g)].map(([, parts]) => {
    const found: Record<string, number> = {};
    for (const [, part, ms] of parts!.matchAll(/"(\w+)": "(\d{1,15})\.0"/g)) if (Number(ms) > 0) found[part!] = Number(ms);
    return found;
  });
  return rows.length === batches ? rows : undefined;
}
