import * as vscode from 'vscode';

const sample = 'fraud-detection';

/** Copies the sample into a folder (asked for when not given) and opens its job, in the window where there is room for it. */
export async function openSample(templates: vscode.Uri, folder?: string): Promise<void> {
  const parent = folder !== undefined ? vscode.Uri.file(folder) : (await vscode.window.showOpenDialog({
    canSelectFolders: true, canSelectFiles: false, openLabel: vscode.l10n.t('Put the Sample Here'), title: vscode.l10n.t('Where should the fraud-detection sample go?'), ...(vscode.workspace.workspaceFolders?.[0] && { defaultUri: vscode.workspace.workspaceFolders[0].uri }),
  }))?.[0];
  if (!parent) return;
  const target = await fresh(parent);
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(templates, sample), target, { overwrite: false });
  const inside = vscode.workspace.getWorkspaceFolder(target);
  if (inside || vscode.workspace.workspaceFolders !== undefined) await vscode.window.showTextDocument(vscode.Uri.joinPath(target, 'job.py'));
  else await vscode.commands.executeCommand('vscode.openFolder', target);
}

/** `fraud-detection`, or with a number behind it when that is taken: nothing is written over. */
async function fresh(parent: vscode.Uri): Promise<vscode.Uri> {
  for (let n = 1; ; n++) {
    const target = vscode.Uri.joinPath(parent, n === 1 ? sample : `${sample}-${n}`);
    const taken = await vscode.workspace.fs.stat(target).then(() => true, () => false);
    if (!taken) return target;
  }
}
