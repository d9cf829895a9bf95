import * as vscode from 'vscode';
import { createProject, type Project } from '../../templates/project';
import { freshFolder } from '../templates/open';

const sample = 'fraud-detection';

/** Makes the sample in a folder below this one (asked for when not given). Undefined: no folder was chosen. @throws BadAnswer, CannotWrite */
export async function makeSample(templates: vscode.Uri, folder?: string): Promise<Project | undefined> {
  const parent = folder ?? (await vscode.window.showOpenDialog({
    canSelectFolders: true, canSelectFiles: false, openLabel: vscode.l10n.t('Put the Sample Here'), title: vscode.l10n.t('Where should the fraud-detection sample go?'), ...(vscode.workspace.workspaceFolders?.[0] && { defaultUri: vscode.workspace.workspaceFolders[0].uri }),
  }))?.[0]?.fsPath;
  return parent === undefined ? undefined : createProject(templates.fsPath, sample, freshFolder(parent, sample), {});
}

/** Makes the sample of its template in a folder (asked for when not given) and opens its job, in the window where there is room for it. */
export async function openSample(templates: vscode.Uri, folder?: string): Promise<void> {
  try {
    const project = await makeSample(templates, folder);
    if (!project) return;
    const target = vscode.Uri.file(project.folder);
    if (vscode.workspace.workspaceFolders !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(project.open));
    else await vscode.commands.executeCommand('vscode.openFolder', target);
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message);
  }
}
