import * as vscode from 'vscode';
import { Commands } from '../../contract';
import { registerCommand } from '../contract';
import type { Connections } from './connections';
import type { TopicsTree } from './tree';

/** Signs in for a REST proxy: the one place where a person is asked. */
export function registerSignInCommand(connections: Connections, tree: TopicsTree): vscode.Disposable {
  return registerCommand(Commands.SignIn, async (target) => {
    const able = connections.list.filter(({ description }) => description.kind === 'rest' && description.signIn !== undefined);
    const connection = target?.connection ? able.find(({ id }) => id === target.connection)
      : able.length <= 1 ? able[0] : (await vscode.window.showQuickPick(able.map((each) => ({ label: each.name, each })), { placeHolder: vscode.l10n.t('Which connection?') }))?.each;
    if (!connection) return void vscode.window.showInformationMessage(vscode.l10n.t('There is no connection to a REST proxy that signs in.'));
    const { secrets: { tokenProblem } } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Signing in for {0}', connection.name) }, () => connections.opening(connection, true));
    if (tokenProblem) return void vscode.window.showErrorMessage(`${tokenProblem.message} ${tokenProblem.hint}`.trim());
    tree.refresh(connection.id);
  });
}
