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

/** Which step of a connection fails, and what to do: a list that is read by arrow keys, a step of it in full by Enter, and all of it copied as a report. */
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

type Row = vscode.QuickPickItem & { step: DoctorStep };

function show(name: string, steps: readonly DoctorStep[]): void {
  const failed = steps.find(({ state }) => state === 'failed'), list = vscode.window.createQuickPick<Row>();
  list.title = failed ? vscode.l10n.t('{0}: {1} fails', name, words[failed.step]) : vscode.l10n.t('{0}: every step works', name);
  list.placeholder = vscode.l10n.t('What was seen; Enter shows all of a line');
  list.items = steps.flatMap((each): Row[] => {
    const { step, target, state, seen, hint } = each;
    return [{ label: `$(${icons[state]}) ${words[step]}`, description: target, detail: seen, alwaysShow: true, step: each }, ...(hint === '' ? [] : [{ label: `$(arrow-small-right) ${vscode.l10n.t('what to do')}`, detail: hint, alwaysShow: true, step: each }])];
  });
  const first = list.items.find((row) => row.step === failed) ?? list.items[0];
  if (first) list.activeItems = [first];
  list.ignoreFocusOut = true;
  const copy: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('copy'), tooltip: vscode.l10n.t('Copy as text') };
  list.buttons = [copy];
  list.onDidTriggerButton(() => { void vscode.env.clipboard.writeText(steps.map(({ step, target, state, seen, hint }) => `${state}\t${step}\t${target}\t${seen}${hint === '' ? '' : ` ${hint}`}`).join('\n')); });
  // A line of the list is cut where the list ends.
  list.onDidAccept(() => {
    const step = list.selectedItems[0]?.step;
    list.hide();
    if (step) void vscode.window.showInformationMessage(vscode.l10n.t('{0} of {1}', words[step.step], step.target), { modal: true, detail: [step.seen, step.hint].filter((text) => text !== '').join('\n\n') });
  });
  list.onDidHide(() => { list.dispose(); });
  list.show();
}
