/** `weir schema`. */
import type { PythonCode, TopicSchema } from '../protocol/topic-schema.ts';
import { inferTopicSchema, MESSAGES } from '../topic-schema/index.ts';
import { Exit } from './exit.ts';
import { exitOf, sayProblem } from './interruptible.ts';
import { withGateway } from './kafka-connection.ts';
import { BROKER_OPTIONS, CAPTURES_OPTION } from './kafka-description.ts';
import type { OptionSpec } from './options.ts';
import { choiceOf, isSet, numberOf, optionHelp, parseOptions, textOf, UsageError } from './options.ts';
import { plainJson, plainText } from './plain.ts';
import { out, say } from './say.ts';
import type { Style } from './style.ts';
import { styleFor } from './style.ts';
import { cut, table } from './table.ts';
import { count, plural } from './words.ts';

const FORMATS = ['table', 'ddl', 'struct', 'json', 'python'] as const;
type Format = (typeof FORMATS)[number];

const OPTIONS: readonly OptionSpec[] = [
  { name: 'newest', value: '<n>', help: 'how many messages are looked at', fallback: String(MESSAGES) },
  { name: 'format', value: FORMATS.join('|'), help: "a table of the fields, the fields as DDL, as StructType code, as Spark's JSON, or a stream of the topic with from_json", fallback: 'table' },
  ...BROKER_OPTIONS, CAPTURES_OPTION,
  { name: 'help', help: 'shows this' },
];

const help = (): string => `weir schema: the schema of a topic's JSON messages, with the types that Spark 3.3.1 infers

Usage: weir schema <topic> --brokers <host:port,…> [options]

Texts that are all ISO-8601 times or dates become TIMESTAMP or DATE, which Spark's own inference leaves as STRING. What a type
does not say (missing fields, mixed values, epoch times) is told: in the table, or on stderr. from_json makes every field nullable.

Options:
${optionHelp(OPTIONS)}
`;

export async function schema(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS, { mixed: true });
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  const [topic, ...more] = parsed.rest;
  if (topic === undefined) throw new UsageError('Which topic? weir schema <topic> --brokers <host:port>.');
  if (more.length > 0) throw new UsageError(`One topic at a time: what is ${more[0]}?`);
  const format = choiceOf(parsed, 'format', FORMATS) ?? 'table', newest = numberOf(parsed, 'newest', 'whole') ?? MESSAGES;
  const brokers = textOf(parsed, 'brokers');
  return withGateway(parsed, { writable: false }, async (gateway, signal) => {
    const found = await inferTopicSchema(gateway, { topic, count: newest, ...(brokers === undefined ? {} : { brokers }) }, signal);
    if (found.code) out(format === 'table' ? fieldTable(found, styleFor(process.stdout.isTTY, process.env)) : codeText(found, format));
    tell(found, format);
    const [problem] = found.problems;
    return problem ? exitOf(problem) : found.code ? Exit.done : Exit.failed;
  });
}

/** `plainText` would make another name of one that does not print: that is said instead. */
function codeText({ code }: TopicSchema, format: Exclude<Format, 'table'>): string {
  if (!code) return '';
  const python = ({ imports, text }: PythonCode): string => `${[...imports, ...(imports.length > 0 ? [''] : []), text].join('\n')}\n`;
  switch (format) {
    case 'json': return `${plainJson(code.json)}\n`;
    case 'struct': return python(code.struct);
    case 'python': return python(code.fromJson);
    case 'ddl':
      if (plainText(code.ddl) !== code.ddl || code.ddl.includes('\n')) throw new UsageError('A field has a name with characters that do not print, which DDL cannot escape: --format struct, python or json writes it.');
      return `${code.ddl}\n`;
  }
}

export function fieldTable({ fields }: Pick<TopicSchema, 'fields'>, style: Style): string {
  const { head, lines } = table([
    { name: 'field', numeric: false }, { name: 'type', numeric: false }, { name: 'missing', numeric: true }, { name: 'null', numeric: true }, { name: 'of', numeric: true },
  ], fields.map(({ path, type, missing, nulls, of }) => [cut(path, 60), cut(type, 40), count(missing), count(nulls), count(of)]));
  return [style.dim(head), ...lines].map((line) => `${line}\n`).join('');
}

/** From what the schema was made, on stderr. The comments of the Python code say the rest themselves. */
function tell({ topic, messages, objects, tombstones, others, fields, remarks, code, problems }: TopicSchema, format: Format): void {
  if (format !== 'python' && format !== 'struct') {
    for (const { path, notes } of fields) for (const note of notes) say(`${path}: ${note}`);
    for (const remark of remarks) say(remark);
  }
  for (const { reason, count: many, partition, offset } of others) say(`${plural(many, 'message')} left out, because ${reason}: partition ${partition}, offset ${offset} is one.`);
  if (tombstones > 0) say(`${plural(tombstones, 'message')} without a value (tombstones).`);
  for (const problem of problems) sayProblem(problem);
  if (messages === 0) say(problems.length > 0 ? `No message of ${topic} could be read.` : `${topic} has no messages: there is nothing to infer a schema from.`);
  else if (!code) say(objects === 0 ? `No message of ${topic} is a JSON object: there is no schema for from_json.` : `The JSON objects of ${topic} have no field that Spark would read.`);
  else if (format === 'table') say(`from ${count(objects)} JSON objects in the newest ${plural(messages, 'message')} · read without a group, nothing committed`);
}
