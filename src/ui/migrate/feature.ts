import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, type MigrationOffer } from '../../contract';
import type { MigrateRefusal, Migration, Migrations, MigrateTo, Proof } from '../../protocol/migrate';
import { registerCommand, runCommand, setting } from '../contract';
import { environment } from '../run/environment';
import { trusted } from '../run/trust';
import type { TestRuns } from '../tests/feature';
import { plannerOf } from './planner';
import { askOptions, optionsOf } from './questions';
import { MigrationView, type Shown } from './shown';

/** Loads what migrates at first use. */
export type LoadMigrations = () => Promise<Migrations>;

type Made = { migration: Migration; proof?: Proof } | { refusals: MigrateRefusal[] };

/** Batch to streaming and back: shown as a diff with its reasons first, then applied with the test that both give the same totals. */
export function registerMigration(context: vscode.ExtensionContext, load: LoadMigrations, runs: TestRuns): vscode.Disposable {
  let loaded: Promise<Migrations> | undefined, view: MigrationView | undefined;
  const get = (): Promise<Migrations> => loaded ??= load();
  const refused = vscode.languages.createDiagnosticCollection('weir.migration');
  const shows = (): MigrationView => view ??= new MigrationView(vscode.Uri.joinPath(context.extensionUri, 'docs', 'batch-to-streaming.md'));
  const turn = async (to: MigrateTo, offer: MigrationOffer = {}): Promise<void> => {
    const document = await jobOf(offer);
    if (!document || !await trusted()) return;
    refused.delete(document.uri);
    const migrations = await get(), options = offer.options ? optionsOf(to, offer.options) : await askOptions(to, migrations), problem = options && migrations.optionsProblem(options);
    if (!options) return;
    if (problem !== undefined) return void vscode.window.showErrorMessage(problem);
    const source = document.getText(), file = document.uri.fsPath, python = setting('weir.simulator.python', document.uri), settings = { env: environment(process.env), ...(python !== '' && { python }) };
    try {
      const made = await vscode.window.withProgress<Made | undefined>({ location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t('Turning {0} round', path.basename(file)) }, async (progress, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => { stop.abort(); });
        progress.report({ message: vscode.l10n.t('what it means, without data…') });
        const answer = await migrations.migrate(plannerOf(runs, settings, stop.signal), { file, source }, options);
        if (stop.signal.aborted) return undefined;
        if ('refusals' in answer) return answer;
        progress.report({ message: vscode.l10n.t('both jobs over the same rows…') });
        const proved = await migrations.prove({ job: file, before: source, migration: answer.migration }, settings, stop.signal);
        return 'refusals' in proved ? proved : { ...answer, ...proved };
      });
      if (!made) return;
      if ('refusals' in made) return await showRefusals(document, made.refusals, refused);
      await shows().show(document, made.migration, made.proof);
      offerToApply(made.proof);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'AbortError')) void vscode.window.showErrorMessage(vscode.l10n.t('The job was not turned round: {0}', error instanceof Error ? error.message : String(error)));
    } finally {
      runs.rest();
    }
  };
  return vscode.Disposable.from(
    refused, { dispose: () => { view?.dispose(); } },
    registerCommand(Commands.ToStreaming, (offer) => turn('streaming', offer)), registerCommand(Commands.ToBatch, (offer) => turn('batch', offer)),
    registerCommand(Commands.ApplyMigration, () => apply(view)), registerCommand(Commands.DiscardMigration, () => view?.close()),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => { if (contentChanges.length > 0) refused.delete(document.uri); }),
  );
}

async function jobOf({ file }: MigrationOffer): Promise<vscode.TextDocument | undefined> {
  const document = file === undefined ? vscode.window.activeTextEditor?.document : await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  if (document?.languageId === 'python' && document.uri.scheme === 'file') return document;
  void vscode.window.showInformationMessage(document?.languageId === 'python' ? vscode.l10n.t('Save the job first: its test stands beside it.') : vscode.l10n.t('Open a PySpark job first.'));
  return undefined;
}

/** Each at its line, with the way out; the first one in front. */
async function showRefusals(document: vscode.TextDocument, refusals: readonly MigrateRefusal[], shown: vscode.DiagnosticCollection): Promise<void> {
  shown.set(document.uri, refusals.map(({ line, column, reason, wayOut }) => {
    const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)), diagnostic = new vscode.Diagnostic(document.getWordRangeAtPosition(at) ?? document.lineAt(Math.min(at.line, document.lineCount - 1)).range, `${reason}\n${wayOut}`, vscode.DiagnosticSeverity.Warning);
    diagnostic.source = 'weir';
    return diagnostic;
  }));
  const [first] = refusals, editor = await vscode.window.showTextDocument(document);
  if (!first) return;
  const at = document.validatePosition(new vscode.Position(first.line - 1, first.column - 1));
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  void vscode.window.showWarningMessage(vscode.l10n.t('Line {0}: {1} {2}', first.line, first.reason.split('\n')[0]!, first.wayOut));
}

function offerToApply(proof: Proof | undefined): void {
  const yes = vscode.l10n.t('Apply'), no = vscode.l10n.t('Discard');
  const said = proof && proof.files.length > 0 ? vscode.l10n.t('Both jobs give the same totals over the same rows. The test that shows it is written with the job.') : vscode.l10n.t('The last comment says what was compared, and what was not.');
  void vscode.window.showInformationMessage(said, yes, no).then((chosen) => { if (chosen !== undefined) void runCommand(chosen === yes ? Commands.ApplyMigration : Commands.DiscardMigration); });
}

/** All of it or nothing: the job only as it was looked at, and files only where none are. */
async function apply(view: MigrationView | undefined): Promise<void> {
  const shown = view?.shown;
  if (!view || !shown) return void vscode.window.showInformationMessage(vscode.l10n.t('No change of a job is on show.'));
  const { document, before, proof } = shown, taken = await existing(proof);
  if (document.getText() !== before) return void vscode.window.showWarningMessage(vscode.l10n.t('{0} was edited meanwhile: turn it round again.', path.basename(document.uri.fsPath)));
  if (taken !== undefined) return void vscode.window.showWarningMessage(vscode.l10n.t('{0} is there by now, and nothing is written over: turn the job round again.', path.basename(taken)));
  if (!await vscode.workspace.applyEdit(editOf(shown)) || !await document.save()) return void vscode.window.showErrorMessage(vscode.l10n.t('The editor did not take the changes: may the files be written?'));
  await view.close();
  await vscode.window.showTextDocument(document);
  const test = proof?.files.at(-1)?.path;
  if (test !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(test), { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
}

async function existing(proof: Proof | undefined): Promise<string | undefined> {
  for (const { path: file } of proof?.files ?? []) if (await vscode.workspace.fs.stat(vscode.Uri.file(file)).then(() => true, () => false)) return file;
  return undefined;
}

function editOf({ document, migration: { changes }, proof }: Shown): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { path: file, text } of proof?.files ?? []) edit.createFile(vscode.Uri.file(file), { overwrite: false, ignoreIfExists: false, contents: new TextEncoder().encode(text) });
  for (const { from, to, insert } of changes) edit.replace(document.uri, new vscode.Range(document.positionAt(from), document.positionAt(to)), insert);
  return edit;
}
