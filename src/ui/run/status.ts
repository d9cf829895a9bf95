import * as vscode from 'vscode';
import { Commands } from '../../contract';
import { asCommand } from '../contract';
import type { Runs } from './runs';

/** One item while something runs; a click opens its panel. */
export function showStatus(runs: Runs): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('weir.run', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Weir run');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = (): void => {
    timer = undefined;
    const run = runs.live();
    if (!run) return item.hide();
    const { model } = run, { title, key } = model.start;
    const last = [...model.queries.values()].map((q) => q.rows.at(-1)?.batchId).filter((id) => id !== undefined).at(-1);
    const what = model.state === 'paused' ? vscode.l10n.t('paused') : last === undefined ? vscode.l10n.t('starting') : vscode.l10n.t('batch {0}', last);
    item.text = `${model.state === 'paused' ? '$(debug-pause)' : '$(sync~spin)'} ${title}: ${what}`;
    item.tooltip = vscode.l10n.t('Open the run panel of {0}', title);
    item.command = asCommand(vscode.l10n.t('Open Run Panel'), Commands.OpenRunPanel, { key });
    item.show();
  };
  const soon = (): void => { timer ??= setTimeout(draw, 150); };
  return vscode.Disposable.from(item, runs.onEvent(soon), runs.onList(soon), { dispose: () => { clearTimeout(timer); } });
}
