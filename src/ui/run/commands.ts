import * as vscode from 'vscode';
import { Commands, type JobPlace, type RunOf } from '../../contract';
import type { PanelCommand } from '../../protocol/panel';
import type { CrashPoint } from '../../protocol/run';
import { registerCommand, runCommand, setting, writeSetting } from '../contract';
import { openSample } from './sample';
import { keepLate, showLate } from './late';
import type { Starts } from './lenses';
import type { RunPanels } from './panel';
import { rangeOf } from './problems';
import { openProgress } from './progress-document';
import type { Run, RunRequest, Runs } from './runs';
import type { Scratch } from './scratch';
import { keyOf } from './tree';
import { trusted } from './trust';

export interface Services { runs: Runs; panels: RunPanels; starts: Starts; scratch: Scratch; log: vscode.LogOutputChannel; templates: vscode.Uri; /** Files that are saved because a run of them starts: that save starts none. */ starting: Set<string> }

/** Everything that a button does is a command. */
export function registerRunCommands(services: Services): vscode.Disposable {
  const { runs, panels, log } = services;
  const shown = (key?: string): Run | undefined => (key === undefined ? undefined : runs.byKey(key)) ?? runs.live() ?? runs.newest();
  const of = (target: RunOf | undefined): Run | undefined => (typeof target?.file === 'string' ? runs.newest(target.file) : shown(keyOf(target)));
  return vscode.Disposable.from(
    registerCommand(Commands.Simulate, (place) => simulate(services, place)),
    registerCommand(Commands.Step, (place) => step(services, place)),
    registerCommand(Commands.RunOnSpark, (place) => simulate(services, place, 'spark')),
    registerCommand(Commands.Pause, () => { const run = runs.live(); if (run && refused(run)) return; run?.handle?.command({ do: run.model.state === 'paused' ? 'resume' : 'pause' }); }),
    registerCommand(Commands.Stop, (target) => { (runs.byKey(keyOf(target) ?? '') ?? runs.live())?.handle?.command({ do: 'stop' }); }),
    registerCommand(Commands.OpenRunPanel, (target) => {
      const run = shown(keyOf(target));
      if (run) panels.show(run);
      else void vscode.window.showInformationMessage(vscode.l10n.t('Nothing has run yet. Open a PySpark job and choose Simulate above a query.'));
    }),
    registerCommand(Commands.CrashAndRestart, (at) => crash(services, at)),
    registerCommand(Commands.ContinueFromCheckpoint, (place) => continueFrom(services, place)),
    registerCommand(Commands.ToggleSimulateOnSave, () => toggleSave()),
    registerCommand(Commands.OpenSample, (folder) => openSample(services.templates, folder)),
    registerCommand(Commands.ShowLateRows, (target) => { showLate(of(target), panels); }),
    registerCommand(Commands.KeepLateRows, (target) => keepLate(of(target))),
    registerCommand(Commands.ShowProgress, (queryId) => openProgress(shown(), queryId)),
    registerCommand(Commands.ShowLog, () => { log.show(true); }),
    registerCommand(Commands.ClearRuns, () => { runs.clear(); }),
  );
}

/** What the panel's buttons ask for. */
export function panelCommand(services: Services, command: PanelCommand, file: string, run: Run | undefined): void {
  const line = run?.model.start.line, target = run?.model.start.target === 'spark' ? 'spark' as const : undefined, place = { file, ...(line !== undefined && { line }) };
  switch (command.do) {
    case 'again': return void begin(services, { ...place, ...(target ? { target } : { paused: command.paused }) });
    case 'continueFromCheckpoint': return void continueFrom(services, place);
    case 'crashAndRestart': return void crash(services);
    case 'reveal': return void reveal(command.span.file, rangeOf(command.span));
    case 'toggleSimulateOnSave': return void toggleSave();
    case 'showLog': services.log.show(true); return;
    case 'recordAsTest': return void runCommand(Commands.RecordAsTest, run && { key: run.model.start.key });
    case 'copy': return void vscode.env.clipboard.writeText(command.text);
    case 'openProgress': return void openProgress(run, command.queryId);
    case 'shown': if (run) services.runs.shown(run); return;
    case 'focusEditor': return void reveal(file);
    case 'job': return;
    default: run?.handle?.command(command);
  }
}

/** Starts a job, in a trusted workspace only, with what is typed saved first. */
export async function begin({ runs, panels, starting }: Services, request: RunRequest): Promise<Run | undefined> {
  if (!await trusted()) return undefined;
  starting.add(request.file);
  try {
    await vscode.workspace.textDocuments.find((d) => d.uri.fsPath === request.file && d.isDirty)?.save();
  } finally {
    starting.delete(request.file);
  }
  const run = await runs.start(request);
  panels.show(run);
  return run;
}

async function simulate(services: Services, place?: JobPlace, target?: 'spark'): Promise<void> {
  const job = await jobOf(services, place);
  if (job) await begin(services, { ...job, ...(target && { target }) });
}

/** Says so where a run is on Spark, which nobody can pause, step or kill at a point of a micro-batch. */
function refused({ model: { start } }: Run): boolean {
  if (start.target !== 'spark') return false;
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} runs on local Spark, which can only be stopped. Stop it, and simulate the job to go through its micro-batches.', start.title));
  return true;
}

async function step(services: Services, place?: JobPlace): Promise<void> {
  const job = await jobOf(services, place, services.runs.live()?.model.start.file);
  if (!job) return;
  const live = services.runs.live(job.file);
  if (live && refused(live)) return;
  if (!live) return void await begin(services, { ...job, paused: true });
  const query = job.line === undefined ? undefined : [...live.model.queries.values()].find(({ info: { span } }) => span && span.line <= (job.line ?? 0) && span.endLine >= (job.line ?? 0));
  live.handle?.command({ do: 'step', ...(query && { queryId: query.info.id }) });
  services.panels.show(live);
}

async function continueFrom(services: Services, place?: JobPlace): Promise<void> {
  const job = await jobOf(services, place, services.runs.newest()?.model.start.file);
  if (!job) return;
  const folder = await services.scratch.newest(job.file);
  if (folder === undefined) return void vscode.window.showInformationMessage(vscode.l10n.t('There is no checkpoint yet: this job has not been simulated.'));
  await begin(services, { ...job, continueFrom: folder });
}

const crashPoints: { at: CrashPoint; label: string; detail: string }[] = [
  { at: 'afterSourceLog', label: 'After the source has chosen its input', detail: 'The batch is not planned yet: the restart plans it anew, from the same input.' },
  { at: 'afterOffsets', label: 'After the offsets are written', detail: 'The batch is planned and nothing of it has run: the restart runs exactly this batch.' },
  { at: 'afterCompute', label: 'After the rows are computed', detail: 'The sink has seen nothing yet.' },
  { at: 'afterSinkFiles', label: 'After the sink has written its files', detail: 'File sinks only: the files are no part of the table until the log of the sink names them.' },
  { at: 'afterSink', label: 'After the sink has the rows', detail: 'The rows are out, the state is not: a sink that does not know batch ids gets them twice.' },
  { at: 'duringState', label: 'While the state is committed', detail: 'The first of the stores is written, the others are not: the restart writes them all again.' },
  { at: 'afterState', label: 'After the state is committed', detail: 'State and rows are there, the commit is not.' },
  { at: 'afterCommit', label: 'After the commit is written', detail: 'The restart goes on with the next batch.' },
];

async function crash(services: Services, chosen?: CrashPoint): Promise<void> {
  const job = await jobOf(services, undefined, services.runs.live()?.model.start.file ?? services.runs.newest()?.model.start.file);
  const running = job && services.runs.live(job.file);
  if (!job || (running && refused(running)) || !await trusted()) return;
  const at = chosen ?? (await vscode.window.showQuickPick(crashPoints, { title: vscode.l10n.t('Crash the next micro-batch and restart from its checkpoint'), placeHolder: vscode.l10n.t('Where the process dies') }))?.at;
  if (!at) return;
  const live = services.runs.live(job.file);
  if (!live) return void await begin(services, { ...job, crashAt: at });
  live.handle?.command({ do: 'crash', at });
}

/** The job meant: the place of the button, else the active editor, else the given one. */
async function jobOf(services: Services, place?: JobPlace, otherwise?: string): Promise<JobPlace | undefined> {
  if (place?.file) return place;
  const editor = vscode.window.activeTextEditor, python = editor?.document.languageId === 'python' && editor.document.uri.scheme === 'file';
  if (python) {
    const starts = await services.starts.of(editor.document), line = editor.selection.active.line + 1;
    const here = starts.find((s) => line >= s.statementLine && line <= s.endLine) ?? starts[0];
    return { file: editor.document.uri.fsPath, ...(here && { line: here.endLine }) };
  }
  if (otherwise !== undefined) return { file: otherwise };
  void vscode.window.showInformationMessage(vscode.l10n.t('Open a Python file with a streaming query first.'));
  return undefined;
}

/** The cursor goes to where the range begins: a call may go over many lines, and its first is the one that was named. */
async function reveal(file: string, range?: vscode.Range): Promise<void> {
  const uri = vscode.Uri.file(file), open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.fsPath === uri.fsPath);
  const editor = await vscode.window.showTextDocument(uri, { viewColumn: open?.viewColumn ?? vscode.ViewColumn.One });
  if (!range) return;
  editor.selection = new vscode.Selection(range.end, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function toggleSave(): Promise<void> {
  const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await writeSetting('weir.simulateOnSave', !setting('weir.simulateOnSave'), target);
}
