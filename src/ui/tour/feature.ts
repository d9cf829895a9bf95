/** The walkthrough: each of its links does a step on a sample of the user's own, and a step is ticked when that was really done. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, WalkthroughId, type ContextKey, type TourStep } from '../../contract';
import { registerCommand, runCommand, setContext } from '../contract';
import type { RunNews } from '../run/feature';
import { makeSample } from '../run/sample';

export interface TourNews extends RunNews {
  /** Messages of a topic are held by a viewer. */
  onHeld: vscode.Event<{ connection: string; topic: string }>;
  /** The submit form of a job is open; with the job's path. */
  onForm: vscode.Event<string>;
  /** Finds the folders of captures in the workspace. */
  look(): Promise<void>;
}

/** `pending`: the window is opened anew with the sample, and goes on there. */
interface Kept { job: string; pending?: boolean }

const stateKey = 'weir.tour', topic = 'card-transactions';
const capturesOf = (job: string): string => `captures:${path.join(path.dirname(job), 'captures')}`;
const inWindow = (job: string): boolean => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(job)) !== undefined;

export function registerTour(context: vscode.ExtensionContext, news: TourNews): vscode.Disposable {
  const kept = (): Kept | undefined => context.globalState.get<Kept>(stateKey);
  const job = (): string | undefined => { const known = kept()?.job; return known !== undefined && inWindow(known) ? known : undefined; };
  const tick = (key: ContextKey): void => { void setContext(key, true); };
  const sample = async (folder?: string): Promise<void> => {
    const known = job();
    if (folder === undefined && known !== undefined && await exists(known)) {
      await showBeside(known);
      return tick('weir.tourSample');
    }
    try {
      const project = await makeSample(vscode.Uri.joinPath(context.extensionUri, 'media', 'templates'), folder);
      if (!project) return;
      const here = inWindow(project.open);
      await context.globalState.update(stateKey, { job: project.open, ...(!here && { pending: true }) } satisfies Kept);
      if (!here) return void await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(project.folder), { forceNewWindow: vscode.workspace.workspaceFolders !== undefined });
      await showBeside(project.open);
      tick('weir.tourSample');
    } catch (error) {
      void vscode.window.showErrorMessage((error as Error).message);
    }
  };
  const steps: Record<Exclude<TourStep, 'sample'>, (file: string) => unknown> = {
    simulate: (file) => runCommand(Commands.Simulate, { file }),
    late: (file) => runCommand(Commands.ShowLateRows, { file }),
    keep: async (file) => { await besideWalkthrough(); await runCommand(Commands.KeepLateRows, { file }); },
    again: (file) => runCommand(Commands.Simulate, { file }),
    peek: async (file) => { await besideWalkthrough(); await news.look(); await runCommand(Commands.PeekTopic, { connection: capturesOf(file), topic }); },
    submit: async (file) => { await besideWalkthrough(); await runCommand(Commands.Submit, { file }); },
  };
  const step = async (which: TourStep = 'sample', folder?: string): Promise<void> => {
    if (which === 'sample') return sample(folder);
    const file = job();
    if (file !== undefined && await exists(file)) return void await steps[which](file);
    const make = vscode.l10n.t('Make the Sample');
    if (await vscode.window.showInformationMessage(vscode.l10n.t('The sample of the walkthrough is not in this window.'), make) === make) await sample();
  };
  const open = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#${WalkthroughId}`, false);
  const parts = vscode.Disposable.from(
    registerCommand(Commands.GetStarted, open), registerCommand(Commands.Tour, step),
    news.onEnded(({ file, state, inputRows, droppedRows }) => {
      if (file !== job() || state !== 'succeeded' || inputRows === 0) return;
      tick('weir.tourSimulated');
      if (droppedRows === 0) tick('weir.tourKept');
    }),
    news.onLateSeen((file) => { if (file === job()) tick('weir.tourLateSeen'); }),
    news.onHeld(({ connection }) => { const file = job(); if (file !== undefined && connection === capturesOf(file)) tick('weir.tourPeeked'); }),
    news.onForm((file) => { if (file === job()) tick('weir.tourSubmit'); }),
  );
  // After activation: the window that was opened with the sample shows it, and the walkthrough where it was left.
  const later = setTimeout(() => { void (async () => {
    const file = job();
    if (file === undefined || !kept()?.pending) return;
    await context.globalState.update(stateKey, { job: file } satisfies Kept);
    await open();
    await showBeside(file);
    tick('weir.tourSample');
  })(); }, 0);
  return { dispose: () => { clearTimeout(later); parts.dispose(); } };
}

const exists = (file: string): Promise<boolean> => Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.file(file))).then(() => true, () => false);

/** The walkthrough stays on the left, what its steps show comes to the right of it. */
const besideWalkthrough = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');

async function showBeside(file: string): Promise<void> {
  const none = vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { viewColumn: none ? vscode.ViewColumn.One : vscode.ViewColumn.Two });
}
