/** Problems in the protocol's own form, and the quick fixes that stand at a place. */
import { CodeActionKind, DiagnosticSeverity, type CodeAction, type Diagnostic, type Range as LspRange } from 'vscode-languageserver';
import type { Range } from '../../syntax/line-index.ts';
import type { PythonDocument } from '../../syntax/python-document.ts';
import type { JobProblem, Severity } from './problem.ts';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information, hint: DiagnosticSeverity.Hint };

const rangeIn = ({ lines }: PythonDocument, { from, to }: Range): LspRange => ({ start: lines.positionAt(from), end: lines.positionAt(to) });

/** `docs`: where the pages of problems are, up to the code; empty: nowhere that could be linked to. */
export function toDiagnostic(uri: string, document: PythonDocument, problem: JobProblem, docs: string): Diagnostic {
  const { code, severity, message, related } = problem;
  return {
    range: rangeIn(document, problem), severity: SEVERITY[severity], code, source: 'weir', message,
    ...(docs !== '' && { codeDescription: { href: `${docs}${code}` } }),
    ...(related && { relatedInformation: related.map((each) => ({ location: { uri, range: rangeIn(document, each) }, message: each.message })) }),
  };
}

export function actionsAt(uri: string, document: PythonDocument, problems: readonly JobProblem[], range: LspRange, docs: string): CodeAction[] {
  const from = document.lines.offsetAt(range.start), to = document.lines.offsetAt(range.end);
  return problems.filter((each) => each.from <= to && each.to >= from).flatMap((problem) => (problem.fixes ?? []).map(({ title, edits, preferred }): CodeAction => ({
    title, kind: CodeActionKind.QuickFix, diagnostics: [toDiagnostic(uri, document, problem, docs)], ...(preferred && { isPreferred: true }),
    edit: { changes: { [uri]: edits.map((edit) => ({ range: rangeIn(document, edit), newText: edit.insert })) } },
  })));
}
