/** textDocument/documentSymbol. */
import { DocumentSymbolRequest, SymbolKind as Kinds, type DocumentSymbol, type Range as LspRange } from 'vscode-languageserver';
import type { Range } from '../../../syntax/line-index.ts';
import { feature } from '../../feature.ts';
import type { Job } from '../../world.ts';
import { symbolsOf, type JobSymbol, type SymbolKind } from './outline.ts';

const KINDS: Readonly<Record<SymbolKind, Kinds>> = { source: Kinds.Interface, frame: Kinds.Variable, query: Kinds.Event, view: Kinds.Struct, function: Kinds.Function };
const rangeIn = ({ document: { lines } }: Job, { from, to }: Range): LspRange => ({ start: lines.positionAt(from), end: lines.positionAt(to) });
const shown = (job: Job, { name, detail, kind, at, children, ...range }: JobSymbol): DocumentSymbol => {
  const whole = { from: Math.min(range.from, at.from), to: Math.max(range.to, at.to) };
  return { name: name === '' ? '?' : name, detail, kind: KINDS[kind], range: rangeIn(job, whole), selectionRange: rangeIn(job, at), children: children.map((each) => shown(job, each)) };
};

export const symbols = feature('symbols', 'better', DocumentSymbolRequest.type, { documentSymbolProvider: { label: 'Weir' } }, (job): DocumentSymbol[] => symbolsOf(job).map((each) => shown(job, each)));
