import * as vscode from 'vscode';
import { Commands, type ClusterTarget, type WeirApi } from '../../contract';
import type { ClusterExplorer } from '../../protocol/cluster-questions';
import type { JobCommand, PanelCommand } from '../../protocol/panel';
import type { Clusters } from '../clusters/clusters';
import type { JobsSeen } from '../clusters/tree';
import { asCommand, registerCommand, runCommand } from '../contract';
import type { FollowedRuns } from '../run/tree';
import type { SubmittedHere } from '../submit/feature';
import { openProgress } from '../run/progress-document';
import type { JobRun } from './job-run';
import { JobRuns } from './job-runs';
import { JobPanels } from './panel';
import { reveal } from './reveal';
import { tellEvents } from './tell';

export interface ClusterJobs extends vscode.Disposable { readonly followed: FollowedRuns; readonly shown: WeirApi['jobs'] }

/** Jobs on clusters in the run panel. */
export function registerClusterRuns(context: vscode.ExtensionContext, clusters: Clusters, explorer: () => Promise<ClusterExplorer>, submitted: SubmittedHere, seen: vscode.Event<JobsSeen>): ClusterJobs {
  const runs = new JobRuns(clusters, explorer, submitted), panels: JobPanels = new JobPanels(context.extensionUri, runs, act);
  const open = (target?: ClusterTarget): void => {
    if (!target || (target.app === undefined && target.batch === undefined)) return void vscode.window.showInformationMessage(vscode.l10n.t('Choose a job in the Clusters view.'));
    if (!panels.show(target)) void vscode.window.showInformationMessage(vscode.l10n.t('The cluster of this job is no longer linked.'));
  };
  const parts = vscode.Disposable.from(runs, panels, registerCommand(Commands.OpenJob, open), tellEvents(runs, panels),
    clusters.onDidChange((id) => { if (id !== undefined) runs.renew(id); }), seen((jobs) => { runs.seen(jobs); }));
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
    case 'openHistory': return void runCommand(Commands.OpenHistory, { ...target, ...(run.its.status?.job.attempt !== undefined && { attempt: run.its.status.job.attempt }) });
    case 'openSparkUi': return void runCommand(Commands.OpenSparkUi, target);
    case 'look': return run.look();
    case 'signIn': return void runCommand(Commands.SignInCluster, target);
    case 'editCluster': return void runCommand(Commands.EditCluster, target);
    case 'simulate': return void runCommand(Commands.Simulate, { file });
    case 'every': return run.every(command.ms);
    case 'statistics': return void run.statistics(command.asked);
    case 'reveal': return void reveal(command.file, command.line, file);
  }
}
