/** What the buttons of a message viewer do. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Commands } from '../../contract';
import type { ExportFormat, RowSpan } from '../../protocol/messages';
import type { MessagesCommand } from '../../protocol/messages-panel';
import { runCommand } from '../contract';
import { linkTo } from './link';
import type { Viewer } from './panel';
import { chooseSchema } from './schema-file';

interface Act { viewer: Viewer; command: MessagesCommand; scratch: vscode.Uri; job(): string | undefined }

const copiedAtOnce = 10_000;

export async function act({ viewer, command, scratch, job }: Act): Promise<unknown> {
  switch (command.do) {
    case 'look': viewer.read({ ...viewer.place, look: command.look }); return;
    case 'stop': return viewer.stop();
    case 'arranged': viewer.place = { ...viewer.place, arrangement: command.arrangement }; return;
    case 'copy': return vscode.env.clipboard.writeText(command.text);
    case 'export': return exportShown(viewer, command.format, command.span);
    case 'openMessage': return openMessage(viewer, command.id);
    case 'copyCapture': return copyCapture(viewer, command.span);
    case 'copyOffsets': return copyOffsets(viewer, command.which, command.span);
    case 'simulate': return simulateOn(viewer, job(), scratch, command.span);
    case 'copyLink': return copyLink(viewer, command.id);
    case 'chooseSchema': return chooseSchema(viewer, command.side, command.format);
    case 'checkConnection': return runCommand(Commands.CheckConnection, { connection: viewer.place.connection });
    case 'insertSchema': return runCommand(Commands.InsertSchema, { connection: viewer.place.connection, topic: viewer.place.look.topic });
    case 'produce': return produceAgain(viewer, command.id);
  }
}

const endings: Record<ExportFormat, string> = { capture: 'capture.jsonl', json: 'json', csv: 'csv' };

/** Asks where to, unless `file` says it. */
export async function exportShown(viewer: Viewer, format: ExportFormat = 'capture', span?: RowSpan, file?: string): Promise<void> {
  const { topic } = viewer.place.look, ending = endings[format], folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = file === undefined ? await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the messages of {0}', topic), ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${topic}.${ending}`) }), filters: { [format]: [ending.split('.').at(-1) ?? ending] },
  }) : vscode.Uri.file(file);
  if (!target) return;
  const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Writing {0}', path.basename(target.fsPath)) }, () => viewer.ask({ ask: 'export', format, file: target.fsPath, ...(span && { span }) }));
  if ('problem' in answer) return void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`);
  const open = vscode.l10n.t('Open');
  // The command goes on; only the answer of the notification is waited for.
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} messages written to {1}', answer.value.messages, path.basename(target.fsPath)), open)
    .then((chosen) => { if (chosen === open) void vscode.window.showTextDocument(target); });
}

/** Runs the job in the simulator with these messages in place of its topic's. */
export async function simulateOn(viewer: Viewer, job: string | undefined, scratch: vscode.Uri, span: RowSpan | undefined): Promise<void> {
  if (job === undefined) return void vscode.window.showInformationMessage(vscode.l10n.t('Open the PySpark job that these messages are for, then try again.'));
  const { topic } = viewer.place.look, file = vscode.Uri.joinPath(scratch, `${topic}.capture.jsonl`);
  await vscode.workspace.fs.createDirectory(scratch);
  const answer = await viewer.ask({ ask: 'export', format: 'capture', file: file.fsPath, ...(span && { span }) });
  if ('problem' in answer) return void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`);
  if (answer.value.messages === 0) return void vscode.window.showInformationMessage(vscode.l10n.t('No message is shown. Take away the filter, or read other messages.'));
  await runCommand(Commands.Simulate, { file: job, inputs: { [topic]: file.fsPath } });
}

async function openMessage(viewer: Viewer, id: number): Promise<void> {
  const answer = await viewer.ask({ ask: 'detail', id, whole: true });
  if ('problem' in answer) return void vscode.window.showErrorMessage(answer.problem.message);
  if (!answer.value) return void vscode.window.showInformationMessage(vscode.l10n.t('This message was let go to make room for newer ones.'));
  const { value } = answer.value;
  const document = await vscode.workspace.openTextDocument({ content: value.text, language: value.kind === 'json' ? 'json' : 'plaintext' });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

async function copyCapture(viewer: Viewer, span: RowSpan): Promise<void> {
  const answer = await viewer.ask({ ask: 'captureLines', span, most: copiedAtOnce });
  if ('problem' in answer) return void vscode.window.showErrorMessage(answer.problem.message);
  await vscode.env.clipboard.writeText(answer.value.join(''));
  vscode.window.setStatusBarMessage(vscode.l10n.t('{0} messages copied', answer.value.length), 3000);
}

async function copyOffsets(viewer: Viewer, which: 'startingOffsets' | 'endingOffsets', span: RowSpan | undefined): Promise<void> {
  const answer = await viewer.ask({ ask: 'offsets', which, ...(span && { span }) });
  if ('problem' in answer) return void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`);
  await vscode.env.clipboard.writeText(answer.value);
  vscode.window.setStatusBarMessage(vscode.l10n.t('{0} copied: {1}', which, answer.value), 5000);
}

/** The message in a document, to be changed and written again. */
async function produceAgain(viewer: Viewer, id: number): Promise<void> {
  const answer = await viewer.ask({ ask: 'captureLine', id }), { connection, look: { topic } } = viewer.place;
  if ('problem' in answer) return void vscode.window.showErrorMessage(answer.problem.message);
  if (answer.value === null) return void vscode.window.showInformationMessage(vscode.l10n.t('This message was let go to make room for newer ones.'));
  await runCommand(Commands.ProduceMessage, { connection, topic }, answer.value);
}

async function copyLink(viewer: Viewer, id: number | undefined): Promise<void> {
  const detail = id === undefined ? undefined : await viewer.ask({ ask: 'detail', id }), message = detail && 'value' in detail ? detail.value : undefined;
  const link = linkTo(viewer.place, viewer.connection?.name ?? viewer.place.connection, message ?? undefined);
  const uri = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: 'weir.weir', ...link });
  await vscode.env.clipboard.writeText((await vscode.env.asExternalUri(uri)).toString());
  vscode.window.setStatusBarMessage(vscode.l10n.t('Link copied'), 3000);
}
