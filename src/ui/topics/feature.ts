import path from 'node:path';
import * as vscode from 'vscode';
import { Views, type WeirApi } from '../../contract';
import type { TokenGiver } from '../../protocol/azure';
import type { KafkaExplorer } from '../../protocol/explorer';
import { registerAdminCommands } from './admin-commands';
import { registerAdvertisedCommand } from './advertised-command';
import { registerConnectionCommands } from './connection-commands';
import { Connections } from './connections';
import { registerDoctorCommand } from './doctor-command';
import { Entra } from '../azure/entra';
import type { Ask } from './pick-topic';
import { registerRegistryCommand } from './registry-command';
import { registerSignInCommand } from './sign-in-command';
import { rowsAt, TopicsTree, type Offer } from './tree';

/** The Topics view. `load` is called with the first question, `signsIn` with the first token that is wanted: until then nothing of it is loaded. */
export function registerTopics(context: vscode.ExtensionContext, load: () => Promise<KafkaExplorer>, signsIn: () => Promise<TokenGiver>): vscode.Disposable & { rows: WeirApi['topicRows']; connections: Connections; entra: Entra; ask: Ask } {
  let explorer: Promise<KafkaExplorer> | undefined;
  const entra = new Entra(signsIn), connections = new Connections(context.globalState, context.secrets, entra), tree = new TopicsTree(connections, () => explorer ??= load(), brokersOfJob);
  const view = vscode.window.createTreeView(Views.Topics, { treeDataProvider: tree, showCollapseAll: true });
  let looked: Promise<void> | undefined;
  // Files are looked for when the view first shows, not at activation.
  const look = (): Promise<void> => looked ??= connections.look();
  const offer = (): void => { if (view.visible) void brokersOfJob().then((found) => { if (found && JSON.stringify(found) !== JSON.stringify(tree.offers)) tree.refresh(); }); };
  const shown = (): void => { if (!view.visible) return; void look(); offer(); };
  const changed = connections.onDidChange((connection) => { tree.refresh(connection?.id); });
  const removed = connections.onDidRemove((id) => { void explorer?.then((running) => { running.close(id); }); });
  const reveal = async (id: string): Promise<void> => {
    // Its row is there once the view has asked for it.
    await vscode.commands.executeCommand(`${Views.Topics}.focus`);
    await tree.getChildren();
    const root = tree.root(id);
    if (root) await view.reveal(root, { select: true, focus: true, expand: true });
  };
  const ask: Ask = async (connection, question) => {
    const answer = await tree.ask(connection, question);
    // What was written counts.
    if (question.ask === 'produce' || question.ask === 'replay') tree.refresh(connection.id);
    return answer;
  };
  shown();
  const parts = vscode.Disposable.from(connections, entra, registerSignInCommand(connections, tree), view, changed, removed, registerConnectionCommands(connections, tree, reveal), registerAdminCommands(connections, tree), registerRegistryCommand(connections), registerAdvertisedCommand(connections), registerDoctorCommand(connections, tree),
    view.onDidChangeVisibility(shown), vscode.window.onDidChangeActiveTextEditor(offer), vscode.workspace.onDidSaveTextDocument(offer), vscode.workspace.onDidGrantWorkspaceTrust(offer),
    { dispose: () => { void explorer?.then((running) => { running.dispose(); }); } });
  return { dispose: () => { parts.dispose(); }, connections, entra, ask, rows: async (...labels) => { await look(); return rowsAt(tree, labels); } };
}

/** The brokers that the open job names, in a trusted workspace. Undefined, with another view in front: the offer is for the job that was looked at last. */
async function brokersOfJob(): Promise<Offer[] | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document || document.uri.scheme !== 'file') return undefined;
  const text = document.languageId === 'python' && vscode.workspace.isTrusted ? document.getText() : '';
  const brokers = text.includes('kafka.bootstrap.servers') ? (await import('./job-brokers')).findBrokers(text) : [];
  return brokers.map((each) => ({ brokers: each, file: path.basename(document.uri.fsPath) }));
}
