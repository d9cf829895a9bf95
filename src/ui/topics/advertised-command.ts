import * as vscode from 'vscode';
import { Commands } from '../../contract';
import { registerCommand } from '../contract';
import type { Connections } from './connections';
import { askText } from '../steps';
import { advertisedProblem, advertisedText, parseAdvertised } from './ways';

/** Where the brokers that a cluster names really are, for names that this machine does not know; an empty text takes the map away. */
export function registerAdvertisedCommand(connections: Connections): vscode.Disposable {
  return registerCommand(Commands.MapBrokers, async (target) => {
    const connection = target && connections.byId(target.connection);
    if (!connection?.saved || (connection.description.kind !== 'direct' && connection.description.kind !== 'ssh')) return;
    const said = await askText({ title: vscode.l10n.t('Broker names of {0}', connection.name), step: 1, of: 1 }, {
      prompt: vscode.l10n.t('Where the brokers that the cluster names really are, separated by commas; empty for where they say. Certificates are still checked for the names'),
      placeholder: 'wn0-kafka.internal:9092=10.0.0.4:9092', value: advertisedText(connection.description.advertised), check: advertisedProblem,
    });
    const map = said && said !== 'back' ? parseAdvertised(said.value) : undefined;
    if (!map) return;
    const { advertised: _, ...rest } = connection.description;
    await connections.save({ ...connection, description: Object.keys(map).length === 0 ? rest : { ...rest, advertised: map } });
  });
}
