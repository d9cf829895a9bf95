import * as vscode from 'vscode';
import type { Problem, SourceSpan } from '../../protocol/run';
import type { Runs } from './runs';

const severities = { error: vscode.DiagnosticSeverity.Error, warning: vscode.DiagnosticSeverity.Warning, info: vscode.DiagnosticSeverity.Information };

export const rangeOf = (span: SourceSpan): vscode.Range => new vscode.Range(span.line - 1, span.column, span.endLine - 1, span.endColumn);

/** A run's problems at the lines that caused them. A new run of the job clears what the last one said. */
export function showProblems(runs: Runs, pageOf: (code: string) => vscode.Uri | undefined): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('weir');
  const byJob = new Map<string, Set<string>>();
  const clear = (file: string): void => {
    for (const touched of byJob.get(file) ?? []) collection.delete(vscode.Uri.file(touched));
    byJob.delete(file);
  };
  const listener = runs.onEvent(({ run, event }) => {
    const { file } = run.model.start;
    if (event.kind === 'state' && event.state === 'starting') clear(file);
    if (event.kind !== 'problem') return;
    const target = event.problem.span?.file ?? file, uri = vscode.Uri.file(target);
    byJob.set(file, (byJob.get(file) ?? new Set()).add(target));
    collection.set(uri, [...collection.get(uri) ?? [], diagnostic(event.problem, run.model.start.line ?? 1, pageOf(event.problem.code))]);
  });
  const started = runs.onList(() => { const newest = runs.newest(); if (newest?.model.state === 'starting') clear(newest.model.start.file); });
  return vscode.Disposable.from(collection, listener, started);
}

/** What has no place of its own stands at the line at which the run was started. */
function diagnostic(problem: Problem, line: number, target: vscode.Uri | undefined): vscode.Diagnostic {
  const range = problem.span ? rangeOf(problem.span) : new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER);
  const made = new vscode.Diagnostic(range, problem.hint ? `${problem.message}\n${problem.hint}` : problem.message, severities[problem.severity]);
  made.source = 'Weir';
  const value = problem.errorClass ?? problem.code;
  made.code = target ? { value, target } : value;
  return made;
}
