/** textDocument/hover. */
import { HoverRequest, MarkupKind, type Hover } from 'vscode-languageserver';
import { feature } from '../../feature.ts';
import { targetAt } from '../point/target.ts';
import { hoverText } from './text.ts';

export const hover = feature('hover', 'better', HoverRequest.type, { hoverProvider: true }, async (job, { position }): Promise<Hover | null> => {
  const { lines } = job.document, target = targetAt(job, lines.offsetAt(position)), value = target && await hoverText(job, target);
  return target && value !== undefined ? { contents: { kind: MarkupKind.Markdown, value }, range: { start: lines.positionAt(target.from), end: lines.positionAt(target.to) } } : null;
});
