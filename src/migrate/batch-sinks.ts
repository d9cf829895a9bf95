/** A streaming query becomes what writes or shows its rows once. */
import type { Change, Explanation } from '../protocol/migrate.ts';
import type { QueryInfo } from '../protocol/run.ts';
import type { Call } from '../syntax/outline.ts';
import { unwrapped } from './edits.ts';
import { literal, type Job, type Statement } from './job.ts';
import { argument, type IoChain } from './readers.ts';

export interface StreamSink {
  query: QueryInfo;
  /** `start()` or `toTable(…)`. */
  call: Call;
  chain: IoChain;
  statement: Statement;
  format: string;
}

/** What a writer of a batch has no use for. */
const OF_QUERIES = new Set(['checkpointlocation', 'path', 'numrows', 'truncate', 'retention']);
const WIDTH = 100;

/** `inner`: changes inside of what is written. */
export function batchSink(job: Job, sink: StreamSink, inner: readonly Change[]): Change {
  const { statement, query, format } = sink, why: Explanation[] = [], made = writtenOf(job, sink, why, inner);
  why.push(modeText(query), { code: 'checkpoint', text: `queryName, outputMode, trigger and checkpoint are of a query: a batch reads all anew each time${format === 'memory' ? '' : ', and remembers nothing'}.` });
  return { from: statement.from, to: statement.to, insert: made, why };
}

function writtenOf(job: Job, sink: StreamSink, why: Explanation[], inner: readonly Change[]): string {
  const { chain, call, format, statement: { indent }, query } = sink, frame = unwrapped(job, chain.of, inner);
  const each = chain.calls.find(({ name }) => name === 'foreachBatch' || name === 'foreach');
  if (each?.name === 'foreachBatch') return perBatch(job, each, frame, indent, why);
  if (each) return perRow(job, each, frame, indent, why);
  if (format === 'console') return chained(frame, [consoleOf(job, chain, why)], indent);
  if (format === 'memory') {
    why.push({ code: 'sink', text: 'The memory sink made a table of the query\'s name: a view of that name is read in the same way.' });
    return chained(frame, [`.createOrReplaceTempView(${literal(query.name ?? '')})`], indent);
  }
  const table = call.name === 'toTable' ? argument(call, 'tableName', false) ?? call.args[0] : undefined, partition = chain.calls.find(({ name }) => name === 'partitionBy');
  const options = chain.options.filter(({ name }) => !OF_QUERIES.has(name)).map(({ shown, value, literal: known }) => `.option(${literal(shown)}, ${known === undefined ? value : literal(known)})`);
  const path = call.name === 'start' ? call.args.find(({ name }) => name === 'path') ?? call.args.find(({ name }) => name === undefined) : undefined, option = chain.options.findLast(({ name }) => name === 'path')?.value, to = path ? job.document.slice(path) : option ?? '';
  why.push({ code: 'sink', text: sinkText(format, table !== undefined) });
  return chained(frame, [
    '.write', ...(table && format === 'parquet' ? [] : [`.format(${literal(format)})`]), ...options, ...(partition ? [`.partitionBy(${job.document.slice(partition.inside).trim()})`] : []),
    ...(format === 'noop' ? ['.mode("overwrite")'] : []), table ? `.saveAsTable(${job.document.slice(table)})` : `.save(${to})`,
  ], indent);
}

const sinkText = (format: string, table: boolean): string => (format === 'kafka' ? 'All rows are sent as messages, once each time the job runs: run twice, they are there twice.'
  : format === 'noop' ? 'The rows are computed and thrown away.'
    : `All rows are written at once. A ${table ? 'table' : 'folder'} that is there already is refused (errorifexists): nothing of what the stream wrote is lost by it. Say mode("overwrite") or mode("append") where you want that.`);

/** On one line, or a call a line. */
function chained(frame: string, calls: readonly string[], indent: string): string {
  const flat = frame + calls.join('');
  if (!flat.includes('\n') && indent.length + flat.length <= WIDTH) return flat;
  const deep = `${indent}    `, [first, ...rest] = calls as [string, ...string[]], joined = first === '.write' && rest.length > 0 ? [first + rest[0]!, ...rest.slice(1)] : [first, ...rest];
  return `(\n${deep}${frame}\n${deep}${joined.join(`\n${deep}`)}\n${indent})`;
}

function consoleOf(job: Job, { options, calls }: IoChain, why: Explanation[]): string {
  const of = (name: string): { value: string; literal?: string } | undefined => options.findLast((each) => each.name === name), rows = of('numrows'), cut = of('truncate'), args: string[] = [];
  if (rows) args.push(rows.literal !== undefined && /^\d+$/.test(rows.literal) ? rows.literal : `int(${rows.value})`);
  if (cut && !/^(?:true|false)$/i.test(cut.literal ?? '')) job.refuse(calls.at(-1)!.at, `What truncate is is not to be seen in the text: ${cut.value}.`, 'Write "true" or "false", and try again.');
  if (/^false$/i.test(cut?.literal ?? '')) args.push('truncate=False');
  why.push({ code: 'sink', text: 'The console printed with every micro-batch; show prints once.' });
  return `.show(${args.join(', ')})`;
}

function perBatch(job: Job, call: Call, frame: string, indent: string, why: Explanation[]): string {
  const given = call.args[0];
  if (!given) job.refuse(call.at, 'foreachBatch has no function here.', 'Give it one, and try again.');
  const text = job.document.slice(given), called = /^[\w.]+$/u.test(text) ? text : `(${text})`, deep = `${indent}    `;
  why.push({ code: 'foreach-batch', text: 'The function was called with each micro-batch; it is called once, with all rows, as batch 0. What it adds to files or tables of earlier micro-batches it would add again.' });
  const flat = `${called}(${frame}, 0)`;
  return !flat.includes('\n') && indent.length + flat.length <= WIDTH ? flat : `${called}(\n${deep}${frame},\n${deep}0,\n${indent})`;
}

function perRow(job: Job, call: Call, frame: string, indent: string, why: Explanation[]): string {
  const given = call.args[0], text = given ? job.document.slice(given) : '';
  if (!/^[^\W\d]\w*$/u.test(text) || !new RegExp(`(?:^|\\n)[ \\t]*def ${text}\\(`).test(job.text)) job.refuse(call.at, 'An object with open, process and close is called by a streaming query only.', 'Give foreach a function of one row, or write to a sink, and try again.');
  why.push({ code: 'sink', text: 'The function is called with each row, as it was.' });
  return chained(frame, [`.foreach(${text})`], indent);
}

function modeText({ outputMode, watermarks }: QueryInfo): Explanation {
  const late = watermarks.length > 0 ? ' Rows that the watermark dropped count, and windows that were still open are there too.' : '';
  switch (outputMode) {
    case 'update': return { code: 'mode', text: `update gave the groups that had changed: the batch has every group once, as it is at the end.${late}` };
    case 'complete': return { code: 'mode', text: `complete gave all totals each time: the batch has the last of them.${late}` };
    default: return { code: 'mode', text: `append gave each row once: so does the batch.${late}` };
  }
}
