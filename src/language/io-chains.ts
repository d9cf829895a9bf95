/** Readers and writers of a job's text: their format, and the options that they are given, where both stand there plainly. */
import type { Way } from '../spark/options/index.ts';
import { chainsOf, type Chain } from '../syntax/chains.ts';
import type { Range } from '../syntax/line-index.ts';
import type { Call, Statement, StringLiteral } from '../syntax/outline.ts';
import type { StringText } from '../syntax/string-text.ts';

export interface GivenOption {
  name: string;
  /** The name as it stands there: a literal with its quotes, or a keyword. */
  at: Range;
  /** Of the literal's content; absent: a keyword. */
  inner?: Range;
  /** Absent: no literal. */
  value?: { text: string; at: Range; quoted?: StringText };
}

export interface IoChain {
  way: Way;
  chain: Chain;
  /** Undefined: it is not written as a literal. */
  format: string | undefined;
  options: GivenOption[];
}

const WAY = /(?:^|\.)\s*(readStream|read|writeStream|write)$/;
const FILES = new Set(['json', 'csv', 'text', 'parquet', 'orc']);
/** Parameters of load, start and the like that are no options. */
const PARAMETERS = new Set(['path', 'schema', 'format', 'outputMode', 'partitionBy', 'queryName', 'mode', 'name', 'table', 'url', 'properties', 'column', 'lowerBound', 'upperBound', 'predicates', 'tableName', 'overwrite']);

/** `text`: of the whole job. */
export function ioChains(statement: Pick<Statement, 'calls'>, text: string): IoChain[] {
  return chainsOf(statement).flatMap((chain): IoChain[] => {
    const way = chain.base && WAY.exec(text.slice(chain.base.from, chain.base.to))?.[1];
    return way === undefined ? [] : [{ way: way as Way, chain, format: formatOf(chain, way as Way), options: chain.calls.flatMap((call) => optionsIn(call, text)) }];
  });
}

function literal(call: Call, index: number): StringLiteral | undefined {
  const arg = call.args[index];
  return arg?.spread === undefined ? arg?.string : undefined;
}

/** `call`'s argument of that name. */
const keyword = (call: Call, name: string): number => call.args.findIndex((arg) => arg.name === name);

function formatOf({ calls }: Chain, way: Way): string | undefined {
  let format: string | undefined = way === 'writeStream' || way === 'readStream' || way === 'read' || way === 'write' ? 'parquet' : undefined;
  for (const call of calls) {
    if (call.name === 'format') format = literal(call, 0)?.text?.value;
    else if (FILES.has(call.name)) format = call.name;
    else if (call.name === 'foreachBatch' || call.name === 'foreach') format = 'foreachbatch';
    else if (['toTable', 'table', 'saveAsTable', 'insertInto', 'jdbc'].includes(call.name)) return undefined;
    else if (call.name === 'load' || call.name === 'start' || call.name === 'save') {
      const given = keyword(call, 'format');
      if (given >= 0) format = literal(call, given)?.text?.value;
      if (call.args.some(({ spread }) => spread !== undefined) && given < 0) return undefined;
    }
  }
  // Without a word about it a chain may go on elsewhere.
  const last = calls.at(-1)?.name ?? '', ends = FILES.has(last) || ['load', 'start', 'save', 'awaitTermination'].includes(last);
  return calls.some(({ name }) => name === 'format' || FILES.has(name) || name === 'foreachBatch' || name === 'foreach') || calls.some(({ args }) => args.some(({ name }) => name === 'format')) || ends ? format : undefined;
}

function optionsIn(call: Call, text: string): GivenOption[] {
  if (call.name === 'option') {
    const named = keyword(call, 'key'), name = literal(call, named < 0 ? 0 : named), given = keyword(call, 'value'), value = call.args[given < 0 ? 1 : given];
    if (!name?.text) return [];
    return [{ name: name.text.value, at: { from: name.from, to: name.to }, inner: name.text.rangeOf(0, name.text.value.length), ...(value && valueOf(value, text)) }];
  }
  const more = call.name === 'options' ? [] : FILES.has(call.name) || ['load', 'start', 'save'].includes(call.name) ? PARAMETERS : undefined;
  if (!more) return [];
  const skipped = new Set(more);
  return call.args.flatMap((arg): GivenOption[] => {
    if (arg.name === undefined || skipped.has(arg.name)) return [];
    const from = text.lastIndexOf(arg.name, arg.from);
    return [{ name: arg.name, at: { from, to: from + arg.name.length }, ...valueOf(arg, text) }];
  });
}

function valueOf({ from, to, string }: Call['args'][number], text: string): Pick<GivenOption, 'value'> {
  const quoted = string?.text;
  if (quoted) return { value: { text: quoted.value, at: { from, to }, quoted } };
  const plain = text.slice(from, to);
  return /^(?:True|False|-?\d[\d_]*)$/.test(plain) ? { value: { text: plain.replaceAll('_', '').toLowerCase(), at: { from, to } } } : {};
}
