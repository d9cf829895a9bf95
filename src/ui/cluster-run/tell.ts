import * as vscode from 'vscode';
import { Commands } from '../../contract';
import { runCommand } from '../contract';
import type { JobRun } from './job-run';
import type { JobRuns } from './job-runs';
import { JobNews, type News } from './model/news';
import type { JobPanels } from './panel';
import { reveal } from './reveal';

/** One notification for each thing that happens to a job that nobody is looking at. */
export function tellEvents(runs: JobRuns, panels: JobPanels): vscode.Disposable {
  const known = new WeakMap<JobRun, JobNews>();
  return runs.onEvent(({ run, event }) => {
    if (event.event !== 'status') return;
    const news = known.get(run) ?? new JobNews(), next = news.next(event.status, panels.visible(run));
    known.set(run, news);
    if (next) void tell(next, run);
  });
}

function sentence({ what, why }: News, name: string, cluster: string): string {
  switch (what) {
    case 'failed': return vscode.l10n.t('{0} failed on {1}: {2}', name, cluster, why ?? vscode.l10n.t('see its log'));
    case 'restarted': return vscode.l10n.t('{0} failed on {1} and YARN started it again: {2}', name, cluster, why ?? vscode.l10n.t('see its log'));
    case 'restart-loop': return vscode.l10n.t('{0} fails again and again on {1}: {2}', name, cluster, why ?? '');
    case 'killed': return vscode.l10n.t('{0} was killed on {1}.', name, cluster);
    case 'ended': return vscode.l10n.t('{0} ended on {1}.', name, cluster);
  }
}

async function tell(news: News, run: JobRun): Promise<void> {
  const { what, at } = news, show = what === 'failed' || what === 'restart-loop' ? vscode.window.showErrorMessage : what === 'restarted' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const open = vscode.l10n.t('Open Job'), line = at && vscode.l10n.t('{0}, line {1}', (at.file.split(/[\\/]/).at(-1) ?? '').slice(0, 60), at.line);
  // What a server says may be long, and is plain text.
  const chosen = await show(sentence(news, run.its.title.slice(0, 100), run.start.cluster).slice(0, 300), ...(line === undefined ? [] : [line]), open);
  if (chosen === open) await runCommand(Commands.OpenJob, run.its.target);
  else if (at && chosen === line) await reveal(at.file, at.line, run.start.file);
}
