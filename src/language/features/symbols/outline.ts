/** What a job consists of, in its own order: sources, what is made of them, queries. */
import type { Range } from '../../../syntax/line-index.ts';
import { chainTo } from '../../../syntax/chains.ts';
import type { Call } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';

export type SymbolKind = 'source' | 'frame' | 'query' | 'view' | 'function';
export interface JobSymbol extends Range { name: string; detail: string; kind: SymbolKind; at: Range; children: JobSymbol[] }

type Point = Pick<Job, 'document' | 'facts'>;
const STARTS = new Set(['start', 'toTable']), VIEWS = new Set(['createOrReplaceTempView', 'createTempView', 'createGlobalTempView', 'createOrReplaceGlobalTempView']), READS = new Set(['load', 'json', 'csv', 'text', 'parquet', 'orc', 'table']);

export function symbolsOf(job: Point): JobSymbol[] {
  const { document } = job, { outline } = document, symbols: JobSymbol[] = [];
  const functions = functionsOf(job);
  const assignedTo = (range: Range): { name: string; at: Range; from: number; to: number } | undefined => outline.statementAt(range.to)?.assignments.find(({ value }) => value.from <= range.from && range.to <= value.to);
  outline.calls.forEach((call) => {
    const chain = chainTo(call).calls, assigned = assignedTo(call);
    if (STARTS.has(call.name) && reads(job, call, 'writeStream')) {
      const name = textOf(chain, 'queryName') ?? assigned?.name ?? 'query';
      symbols.push({ ...whole(job, call), name, detail: `writes ${textOf(chain, 'format') ?? (chain.some((each) => each.name === 'foreachBatch') ? 'foreachBatch' : 'stream')}`, kind: 'query', at: call.at, children: [] });
    } else if (VIEWS.has(call.name)) symbols.push({ ...whole(job, call), name: firstText(call) ?? 'view', detail: 'view', kind: 'view', at: call.at, children: [] });
  });
  for (const { name, at, value, from, to } of outline.assignments) {
    const calls = outline.statementAt(to)?.calls ?? [], node = calls.findLast((call) => call.to <= value.to && call.from >= value.from && (call.from === value.from || document.text.slice(value.from, call.from).trim().replaceAll('(', '') === '')), frame = node && job.facts?.frameOf(node);
    const isRead = calls.some((call) => READS.has(call.name) && call.from >= value.from && call.to <= value.to && (reads(job, call, 'readStream') || reads(job, call, 'read')));
    if (isRead) symbols.push({ from, to, name, detail: `reads ${formatIn(job, value) ?? 'a source'}`, kind: 'source', at, children: [] });
    else if (frame) symbols.push({ from, to, name, detail: `${frame.name}, ${frame.columns.length} columns`, kind: 'frame', at, children: [] });
  }
  return nested([...functions, ...symbols].sort((a, b) => a.from - b.from || b.to - a.to));
}

/** The statement around a call. */
function whole({ document }: Point, { from, to }: Call): Range {
  for (let node = document.tree.resolveInner(from, 1).parent; node?.parent; node = node.parent) if (node.parent.name === 'Script' || node.parent.name === 'Body') return { from: node.from, to: Math.max(node.to, to) };
  return { from, to };
}

/** Does a chain go over this property? */
const reads = ({ document }: Point, call: Call, property: string): boolean => call.object !== undefined && new RegExp(`\\.\\s*${property}\\b`).test(document.slice(call.object));

const firstText = (call: Call): string | undefined => call.args[0]?.string?.text?.value;

function textOf(chain: readonly Call[], method: string): string | undefined {
  const call = chain.find(({ name }) => name === method);
  return call && firstText(call);
}

function formatIn(job: Point, value: Range): string | undefined {
  const calls = (job.document.outline.statementAt(value.to)?.calls ?? []).filter((call) => call.from >= value.from && call.to <= value.to), format = calls.find(({ name }) => name === 'format');
  return (format && firstText(format)) ?? calls.find(({ name }) => READS.has(name) && name !== 'load')?.name;
}

function functionsOf({ document }: Point): JobSymbol[] {
  const found: JobSymbol[] = [];
  for (let node = document.tree.topNode.firstChild; node; node = node.nextSibling) {
    const name = node.name === 'FunctionDefinition' ? node.getChild('VariableName') : null;
    if (name) found.push({ from: node.from, to: node.to, name: document.slice(name), detail: 'function', kind: 'function', at: { from: name.from, to: name.to }, children: [] });
  }
  return found;
}

function nested(sorted: readonly JobSymbol[]): JobSymbol[] {
  const top: JobSymbol[] = [], open: JobSymbol[] = [];
  for (const symbol of sorted) {
    while (open.length > 0 && open.at(-1)!.to < symbol.to) open.pop();
    (open.at(-1)?.children ?? top).push(symbol);
    if (symbol.kind === 'function') open.push(symbol);
  }
  return top;
}
