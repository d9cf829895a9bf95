import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Project } from '../../templates/project';

/** The name, or with a number behind it when that is taken: nothing is written over. */
export function freshFolder(parent: string, name: string): string {
  for (let n = 1; ; n++) {
    const folder = path.join(parent, n === 1 ? name : `${name}-${n}`);
    if (!existsSync(folder)) return folder;
  }
}

/** The job, and its README beside it, in the window where there is room for it; without an open folder, the project is opened as one. */
export async function openProject({ folder, open, readme, leftOut }: Project): Promise<void> {
  if (leftOut.length > 0) void vscode.window.showInformationMessage(vscode.l10n.t('{0} was left out: the rows that it expects are those of the template\'s own durations.', leftOut.join(', ')));
  if (vscode.workspace.workspaceFolders === undefined) return void await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder));
  await vscode.window.showTextDocument(vscode.Uri.file(open));
  await vscode.commands.executeCommand('markdown.showPreviewToSide', vscode.Uri.file(readme));
}
