import * as vscode from 'vscode';

/** A job is a program: in an untrusted workspace nothing runs, and this says so. */
export async function trusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Weir runs nothing in an untrusted workspace: simulating a job executes its Python code.'), manage);
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return vscode.workspace.isTrusted;
}
