import * as vscode from 'vscode';
import type { TopicsTarget } from '../../contract';
import type { Connection, Connections } from '../topics/connections';
import { pickTopic, type Ask } from '../topics/pick-topic';

export interface TopicPlace { connection: Connection; topic: string }

/** The topic, if it may be written to; else it is said why not. */
export async function writablePlace(connections: Connections, ask: Ask, target: TopicsTarget | undefined, title: string): Promise<TopicPlace | undefined> {
  const place = await pickTopic(connections, ask, target, title);
  if (!place) return undefined;
  const { connection, topic } = place;
  if (connection.description.kind === 'captures') return void vscode.window.showWarningMessage(vscode.l10n.t('{0} is a folder of captures: nothing is written to {1} there.', connection.name, topic));
  if (!connection.writable) return void vscode.window.showWarningMessage(vscode.l10n.t('{0} is read-only. Make the connection writable first, if you mean to write to {1}.', connection.name, topic));
  const can = await ask(connection, { ask: 'capabilities' });
  if ('problem' in can) return void vscode.window.showErrorMessage(`${can.problem.message} ${can.problem.hint}`.trim());
  if (!can.value.produce) return void vscode.window.showWarningMessage(vscode.l10n.t('Nothing can be written through {0}.', connection.name));
  return place;
}
