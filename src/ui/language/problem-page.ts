import * as vscode from 'vscode';

/** `/problems/<code>` of a link: the page of a problem, as the extension brought it; `/batch-to-streaming`: what changes in a job that is turned round. False: another link. */
export async function openProblemPage(context: vscode.ExtensionContext, { path, fragment }: vscode.Uri): Promise<boolean> {
  if (path === '/batch-to-streaming') {
    await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(context.extensionUri, 'docs', 'batch-to-streaming.md').with({ fragment }));
    return true;
  }
  const code = /^\/problems\/([a-z-]+)$/.exec(path)?.[1];
  if (code === undefined) return false;
  const page = vscode.Uri.joinPath(context.extensionUri, 'docs', 'problems', `${code}.md`);
  try {
    await vscode.workspace.fs.stat(page);
  } catch {
    void vscode.window.showWarningMessage(vscode.l10n.t('There is no page about {0}.', code));
    return true;
  }
  await vscode.commands.executeCommand('markdown.showPreview', page);
  return true;
}
