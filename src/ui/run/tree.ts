import * as vscode from 'vscode';
import { Commands, Views } from '../../contract';
import { asCommand } from '../contract';
import type { RunModel } from './model/run-model';
import type { Run, Runs } from './runs';
import { headline } from './summary';
import { moment } from '../moment';

const icons = {
  starting: new vscode.ThemeIcon('loading~spin'), running: new vscode.ThemeIcon('sync~spin'), paused: new vscode.ThemeIcon('debug-pause', new vscode.ThemeColor('charts.yellow')),
  succeeded: new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green')), failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('charts.red')), stopped: new vscode.ThemeIcon('debug-stop'),
};

/** A run that another feature follows: jobs on clusters. */
export interface FollowedRun { model: RunModel; title: string; /** Where it runs. */ where: string; open: vscode.Command }
export interface FollowedRuns { list(): readonly FollowedRun[]; onList: vscode.Event<void> }

/** What ran in this window, and the jobs on clusters that it follows, newest first. */
class RunsTree implements vscode.TreeDataProvider<Run | FollowedRun> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  followed: FollowedRuns | undefined;

  constructor(private readonly runs: Runs) {}

  changed(): void { this.#changed.fire(); }

  getChildren(parent?: Run | FollowedRun): (Run | FollowedRun)[] {
    return parent ? [] : [...this.followed?.list() ?? [], ...this.runs.list].sort((a, b) => b.model.start.startedAt - a.model.start.startedAt);
  }

  getTreeItem(run: Run | FollowedRun): vscode.TreeItem { return 'where' in run ? this.#job(run) : this.#own(run); }

  #job({ model, title, where, open }: FollowedRun): vscode.TreeItem {
    const item = new vscode.TreeItem(title), last = [...model.queries.values()].map((q) => q.rows.at(-1)?.batchId).filter((id) => id !== undefined).at(-1);
    item.id = model.start.key;
    item.description = [vscode.l10n.t('on {0}', where), model.state === 'stopped' ? vscode.l10n.t('killed') : model.state, ...(last === undefined ? [] : [vscode.l10n.t('batch {0}', last)])].join(', ');
    item.iconPath = icons[model.state];
    item.contextValue = 'run.job';
    item.command = open;
    item.accessibilityInformation = { label: `${title} ${item.description}` };
    return item;
  }

  #own({ model }: Run): vscode.TreeItem {
    const { key, title, file, startedAt } = model.start, began = moment(startedAt);
    const item = new vscode.TreeItem(title);
    item.id = key;
    item.description = headline(model);
    item.iconPath = icons[model.state];
    item.contextValue = model.active ? 'run.active' : 'run.ended';
    item.command = asCommand(vscode.l10n.t('Open Run Panel'), Commands.OpenRunPanel, { key });
    item.tooltip = `${file}\n${vscode.l10n.t('started at {0}', began)}${model.endedAt ? `, ${((model.endedAt - startedAt) / 1000).toFixed(1)} s` : ''}${model.message ? `\n${model.message}` : ''}`;
    item.accessibilityInformation = { label: `${title}, ${headline(model)}, ${vscode.l10n.t('started at {0}', began)}` };
    return item;
  }
}

/** A tree item's command gets the run itself from VS Code's inline buttons: its key is where the contract wants it. */
export const keyOf = (target: unknown): string | undefined => {
  if (typeof target !== 'object' || target === null) return undefined;
  if ('key' in target && typeof target.key === 'string') return target.key;
  return 'model' in target && typeof target.model === 'object' && target.model !== null && 'start' in target.model ? keyOf(target.model.start) : undefined;
};

export interface RunsView extends vscode.Disposable { show(followed: FollowedRuns): void }

export function showTree(runs: Runs): RunsView {
  const tree = new RunsTree(runs), view = vscode.window.createTreeView(Views.Runs, { treeDataProvider: tree });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => { timer ??= setTimeout(() => { timer = undefined; tree.changed(); }, 300); };
  const parts = [view, runs.onList(soon), runs.onEvent(({ event }) => { if (event.kind === 'batch') soon(); })];
  return {
    show: (followed) => { tree.followed = followed; parts.push(followed.onList(soon)); },
    dispose: () => { clearTimeout(timer); for (const part of parts) part.dispose(); },
  };
}
