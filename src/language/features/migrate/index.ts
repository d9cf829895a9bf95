/** The code actions that turn a job round: at a reader or a writer, batch or streaming. What they come to the client's command finds out. */
import { CodeActionKind, type CodeAction, type Range as LspRange } from 'vscode-languageserver';
import type { Range } from '../../../syntax/line-index.ts';
import type { Job } from '../../world.ts';

const READS = /(?:^|\.)\s*(readStream|writeStream|read|write)$/;

export function migrateActions(job: Job, range: LspRange): CodeAction[] {
  const { lines, outline } = job.document, from = lines.offsetAt(range.start), to = lines.offsetAt(range.end), first = lines.startOf(lines.lineAt(from)), last = lines.endOf(lines.lineAt(to));
  const touches = (each: Range): boolean => each.from <= last && each.to >= first, kinds = new Set<'streaming' | 'batch'>();
  for (const call of outline.calls) {
    if (!touches(call)) continue;
    const way = call.object && READS.exec(job.document.slice(call.object))?.[1];
    if (way === 'readStream' || way === 'writeStream') kinds.add('batch');
    else if (way !== undefined || (call.name === 'show' && call.object && call.full === undefined)) kinds.add('streaming');
  }
  // What is read beside a stream (a table that is looked up) makes no batch job of it.
  const streaming = outline.calls.some(({ object }) => object && READS.exec(job.document.slice(object))?.[1] === 'readStream');
  return [...kinds].filter((kind) => (kind === 'batch') === streaming).map((kind): CodeAction => {
    const title = kind === 'streaming' ? 'Turn into a streaming job over Kafka…' : 'Turn into a batch job…';
    return { title, kind: CodeActionKind.RefactorRewrite, command: { title, command: kind === 'streaming' ? 'weir.toStreaming' : 'weir.toBatch', arguments: [{ file: job.document.file }] } };
  });
}
