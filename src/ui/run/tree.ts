import * as vscode from 'vscode';
import { Commands, Views } from '../../contract';
import { asCommand } from '../contract';
import type { Run, Runs } from './runs';
import { headline } from './summary';

const icons = {
  starting: new vscode.ThemeIcon('loading~spin'), running: new vscode.ThemeIcon('sync~spin'), paused: new vscode.ThemeIcon('debug-pause', new vscode.ThemeColor('charts.yellow')),
  succeeded: new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green')), failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('charts.red')), stopped: new vscode.ThemeIcon('debug-stop'),
};

/** What ran in this window, newest first. */
class RunsTree implements vscode.TreeDataProvider<Run> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly runs: Runs) {}

  changed(): void { this.#changed.fire(); }
  getChildren(parent?: Run): Run[] { return parent ? [] : this.runs.list; }

  getTreeItem({ model }: Run): vscode.TreeItem {
    const { key, title, file, startedAt } = model.start, began = new Date(startedAt).toLocaleTimeString();
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

export function showTree(runs: Runs): vscode.Disposable {
  const tree = new RunsTree(runs), view = vscode.window.createTreeView(Views.Runs, { treeDataProvider: tree });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => { timer ??= setTimeout(() => { timer = undefined; tree.changed(); }, 300); };
  return vscode.Disposable.from(view, runs.onList(soon), runs.onEvent(({ event }) => { if (event.kind === 'batch') soon(); }), { dispose: () => { clearTimeout(timer); } });
}
