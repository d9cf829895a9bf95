import * as vscode from 'vscode';
import { Commands } from '../../contract';
import type { DoctorStep } from '../../protocol/kafka-doctor';
import { registerCommand } from '../contract';
import type { Connections } from './connections';
import type { TopicsTree } from './tree';

const icons: Record<DoctorStep['state'], string> = { ok: 'pass', warning: 'warning', failed: 'error', skipped: 'circle-slash' };
const words: Record<DoctorStep['step'], string> = {
  description: 'the description', folder: 'folder', ssh: 'SSH', dns: 'name', tcp: 'socket', tls: 'TLS', 'api-versions': 'Kafka', sasl: 'way to sign in', token: 'token', proxy: 'REST proxy', 'sign-in': 'signing in', metadata: 'brokers', advertised: 'advertised name', topics: 'topics', groups: 'consumer groups', messages: 'messages',
};

/** Which step of a connection fails, and what to do: a list that is read by arrow keys, and copied as a report. */
export function registerDoctorCommand(connections: Connections, tree: TopicsTree): vscode.Disposable {
  return registerCommand(Commands.CheckConnection, async (target) => {
    const known = target && connections.byId(target.connection);
    const connection = known ?? (await vscode.window.showQuickPick(connections.list.map((each) => ({ label: each.name, each })), { placeHolder: vscode.l10n.t('Which connection?') }))?.each;
    if (!connection) return;
    const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Checking {0}', connection.name) }, () => tree.ask(connection, { ask: 'doctor' }));
    if ('problem' in answer) return void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`.trim());
    show(connection.name, answer.value);
  });
}

function show(name: string, steps: readonly DoctorStep[]): void {
  const failed = steps.find(({ state }) => state === 'failed'), list = vscode.window.createQuickPick();
  list.title = failed ? vscode.l10n.t('{0}: {1} fails', name, words[failed.step]) : vscode.l10n.t('{0}: every step works', name);
  list.placeholder = failed ? failed.hint : vscode.l10n.t('What was seen');
  list.items = steps.map(({ step, target, state, seen, hint }) => ({ label: `$(${icons[state]}) ${words[step]}`, description: target, detail: hint === '' ? seen : `${seen} ${hint}`, alwaysShow: true }));
  const first = list.items[failed ? steps.indexOf(failed) : 0];
  if (first) list.activeItems = [first];
  list.ignoreFocusOut = true;
  const copy: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('copy'), tooltip: vscode.l10n.t('Copy as text') };
  list.buttons = [copy];
  list.onDidTriggerButton(() => { void vscode.env.clipboard.writeText(steps.map(({ step, target, state, seen, hint }) => `${state}\t${step}\t${target}\t${seen}${hint === '' ? '' : ` ${hint}`}`).join('\n')); });
  list.onDidAccept(() => { list.hide(); });
  list.onDidHide(() => { list.dispose(); });
  list.show();
}
