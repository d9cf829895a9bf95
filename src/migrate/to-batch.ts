/** Which edits turn a streaming job into a batch one. */
import type { PlanFacts } from '../protocol/language.ts';
import type { Change, MigratedQuery, MigratedStream, MigrateOptions, MigrateRefusal, Migration } from '../protocol/migrate.ts';
import type { QueryInfo, SourceSpan } from '../protocol/run.ts';
import type { PythonDocument } from '../syntax/python-document.ts';
import { batchSink, type StreamSink } from './batch-sinks.ts';
import { applied, endedAs, takenFrom } from './edits.ts';
import { Job, literal, Refused } from './job.ts';
import { ioChain, leadOf, type IoChain } from './readers.ts';
import { checkRun } from './to-streaming.ts';
import { unused } from './handles.ts';

/** Read in batch as well as in streams. */
const SOURCES = new Set(['kafka', 'json', 'csv', 'text', 'parquet', 'orc', 'avro']);
/** How much a micro-batch takes, and what becomes of files behind it: a batch takes all. */
const OF_STREAMS = new Set(['maxoffsetspertrigger', 'minoffsetspertrigger', 'maxtriggerdelay', 'maxfilespertrigger', 'latestfirst', 'maxfileage', 'filenameonly', 'cleansource', 'sourcearchivedir']);

/** @throws Refused, with all that stands in the way. */
export function toBatch(document: PythonDocument, facts: PlanFacts, options: MigrateOptions): Migration {
  const job = new Job(document, facts), { queries } = facts;
  checkRun(job, facts);
  if (queries.length === 0) job.refuse(undefined, 'The job starts no streaming query: it is a batch job already.', 'The other way goes with --to streaming.');
  const refusals: MigrateRefusal[] = [], changes: Change[] = [];
  const attempt = <T>(make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusals.push(...error.refusals);
      return undefined;
    }
  };
  const sources = [...new Map(queries.flatMap(({ asked }) => asked?.sources ?? []).filter(({ streaming }) => streaming).map((source) => [JSON.stringify(source.span), source])).values()], marked = queries.some(({ watermarks }) => watermarks.length > 0);
  for (const { format, span } of sources) changes.push(...attempt(() => readOf(job, format, span, options, marked)) ?? []);
  const sinks = queries.flatMap((query) => attempt(() => sinkOf(job, query)) ?? []);
  for (const sink of sinks) {
    const inner = takenFrom(changes, sink.chain.of), change = attempt(() => batchSink(job, sink, inner));
    if (change) changes.push({ ...change, why: [...inner.flatMap(({ why }) => why), ...change.why] });
  }
  changes.push(...attempt(() => unused(job, sinks)) ?? []);
  refusals.push(...unreached(job, sinks));
  if (refusals.length > 0) throw new Refused(refusals);
  const sorted = endedAs(job.text, changes.sort((a, b) => a.from - b.from));
  return {
    to: 'batch', startingOffsets: options.startingOffsets, text: applied(job.text, sorted), changes: sorted, value: 'json',
    queries: sinks.map(({ query, format, chain, statement }): MigratedQuery => ({ name: query.name ?? query.label, mode: (query.outputMode || 'append'), ...placeOf(query.span!), what: format === 'console' ? 'show' : 'write', sorted: query.plan.some(({ name }) => name === 'Sort'), ...(!chain.calls.some(({ name }) => name === 'foreachBatch' || name === 'foreach') && { became: becameOf(sorted, statement.from, applied(job.text, sorted)) }) })),
    streams: sources.flatMap(({ format, span, options: given }): MigratedStream[] => (span ? [{ name: given['subscribe'] ?? format, topic: given['subscribe'] ?? '', format, ...placeOf(span) }] : [])),
  };
}

/** Lines of the new text that took the place of a statement. */
function becameOf(changes: readonly Change[], at: number, text: string): { from: number; to: number } {
  let moved = 0;
  for (const { from, to, insert } of changes) {
    if (from === at) return { from: lineOf(text, from + moved), to: lineOf(text, from + moved + insert.length) };
    moved += insert.length - (to - from);
  }
  return { from: 0, to: 0 };
}
const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const placeOf = ({ line, column, endLine, endColumn }: SourceSpan): Pick<MigratedQuery, 'line' | 'column' | 'endLine' | 'endColumn'> => ({ line, column, endLine, endColumn });

function sinkOf(job: Job, query: QueryInfo): StreamSink {
  const call = query.span && job.callAt(query.span), chain = call && ioChain(job, call, 'writeStream'), format = query.asked?.sink.format;
  if (!chain || !call || format === undefined) job.refuse(query.span, `The query ${query.label} is not written as one expression from writeStream to start().`, 'Write it so, and try again.');
  const statement = job.statementOf(chain), loop = job.loopAround(chain);
  if (loop) job.refuse(call.at, 'This query is started in a loop.', 'Start each query at a place of its own, and try again.');
  if (!statement.first || !['ExpressionStatement', 'AssignStatement'].includes(statement.node.name) || (statement.node.name === 'AssignStatement' && statement.variable === undefined)) job.refuse(call.at, 'What start() gives is used by the statement around it: a batch has no query.', 'Start the query by a statement of its own, and try again.');
  return { query, call, chain, statement, format };
}

/** `readStream` becomes `read`; what only a stream has goes. */
function readOf(job: Job, format: string, span: SourceSpan | undefined, options: MigrateOptions, marked: boolean): Change[] {
  const call = span && job.callAt(span), chain = call && ioChain(job, call, 'readStream');
  if (!chain) job.refuse(span, 'This stream is not read by one expression that begins with spark.readStream.', 'Write it so, and try again.');
  if (!SOURCES.has(format)) job.refuse(call.at, `The source ${format} has no end, and no batch read: ${format} makes its rows while the query runs.`, 'Read files or a topic instead.');
  const first = chain.calls[0]!.object!, at = { from: first.to - 'readStream'.length, to: first.to };
  const changes: Change[] = [{
    ...at, insert: 'read', why: [
      { code: 'source', text: format === 'kafka' ? `The topic is read once, up to the ${options.endingOffsets === 'latest' ? 'newest message that is there then' : 'offsets that were named'}.` : 'The files that are there then are read once.' },
      ...(marked ? [{ code: 'watermark' as const, text: 'withWatermark stays, and does nothing: in a batch no row is late (EliminateEventTimeWatermark), so rows that the stream dropped count.' }] : []),
    ],
  }];
  for (const { name, shown, call: own } of chain.options) {
    if (!OF_STREAMS.has(name)) continue;
    if (own.name !== 'option') job.refuse(own.at, `${shown} stands among other options here, and means nothing to a batch.`, `Write ${shown} with an option() of its own, and try again.`);
    changes.push({ from: own.object!.to, to: own.to, insert: '', why: [{ code: 'options', text: `${shown} says how much a micro-batch takes, or what becomes of its files: a batch takes all there is.` }] });
  }
  if (format === 'kafka') changes.push(...offsetsOf(job, chain, options));
  return changes;
}

function offsetsOf(job: Job, chain: IoChain, { startingOffsets, endingOffsets }: MigrateOptions): Change[] {
  const changes: Change[] = [], starts = chain.options.find(({ name }) => name === 'startingoffsets'), load = chain.calls.at(-1)!;
  const value = starts?.call.args.find(({ name }) => name === 'value' || name === 'startingOffsets') ?? starts?.call.args[1];
  if (starts?.literal?.toLowerCase() === 'latest' && value) changes.push({ from: value.from, to: value.to, insert: literal(startingOffsets), why: [{ code: 'offsets', text: 'A batch cannot begin at the latest offset: there would be nothing to read.' }] });
  const added = [
    ...(chain.options.some(({ name }) => name.startsWith('starting')) ? [] : [`.option("startingOffsets", ${literal(startingOffsets)})`]),
    ...(endingOffsets === 'latest' ? [] : [`.option("endingOffsets", ${literal(endingOffsets)})`]),
  ];
  if (added.length > 0 && load.object) changes.push({ from: load.object.to, to: load.object.to, insert: added.map((option) => leadOf(job, load) + option).join(''), why: [{ code: 'offsets', text: 'Where the batch begins and ends: a stream began with the latest message where nothing was said, and a batch begins with the earliest.' }] });
  return changes;
}

/** Queries that the run did not come to. */
function unreached(job: Job, sinks: readonly StreamSink[]): MigrateRefusal[] {
  const seen = new Set(sinks.map(({ call }) => call.to));
  return job.document.outline.calls.filter((call) => (call.name === 'start' || call.name === 'toTable') && !seen.has(call.to) && ioChain(job, call, 'writeStream') !== undefined)
    .map((call) => job.refusal(call.at, 'The run without data did not come to this query: what it would be as a batch is not known.', 'Take it out of the job, or let the job come to it, and try again.'));
}
