import path from 'node:path';
import * as vscode from 'vscode';
import type { RunKey } from '../../contract';
import { setting } from '../contract';
import { environment } from '../run/environment';
import { keyOf } from '../run/tree';
import { trusted } from '../run/trust';
import type { LoadStreamTests, TestRuns } from './feature';

/** The simulation on show becomes a test: its job runs once more as a test runs it, on the same captures, and what comes out is written down. */
export async function recordAsTest(target: (RunKey & { name?: string }) | undefined, load: LoadStreamTests, runs: TestRuns): Promise<void> {
  const shown = runs.shown(keyOf(target));
  if (!shown) return void vscode.window.showInformationMessage(vscode.l10n.t('Nothing has run yet. Simulate a job first.'));
  if (shown.target !== 'simulator') return void vscode.window.showInformationMessage(vscode.l10n.t('Only a simulation becomes a test: what comes out of a run on Spark is not known here.'));
  if (!await trusted()) return;
  const { job, inputs, label } = shown, name = target?.name ?? await vscode.window.showInputBox({ title: vscode.l10n.t('Record as Test'), prompt: vscode.l10n.t('What does the test show?'), value: label === '' ? 'recorded' : label, validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A test has a name.') : undefined) });
  if (name === undefined) return;
  const file = `${job.replace(/\.py$/i, '')}.stream-test.yaml`, uri = vscode.Uri.file(file), scope = vscode.Uri.file(job), python = setting('weir.simulator.python', scope);
  try {
    const existing = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file)?.getText() ?? await vscode.workspace.fs.readFile(uri).then((bytes) => new TextDecoder().decode(bytes), () => undefined);
    const recorded = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Recording {0}…', path.basename(job)) }, async () => (await load()).record({ job, name: name.trim(), inputs, arguments: setting('weir.simulator.arguments', scope) }, existing, { env: environment(process.env), ...(python !== '' && { python }) }));
    await write(uri, existing, recorded.text);
    const editor = await vscode.window.showTextDocument(uri), at = new vscode.Position(recorded.line - 1, 0);
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.AtTop);
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The simulation did not become a test: {0}', error instanceof Error ? error.message : String(error)));
  } finally {
    runs.rest();
  }
}

/** Through the document, so that undo takes the test away again. */
async function write(uri: vscode.Uri, existing: string | undefined, text: string): Promise<void> {
  if (existing === undefined) return vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri), edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}
