import path from 'node:path';
import * as vscode from 'vscode';
import type { ClusterDescription } from '../../protocol/hdinsight';
import type { SubmitSession } from './session';

/** Asks for a name, and writes the form into weir.profiles.json: that which is there, else one in the workspace or beside the job. */
export async function saveProfile(session: SubmitSession, description: ClusterDescription): Promise<void> {
  const { file: job, profilesFile, profile, profiles } = session.state;
  const name = (await vscode.window.showInputBox({ title: vscode.l10n.t('Save as profile'), prompt: vscode.l10n.t('Its name in weir.profiles.json, a file that is made to be shared'), value: profile, ignoreFocusOut: true }))?.trim();
  if (name === undefined || name === '') return;
  const replace = vscode.l10n.t('Replace');
  if (profiles.includes(name) && name !== profile && await vscode.window.showWarningMessage(vscode.l10n.t('Replace the profile {0}?', name), { modal: true }, replace) !== replace) return;
  const file = profilesFile ?? path.join(vscode.workspace.getWorkspaceFolder(vscode.Uri.file(job))?.uri.fsPath ?? path.dirname(job), 'weir.profiles.json');
  const answer = await session.save(file, name, description);
  if ('problem' in answer) return void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`.trim());
  const at = new vscode.Position(answer.value.line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { viewColumn: vscode.ViewColumn.Beside, selection: new vscode.Range(at, at) });
}
