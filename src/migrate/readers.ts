/** A reader's or writer's chain as it is written: `spark.read.schema(S).option("sep", ";").csv(path)`. */
import { chainTo } from '../syntax/chains.ts';
import type { Range } from '../syntax/line-index.ts';
import type { Argument, Call } from '../syntax/outline.ts';
import type { Job } from './job.ts';

export interface WrittenOption {
  /** Lower case. */
  name: string;
  /** As written. */
  shown: string;
  /** The expression, as text. */
  value: string;
  /** Its text where it is a literal. */
  literal?: string;
  call: Call;
}

export interface IoChain extends Range {
  /** What stands before `.read`: the session, or the DataFrame that is written. */
  of: Range;
  calls: Call[];
  options: WrittenOption[];
}

/** Parameters by position behind the first. Those that are no options have a name in PARAMETERS. */
const BY_POSITION: Readonly<Record<string, readonly string[]>> = {
  json: ['path', 'schema'], csv: ['path', 'schema', 'sep', 'encoding', 'quote', 'escape', 'comment', 'header', 'inferSchema'], text: ['path', 'wholetext', 'lineSep'], load: ['path', 'format', 'schema'],
  save: ['path', 'format', 'mode', 'partitionBy'], saveAsTable: ['name', 'format', 'mode', 'partitionBy'], parquet: ['path', 'mode', 'partitionBy', 'compression'], orc: ['path', 'mode', 'partitionBy', 'compression'], start: ['path', 'format', 'outputMode', 'partitionBy', 'queryName'],
};
const WRITE_BY_POSITION: Readonly<Record<string, readonly string[]>> = { ...BY_POSITION, json: ['path', 'mode', 'compression'], csv: ['path', 'mode', 'compression', 'sep', 'quote'], text: ['path', 'compression', 'lineSep'] };
const PARAMETERS = new Set(['path', 'schema', 'format', 'mode', 'partitionBy', 'name', 'outputMode', 'queryName']);

export type Way = 'read' | 'readStream' | 'write' | 'writeStream';

/** The chain that ends with a call; undefined where it does not begin with `.read` and the like. `way` is what is looked for. */
export function ioChain(job: Job, last: Call, way: Way): IoChain | undefined {
  const { base, calls } = chainTo(last), node = base && job.nodeOf(base);
  // The chain may go on before `.read`: the part behind it is what counts.
  const from = calls.findIndex((call) => call.object !== undefined && memberOf(job, call.object, way) !== undefined), first = calls[from];
  if (!node || !first?.object) return undefined;
  const of = memberOf(job, first.object, way)!, own = calls.slice(from), reading = way === 'read' || way === 'readStream';
  return { from: of.from, to: last.to, of, calls: own, options: own.flatMap((call) => optionsOf(job, call, reading)) };
}

/** `x` of `x.read`. */
function memberOf(job: Job, range: Range, way: Way): Range | undefined {
  const node = job.nodeOf(range), object = node.firstChild;
  if (node.name !== 'MemberExpression' || !object || node.lastChild?.name !== 'PropertyName' || job.text.slice(node.lastChild.from, node.lastChild.to) !== way) return undefined;
  return { from: object.from, to: object.to };
}

/** An argument by its name, or by its place. */
export function argument(call: Call, name: string, reading = true): Argument | undefined {
  const at = ((reading ? BY_POSITION : WRITE_BY_POSITION)[call.name] ?? []).indexOf(name);
  return call.args.find((arg) => arg.name === name) ?? (at < 0 ? undefined : call.args.filter(({ name: of, spread }) => of === undefined && spread === undefined)[at]);
}

function optionsOf(job: Job, call: Call, reading: boolean): WrittenOption[] {
  const textOf = (arg: Argument): string | undefined => (arg.string === undefined ? plain(job.document.slice(arg)) : arg.string.text?.value);
  const option = (shown: string, arg: Argument): WrittenOption => {
    const text = textOf(arg);
    return { name: shown.toLowerCase(), shown, value: job.document.slice(arg), call, ...(text !== undefined && { literal: text }) };
  };
  const spread = call.args.find((arg) => arg.spread !== undefined);
  if (spread) job.refuse(spread, `What ${job.document.slice(spread)} holds is not to be seen in the text.`, 'Write the options one by one, and try again.');
  if (call.name === 'option') {
    const key = call.args.find(({ name }) => name === 'key') ?? call.args[0], value = call.args.find(({ name }) => name === 'value') ?? call.args[1], name = key && textOf(key);
    if (!key || !value || name === undefined) job.refuse(call.at, 'The name of this option is not to be seen in the text.', 'Write it as a literal, and try again.');
    return [option(name, value)];
  }
  if (call.name === 'options') return call.args.flatMap((arg) => (arg.name === undefined ? [] : [option(arg.name, arg)]));
  const names = (reading ? BY_POSITION : WRITE_BY_POSITION)[call.name];
  if (!names) return [];
  let at = 0;
  return call.args.flatMap((arg) => {
    const name = arg.name ?? names[at++];
    return name === undefined || PARAMETERS.has(name) || job.document.slice(arg) === 'None' ? [] : [option(name, arg)];
  });
}

const plain = (text: string): string | undefined => (/^(?:True|False|-?\d[\d_]*)$/.test(text) ? text.replaceAll('_', '').toLowerCase() : undefined);

/** What stands between a call's object and its dot: a line's end and indentation in a chain over several lines. */
export const leadOf = (job: Job, { object, at }: Call): string => (object ? job.text.slice(object.to, at.from).replace(/\.[^.]*$/, '').replace(/#.*/g, '') : '');
