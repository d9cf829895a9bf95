import * as vscode from 'vscode';
import { Commands } from '../../contract';
import { runCommand } from '../contract';
import type { JobPanels } from './panel';
import type { JobRun } from './job-run';
import type { JobRuns } from './job-runs';

/**
 * One notification for each thing that happens to a job that nobody is looking at: it failed, it ended, YARN started it again. What was so
 * when it was opened is no news.
 */
export function tellEvents(runs: JobRuns, panels: JobPanels): vscode.Disposable {
  const said = new WeakMap<JobRun, { state: string; failures: number }>();
  return runs.onEvent(({ run, event }) => {
    if (event.event !== 'status') return;
    const { job, failures } = event.status, before = said.get(run);
    said.set(run, { state: job.state, failures: failures.length });
    if (!before || panels.visible(run)) return;
    const name = run.its.title, failed = failures.at(-1)?.failure.message;
    if (job.state !== before.state && job.state === 'failed') offer(vscode.window.showErrorMessage, vscode.l10n.t('{0} failed on {1}: {2}', name, run.start.cluster, failed ?? vscode.l10n.t('see its log')), run);
    else if (job.state !== before.state && (job.state === 'succeeded' || job.state === 'killed')) offer(vscode.window.showInformationMessage, job.state === 'killed' ? vscode.l10n.t('{0} was killed on {1}.', name, run.start.cluster) : vscode.l10n.t('{0} ended on {1}.', name, run.start.cluster), run);
    else if (failures.length > before.failures && job.state === 'running') offer(vscode.window.showWarningMessage, vscode.l10n.t('{0} failed on {1} and YARN started it again: {2}', name, run.start.cluster, failed ?? ''), run);
  });
}

function offer(show: (message: string, ...items: string[]) => Thenable<string | undefined>, message: string, run: JobRun): void {
  const open = vscode.l10n.t('Open Job');
  // What a server says may be long, and is plain text.
  void show(message.slice(0, 300), open).then((chosen) => { if (chosen === open) void runCommand(Commands.OpenJob, run.its.target); });
}
