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
  const said = new WeakMap<JobRun, { lived: boolean; over: boolean; failures: number }>();
  return runs.onEvent(({ run, event }) => {
    if (event.event !== 'status') return;
    const { job: { state }, failures, over } = event.status, before = said.get(run), active = state === 'starting' || state === 'running';
    said.set(run, { lived: before?.lived === true || active, over: over !== undefined, failures: failures.length });
    if (before?.lived !== true || panels.visible(run)) return;
    const name = run.its.title, { cluster } = run.start, failed = failures.at(-1)?.failure.message;
    // Why it failed is read before it is said to be over.
    if (over === 'ended' && !before.over) {
      if (state === 'failed') offer(vscode.window.showErrorMessage, vscode.l10n.t('{0} failed on {1}: {2}', name, cluster, failed ?? vscode.l10n.t('see its log')), run);
      else offer(vscode.window.showInformationMessage, state === 'killed' ? vscode.l10n.t('{0} was killed on {1}.', name, cluster) : vscode.l10n.t('{0} ended on {1}.', name, cluster), run);
    } else if (active && failures.length > before.failures) offer(vscode.window.showWarningMessage, vscode.l10n.t('{0} failed on {1} and YARN started it again: {2}', name, cluster, failed ?? ''), run);
  });
}

function offer(show: (message: string, ...items: string[]) => Thenable<string | undefined>, message: string, run: JobRun): void {
  const open = vscode.l10n.t('Open Job');
  // What a server says may be long, and is plain text.
  void show(message.slice(0, 300), open).then((chosen) => { if (chosen === open) void runCommand(Commands.OpenJob, run.its.target); });
}
