import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, type WeirApi } from '../../contract';
import type { RunState } from '../../protocol/run';
import type { SubmitNeeds } from '../../protocol/submit-thread';
import { runCommand } from '../contract';
import { problemLinks } from '../docs/target';
import type { TestRuns } from '../tests/feature';
import { begin, panelCommand, registerRunCommands, type Services } from './commands';
import { showInline } from './inline';
import { showLenses, Starts } from './lenses';
import { simulateOnSave } from './on-save';
import { RunPanels } from './panel';
import { planOnly } from './plan';
import { showProblems } from './problems';
import { Runs } from './runs';
import { Scratch } from './scratch';
import { Standby, type LoadSimulator } from './simulator';
import type { LoadSpark } from './spark';
import { showStatus } from './status';
import { showTree, type FollowedRuns } from './tree';

/** Simulating a job from the editor: buttons, panel, Runs view, status, problems. */
export function registerRuns(context: vscode.ExtensionContext, load: LoadSimulator, spark: LoadSpark, log: vscode.LogOutputChannel): vscode.Disposable & { newest: WeirApi['newestRun']; showFollowed(followed: FollowedRuns): void; plan: SubmitNeeds['plan']; tests: TestRuns; news: RunNews } {
  const scratch = new Scratch((context.storageUri ?? context.globalStorageUri).fsPath);
  const standby = new Standby(load), runs = new Runs(standby, spark, scratch, log), starts = new Starts();
  const panels: RunPanels = new RunPanels(context.extensionUri, runs, (command, file, run) => { panelCommand(services, command, file, run); });
  const services: Services = { runs, panels, starts, scratch, log, starting: new Set(), templates: vscode.Uri.joinPath(context.extensionUri, 'media', 'templates') };
  const view = showTree(runs), parts = vscode.Disposable.from(runs, standby, panels, registerRunCommands(services), showLenses(starts, () => { if (!runs.live()) void standby.warm(); }), showProblems(runs, problemLinks(context)), showStatus(runs), view, showInline(runs, starts), simulateOnSave(services), tellFailure(services));
  const newest: WeirApi['newestRun'] = () => {
    const model = runs.newest()?.model;
    return model && { file: model.start.file, state: model.state, ...(model.message !== undefined && { message: model.message }), ...(model.exitCode !== undefined && { exitCode: model.exitCode }), ...model.totals() };
  };
  return { dispose: () => { parts.dispose(); }, newest, showFollowed: (followed) => { view.show(followed); }, plan: (job, signal) => planOnly(standby, job, signal), tests: testRuns(services, standby), news: { onEnded: endedRuns(runs), onLateSeen: panels.onLateSeen } };
}

/** What others are told of runs, by the path of the job. */
export interface RunNews {
  onEnded: vscode.Event<{ file: string; state: RunState; batches: number; inputRows: number; droppedRows: number }>;
  /** Rows that a run dropped as late are on screen. */
  onLateSeen: vscode.Event<string>;
}

const endedRuns = (runs: Runs): RunNews['onEnded'] => (told) => runs.onEvent(({ run: { model }, event }) => {
  if (event.kind === 'state' && !model.active) told({ file: model.start.file, state: model.state, ...model.totals() });
});

/** What the tests of jobs need of their runs. */
function testRuns(services: Services, standby: Standby): TestRuns {
  const { runs } = services;
  return {
    start: async (options, onEvent) => (await standby.get()).startRun(options, onEvent),
    rest: () => { void standby.warm(); },
    step: async (file, test) => await begin(services, { file, paused: true, test }) !== undefined,
    shown: (key) => {
      const run = (key === undefined ? undefined : runs.byKey(key)) ?? runs.live() ?? runs.newest();
      if (!run) return undefined;
      const { start, queries, active } = run.model;
      return { job: start.file, target: start.target, active, inputs: Object.assign({}, ...[...queries.values()].map(({ info }) => info.captures ?? {})) as Record<string, string>, label: [...queries.values()].map(({ info }) => info.name ?? info.label).join(', ') };
    },
  };
}

/** One notification, and only when a run fails that nobody is looking at. */
function tellFailure({ runs, panels }: Services): vscode.Disposable {
  return runs.onEvent(({ run, event }) => {
    const { file, key } = run.model.start;
    if (event.kind !== 'state' || event.state !== 'failed' || panels.visible(file)) return;
    const open = vscode.l10n.t('Open Run Panel');
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} failed: {1}', path.basename(file), event.message ?? vscode.l10n.t('see the log')), open)
      .then((chosen) => { if (chosen === open) void runCommand(Commands.OpenRunPanel, { key }); });
  });
}
