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
import { Entra } from './entra';
import type { Ask } from './pick-topic';
import { registerRegistryCommand } from './registry-command';
import { registerSignInCommand } from './sign-in-command';
import { rowsAt, TopicsTree } from './tree';

/** The Topics view. `load` is called with the first question, `signsIn` with the first token that is wanted: until then nothing of it is loaded. */
export function registerTopics(context: vscode.ExtensionContext, load: () => Promise<KafkaExplorer>, signsIn: () => Promise<TokenGiver>): vscode.Disposable & { rows: WeirApi['topicRows']; connections: Connections; ask: Ask } {
  let explorer: Promise<KafkaExplorer> | undefined;
  const entra = new Entra(signsIn), connections = new Connections(context.globalState, context.secrets, entra), tree = new TopicsTree(connections, () => explorer ??= load());
  const view = vscode.window.createTreeView(Views.Topics, { treeDataProvider: tree, showCollapseAll: true });
  let looked: Promise<void> | undefined;
  // Files are looked for when the view first shows, not at activation.
  const look = (): Promise<void> => looked ??= connections.look();
  const offer = (): void => { if (view.visible) void offerBrokers(tree); };
  const shown = (): void => { if (!view.visible) return; void look(); offer(); };
  const changed = connections.onDidChange((connection) => { tree.refresh(connection?.id); });
  const removed = connections.onDidRemove((id) => { void explorer?.then((running) => { running.close(id); }); });
  shown();
  const parts = vscode.Disposable.from(connections, entra, registerSignInCommand(connections, tree), view, changed, removed, registerConnectionCommands(connections, tree), registerAdminCommands(connections, tree), registerRegistryCommand(connections), registerAdvertisedCommand(connections), registerDoctorCommand(connections, tree),
    view.onDidChangeVisibility(shown), vscode.window.onDidChangeActiveTextEditor(offer), vscode.workspace.onDidSaveTextDocument(offer), vscode.workspace.onDidGrantWorkspaceTrust(offer),
    { dispose: () => { void explorer?.then((running) => { running.dispose(); }); } });
  return { dispose: () => { parts.dispose(); }, connections, ask: (connection, question) => tree.ask(connection, question), rows: async (...labels) => { await look(); return rowsAt(tree, labels); } };
}

/** The brokers that the open job names, in a trusted workspace. */
async function offerBrokers(tree: TopicsTree): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  // Another view in front changes nothing: the offer is for the job that was looked at last.
  if (!document || document.uri.scheme !== 'file') return;
  const text = document.languageId === 'python' && vscode.workspace.isTrusted ? document.getText() : '';
  const brokers = text.includes('kafka.bootstrap.servers') ? (await import('./job-brokers')).findBrokers(text) : [];
  const offers = brokers.map((each) => ({ brokers: each, file: path.basename(document.uri.fsPath) }));
  if (JSON.stringify(offers) === JSON.stringify(tree.offers)) return;
  tree.offers = offers;
  tree.refresh();
}
