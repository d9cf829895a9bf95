/** What hover says, as Markdown. */
import type { TopicExample } from '../../../protocol/explorer.ts';
import type { ColumnFact, TopicFact } from '../../../protocol/language.ts';
import type { QueryInfo } from '../../../protocol/run.ts';
import { isRefused, type FunctionNote } from '../../../spark/functions/describe.ts';
import { optionOf } from '../../../spark/options/index.ts';
import type { Job } from '../../world.ts';
import { detailOf } from '../completion/options.ts';
import { fieldsOf, shownType, typeOf } from '../point/fields.ts';
import { ioOf } from '../point/io.ts';
import type { Target } from '../point/target.ts';

/** Rows of a schema that are shown: a wider one is named with its number of columns. */
const MAX_ROWS = 60;
/** Messages that are shown, and characters of each: what a client tells is bounded here too. */
const MAX_EXAMPLES = 5, MAX_LINE = 400;
type Point = Pick<Job, 'document' | 'facts' | 'around'>;

/** Undefined: nothing to say. */
export async function hoverText(job: Point, target: Target): Promise<string | undefined> {
  switch (target.kind) {
    case 'frame': {
      const { frame } = target, marks = frame.watermarks.map(({ column, delay }) => `watermark on \`${column}\`, ${delay} behind the newest event`).join('; ');
      return [`**${target.name}** · ${frame.streaming ? 'streaming' : 'batch'} DataFrame · ${frame.name}`, schemaTable(frame.columns), ...(marks === '' ? [] : [capital(marks)])].join('\n\n');
    }
    case 'view': return [`**${target.name}** · temporary view`, schemaTable(target.columns)].join('\n\n');
    case 'column': return columnText(job, target);
    case 'function': return functionText(target.signature, target.note);
    case 'method': return `\`\`\`python\n${target.of}.${target.member.name}${target.member.signature ?? ''}\n\`\`\``;
    case 'query': return queryText(target.query);
    case 'topic': return topicText(target.topic, await job.around.topics());
    case 'option': return optionText(job, target);
  }
}

function schemaTable(columns: readonly ColumnFact[]): string {
  const rows = columns.slice(0, MAX_ROWS).map(({ name, type, nullable }) => `| \`${cell(name)}\` | \`${cell(shownType(type))}\` | ${nullable ? '' : 'never NULL'} |`);
  return ['| column | type | |', '|---|---|---|', ...rows, ...(columns.length > MAX_ROWS ? [`| … | ${columns.length - MAX_ROWS} more | |`] : [])].join('\n');
}

function columnText({ document, facts }: Point, { path, column, field }: Target & { kind: 'column' }): string {
  const made = column.made && facts?.rangeOf(column.made), line = made && document.lines.lineAt(made.from) + 1;
  const origin = made ? `Made in line ${line}:\n\n\`\`\`python\n${shortened(document.slice(made))}\n\`\`\`` : 'Comes from the source.';
  const fields = fieldsOf(typeOf(field.type));
  return [`**${path.join('.')}** · \`${shownType(field.type)}\`${field.nullable ? '' : ' · never NULL'}`, origin, ...(fields.length > 0 ? [schemaTable(fields)] : [])].join('\n\n');
}

function functionText(signature: string, note: FunctionNote | undefined): string {
  if (!note) return `\`\`\`python\n${signature}\n\`\`\``;
  const { def, returns, nulls, example } = note, facts = [`since Spark ${def.since}`, ...(returns !== undefined ? [`gives \`${returns}\``] : []), ...(def.argTypes && def.argTypes.length > 0 && !isRefused(def) ? [`takes ${def.argTypes.map((type) => `\`${type}\``).join(', ')}`] : [])];
  return [`\`\`\`python\n${signature}\n\`\`\``, `${def.doc}${nulls !== undefined ? ` ${nulls}` : ''}`, capital(facts.join(' · ')), ...(example ? [`\`\`\`sql\nSELECT ${example.sql}\n-- ${example.result}\n\`\`\``] : [])].join('\n\n');
}

function queryText({ label, outputMode, trigger, sink, sources, watermarks, plan }: QueryInfo): string {
  const stateful = plan.filter((node) => node.stateful), marks = watermarks.map(({ column, delay }) => `\`${column}\`, ${delay} behind the newest event`);
  const state = stateful.length === 0 ? 'Keeps no state.' : `Keeps state: ${stateful.map(({ name, detail }) => `${name}${detail === '' ? '' : ` (${shortened(detail, 80)})`}`).join('; ')}. ${marks.length > 0 ? 'What the watermark has passed is let go of, where the keys have its column.' : 'Nothing of it is ever let go of: there is no watermark.'}`;
  return [`**${label}** · streaming query`, `- reads ${sources.map((each) => shortened(each, 120)).join('; ')}\n- writes ${sink}${outputMode === '' ? '' : `, ${outputMode} mode`}${trigger === '' ? '' : `, ${trigger}`}\n- watermark: ${marks.length > 0 ? marks.join('; ') : 'none'}`, state].join('\n\n');
}

function topicText(topic: string, topics: readonly TopicFact[]): string | undefined {
  const known = topics.filter((each) => each.topic === topic);
  if (known.length === 0) return topics.length > 0 ? `**${topic}** · no open connection has this topic` : undefined;
  return known.map(({ connection, schema, examples }) => [
    `**${topic}** · topic of ${inline(connection)}`, schema === undefined ? 'What its messages hold is known once its schema was asked for in the Topics view.' : schemaTable(fieldsOf(typeOf(`struct<${schema}>`))), ...(examples && examples.length > 0 ? [exampleBlock(examples)] : []),
  ].join('\n\n')).join('\n\n');
}

/** Newest messages, a line each, in a fence that nothing in them can end. */
function exampleBlock(examples: readonly TopicExample[]): string {
  const lines = examples.slice(0, MAX_EXAMPLES).map(({ partition, offset, key, value }) => `${partition}-${offset}  ${key === null ? 'no key' : key}  ${value === null ? '(no value: a tombstone)' : value}`.replaceAll(/[\r\n]+/g, ' ').slice(0, MAX_LINE));
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length))), fence = '`'.repeat(longest + 1);
  return `Newest messages:\n\n${fence}text\n${lines.join('\n')}\n${fence}`;
}

/** A name in running Markdown. */
const inline = (text: string): string => text.replaceAll(/[\\`*_{}[\]()<>#!|]/g, '\\$&').replaceAll(/\s+/g, ' ');

function optionText(job: Point, { option, call }: Target & { kind: 'option' }): string | undefined {
  const io = ioOf(job, call), info = io?.format === undefined ? undefined : optionOf(io.format, io.way, option);
  return info && [`**${info.name}** · ${io!.format} · \`${detailOf(info)}\``, info.doc, ...(info.since === undefined ? [] : [`Since Spark ${info.since}.`])].join('\n\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const shortened = (text: string, most = 300): string => (text.length > most ? `${text.slice(0, most)} …` : text);
