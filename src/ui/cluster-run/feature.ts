import * as vscode from 'vscode';
import { Commands, type ClusterTarget, type WeirApi } from '../../contract';
import type { ClusterExplorer } from '../../protocol/cluster-questions';
import type { JobCommand, PanelCommand } from '../../protocol/panel';
import type { Clusters } from '../clusters/clusters';
import { asCommand, registerCommand, runCommand } from '../contract';
import type { FollowedRuns } from '../run/tree';
import { openProgress } from '../run/progress-document';
import type { JobRun } from './job-run';
import { JobRuns, type FindSubmitted } from './job-runs';
import { isFileOf } from './model/job-model';
import { JobPanels } from './panel';
import { tellEvents } from './tell';

export interface ClusterJobs extends vscode.Disposable { readonly followed: FollowedRuns; readonly shown: WeirApi['jobs'] }

/** Jobs on clusters in the run panel. */
export function registerClusterRuns(context: vscode.ExtensionContext, clusters: Clusters, explorer: () => Promise<ClusterExplorer>, submitted: FindSubmitted): ClusterJobs {
  const runs = new JobRuns(clusters, explorer, submitted), panels: JobPanels = new JobPanels(context.extensionUri, runs, act);
  const open = (target?: ClusterTarget): void => {
    if (!target || (target.app === undefined && target.batch === undefined)) return void vscode.window.showInformationMessage(vscode.l10n.t('Choose a job in the Clusters view.'));
    if (!panels.show(target)) void vscode.window.showInformationMessage(vscode.l10n.t('The cluster of this job is no longer linked.'));
  };
  const parts = vscode.Disposable.from(runs, panels, registerCommand(Commands.OpenJob, open), tellEvents(runs, panels),
    clusters.onDidChange((id) => { if (id !== undefined) runs.renew(id); }));
  const followed: FollowedRuns = { onList: runs.onList, list: () => runs.list.map((run) => ({ model: run.model, title: run.its.title, where: run.start.cluster, open: asCommand(vscode.l10n.t('Open Job'), Commands.OpenJob, run.its.target) })) };
  return { dispose: () => { parts.dispose(); }, followed, shown: () => runs.list.map((run) => ({ title: run.its.title, state: run.model.state, ...run.model.totals(), target: run.its.target })) };
}

/** What the panel's buttons ask for. */
function act(command: PanelCommand, run: JobRun): void {
  switch (command.do) {
    case 'job': return onJob(command.job, run);
    case 'copy': return void vscode.env.clipboard.writeText(command.text);
    case 'showLog': return void runCommand(Commands.ShowLog);
    case 'openProgress': return void openProgress({ model: run.model, handle: run }, command.queryId);
    default:
  }
}

function onJob(command: JobCommand, run: JobRun): void {
  const { target } = run.its, { file } = run.start;
  switch (command.act) {
    case 'kill': return void Promise.resolve(runCommand(Commands.KillJob, target)).then(() => { run.look(); });
    case 'resubmit': return void runCommand(Commands.Resubmit, target);
    case 'openYarn': return void runCommand(Commands.OpenYarn, target);
    case 'openSparkUi': return void runCommand(Commands.OpenSparkUi, target);
    case 'look': return run.look();
    case 'simulate': return void runCommand(Commands.Simulate, { file });
    case 'every': return run.every(command.ms);
    case 'statistics': return void run.statistics(command.asked);
    case 'reveal': return void reveal(command.file, command.line, file);
  }
}

/** The user's line: in the file that was submitted, or one of its name in the workspace. */
async function reveal(traced: string, line: number, file: string): Promise<void> {
  const name = traced.split(/[\\/]/).at(-1) ?? '';
  // A server's text is no pattern for a search.
  const plain = /^[\w.-]+$/.test(name), named = file !== '' && isFileOf(traced, file) ? [vscode.Uri.file(file)] : plain ? await vscode.workspace.findFiles(`**/${name}`, '**/{node_modules,.venv}/**', 50) : [];
  // Which of several is meant is not known here.
  const found = named.length < 2 ? named[0] : (await vscode.window.showQuickPick(named.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })), { placeHolder: vscode.l10n.t('Which {0} was submitted?', name) }))?.uri;
  if (named.length > 1 && !found) return;
  if (!found) return void vscode.window.showInformationMessage(vscode.l10n.t('{0} is not in this workspace.', name.slice(0, 100)));
  const document = await vscode.workspace.openTextDocument(found), at = new vscode.Position(Math.min(line, document.lineCount) - 1, 0);
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.fsPath === found.fsPath);
  const editor = await vscode.window.showTextDocument(document, { viewColumn: open?.viewColumn ?? vscode.ViewColumn.Beside });
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(document.lineAt(at).range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
