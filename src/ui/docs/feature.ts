/** The documentation inside the editor: pages that the extension brings along, found by what stands in them, shown as VS Code shows Markdown. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Commands } from '../../contract';
import { registerCommand } from '../contract';
import { readPages, search, type Page } from './pages';

export function registerDocs(context: vscode.ExtensionContext): vscode.Disposable {
  const folder = path.join(context.extensionPath, 'docs');
  const open = async (page: string): Promise<void> => {
    // A link may come from anywhere.
    const [, name, fragment = ''] = /^((?:problems\/)?[A-Za-z-]+)(?:#([A-Za-z-]+))?$/.exec(page) ?? [];
    const uri = name === undefined ? undefined : vscode.Uri.file(path.join(folder, `${name}.md`));
    if (!uri || !await Promise.resolve(vscode.workspace.fs.stat(uri)).then(() => true, () => false)) return void vscode.window.showWarningMessage(vscode.l10n.t('There is no page about {0}.', page.split('/').at(-1)?.slice(0, 80) ?? ''));
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri.with({ fragment }));
    } catch {
      // VS Code's own Markdown support is switched off.
      await vscode.window.showTextDocument(uri);
    }
  };
  return registerCommand(Commands.OpenDocs, async (page) => {
    const chosen = typeof page === 'string' ? page : await choose(await readPages(folder));
    if (chosen !== undefined) await open(chosen);
  });
}

type Item = vscode.QuickPickItem & { page: string };

function choose(pages: readonly Page[]): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Item>(), show = (query: string): void => {
    // The list filters by label alone: what stands in the text was looked for already.
    pick.items = search(pages, query).map(({ page, line }) => ({ label: page.title, detail: line, ...(page.id.startsWith('problems/') && { description: page.id.slice('problems/'.length) }), alwaysShow: true, page: page.id }));
  };
  Object.assign(pick, { title: vscode.l10n.t('Weir Documentation'), placeholder: vscode.l10n.t('Words of a page, or the code of a problem') });
  show('');
  return new Promise((resolve) => {
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => { resolve(pick.selectedItems[0]?.page); pick.hide(); });
    pick.onDidHide(() => { resolve(undefined); pick.dispose(); });
    pick.show();
  });
}
