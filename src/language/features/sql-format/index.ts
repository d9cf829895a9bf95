/** The code action "Format SQL": of the string at a place, or of all that a selection holds. */
import { CodeActionKind, type CodeAction, type Range as LspRange } from 'vscode-languageserver';
import type { Job } from '../../world.ts';
import { sqlEdits } from './actions.ts';

export function sqlActions(job: Job, range: LspRange): CodeAction[] {
  const { lines } = job.document, edits = sqlEdits(job, { from: lines.offsetAt(range.start), to: lines.offsetAt(range.end) });
  if (edits.length === 0) return [];
  return [{
    title: edits.length === 1 ? 'Format SQL' : `Format ${edits.length} SQL strings`, kind: CodeActionKind.RefactorRewrite,
    edit: { changes: { [job.uri]: edits.map(({ from, to, insert }) => ({ range: { start: lines.positionAt(from), end: lines.positionAt(to) }, newText: insert })) } },
  }];
}
