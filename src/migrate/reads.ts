/** A batch read becomes a stream of a topic's messages, decoded into the columns that the files had. */
import type { ReadFact } from '../protocol/language.ts';
import type { Change, Explanation, MigrateOptions, ValueFormat } from '../protocol/migrate.ts';
import type { SourceSpan } from '../protocol/run.ts';
import type { Range } from '../syntax/line-index.ts';
import type { Call } from '../syntax/outline.ts';
import type { Functions } from './functions.ts';
import { identifier, literal, type Job } from './job.ts';
import { argument, ioChain, leadOf, type IoChain, type WrittenOption } from './readers.ts';

/** A place of the job that reads in batch. */
export interface Read {
  /** The variable that it is assigned to, else what it reads. */
  name: string;
  span: SourceSpan;
  call: Call;
  chain: IoChain;
  fact: ReadFact;
  /** Of its relations in the plans. */
  ids: ReadonlySet<number>;
}

/** Options that say how one record is read: they go on to the function that decodes. */
const DECODES: Readonly<Record<ValueFormat, ReadonlySet<string>>> = {
  json: new Set(['allowcomments', 'allowunquotedfieldnames', 'allowsinglequotes', 'allownumericleadingzeros', 'allowbackslashescapinganycharacter', 'allowunquotedcontrolchars', 'allownonnumericnumbers', 'mode', 'columnnameofcorruptrecord', 'dateformat', 'timestampformat', 'timestampntzformat', 'timezone', 'locale']),
  csv: new Set(['sep', 'delimiter', 'quote', 'escape', 'chartoescapequoteescaping', 'emptyvalue', 'nullvalue', 'nanvalue', 'positiveinf', 'negativeinf', 'ignoreleadingwhitespace', 'ignoretrailingwhitespace', 'maxcolumns', 'maxcharspercolumn', 'unescapedquotehandling', 'mode', 'columnnameofcorruptrecord', 'dateformat', 'timestampformat', 'timestampntzformat', 'timezone', 'locale']),
};
/** Options that say how files are found, cut into records or looked at for a schema: a topic has messages instead. */
const OF_FILES = new Set(['path', 'header', 'inferschema', 'samplingratio', 'multiline', 'enforceschema', 'encoding', 'charset', 'linesep', 'recursivefilelookup', 'pathglobfilter', 'basepath', 'wholetext', 'comment', 'compression', 'primitivesasstring', 'prefersdecimal', 'dropfieldifallnull', 'ignorecorruptfiles', 'ignoremissingfiles', 'prefersdate']);
/** A line longer than this is broken. */
const WIDTH = 120;

export const valueOf = ({ fact }: Read, { value }: MigrateOptions): ValueFormat => value ?? (fact.format === 'csv' ? 'csv' : 'json');

/** `bracketed`: what brackets will be put around. */
export function streamOf(job: Job, read: Read, topic: string, options: MigrateOptions, functions: Functions, bracketed: readonly Range[]): Change {
  const { chain, fact } = read, { document, text } = job;
  if (fact.format === 'kafka') return kafkaStream(job, read, options);
  const why: Explanation[] = [{
    code: 'source', text: `Rows come as messages of the topic ${topic} instead of from ${fact.paths.length === 0 ? 'files' : fact.paths.map((path) => short(path)).join(', ')}: a source that never ends, read from ${options.startingOffsets}. How the files were found and cut into records (${fact.format}) means nothing to a topic.`,
  }];
  const session = document.slice(chain.of), lead = text.slice(document.lines.startOf(document.lines.lineAt(chain.from)), chain.from);
  // Where the chain begins its line inside brackets its calls can have a line each; elsewhere brackets are put around it.
  const inside = job.inBrackets(chain), open = lead.trim() === '' && (inside || bracketed.some(({ from }) => from === chain.from)), base = /^[ \t]*/.exec(lead)![0], indent = open && inside ? base : `${base}    `;
  const comments = commentsIn(job, chain).map((comment) => `${comment}\n${indent}`).join('');
  const lines = [
    `${session}.readStream.format("kafka")`,
    `.option("kafka.bootstrap.servers", ${literal(options.brokers)})`,
    `.option("subscribe", ${literal(topic)})`,
    `.option("startingOffsets", ${literal(options.startingOffsets)})`,
    '.load()',
    ...decoded(job, read, options, functions, why, indent),
    ...watermarked(job, read, options, why),
  ];
  const body = comments + lines.join(`\n${indent}`);
  return { from: chain.from, to: chain.to, insert: open ? body : `(\n${indent}${body}\n${base})`, why };
}

function decoded(job: Job, read: Read, options: MigrateOptions, functions: Functions, why: Explanation[], indent: string): string[] {
  const { chain, fact } = read, cast = `${functions.named('col')}("value").cast("string")`;
  if (fact.format === 'text') {
    why.push({ code: 'decode', text: 'Kafka gives bytes: the value is cast to the string that a line of the files was.' });
    return [`.select(${cast}.alias(${literal(fact.columns[0]?.name ?? 'value')}))`];
  }
  const value = valueOf(read, options), kept = keptOptions(job, read, value), schema = schemaText(job, read, value, why);
  const rest = kept.length === 0 ? '' : `, {${kept.map(({ shown, value: of, literal: text }) => `${literal(shown)}: ${text === undefined ? of : literal(text)}`).join(', ')}}`;
  why.push({ code: 'decode', text: `Kafka gives bytes: from_${value} makes of each value one record with the columns that the files had, and select("record.*") puts them where they were.${chain.options.length > kept.length && kept.length > 0 ? ' Options that say how a record is read go on to it.' : ''}` });
  why.push({ code: 'damaged', text: damagedText(kept) });
  const one = `.select(${functions.named(`from_${value}`)}(${cast}, ${schema}${rest}).alias("record"))`;
  return [one.length + indent.length <= WIDTH ? one : broken(`${functions.named(`from_${value}`)}(`, [cast, schema], rest, indent), '.select("record.*")'];
}

const damagedText = (kept: readonly WrittenOption[]): string => (kept.some(({ name, literal: text }) => name === 'mode' && text?.toUpperCase() === 'FAILFAST')
  ? 'FAILFAST: one value that cannot be read ends the query, and it ends again at each restart, since the message stays in the topic.'
  : 'A value that cannot be read (PERMISSIVE) gives a row in which every column is null, as a damaged line of a file did: it is dropped only where the job drops it.');

/** A schema that is too long for a line: a literal for each few columns. */
function broken(call: string, [cast, schema]: readonly string[], rest: string, indent: string): string {
  const deep = `${indent}    `, deeper = `${deep}    `;
  const parts = schema!.startsWith('"') ? pieces(JSON.parse(schema!) as string, WIDTH - deeper.length - 4).map(literal) : [schema!];
  const text = parts.length === 1 ? parts[0]! : `\n${deeper}${parts.join(`\n${deeper}`)}`;
  return `.select(\n${deep}${call}\n${deeper}${cast!},${parts.length === 1 ? `\n${deeper}` : ''}${text}${rest},\n${deep}).alias("record")\n${indent})`;
}

function pieces(text: string, width: number): string[] {
  const found: string[] = [];
  let line = '';
  for (const word of text.split(/(?<= )/)) {
    if (line !== '' && line.length + word.length > width) {
      found.push(line);
      line = word;
    } else line += word;
  }
  return [...found, line];
}

/** The job's own schema where it has one, else the one that was inferred. */
function schemaText(job: Job, { chain, fact }: Read, value: ValueFormat, why: Explanation[]): string {
  const { outline } = job.document, given = chain.calls.findLast(({ name }) => name === 'schema')?.args[0] ?? argument(chain.calls.at(-1)!, 'schema');
  const ddl = literal(fact.columns.map((column) => column.ddl).join(', ')), text = given && job.document.slice(given);
  if (!given || text === 'None') {
    why.push({ code: 'schema', text: 'A stream cannot look at its data first: the schema that Spark inferred from the files stands here as text. What comes later with other types is null.' });
    return ddl;
  }
  if (fact.partitionColumns.length > 0) {
    why.push({ code: 'schema', text: `${fact.partitionColumns.join(', ')} came from the names of folders: in a message ${fact.partitionColumns.length === 1 ? 'it has' : 'they have'} to be in the value, and so in the schema.` });
    return ddl;
  }
  const name = outline.assignments.filter((each) => each.name === text), isString = given.string !== undefined || (name.length === 1 && outline.strings.some(({ from, to }) => from === name[0]!.value.from && to === name[0]!.value.to));
  if (value === 'csv' && !isString) {
    why.push({ code: 'schema', text: 'from_csv takes a schema as DDL only: this is the job\'s own, written so.' });
    return ddl;
  }
  return text!;
}

function keptOptions(job: Job, { chain, fact }: Read, value: ValueFormat): WrittenOption[] {
  const last = new Map(chain.options.map((option) => [option.name, option]));
  return [...last.values()].filter((option) => {
    const { name, shown, literal: text, call } = option;
    if (name === 'mode' && text?.toUpperCase() === 'DROPMALFORMED') {
      job.refuse(call.at, `from_${value} has no DROPMALFORMED: it knows PERMISSIVE and FAILFAST only (JsonToStructs, CsvToStructs).`, 'Leave mode out, and drop what could not be read by a condition: where("a column that is always there IS NOT NULL").');
    }
    if (OF_FILES.has(name)) return false;
    if (!DECODES[value].has(name)) job.refuse(call.at, `What the option ${shown} would mean for a message is not known.`, 'Leave it out of the job, and try again.');
    // Values that are written in another format than the files have no such texts.
    return fact.format === value;
  });
}

function watermarked(job: Job, { chain, fact, name }: Read, { watermark, streams }: MigrateOptions, why: Explanation[]): string[] {
  if (!watermark) return [];
  const column = fact.columns.find((each) => each.name.toLowerCase() === watermark.column.toLowerCase());
  if (!column) {
    if (streams.length > 1) return [];
    job.refuse(chain, `${name} has no column ${watermark.column}: it has ${fact.columns.map((each) => each.name).join(', ')}.`, 'A watermark stands on a column of the messages. One that is made later gets withWatermark in the job, where it changes nothing of a batch.');
  }
  if (!/ TIMESTAMP(?:_NTZ)?$/.test(column.ddl)) job.refuse(chain, `${watermark.column} is ${column.ddl.slice(column.ddl.lastIndexOf(' ') + 1)}: event time is a timestamp.`, 'Make it a timestamp in the schema, or in the job with to_timestamp, and write withWatermark behind it there.');
  why.push({ code: 'watermark', text: `Rows are waited for until the newest ${watermark.column} is ${watermark.delay} further on: then a window is closed, its state let go of, and what comes later dropped, which no batch ever did.` });
  return [`.withWatermark(${literal(column.name)}, ${literal(watermark.delay)})`];
}

/** `read.format("kafka")`: the same messages as a stream. */
function kafkaStream(job: Job, { chain, call }: Read, options: MigrateOptions): Change {
  const { text } = job, ends = chain.options.filter(({ name }) => name.startsWith('endingoffsets')), starts = chain.options.some(({ name }) => name.startsWith('startingoffsets') || name === 'startingtimestamp');
  let made = `${text.slice(chain.of.from, chain.of.to)}.readStream`, at = chain.calls[0]!.object!.to;
  for (const each of chain.calls) {
    if (each === call && !starts) made += `${leadOf(job, call)}.option("startingOffsets", ${literal(options.startingOffsets)})`;
    const own = ends.filter((option) => option.call === each);
    if (own.length > 0 && each.name !== 'option') job.refuse(each.at, 'The end of the topic stands among other options here: a stream has none.', 'Write endingOffsets with an option() of its own, and try again.');
    if (own.length === 0) made += text.slice(at, each.to);
    at = each.to;
  }
  const why: Explanation[] = [{ code: 'source', text: 'The same topic as a stream: what is written later is read too.' }];
  if (!starts) why.push({ code: 'offsets', text: 'A batch begins with the earliest message, a stream with the latest: it is said here.' });
  if (ends.length > 0) why.push({ code: 'offsets', text: 'A stream has no end: endingOffsets goes.' });
  return { from: chain.from, to: chain.to, insert: made, why };
}

function commentsIn(job: Job, { from, to }: { from: number; to: number }): string[] {
  const found: string[] = [];
  job.document.tree.iterate({ from, to, enter: ({ node, name }) => { if (name === 'Comment' && node.from >= from && node.to <= to) found.push(job.text.slice(node.from, node.to)); } });
  return found;
}

const short = (path: string): string => (path.length <= 60 ? path : `…${path.slice(-59)}`);

/** The read at a place, if it is written as one expression. */
export function readAt(job: Job, span: SourceSpan, fact: ReadFact, ids: ReadonlySet<number>): Read | undefined {
  const call = job.callAt(span), chain = call && ioChain(job, call, 'read');
  if (!call || !chain) return undefined;
  const { variable } = job.statementOf(chain);
  const folder = fact.paths[0]?.replace(/[\\/]+$/, '').split(/[\\/]/).at(-1)?.replace(/\.\w+$/, '');
  return { name: variable ?? (folder === undefined || folder === '' ? fact.format : identifier(folder)), span, call, chain, fact, ids };
}
