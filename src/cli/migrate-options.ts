/** Options of `weir migrate`. */
import { DEFAULTS, optionsProblem } from '../migrate/index.ts';
import type { MigrateOptions } from '../protocol/migrate.ts';
import { choiceOf, isSet, numberOf, optionHelp, parseOptions, textOf, textsOf, UsageError, type OptionSpec } from './options.ts';

const SECONDS = 30;
const OPTIONS: readonly OptionSpec[] = [
  { name: 'to', value: 'streaming|batch', help: 'what the job becomes', fallback: 'streaming' },
  { name: 'write', help: 'writes the job, its stream test and the captures of it; without it nothing is written', fallback: 'off' },
  { name: 'topic', value: '[<read>=]<topic>', repeatable: true, help: 'the topic of the messages; with several streams one for each, by the name of the variable or the line of the read', fallback: 'the name of the variable' },
  { name: 'brokers', value: '<host:port,…>', help: 'bootstrap servers of the topic', fallback: DEFAULTS.brokers },
  { name: 'starting-offsets', value: 'earliest|latest|<json>', help: 'where reading begins', fallback: DEFAULTS.startingOffsets },
  { name: 'ending-offsets', value: 'latest|<json>', help: 'with --to batch: where reading ends', fallback: DEFAULTS.endingOffsets },
  { name: 'checkpoint', value: '<folder>', help: 'the folder in which each query has a checkpoint of its own', fallback: DEFAULTS.checkpoint },
  { name: 'output-mode', value: 'append|update|complete', help: 'of every query', fallback: 'what its plan asks for: append without aggregation or with a watermark, else complete' },
  { name: 'value', value: 'json|csv', help: "what a message's value is", fallback: 'csv for what was read as csv, else json' },
  { name: 'event-time', value: '<column>', help: 'the column of the messages that a watermark stands on', fallback: 'no watermark' },
  { name: 'watermark', value: '<duration>', help: 'how long rows are waited for, as in 10 minutes; needs --event-time' },
  { name: 'stream', value: '<read>', repeatable: true, help: 'the read that becomes a stream, by the name of its variable or its line; the others stay batch', fallback: 'the one that the results follow' },
  { name: 'trigger', value: '<duration>', help: 'how often a micro-batch runs', fallback: 'as soon as the one before is done' },
  { name: 'no-test', help: 'makes no stream test: whether the totals are the same is not looked at' },
  { name: 'format', value: 'text|json', help: 'text: the diff on stdout, its explanations on stderr; json: all of it on stdout', fallback: 'text' },
  { name: 'python', value: '<path>', help: 'interpreter whose packages the job may import' },
  { name: 'limit', value: '<seconds>', help: 'how long a run without data may take', fallback: String(SECONDS) },
  { name: 'help', help: 'shows this' },
];

export const migrateHelp = (): string => `weir migrate: a batch job over files becomes a streaming one over Kafka, or back

Usage: weir migrate [options] <job.py>

Prints what would change, as a diff that \`git apply\` takes, and why. What Spark would refuse of a stream is refused with the line and the way
out; what comes of the edits is analysed as Spark does before it is shown. A stream test is made that expects the batch job's own results over
the same rows as messages: both jobs run in the simulator, and where their totals differ the migration is refused.

Options:
${optionHelp(OPTIONS)}

Exit codes: 0 done, 1 refused or not written, 2 wrong use, 77 not permitted, 78 the simulator cannot run the job, 130 interrupted.
docs/batch-to-streaming.md tells what changes and what it means.
`;

export interface MigrateCommandLine {
  help: boolean;
  job: string;
  write: boolean;
  test: boolean;
  format: 'text' | 'json';
  python: string;
  limitSeconds: number;
  options: MigrateOptions;
}

/** @throws UsageError */
export function parseMigrate(args: readonly string[]): MigrateCommandLine {
  const parsed = parseOptions(args, OPTIONS, { mixed: true }), help = isSet(parsed, 'help'), [job, more] = parsed.rest, column = textOf(parsed, 'event-time'), delay = textOf(parsed, 'watermark');
  if (!help && job === undefined) throw new UsageError('Which job is to be migrated?');
  if (more !== undefined) throw new UsageError(`One job, please: ${more} is one too many.`);
  if ((column === undefined) !== (delay === undefined)) throw new UsageError('--event-time and --watermark belong together: the column, and how long its rows are waited for.');
  const value = choiceOf(parsed, 'value', ['json', 'csv'] as const), outputMode = choiceOf(parsed, 'output-mode', ['append', 'update', 'complete'] as const), trigger = textOf(parsed, 'trigger');
  const options: MigrateOptions = {
    to: choiceOf(parsed, 'to', ['streaming', 'batch'] as const) ?? 'streaming', topics: topicsOf(textsOf(parsed, 'topic')), brokers: textOf(parsed, 'brokers') ?? DEFAULTS.brokers,
    startingOffsets: textOf(parsed, 'starting-offsets') ?? DEFAULTS.startingOffsets, endingOffsets: textOf(parsed, 'ending-offsets') ?? DEFAULTS.endingOffsets, checkpoint: (textOf(parsed, 'checkpoint') ?? DEFAULTS.checkpoint).replace(/(?<=.)\/+$/, ''),
    streams: [...new Set(textsOf(parsed, 'stream'))], ...(outputMode && { outputMode }), ...(value && { value }), ...(column !== undefined && delay !== undefined && { watermark: { column, delay } }), ...(trigger !== undefined && { trigger }),
  };
  const problem = help ? undefined : optionsProblem(options);
  if (problem !== undefined) throw new UsageError(problem);
  return { help, job: job ?? '', write: isSet(parsed, 'write'), test: !isSet(parsed, 'no-test'), format: choiceOf(parsed, 'format', ['text', 'json'] as const) ?? 'text', python: textOf(parsed, 'python') ?? '', limitSeconds: numberOf(parsed, 'limit', 'whole') ?? SECONDS, options };
}

function topicsOf(given: readonly string[]): Record<string, string> {
  const topics: Record<string, string> = {};
  for (const text of given) {
    const at = text.indexOf('='), name = at < 0 ? '' : text.slice(0, at), topic = text.slice(at + 1);
    if (at === 0) throw new UsageError(`--topic is written as topic, or read=topic, not ${text}.`);
    if (Object.hasOwn(topics, name)) throw new UsageError(name === '' ? '--topic was given twice: write read=topic for each read.' : `The topic of ${name} was given twice.`);
    topics[name] = topic;
  }
  return topics;
}
