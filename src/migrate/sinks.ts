/** show and write become streaming queries. */
import type { ActionFact } from '../protocol/language.ts';
import type { Change, Explanation, MigratedMode, MigrateOptions } from '../protocol/migrate.ts';
import type { Range } from '../syntax/line-index.ts';
import type { Call } from '../syntax/outline.ts';
import { unwrapped } from './edits.ts';
import { identifier, literal, type Job, type Statement } from './job.ts';
import { argument, ioChain, type IoChain } from './readers.ts';

export interface Sink {
  action: ActionFact;
  call: Call;
  statement: Statement;
  /** What is shown or written. */
  of: Range;
  /** Of a write. */
  chain?: IoChain;
  name: string;
  /** Names in the job's text. */
  variable: string;
  writer: string;
  shape: Shape;
}

/** What of a plan decides how its result can be written. */
export interface Shape {
  aggregated: boolean;
  /** The result has an order. */
  sorted: boolean;
  /** A watermark will stand on the stream: of a batch Spark takes it away at once (EliminateEventTimeWatermark), so the text says it. */
  watermarked: boolean;
  deduplicated: boolean;
  windowed: boolean;
}

/** Behind a frame of so many characters writeStream begins a line. */
const LONG = 60;
const FILES = new Set(['parquet', 'json', 'csv', 'orc', 'text']);

export function shapeOf({ nodes }: ActionFact, streams: ReadonlySet<number>, marked: boolean): Shape {
  const byId = new Map(nodes.map((node) => [node.id, node])), known = new Map<number, boolean>();
  const streaming = (id: number): boolean => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const is = streams.has(id) || (byId.get(id)?.inputs ?? []).some(streaming);
    known.set(id, is);
    return is;
  };
  const has = (op: string): boolean => nodes.some((node) => node.op === op && streaming(node.id));
  return { aggregated: has('aggregate'), sorted: has('sort'), watermarked: marked, deduplicated: has('deduplicate'), windowed: has('timeWindow') };
}

/** Output modes that the result could have, the best first. What Spark takes of them a plan-only run says. */
export function modesOf({ shape }: Sink, wanted: MigratedMode | undefined): MigratedMode[] {
  if (wanted !== undefined) return [wanted];
  if (!shape.aggregated) return ['append'];
  return shape.watermarked && !shape.sorted ? ['append', 'complete'] : ['complete'];
}

/** A frame's own name, else what it is written to. */
export function nameOf(job: Job, of: Range, written: string | undefined, read: string | undefined): string {
  const text = job.document.slice(of), variable = /^\(?\s*([^\W\d]\w*)/u.exec(text)?.[1];
  if (/^[^\W\d]\w*$/u.test(text)) return text;
  const last = (path: string | undefined): string | undefined => path?.replace(/[\\/]+$/, '').split(/[\\/]/).at(-1)?.replace(/\.\w+$/, '');
  return identifier(last(written) ?? last(read) ?? variable ?? 'query');
}

export function sinkAt(job: Job, action: ActionFact): Omit<Sink, 'name' | 'variable' | 'writer' | 'shape'> {
  const call = job.callAt(action.span);
  if (!call) job.refuse(action.span, 'The text of this action is not to be found.', 'Write it as a plain call, and try again.');
  const chain = action.what === 'write' ? ioChain(job, call, 'write') : undefined, of = action.what === 'write' ? chain?.of : call.object, whole = { from: of?.from ?? call.from, to: call.to };
  if (!of) job.refuse(call.at, `The writer of ${job.document.slice(call.at)} is kept in a variable or made elsewhere.`, 'Write it in one expression, as df.write.mode(…).parquet(…), and try again.');
  const statement = job.statementOf(whole), loop = job.loopAround(whole);
  if (!job.alone(whole)) job.refuse(call.at, `What ${call.name}() gives is used by the expression around it: a query gives nothing back.`, 'Make it a statement of its own, and try again.');
  if (!statement.first) job.refuse(call.at, `${call.name}() stands behind something else on its line.`, 'Give it a line of its own, and try again.');
  if (loop) job.refuse(call.at, `${call.name}() stands in a loop: each time round it would start another query.`, 'Put the rows of all times into one DataFrame (union, or a column that tells them apart), and show or write it once.');
  return { action, call, statement, of, ...(chain && { chain }) };
}

/** `inner`: changes inside of what is written. */
export function queryOf(job: Job, sink: Sink, mode: MigratedMode, options: MigrateOptions, inner: readonly Change[]): Change {
  const { statement, action, chain } = sink, why: Explanation[] = [], { indent } = statement, deep = `${indent}    `;
  const parts = action.what === 'show' ? consoleOf(job, sink, why) : writeOf(job, sink, chain!, mode, why);
  why.push(modeText(sink, mode));
  if (sink.shape.deduplicated) why.push({ code: 'state', text: 'dropDuplicates keeps every key that it has seen, since any of them may come again: its state grows without end, unless a column with a watermark is among the keys.' });
  why.push({ code: 'checkpoint', text: `Where the query is up to, and its state, are kept in ${options.checkpoint}/${sink.name}: a folder of its own, without which a restart would begin anew.` });
  if (options.trigger !== undefined) why.push({ code: 'trigger', text: `A micro-batch every ${options.trigger}.` });
  const lines = [
    ...parts.lines,
    `.option("checkpointLocation", ${literal(`${options.checkpoint}/${sink.name}`)})`,
    `.outputMode(${literal(mode)})`,
    ...(options.trigger === undefined ? [] : [`.trigger(processingTime=${literal(options.trigger)})`]),
    `${parts.start}`,
  ];
  const head = parts.before === undefined ? '' : `${parts.before}\n\n`, frame = framed(job, sink.of, deep, inner);
  // A frame that a bracket or a long chain makes ends on a line of its own.
  const insert = `${head === '' ? '' : `${blankBefore(job, statement)}${head}${indent}`}${sink.variable} = (\n${deep}${frame}${frame.includes('\n') || frame.length > LONG ? `\n${deep}` : ''}.writeStream.queryName(${literal(sink.name)})\n${deep}${lines.join(`\n${deep}`)}\n${indent})`;
  return { from: statement.from, to: statement.to, insert, why };
}

/** Empty lines that a function wants before it, and that are not there. */
function blankBefore(job: Job, { from, indent }: Statement): string {
  const { lines } = job.document, wanted = indent === '' ? 2 : 1;
  let there = 0;
  for (let line = lines.lineAt(from) - 1; line >= 0 && there < wanted && job.text.slice(lines.startOf(line), lines.endOf(line)).trim() === ''; line--) there++;
  // In a block it would leave the indentation behind: there is no room for one there.
  return indent === '' ? '\n'.repeat(wanted - there) : '';
}

/** A frame's expression without brackets around it, moved to a deeper place where no string of several lines would change. */
function framed(job: Job, of: Range, deep: string, inner: readonly Change[]): string {
  const text = unwrapped(job, of, inner);
  if (!text.includes('\n')) return text;
  const strings = job.document.outline.strings.some(({ from, to }) => from >= of.from && to <= of.to && job.text.slice(from, to).includes('\n'));
  if (strings) return text;
  const [first = '', ...rest] = text.split('\n'), least = Math.min(...rest.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length));
  return [first, ...rest.map((line) => (line.trim() === '' ? '' : deep + line.slice(least)))].join('\n');
}

interface Parts { lines: string[]; start: string; before?: string }

/** DataFrame.show(n=20, truncate=True, vertical=False) as the options of the console sink (ConsoleWrite). */
function consoleOf(job: Job, { call }: Sink, why: Explanation[]): Parts {
  const names = ['n', 'truncate', 'vertical'], given = (name: string): string | undefined => {
    const arg = call.args.find((each) => each.name === name) ?? call.args.filter((each) => each.name === undefined)[names.indexOf(name)];
    return arg && job.document.slice(arg);
  };
  const n = given('n'), truncate = given('truncate'), vertical = given('vertical');
  if (vertical !== undefined && vertical !== 'False') job.refuse(call.at, 'The console sink prints tables only: show(vertical=True) has no counterpart.', 'Leave vertical out, and try again.');
  if (truncate !== undefined && !/^(?:True|False|0|20)$/.test(truncate)) job.refuse(call.at, `The console sink cuts values at 20 characters, or not at all: truncate=${truncate} has no counterpart.`, 'Write truncate=False, and try again.');
  why.push({ code: 'sink', text: 'show prints once; a query with the console as its sink prints with every micro-batch.' });
  const full = truncate === 'False' || truncate === '0';
  return { lines: ['.format("console")', ...(full ? ['.option("truncate", "false")'] : []), ...(n === undefined || n === '20' ? [] : [`.option("numRows", ${/^\d+$/.test(n) ? literal(n) : `str(${n})`})`])], start: '.start()' };
}

function writeOf(job: Job, sink: Sink, chain: IoChain, mode: MigratedMode, why: Explanation[]): Parts {
  const { action } = sink, { format, mode: save } = action.write!, last = chain.calls.at(-1)!, path = argument(last, 'path', false) ?? (FILES.has(last.name) || last.name === 'save' ? last.args.find(({ name }) => name === undefined) : undefined);
  const pathText = path && job.document.slice(path), inBatch = (why2: string): Parts => batchWriter(job, sink, chain, why, why2);
  for (const banned of ['bucketBy', 'sortBy', 'insertInto', 'saveAsTable', 'jdbc']) {
    const call = chain.calls.find(({ name }) => name === banned);
    if (call && banned !== 'jdbc') job.refuse(call.at, `A streaming query has no ${banned}, and in a micro-batch it could not be tried here.`, 'Write to a folder with save(path), and try again.');
  }
  if (format === 'kafka' || format === 'console' || format === 'noop') {
    const options = chain.options.map(({ shown, value, literal: text }) => `.option(${literal(shown)}, ${text === undefined ? value : literal(text)})`);
    why.push({ code: 'sink', text: format === 'kafka' ? 'The topic is written to with every micro-batch. A micro-batch that is repeated after a failure writes its messages again.' : `The ${format} sink takes every micro-batch.` });
    return { lines: [`.format("${format}")`, ...options], start: '.start()' };
  }
  if (FILES.has(format) && mode === 'append') {
    why.push({ code: 'folder', text: folderText(save) });
    const partitionBy = partitioned(job, chain), options = chain.options.filter(({ name }) => name !== 'path').map(({ shown, value, literal: text }) => `.option(${literal(shown)}, ${text === undefined ? value : literal(text)})`);
    const to = pathText === undefined ? chain.options.filter(({ name }) => name === 'path').map(({ value }) => value)[0] : pathText;
    return { lines: [`.format("${format}")`, ...partitionBy, ...options, ...(to === undefined ? [] : [`.option("path", ${to})`])], start: '.start()' };
  }
  if (mode === 'update') job.refuse(last.at, 'In update mode a micro-batch holds the changed rows only: a folder of files cannot change a row, and overwriting it would lose the others.', 'Choose complete as output mode, or a watermark, so that each row is written once.');
  if (mode === 'append') return inBatch(`Spark writes ${format} in batch only: each micro-batch is written as the batch was.`);
  if (save === 'append') {
    job.refuse(last.at, 'The totals so far come with every micro-batch: appended, each of them would be there many times.', 'Choose a watermark on the event time, so that each row comes once and for all, or mode("overwrite") in the job.');
  }
  if (save === 'ignore') job.refuse(last.at, 'mode("ignore") writes once and never again: the stream would show the totals of its first micro-batch for ever.', 'Write mode("overwrite") in the job, and try again.');
  return inBatch(FILES.has(format) ? 'A file sink only appends (Data source parquet does not support Complete output mode), and totals change: each micro-batch overwrites the folder with the totals so far, as the batch did each time it ran. Who reads it meanwhile may find it half written.' : `Spark writes ${format} in batch only: each micro-batch is written as the batch was.`);
}

const folderText = (save: string): string => {
  const begins = 'Each micro-batch adds files to the folder. ';
  const log = 'Spark keeps a list of them there (_spark_metadata) and reads by it from now on: files of the batch that lie there already are no longer seen, so begin with an empty folder.';
  return save === 'overwrite' ? `${begins}Nothing is overwritten: the rows are those of all messages so far, as the batch's were those of all files. ${log}` : `${begins}${log}`;
};

function partitioned(job: Job, chain: IoChain): string[] {
  const call = chain.calls.find(({ name }) => name === 'partitionBy'), given = argument(chain.calls.at(-1)!, 'partitionBy', false);
  return call ? [`.partitionBy(${job.document.slice(call.inside).trim()})`] : given ? [`.partitionBy(${job.document.slice(given)})`] : [];
}

/** The writer's chain as it stands, on a micro-batch. */
function batchWriter(job: Job, { writer, statement: { indent }, of, action }: Sink, chain: IoChain, why: Explanation[], text: string): Parts {
  const tail = job.text.slice(of.to, chain.to), save = action.write!.mode;
  const overwrites = save === 'errorifexists' || save === 'error' || save === 'default';
  why.push({ code: 'foreach-batch', text: text + (overwrites && tail.startsWith('.write') ? ' The batch refused a folder that is there: from the second micro-batch on it always is, so it is overwritten.' : '') });
  const written = overwrites ? tail.replace(/^\s*\.write\b/, (found) => `${found}.mode("overwrite")`) : tail;
  // A mode that is written in the chain comes behind, and would count.
  const call = chain.calls.find(({ name }) => name === 'mode');
  if (overwrites && call) job.refuse(call.at, 'mode("error") refuses a folder that is there: from the second micro-batch on it always is.', 'Write mode("overwrite") in the job, and try again.');
  const body = written.includes('\n') ? `(\n${indent}        batch${indented(written, `${indent}        `)}\n${indent}    )` : `batch${written}`;
  return { lines: [`.foreachBatch(${writer})`], start: '.start()', before: `def ${writer}(batch, batch_id):\n${indent}    ${body}\n` };
}

/** The lines of a chain behind its first one. */
const indented = (tail: string, indent: string): string => tail.split('\n').map((line, i) => (i === 0 ? line : `${indent}${line.trim()}`).replace(/\s*\\$/, '')).filter((line, i) => i === 0 || line.trim() !== '').join('\n');

function modeText({ shape }: Sink, mode: MigratedMode): Explanation {
  switch (mode) {
    case 'append': return { code: 'mode', text: shape.aggregated ? 'append: a group comes once, when the watermark has passed its window, and is final.' : 'append: each row comes once and never changes, since nothing is aggregated.' };
    case 'update': return { code: 'mode', text: 'update: with each micro-batch the groups that changed, not all of them.' };
    case 'complete': return { code: 'mode', text: `complete: all totals so far with every micro-batch, so that the last ones are the batch's${shape.sorted ? ', in its order (only complete results can be sorted)' : ''}. Every group is kept for ever${shape.windowed && !shape.sorted ? '; with a watermark and append, closed windows are let go of' : ''}.` };
  }
}
