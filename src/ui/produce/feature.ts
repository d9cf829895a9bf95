import * as vscode from 'vscode';
import { Commands } from '../../contract';
import { registerCommand } from '../contract';
import type { Connections } from '../topics/connections';
import type { Ask } from '../topics/pick-topic';
import { MessageDocuments } from './documents';
import { replayCapture } from './replay';
import { writablePlace } from './writable';

/** Writing to topics: messages by hand, and captures. Refused on a connection that was not made writable. */
export function registerProduce(connections: Connections, ask: Ask): vscode.Disposable {
  const documents = new MessageDocuments(connections, ask);
  return vscode.Disposable.from(
    documents,
    registerCommand(Commands.ProduceMessage, async (target, lines) => {
      const place = await writablePlace(connections, ask, target, vscode.l10n.t('Produce a message'));
      // A menu gives the selected rows as second argument.
      if (place) await documents.open(place, typeof lines === 'string' ? lines : undefined);
    }),
    registerCommand(Commands.SendMessages, (index) => documents.send(index)),
    registerCommand(Commands.ReplayCapture, async (target) => {
      const place = await writablePlace(connections, ask, target, vscode.l10n.t('Replay a capture'));
      if (place) await replayCapture(place, ask);
    }),
  );
}
