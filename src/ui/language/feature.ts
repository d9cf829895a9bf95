/** The language server is started with the first Python file that imports pyspark, and not before. */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, type SettingKey } from '../../contract';
import type { PlannedNote, RunSettings } from '../../protocol/language';
import { setting } from '../contract';
import { environment } from '../run/environment';
import { problemTarget } from '../docs/target';
import type { RunningClient } from './client';
import type { KnownTopics } from './topics';

/** A job may sleep, loop or serve before its first query. */
const LONGEST_SECONDS = 10;
const IMPORTS_SPARK = /^[ \t]*(?:from|import)[ \t]+pyspark\b/m;

/** What plan-only runs and problems depend on. */
const NEEDED: readonly SettingKey[] = ['weir.language.sparkVersion', 'weir.simulator.python', 'weir.simulator.arguments'];
const python = (uri?: vscode.Uri): string => (vscode.workspace.isTrusted ? setting('weir.simulator.python', uri) : '');

/** As a run of the job is started (ui/run/runs). */
function runOf(uri: string): RunSettings {
  const job = vscode.Uri.parse(uri);
  return { args: setting('weir.simulator.arguments', job), cwd: vscode.workspace.getWorkspaceFolder(job)?.uri.fsPath ?? path.dirname(job.fsPath), python: python(job) };
}

export interface Language extends vscode.Disposable {
  /** What plan-only runs told; the server is not started for it. */
  readonly onPlanned: vscode.Event<PlannedNote>;
}

export function registerLanguage(context: vscode.ExtensionContext, topics: KnownTopics, log: vscode.LogOutputChannel): Language {
  const planned = new vscode.EventEmitter<PlannedNote>();
  let client: Promise<RunningClient | undefined> | undefined;
  const start = async (): Promise<RunningClient | undefined> => {
    try {
      const dist = path.join(context.extensionPath, 'dist'), { startClient } = createRequire(__filename)(path.join(dist, 'language-client.js')) as typeof import('./client');
      const running = await startClient(path.join(dist, 'language-server.js'), {
        trusted: vscode.workspace.isTrusted, sparkVersion: setting('weir.language.sparkVersion'), docs: problemTarget(context), pages: Commands.OpenDocs,
        limitSeconds: LONGEST_SECONDS, env: environment(process.env), python: python(), topics: true, runs: true,
      }, { topics: () => topics.all(), runOf }, log);
      running.onPlanned((note) => { planned.fire(note); });
      return running;
    } catch (error) {
      log.error(vscode.l10n.t('The language server did not start: {0}', error instanceof Error ? error.message : String(error)));
      return undefined;
    }
  };
  const stop = (): void => {
    const old = client;
    client = undefined;
    void old?.then((running) => { running?.dispose(); });
  };
  const configured = (event: vscode.ConfigurationChangeEvent): void => {
    if (event.affectsConfiguration('weir.language.enabled')) {
      if (setting('weir.language.enabled')) vscode.workspace.textDocuments.forEach(look);
      else stop();
    }
    if (NEEDED.some((key) => event.affectsConfiguration(key))) void client?.then((running) => { running?.configure({ sparkVersion: setting('weir.language.sparkVersion'), python: python() }); });
  };
  const look = (document: vscode.TextDocument): void => {
    if (!client && document.languageId === 'python' && setting('weir.language.enabled') && IMPORTS_SPARK.test(document.getText())) client = start();
  };
  // After activation: nothing is looked at in it.
  const later = setTimeout(() => { vscode.workspace.textDocuments.forEach(look); }, 0);
  const parts = vscode.Disposable.from(
    planned, vscode.workspace.onDidOpenTextDocument(look), vscode.workspace.onDidSaveTextDocument(look),
    vscode.workspace.onDidChangeConfiguration(configured), vscode.workspace.onDidGrantWorkspaceTrust(() => { void client?.then((running) => { running?.trust(); }); }),
  );
  return { onPlanned: planned.event, dispose: () => { clearTimeout(later); parts.dispose(); stop(); } };
}
