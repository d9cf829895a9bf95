import * as vscode from 'vscode';
import { Commands, type WeirApi } from '../../contract';
import type { RunHandle } from '../../protocol/rpc';
import type { RunEvent, RunOptions, RunTarget } from '../../protocol/run';
import type { PreparedTest, StreamTests } from '../../protocol/stream-test';
import { registerCommand } from '../contract';
import { recordAsTest } from './record';
import { TestFiles } from './files';
import { TestRunner } from './runner';

/** What tests need of the runs of this window. */
export interface TestRuns {
  start(options: RunOptions, onEvent: (event: RunEvent) => void): Promise<RunHandle>;
  /** No test runs any more: the next run may be prepared. */
  rest(): void;
  /** Opens the run panel on a test's job and inputs, paused at its first micro-batch; false where nothing may run. */
  step(file: string, test: PreparedTest): Promise<boolean>;
  /** The run that is on show. */
  shown(key: string | undefined): { job: string; target: RunTarget; active: boolean; inputs: Record<string, string>; label: string } | undefined;
}

/** Loads the readers of stream tests at first use. */
export type LoadStreamTests = () => Promise<StreamTests>;

export interface TestsFeature extends vscode.Disposable { runTests: WeirApi['runTests']; tests: WeirApi['tests'] }

/** Stream tests in VS Code's Testing view. */
export function registerStreamTests(load: LoadStreamTests, runs: TestRuns, log: vscode.LogOutputChannel): TestsFeature {
  let loaded: Promise<StreamTests> | undefined;
  const get = (): Promise<StreamTests> => loaded ??= load();
  const controller = vscode.tests.createTestController('weir.streamTests', vscode.l10n.t('Weir Stream Tests'));
  const files = new TestFiles(controller, get, log), runner = new TestRunner(controller, files, get, runs);
  const run = controller.createRunProfile(vscode.l10n.t('Run'), vscode.TestRunProfileKind.Run, (request, token) => runner.run(request, token), true);
  const step = controller.createRunProfile(vscode.l10n.t('Step Through'), vscode.TestRunProfileKind.Debug, (request, token) => runner.step(request, token), true);
  const parts = vscode.Disposable.from(controller, files, run, step, registerCommand(Commands.RecordAsTest, (target) => recordAsTest(target, get, runs)));
  return {
    dispose: () => { parts.dispose(); },
    tests: async () => Object.fromEntries((await files.all()).map(({ uri, children }) => [uri?.fsPath ?? '', [...children].map(([, item]) => `${item.label}@${(item.range?.start.line ?? -1) + 1}`)])),
    runTests: async (file, name) => {
      const item = await files.item(vscode.Uri.file(file)), chosen = name === undefined ? item : [...item?.children ?? []].map(([, each]) => each).find((each) => each.label === name);
      return chosen ? runner.told(new vscode.TestRunRequest([chosen])) : [];
    },
  };
}
