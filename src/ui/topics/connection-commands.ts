import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Commands, type BrokersOffer, type TopicsTarget } from '../../contract';
import { registerCommand, runCommand } from '../contract';
import { defaultName, type Connection, type Connections } from './connections';
import { describedBy, draftOf, emptyDraft, offeredDraft, secretsIn, type Draft } from './draft';
import { fillIn } from './form';
import type { TopicsTree } from './tree';

/** Adding, changing and showing connections. `reveal`: brings a connection into view, opened. */
export function registerConnectionCommands(connections: Connections, tree: TopicsTree, reveal: (id: string) => Promise<void>): vscode.Disposable {
  // A form that was closed goes on where it was.
  let draft: Draft | undefined;
  const of = async (target: TopicsTarget | undefined, which: (connection: Connection) => boolean = () => true): Promise<Connection | undefined> =>
    target?.connection ? connections.byId(target.connection) : choose(connections.list.filter(which));
  const saved = (connection: Connection): boolean => connection.saved;
  const add = async (offer?: BrokersOffer): Promise<void> => {
    if (offer !== undefined && offer.cluster === undefined && !await mayConnect()) return;
    const filling = offer === undefined ? draft ??= emptyDraft() : offeredDraft(offer);
    if (!await fillIn(filling, offer?.cluster === undefined ? vscode.l10n.t('Add a connection') : vscode.l10n.t('Connect to the topics of {0}', offer.cluster))) return;
    draft = undefined;
    const description = describedBy(filling), id = randomUUID();
    await connections.save({ id, name: offer?.cluster ?? defaultName(description), description, writable: false, saved: true }, secretsIn(filling));
    if (description.kind === 'rest' && description.signIn) await runCommand(Commands.SignIn, { connection: id });
    await reveal(id);
  };
  const edit = async (target?: TopicsTarget): Promise<void> => {
    const connection = await of(target, saved), filling = connection && draftOf(connection.description);
    if (!connection?.saved || !filling) return;
    const title = vscode.l10n.t('Edit {0}', connection.name);
    if (!await fillIn(filling, title, await connections.secretsOf(connection.id))) return;
    const name = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t('What the connection is called'), value: connection.name });
    if (name === undefined) return;
    const description = describedBy(filling);
    await connections.save({ ...connection, description, name: name.trim() === '' ? defaultName(description) : name.trim() }, secretsIn(filling));
  };
  const remove = async (target?: TopicsTarget): Promise<void> => {
    const connection = await of(target, saved), yes = vscode.l10n.t('Remove');
    if (!connection?.saved) return;
    const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Remove the connection {0}?', connection.name), { modal: true, detail: vscode.l10n.t('Its password is forgotten too. Nothing is changed on the cluster.') }, yes);
    if (chosen === yes) await connections.remove(connection.id);
  };
  const toggleWritable = async (target?: TopicsTarget): Promise<void> => {
    const connection = await of(target, (each) => each.saved && each.description.kind !== 'captures'), yes = vscode.l10n.t('Make Writable');
    if (!connection?.saved || connection.description.kind === 'captures') return;
    if (!connection.writable) {
      const detail = connection.description.kind === 'rest' ? vscode.l10n.t('Messages can then be written and topics created. Each of it is still asked for by itself.')
        : vscode.l10n.t('Topics can then be created, changed and deleted, and offsets of groups be set. Each of it is still asked for by itself.');
      if (await vscode.window.showWarningMessage(vscode.l10n.t('Make {0} writable?', connection.name), { modal: true, detail }, yes) !== yes) return;
    }
    await connections.save({ ...connection, writable: !connection.writable });
  };
  const filter = async (target?: TopicsTarget & { filter?: string }): Promise<void> => {
    const connection = await of(target);
    if (!connection) return;
    const before = tree.shown(connection.id).filter;
    const wanted = target && 'is' in target ? undefined : target?.filter;
    if (wanted !== undefined) return tree.show(connection.id, { filter: wanted, pages: 1 });
    typeFilter(connection.name, before, (text) => { tree.show(connection.id, { filter: text, pages: 1 }); });
  };
  return vscode.Disposable.from(
    registerCommand(Commands.AddConnection, add),
    registerCommand(Commands.EditConnection, edit),
    registerCommand(Commands.RemoveConnection, remove),
    registerCommand(Commands.ToggleWritable, toggleWritable),
    registerCommand(Commands.FilterTopics, filter),
    registerCommand(Commands.ToggleInternalTopics, async (target) => {
      const connection = await of(target);
      if (connection) tree.show(connection.id, { internal: !tree.shown(connection.id).internal, pages: 1 });
    }),
    registerCommand(Commands.MoreTopics, async (target) => {
      const connection = await of(target);
      if (connection) tree.show(connection.id, { pages: tree.shown(connection.id).pages + 1 });
    }),
    registerCommand(Commands.RefreshTopics, async (target) => {
      await connections.look();
      const ids = target?.connection ? [target.connection] : connections.list.map(({ id }) => id);
      for (const id of ids) tree.shown(id).again = true;
      tree.refresh(target?.connection);
    }),
  );
}

async function choose(connections: Connection[]): Promise<Connection | undefined> {
  if (connections.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('There is no such connection yet.'));
  if (connections.length <= 1) return connections[0];
  return (await vscode.window.showQuickPick(connections.map((connection) => ({ label: connection.name, connection })), { placeHolder: vscode.l10n.t('Which connection?') }))?.connection;
}

/** The address comes from a file of the workspace: only in a trusted one is it spoken to. */
async function mayConnect(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  await vscode.window.showWarningMessage(vscode.l10n.t('This workspace is not trusted, so Weir does not connect to brokers that its files name.'));
  return false;
}

/** The view follows what is typed; Escape puts back what was there. */
function typeFilter(name: string, before: string, show: (text: string) => void): void {
  const box = vscode.window.createInputBox();
  Object.assign(box, { title: vscode.l10n.t('Filter the topics of {0}', name), prompt: vscode.l10n.t('Names that hold this, in any case; empty shows all'), value: before });
  let timer: ReturnType<typeof setTimeout> | undefined, accepted = false;
  box.onDidChangeValue((text) => { clearTimeout(timer); timer = setTimeout(() => { show(text.trim()); }, 150); });
  box.onDidAccept(() => { accepted = true; clearTimeout(timer); show(box.value.trim()); box.hide(); });
  box.onDidHide(() => { clearTimeout(timer); if (!accepted && box.value.trim() !== before) show(before); box.dispose(); });
  box.show();
}
