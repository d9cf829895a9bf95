import * as vscode from 'vscode';
import { Commands, type TopicsTarget } from '../../contract';
import type { Answered, ExplorerAnswers, ExplorerQuestion } from '../../protocol/explorer';
import { runCommand } from '../contract';
import type { Connection, Connections } from './connections';

export type Ask = <Q extends ExplorerQuestion>(connection: Connection, question: Q) => Promise<Answered<ExplorerAnswers[Q['ask']]>>;

/** Topics that are listed to choose from; the others are typed. */
const listed = 1000;

/** The topic of a row, or one that is chosen. */
export async function pickTopic(connections: Connections, ask: Ask, target: TopicsTarget | undefined, title: string): Promise<{ connection: Connection; topic: string } | undefined> {
  await connections.look();
  const connection = target?.connection ? connections.byId(target.connection) : await pickConnection(connections.list, title);
  if (!connection) return connections.list.length > 0 ? undefined : void await runCommand(Commands.AddConnection);
  if (target?.topic !== undefined) return { connection, topic: target.topic };
  const found = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Asking {0} for its topics', connection.name) },
    () => ask(connection, { ask: 'topics', filter: '', internal: false, from: 0, count: listed, again: true }));
  if ('problem' in found) return void vscode.window.showErrorMessage(`${found.problem.message} ${found.problem.hint}`.trim());
  if (found.value.topics.length === 0) return void vscode.window.showInformationMessage(vscode.l10n.t('There are no topics on {0}.', connection.name));
  const topic = await vscode.window.showQuickPick(found.value.topics.map((each) => each.topic), { title, placeHolder: vscode.l10n.t('Which topic of {0}?', connection.name) });
  return topic === undefined ? undefined : { connection, topic };
}

async function pickConnection(list: readonly Connection[], title: string): Promise<Connection | undefined> {
  if (list.length <= 1) return list[0];
  return (await vscode.window.showQuickPick(list.map((connection) => ({ label: connection.name, connection })), { title, placeHolder: vscode.l10n.t('Which connection?') }))?.connection;
}
