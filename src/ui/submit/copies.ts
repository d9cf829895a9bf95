import * as vscode from 'vscode';

const SCHEME = 'weir-upload';

/** A file as it would be uploaded for a job, read-only: what a diff shows beside the file itself. */
export const copyUri = (job: string, file: string): vscode.Uri => vscode.Uri.from({ scheme: SCHEME, path: vscode.Uri.file(file).path, query: job });

/** @param textOf the copy of a file, for a job whose form is open */
export function showCopies(textOf: (job: string, file: string) => string | undefined): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => textOf(uri.query, vscode.Uri.file(uri.path).fsPath) ?? vscode.l10n.t('The submit form that made this copy is closed.'),
  });
}
