import * as vscode from 'vscode';
import { isFileOf } from './model/job-model';

/** The user's line: in the file that was submitted, or one of its name in the workspace. @param file that was submitted; '': not known */
export async function reveal(traced: string, line: number, file: string): Promise<void> {
  const name = traced.split(/[\\/]/).at(-1) ?? '';
  // A server's text is no pattern for a search.
  const plain = /^[\w.-]+$/.test(name), named = file !== '' && isFileOf(traced, file) ? [vscode.Uri.file(file)] : plain ? await vscode.workspace.findFiles(`**/${name}`, '**/{node_modules,.venv}/**', 50) : [];
  // Which of several is meant is not known here.
  const found = named.length < 2 ? named[0] : (await vscode.window.showQuickPick(named.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })), { placeHolder: vscode.l10n.t('Which {0} was submitted?', name) }))?.uri;
  if (named.length > 1 && !found) return;
  if (!found) return void vscode.window.showInformationMessage(vscode.l10n.t('{0} is not in this workspace.', name.slice(0, 100)));
  const document = await vscode.workspace.openTextDocument(found), at = new vscode.Position(Math.min(line, document.lineCount) - 1, 0);
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.fsPath === found.fsPath);
  const editor = await vscode.window.showTextDocument(document, { viewColumn: open?.viewColumn ?? vscode.ViewColumn.Beside });
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(document.lineAt(at).range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
