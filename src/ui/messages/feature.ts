import * as vscode from 'vscode';
import { Commands, type TopicsTarget, type WeirApi } from '../../contract';
import type { Look, MessageThread } from '../../protocol/messages';
import { registerCommand, runCommand } from '../contract';
import { pageOf } from '../docs/link';
import type { Connections } from '../topics/connections';
import { act, exportShown, simulateOn } from './acts';
import { placeOfLink } from './link';
import { Viewers } from './panel';

/** The message viewer. `load` is called when the first one opens: until then nothing that holds messages is loaded. */
export function registerMessages(context: vscode.ExtensionContext, connections: Connections, load: () => Promise<MessageThread>): vscode.Disposable & { shown: WeirApi['messages']; onHeld: vscode.Event<{ connection: string; topic: string }> } {
  const held = new vscode.EventEmitter<{ connection: string; topic: string }>();
  let thread: Promise<MessageThread> | undefined, job: string | undefined;
  const look = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'python' || document.uri.scheme !== 'file' || document.uri.fsPath === job) return;
    job = document.uri.fsPath;
    viewers.changed();
  };
  const scratch = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'messages');
  const viewers = new Viewers({ root: context.extensionUri, connections, thread: () => thread ??= load(), job: () => job, held: (connection, topic) => { held.fire({ connection, topic }); }, act: (viewer, command) => { void act({ viewer, command, scratch, job: () => job }); } });
  look();
  const front = <A extends unknown[]>(run: (viewer: NonNullable<typeof viewers.front>, ...args: A) => unknown) => (...args: A): unknown => {
    const viewer = viewers.front;
    return viewer ? run(viewer, ...args) : void vscode.window.showInformationMessage(vscode.l10n.t('Open the messages of a topic first: choose a topic in the Topics view.'));
  };
  const parts = vscode.Disposable.from(
    viewers, held, vscode.window.onDidChangeActiveTextEditor(look), connections.onDidChange(() => { viewers.changed(); }),
    registerCommand(Commands.PeekTopic, async (target) => {
      const topic = await topicOf(connections, target);
      if (topic) viewers.show({ ...topic, arrangement: { filter: '', sort: 'timestamp', descending: true, paths: [] } });
    }),
    registerCommand(Commands.ExportMessages, front((viewer, format, file) => exportShown(viewer, format, undefined, file))),
    registerCommand(Commands.SimulateOnMessages, front((viewer) => simulateOn(viewer, job, scratch, undefined))),
    vscode.window.registerUriHandler({ handleUri: async (uri) => { const page = pageOf(uri.path); await (page === undefined ? openLink(uri, connections, viewers) : runCommand(Commands.OpenDocs, uri.fragment === '' ? page : `${page}#${uri.fragment}`)); } }),
    { dispose: () => { void thread?.then((running) => { running.dispose(); }); } },
  );
  const shown: WeirApi['messages'] = () => {
    const viewer = viewers.front;
    return viewer && { topic: viewer.place.look.topic, state: viewer.status?.state ?? 'connecting', held: viewer.status?.held ?? 0, matching: viewer.status?.matching ?? 0 };
  };
  return { dispose: () => { parts.dispose(); }, shown, onHeld: held.event };
}

/** What a person sees first of a topic. */
const firstLook = (topic: string): Look => ({ topic, range: { mode: 'newest', count: 1000 }, follow: false, uncommitted: false, key: { format: 'auto' }, value: { format: 'auto' } });

async function topicOf(connections: Connections, target: TopicsTarget | undefined): Promise<{ connection: string; look: Look } | undefined> {
  if (target?.topic !== undefined) return { connection: target.connection, look: firstLook(target.topic) };
  await connections.look();
  const { list } = connections;
  const chosen = list.length <= 1 ? list[0] : (await vscode.window.showQuickPick(list.map((connection) => ({ label: connection.name, connection })), { placeHolder: vscode.l10n.t('Which connection?') }))?.connection;
  if (!chosen) return list.length > 0 ? undefined : void await runCommand(Commands.AddConnection);
  const topic = await vscode.window.showInputBox({ title: vscode.l10n.t('Messages of a topic of {0}', chosen.name), prompt: vscode.l10n.t('The topic'), validateInput: (text) => (/^[A-Za-z0-9._-]{1,249}$/.test(text.trim()) ? undefined : vscode.l10n.t('Letters, digits, ".", "_" and "-"')) });
  return topic === undefined ? undefined : { connection: chosen.id, look: firstLook(topic.trim()) };
}

/** A link only names what is to be looked at; it brings no connection of its own, and is asked about before anything is read. */
async function openLink(uri: vscode.Uri, connections: Connections, viewers: Viewers): Promise<void> {
  await connections.look();
  const found = placeOfLink(uri.path, uri.query, connections.list);
  if ('mistake' in found) return void vscode.window.showErrorMessage(found.mistake);
  const { place, message, name } = found, yes = vscode.l10n.t('Open');
  if (await vscode.window.showInformationMessage(vscode.l10n.t('Open the messages of {0} from {1}?', place.look.topic, name), { modal: true, detail: vscode.l10n.t('A link asks for it. Messages are read without a consumer group; nothing is changed.') }, yes) !== yes) return;
  const viewer = viewers.show(place, true);
  if (message) viewer.choose(message.partition, message.offset);
}
