/** What a streaming job does with its queries once they are started: waiting goes, anything else cannot. */
import type { Change } from '../protocol/migrate.ts';
import type { Call } from '../syntax/outline.ts';
import type { SyntaxNode } from '../syntax/python-document.ts';
import type { StreamSink } from './batch-sinks.ts';
import type { Job } from './job.ts';

const WAITS = new Set(['awaitTermination', 'processAllAvailable', 'stop']), MANAGER = new Set(['awaitAnyTermination', 'resetTerminated']);

/** @throws Refused, where a query is used in another way. */
export function unused(job: Job, sinks: readonly StreamSink[]): Change[] {
  const { outline, lines } = job.document, variables = new Set(sinks.flatMap(({ statement }) => statement.variable ?? [])), removed: Call[] = [];
  for (const call of outline.calls) {
    const of = call.object && job.document.slice(call.object), waits = (of !== undefined && variables.has(of) && WAITS.has(call.name)) || (MANAGER.has(call.name) && /\.streams$/.test(of ?? ''));
    if (!waits || !job.statementOf(call).first) continue;
    if (!job.alone(call)) job.refuse(call.at, `What ${call.name}() gives is used: a batch has no query to wait for.`, 'Take it out of the job, and try again.');
    removed.push(call);
  }
  const inside = (at: number): boolean => removed.some(({ from, to }) => at >= from && at < to) || sinks.some(({ statement }) => at >= statement.from && at < statement.to);
  for (const name of variables) {
    const other = [...names(job, name)].find((at) => !inside(at));
    if (other !== undefined) job.refuse({ from: other, to: other + name.length }, `${name} is used here, and a batch has no query.`, 'Take it out of the job, and try again.');
  }
  return removed.map((call) => {
    const { node, from, to, indent } = job.statementOf(call), only = [...statements(node)].length === 1, why = [{ code: 'await' as const, text: 'A batch is done when its last line is: nothing is waited for.' }];
    if (only && node.parent?.name === 'Body') return { from, to, insert: 'pass', why };
    const line = lines.lineAt(from), end = lines.lineAt(to);
    // An empty line before it goes along.
    const start = line > 0 && job.text.slice(lines.startOf(line - 1), lines.endOf(line - 1)).trim() === '' && indent === '' ? line - 1 : line;
    return { from: lines.startOf(start), to: lines.startOf(end + 1), insert: '', why };
  });
}

function* statements(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.parent?.firstChild ?? null; child; child = child.nextSibling) if (/Statement$|Definition$/.test(child.name)) yield child;
}

/** Where a variable's name stands. */
function* names(job: Job, name: string): Generator<number> {
  const found: number[] = [];
  job.document.tree.iterate({ enter: ({ name: kind, from, to }) => { if (kind === 'VariableName' && job.text.slice(from, to) === name) found.push(from); } });
  yield* found;
}
