/** Problems in the protocol's own form, and the quick fixes that stand at a place. */
import { pathToFileURL } from 'node:url';
import { CodeActionKind, DiagnosticSeverity, type CodeAction, type Diagnostic, type DiagnosticRelatedInformation, type Range as LspRange } from 'vscode-languageserver';
import type { Range } from '../../syntax/line-index.ts';
import type { PythonDocument } from '../../syntax/python-document.ts';
import type { JobProblem, Severity } from './problem.ts';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information, hint: DiagnosticSeverity.Hint };

const rangeIn = ({ lines }: PythonDocument, { from, to }: Range): LspRange => ({ start: lines.positionAt(from), end: lines.positionAt(to) });

/** `docs`: where the page of a problem is, with `{code}` for its code; empty: nowhere that could be linked to. */
export function toDiagnostic(uri: string, document: PythonDocument, problem: JobProblem, docs: string): Diagnostic {
  const { code, severity, message, related, elsewhere } = problem;
  const others: DiagnosticRelatedInformation[] = [
    ...(related ?? []).map((each) => ({ location: { uri, range: rangeIn(document, each) }, message: each.message })),
    ...(elsewhere ?? []).map(({ span, message: said }) => ({ location: { uri: pathToFileURL(span.file).href, range: { start: { line: span.line - 1, character: span.column }, end: { line: span.endLine - 1, character: span.endColumn } } }, message: said })),
  ];
  return {
    range: rangeIn(document, problem), severity: SEVERITY[severity], code, source: 'weir', message,
    ...(docs !== '' && { codeDescription: { href: docs.replace('{code}', code) } }),
    ...(others.length > 0 && { relatedInformation: others }),
  };
}

/** Quick fixes of the problems at a place, and the page about each. */
export function actionsAt(uri: string, document: PythonDocument, problems: readonly JobProblem[], range: LspRange, { docs, pages }: { docs: string; pages: string }): CodeAction[] {
  const from = document.lines.offsetAt(range.start), to = document.lines.offsetAt(range.end);
  const here = problems.filter((each) => each.from <= to && each.to >= from), codes = pages === '' ? [] : [...new Set(here.map(({ code }) => code))];
  const fixes = here.flatMap((problem) => (problem.fixes ?? []).map(({ title, edits, preferred }): CodeAction => ({
    title, kind: CodeActionKind.QuickFix, diagnostics: [toDiagnostic(uri, document, problem, docs)], ...(preferred && { isPreferred: true }),
    edit: { changes: { [uri]: edits.map((edit) => ({ range: rangeIn(document, edit), newText: edit.insert })) } },
  })));
  return [...fixes, ...codes.map((code): CodeAction => {
    const title = `Read about ${code}`;
    return { title, kind: CodeActionKind.QuickFix, diagnostics: here.filter((each) => each.code === code).map((each) => toDiagnostic(uri, document, each, docs)), command: { title, command: pages, arguments: [`problems/${code}`] } };
  })];
}
