import * as vscode from 'vscode';
import { Commands, type TopicsTarget } from '../../contract';
import type { AdminRequest, OffsetTarget } from '../../protocol/kafka';
import { registerCommand } from '../contract';
import type { Connection, Connections } from './connections';
import type { TopicsTree } from './tree';
import { topicNameProblem, wholeProblem } from './validate';

type Services = { connections: Connections; tree: TopicsTree };
type Target = TopicsTarget | undefined;

/** Changes of a cluster: refused unless the connection was made writable; what destroys wants the name typed. */
export function registerAdminCommands(connections: Connections, tree: TopicsTree): vscode.Disposable {
  const services = { connections, tree };
  return vscode.Disposable.from(
    registerCommand(Commands.CreateTopic, (target) => createTopic(services, target)),
    registerCommand(Commands.DeleteTopic, (target) => destroy(services, target, 'delete-topic')),
    registerCommand(Commands.PurgeTopic, (target) => destroy(services, target, 'purge')),
    registerCommand(Commands.AddPartitions, (target) => addPartitions(services, target)),
    registerCommand(Commands.EditTopicSetting, (target) => editSetting(services, target)),
    registerCommand(Commands.ResetGroupOffsets, (target) => resetGroup(services, target)),
  );
}

/** The connection, if it may be changed. */
function writable({ connections }: Services, target: Target): Connection | undefined {
  const connection = target && connections.byId(target.connection);
  if (!connection) return void vscode.window.showInformationMessage(vscode.l10n.t('Choose this in the Topics view, at a topic or a connection.'));
  if (!connection.writable) return void vscode.window.showWarningMessage(vscode.l10n.t('{0} is read-only. Make the connection writable first, if you mean to change something there.', connection.name));
  return connection;
}

async function change({ tree }: Services, connection: Connection, request: AdminRequest, done: string): Promise<void> {
  const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Changing {0}', connection.name) }, () => tree.ask(connection, { ask: 'admin', request }));
  if ('problem' in answer) await vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`.trim());
  else vscode.window.setStatusBarMessage(done, 5000);
  tree.refresh(connection.id);
}

const ask = (title: string, prompt: string, check: (text: string) => string | undefined, value = ''): Thenable<string | undefined> =>
  vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true, validateInput: check });

async function createTopic(services: Services, target: Target): Promise<void> {
  const connection = writable(services, target), title = vscode.l10n.t('Create a topic');
  if (!connection) return;
  const topic = await ask(title, vscode.l10n.t('Name'), topicNameProblem);
  const partitions = topic && await ask(title, vscode.l10n.t('Partitions'), wholeProblem(1, 10_000), '1');
  const replicas = partitions && await ask(title, vscode.l10n.t('Replicas of each partition'), wholeProblem(1, 100), '1');
  if (!replicas) return;
  await change(services, connection, { do: 'create-topic', topic, partitions: Number(partitions), replicationFactor: Number(replicas), config: {} }, vscode.l10n.t('{0} is created.', topic));
}

async function destroy(services: Services, target: Target, what: 'delete-topic' | 'purge'): Promise<void> {
  const connection = writable(services, target), topic = target?.topic;
  if (!connection || topic === undefined) return;
  const title = what === 'purge' ? vscode.l10n.t('Delete all messages of {0}', topic) : vscode.l10n.t('Delete the topic {0} with its messages', topic);
  const typed = await ask(title, vscode.l10n.t('This cannot be undone. Type the name of the topic to go on: {0}', topic), (text) => (text === topic ? undefined : vscode.l10n.t('The name is {0}', topic)));
  if (typed !== topic) return;
  await change(services, connection, { do: what, topic }, what === 'purge' ? vscode.l10n.t('The messages of {0} are deleted.', topic) : vscode.l10n.t('{0} is deleted.', topic));
}

async function addPartitions(services: Services, target: Target): Promise<void> {
  const connection = writable(services, target), topic = target?.topic;
  if (!connection || topic === undefined) return;
  const detail = await services.tree.ask(connection, { ask: 'topic', topic });
  if ('problem' in detail) return void vscode.window.showErrorMessage(detail.problem.message);
  const now = detail.value.partitions.length;
  const total = await ask(vscode.l10n.t('Add partitions to {0}', topic), vscode.l10n.t('How many there are afterwards ({0} now). Keys go to other partitions than before, and partitions cannot be taken away again.', now), wholeProblem(now + 1, 10_000), String(now + 1));
  if (total) await change(services, connection, { do: 'add-partitions', topic, total: Number(total) }, vscode.l10n.t('{0} has {1} partitions.', topic, total));
}

/** Sets one setting of a topic and leaves the others as they are. Empty takes the override away. */
async function editSetting(services: Services, target: Target): Promise<void> {
  const connection = writable(services, target), topic = target?.topic;
  if (!connection || topic === undefined) return;
  const detail = await services.tree.ask(connection, { ask: 'topic', topic });
  if ('problem' in detail) return void vscode.window.showErrorMessage(detail.problem.message);
  const entries = (detail.value.config ?? []).filter(({ readOnly }) => !readOnly);
  const entry = entries.find(({ name }) => name === settingOf(target))
    ?? (await vscode.window.showQuickPick(entries.map((each) => ({ label: each.name, description: each.value ?? '', each })), { title: vscode.l10n.t('Configuration of {0}', topic) }))?.each;
  if (!entry) return;
  const value = await ask(vscode.l10n.t('{0} of {1}', entry.name, topic), vscode.l10n.t('Empty takes the setting off the topic'), () => undefined, entry.isDefault ? '' : entry.value ?? '');
  if (value === undefined) return;
  await change(services, connection, { do: 'alter-config', topic, set: { [entry.name]: value === '' ? null : value } }, vscode.l10n.t('{0} is set.', entry.name));
}

function settingOf(target: Target): string | undefined {
  const entry = target !== undefined && 'entry' in target ? target.entry : undefined;
  return typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string' ? entry.name : undefined;
}

async function resetGroup(services: Services, target: Target): Promise<void> {
  const connection = writable(services, target), group = target?.group;
  if (!connection || group === undefined) return;
  const detail = await services.tree.ask(connection, { ask: 'group', group });
  if ('problem' in detail) return void vscode.window.showErrorMessage(detail.problem.message);
  const topics = [...new Set(detail.value.offsets.map(({ topic }) => topic))], title = vscode.l10n.t('Set the offsets of {0}', group);
  const topic = target?.topic ?? (topics.length === 1 ? topics[0] : await vscode.window.showQuickPick(topics, { title, placeHolder: vscode.l10n.t('For which topic?') }));
  const to = topic === undefined ? undefined : await offsetTarget(title);
  if (topic === undefined || !to) return;
  const typed = await ask(title, vscode.l10n.t('Type the name of the group to go on: {0}', group), (text) => (text === group ? undefined : vscode.l10n.t('The name is {0}', group)));
  if (typed === group) await change(services, connection, { do: 'reset-group', group, topic, target: to }, vscode.l10n.t('The offsets of {0} are set.', group));
}

async function offsetTarget(title: string): Promise<OffsetTarget | undefined> {
  const chosen = await vscode.window.showQuickPick([
    { label: vscode.l10n.t('Earliest'), to: 'earliest' as const }, { label: vscode.l10n.t('Latest'), to: 'latest' as const },
    { label: vscode.l10n.t('A time…'), to: 'timestamp' as const }, { label: vscode.l10n.t('An offset…'), to: 'offset' as const },
  ], { title, placeHolder: vscode.l10n.t('Where to?') });
  if (!chosen) return undefined;
  if (chosen.to === 'earliest' || chosen.to === 'latest') return { to: chosen.to };
  if (chosen.to === 'offset') {
    const text = await ask(title, vscode.l10n.t('The next offset to be read, in each partition'), (each) => (/^\d{1,15}$/.test(each) ? undefined : vscode.l10n.t('An offset is a whole number.')));
    return text === undefined ? undefined : { to: 'offset', offset: Number(text) };
  }
  const text = await ask(title, vscode.l10n.t('The first message at or after this time, such as 2026-01-31T08:00:00Z'), (each) => (zoned(each) === undefined ? vscode.l10n.t('Write it as 2026-01-31T08:00:00Z or with an offset from UTC.') : undefined));
  const timestamp = text === undefined ? undefined : zoned(text);
  return timestamp === undefined ? undefined : { to: 'timestamp', timestamp };
}

/** Epoch ms of a time that says its zone. */
function zoned(text: string): number | undefined {
  const value = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text.trim()) ? Date.parse(text.trim()) : NaN;
  return Number.isNaN(value) || value < 0 ? undefined : value;
}
