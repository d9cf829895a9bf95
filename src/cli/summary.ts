/** What a run came to, and what to do next. */
import type { LatePage, QueryInfo } from '../protocol/run.ts';
import type { Asker } from './asker.ts';
import type { Style } from './style.ts';
import { count, delay, near, plural } from './words.ts';

export interface QueryTotals {
  query: QueryInfo;
  batches: number;
  inputRows: number;
  /** Absent: no batch told of it. */
  outputRows?: number;
  /** Rows, or Spark's own count where that is all there is. */
  droppedRows: number;
  /** The rows that were dropped can be asked for. */
  looked: boolean;
  /** Why it ended. */
  ended: string | undefined;
}

const LOOKED_AT = 10_000;

export async function summary(queries: readonly QueryTotals[], asker: Pick<Asker, 'ask'>, file: string, failed: boolean, style: Style): Promise<string[]> {
  const lines = queries.length === 0 ? [] : [''];
  for (const totals of queries) {
    const { query } = totals;
    const dropped = totals.droppedRows > 0 ? `, ${style.warn(`${count(totals.droppedRows)} dropped late`)}` : '';
    lines.push(`${style.bold(query.label)}: ${plural(totals.batches, 'batch', 'batches')}, ${count(totals.inputRows)} rows in${totals.outputRows === undefined ? '' : `, ${count(totals.outputRows)} out`}${dropped}${totals.ended === undefined ? '' : style.dim(` (${totals.ended})`)}`);
    if (totals.droppedRows > 0 && totals.looked) {
      const page = await asker.ask({ ask: 'late', queryId: query.id, offset: 0, limit: LOOKED_AT });
      const advice = page && lateAdvice(page, query);
      if (advice !== undefined) lines.push(`  ${advice}`);
    }
  }
  const next = process.env['WEIR_NEXT_STEP'] ?? (failed ? undefined : `open ${file} in VS Code with Weir and press Simulate above .start()`);
  if (next !== undefined) lines.push(`${style.dim('next:')} ${next}`);
  return lines;
}

/** The delay that would have kept every late row, next to the one that the job has. */
export function lateAdvice(page: LatePage, query: QueryInfo): string | undefined {
  const needed = Math.max(...page.rows.map((row) => row.neededDelay ?? -1));
  const [watermark] = query.watermarks;
  if (needed < 0 || watermark === undefined || page.rows.length < page.total || page.missing !== undefined) return undefined;
  const place = watermark.span ? ` (${near(watermark.span.file)}:${watermark.span.line})` : '';
  return `a delay of ${delay(needed)} would have kept them: withWatermark(${JSON.stringify(watermark.column)}, ${JSON.stringify(watermark.delay)})${place}`;
}
