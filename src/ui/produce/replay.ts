import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ReplayRequest, ReplayState } from '../../protocol/produce';
import type { Ask } from '../topics/pick-topic';
import type { TopicPlace } from './writable';

const lookMs = 300, mostFiles = 200;

/** Writes a capture to a topic, after asking for file and pace; it can be stopped, and says at the end how many were written. */
export async function replayCapture(place: TopicPlace, ask: Ask): Promise<void> {
  const { connection, topic } = place, title = vscode.l10n.t('Replay a capture into {0}', topic);
  const file = await pickFile(title, topic);
  const pace = file === undefined ? undefined : await pickPace(title);
  if (file === undefined || !pace) return;
  const yes = vscode.l10n.t('Write'), name = path.basename(file);
  const detail = vscode.l10n.t('Each message gets the time at which it is written, and the partition that its key decides.');
  if (await vscode.window.showWarningMessage(vscode.l10n.t('Write the messages of {0} to {1} on {2}?', name, topic, connection.name), { modal: true, detail }, yes) !== yes) return;
  const request: ReplayRequest = { run: randomUUID(), topic, file, ...pace };
  const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t('Writing {0} to {1}', name, topic) }, async (progress, token) => {
    let over = false, shown = 0;
    const show = (state: ReplayState | null): void => {
      if (!state || state.total === 0) return;
      progress.report({ message: vscode.l10n.t('{0} of {1} messages', state.written, state.total), increment: ((state.written - shown) / state.total) * 100 });
      shown = state.written;
    };
    token.onCancellationRequested(() => { void ask(connection, { ask: 'stopReplay', run: request.run }); });
    const looking = (async () => {
      while (!over) {
        await new Promise((resolve) => setTimeout(resolve, lookMs));
        const state = await ask(connection, { ask: 'replayed', run: request.run });
        if (!over && 'value' in state) show(state.value);
      }
    })();
    const done = await ask(connection, { ask: 'replay', ...request });
    over = true;
    await looking;
    return done;
  });
  if ('problem' in answer) return void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`.trim());
  const { written, total } = answer.value;
  void vscode.window.showInformationMessage(written === total ? vscode.l10n.t('{0} messages written to {1}.', written, topic) : vscode.l10n.t('Stopped: {0} of {1} messages were written to {2}.', written, total, topic));
}

/** Captures of the workspace, the one of this topic first. */
async function pickFile(title: string, topic: string): Promise<string | undefined> {
  const found = (await vscode.workspace.findFiles('**/*.capture.jsonl', '**/{node_modules,.git,.venv}/**', mostFiles)).filter(({ scheme }) => scheme === 'file');
  const own = (file: vscode.Uri): number => (path.basename(file.fsPath) === `${topic}.capture.jsonl` ? 0 : 1);
  const items = found.sort((a, b) => own(a) - own(b) || (a.fsPath < b.fsPath ? -1 : 1)).map((uri) => ({ label: path.basename(uri.fsPath), description: vscode.workspace.asRelativePath(path.dirname(uri.fsPath)), file: uri.fsPath }));
  const chosen = items.length === 0 ? { file: undefined } : await vscode.window.showQuickPick([...items, { label: vscode.l10n.t('Browse…'), description: '', file: undefined }], { title, placeHolder: vscode.l10n.t('Which capture?') });
  if (!chosen) return undefined;
  return chosen.file ?? (await vscode.window.showOpenDialog({ title, openLabel: vscode.l10n.t('Replay'), canSelectMany: false, filters: { [vscode.l10n.t('Captures')]: ['jsonl'] } }))?.[0]?.fsPath;
}

async function pickPace(title: string): Promise<Pick<ReplayRequest, 'rate' | 'original'> | undefined> {
  const chosen = await vscode.window.showQuickPick([
    { label: vscode.l10n.t('As fast as the broker takes them'), pace: 'fast' as const },
    { label: vscode.l10n.t('In their own timing'), detail: vscode.l10n.t('With the gaps between messages that the capture has'), pace: 'original' as const },
    { label: vscode.l10n.t('At a rate…'), pace: 'rate' as const },
  ], { title, placeHolder: vscode.l10n.t('How fast?') });
  if (chosen?.pace !== 'rate') return chosen && (chosen.pace === 'original' ? { original: true } : {});
  const rate = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t('Messages a second'), value: '100', ignoreFocusOut: true,
    validateInput: (text) => (/^\d{1,7}(\.\d{1,3})?$/.test(text.trim()) && Number(text) > 0 ? undefined : vscode.l10n.t('A number above 0.')) });
  return rate === undefined ? undefined : { rate: Number(rate) };
}
