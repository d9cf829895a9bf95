import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, type WeirApi } from '../../src/contract';

const folder = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open');
const job = (...parts: string[]): vscode.Uri => vscode.Uri.file(path.join(folder(), ...parts));

async function weir(): Promise<WeirApi> {
  const extension = vscode.extensions.getExtension<WeirApi>('weir.weir') ?? assert.fail('the extension is not installed');
  return extension.activate();
}

async function until<T>(what: string, found: () => T | undefined | false, timeout = 20_000): Promise<T> {
  for (const end = Date.now() + timeout; Date.now() < end;) {
    const value = found();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return assert.fail(`waited ${timeout} ms for ${what}`);
}

/** Takes what each step of a wizard offers. VS Code does not tell an extension which step is shown: what is accepted while none is there does nothing. */
async function accepting(what: string, going: Thenable<unknown>, done: () => boolean, timeout = 30_000): Promise<void> {
  let over = false;
  void Promise.resolve(going).then(() => { over = true; });
  for (const end = Date.now() + timeout; !over && !done() && Date.now() < end;) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(over || done(), `waited ${timeout} ms for ${what}`);
}

async function simulate(file: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(file);
  await vscode.commands.executeCommand(Commands.Simulate, { file: file.fsPath });
}

const ended = (api: WeirApi, file: vscode.Uri) => until('the run to end', () => {
  const run = api.newestRun();
  return run?.file === file.fsPath && !['starting', 'running', 'paused'].includes(run.state) && run;
});

const panelOpen = (): boolean => vscode.window.tabGroups.all.some((group) => group.tabs.some((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.includes('weir.run')));

export const cases: [string, () => Promise<void>][] = [
  ['activation runs nothing', async () => {
    const { activationMs, newestRun } = await weir();
    // Not asserted here: the machine may be busy. The benchmark reads it.
    console.log(`activation ${activationMs.toFixed(1)} ms`);
    assert.equal(newestRun(), undefined);
  }],

  ['every command of the contract is registered', async () => {
    await weir();
    const known = await vscode.commands.getCommands(true);
    for (const command of Object.values(Commands)) assert.ok(known.includes(command), command);
  }],

  ['Simulate, Step, Run on Spark and Submit… stand above each query', async () => {
    const uri = job('fraud-detection', 'job.py'), document = await vscode.workspace.openTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    const titles = lenses.map((lens) => `${lens.range.start.line} ${lens.command?.title}`);
    const lines = document.getText().split(/\r?\n/).flatMap((line, i) => /^\w+_query = \($/.test(line) ? [i] : []);
    assert.deepEqual(titles.sort(), lines.flatMap((line) => [`${line} $(play) Simulate`, `${line} Step`, `${line} Run on Spark`, `${line} Submit…`]).sort());
  }],

  ['Simulate runs the sample and opens the panel', async () => {
    const api = await weir(), uri = job('fraud-detection', 'job.py');
    await simulate(uri);
    const run = await ended(api, uri);
    assert.equal(run.state, 'succeeded', JSON.stringify(run));
    assert.ok(run.batches > 3 && run.inputRows > 100 && run.outputRows > 0 && run.droppedRows > 0, JSON.stringify(run));
    assert.ok(panelOpen());
  }],

  ['Keep Late Rows writes the delay that keeps them: then no row is dropped; undo takes it back', async () => {
    const api = await weir(), uri = job('fraud-detection', 'job.py'), before = readFileSync(uri.fsPath, 'utf8');
    await simulate(uri);
    assert.ok((await ended(api, uri)).droppedRows > 0);
    await vscode.commands.executeCommand(Commands.KeepLateRows, { file: uri.fsPath });
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.getText(), before.replace('"ts", "30 seconds"', '"ts", "80 seconds"'));
    await simulate(uri);
    assert.equal((await ended(api, uri)).droppedRows, 0);
    // There is nothing to keep: the job stays as it is.
    await vscode.commands.executeCommand(Commands.KeepLateRows, { file: uri.fsPath });
    assert.match(document.getText(), /"ts", "80 seconds"/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await document.save();
  }],

  ['a run writes nothing beside the job', async () => {
    const names = (await vscode.workspace.fs.readDirectory(job('fraud-detection'))).map(([name]) => name);
    assert.ok(!names.includes('checkpoints'), names.join());
  }],

  ['the progress of a run opens as JSON', async () => {
    const api = await weir(), uri = job('fraud-detection', 'job.py');
    await simulate(uri);
    const { batches } = await ended(api, uri);
    await vscode.commands.executeCommand(Commands.ShowProgress);
    const text = await until('the document', () => vscode.window.activeTextEditor?.document.languageId === 'json' && vscode.window.activeTextEditor.document.getText());
    const progress = JSON.parse(text) as { batchId: number; numInputRows: number }[];
    assert.ok(progress.length > 3 && progress.length <= batches);
    assert.equal(progress[0]?.batchId, 0);
  }],

  ['Step runs one micro-batch and pauses; the next goes on; Stop ends it', async () => {
    const api = await weir(), uri = job('fraud-detection', 'job.py');
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand(Commands.Step, { file: uri.fsPath });
    await until('the first batch', () => api.newestRun()?.state === 'paused' && (api.newestRun()?.batches ?? 0) > 0);
    const first = api.newestRun()?.batches ?? 0;
    await vscode.commands.executeCommand(Commands.Step);
    // The other query's batches that fall due meanwhile run too.
    const second = await until('the second batch', () => { const run = api.newestRun(); return run?.state === 'paused' && run.batches > first && run.batches; });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual([api.newestRun()?.batches, api.newestRun()?.state], [second, 'paused']);
    const began = Date.now();
    await vscode.commands.executeCommand(Commands.Stop);
    await until('the end', () => api.newestRun()?.state === 'stopped', 5000);
    // Not asserted here: the machine may be busy. The benchmark reads it.
    console.log(`stop ${Date.now() - began} ms`);
  }],

  ['a problem stands at the call that caused it', async () => {
    const api = await weir(), uri = job('jobs', 'unknown_column.py');
    await simulate(uri);
    assert.equal((await ended(api, uri)).state, 'failed');
    const [problem] = await until('the problem', () => { const all = vscode.languages.getDiagnostics(uri); return all.length > 0 && all; });
    assert.equal(problem?.range.start.line, 4);
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Error);
    assert.match(problem?.message ?? '', /not_there/);
    assert.ok(typeof problem?.code === 'object' && problem.code.value === 'AnalysisException');
    assert.match(problem.code.target.toString(true), /problems\/spark-analysis/);
  }],

  ["an exception of the user's code stands at the user's line", async () => {
    const api = await weir(), uri = job('jobs', 'raises.py');
    await simulate(uri);
    assert.equal((await ended(api, uri)).exitCode, 1);
    const [problem] = await until('the problem', () => { const all = vscode.languages.getDiagnostics(uri); return all.length > 0 && all; });
    assert.equal(problem?.range.start.line, 5);
    assert.match(problem?.message ?? '', /Expecting property name/);
  }],

  ['Stop ends a job that loops for ever before .start()', async () => {
    const api = await weir(), uri = job('jobs', 'endless.py');
    await simulate(uri);
    await until('the job to run', () => api.newestRun()?.file === uri.fsPath && api.newestRun()?.state === 'running');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const began = Date.now();
    await vscode.commands.executeCommand(Commands.Stop);
    await ended(api, uri);
    // Not asserted here: the machine may be busy. The benchmark reads it.
    console.log(`stop ${Date.now() - began} ms`);
  }],

  ['Simulate on save runs the job again', async () => {
    const api = await weir(), uri = job('fraud-detection', 'job.py');
    await vscode.commands.executeCommand(Commands.ToggleSimulateOnSave);
    await until('the setting', () => vscode.workspace.getConfiguration().get('weir.simulateOnSave') === true);
    const editor = await vscode.window.showTextDocument(uri), before = api.newestRun();
    await editor.edit((edit) => { edit.insert(new vscode.Position(editor.document.lineCount, 0), '\n# saved\n'); });
    await editor.document.save();
    await until('the run', () => api.newestRun()?.file === uri.fsPath && api.newestRun() !== before && api.newestRun()?.state === 'succeeded');
    await vscode.commands.executeCommand(Commands.ToggleSimulateOnSave);
  }],

  ['a save runs the job once, with what was saved', async () => {
    const api = await weir(), uri = job('jobs', 'saved.py'), ran = path.join(folder(), 'jobs', 'saved.txt');
    const runs = (): string[] => readFileSync(ran, 'utf8').trim().split('\n');
    await simulate(uri);
    await ended(api, uri);
    await vscode.commands.executeCommand(Commands.ToggleSimulateOnSave);
    await until('the setting', () => vscode.workspace.getConfiguration().get('weir.simulateOnSave') === true);
    const editor = await vscode.window.showTextDocument(uri);
    const save = async (code: string) => {
      await editor.edit((edit) => { edit.replace(editor.document.lineAt(0).range, code); });
      await editor.document.save();
    };
    await save('CODE = 1');
    await until('the run of the save', () => runs().at(-1) === '1' && api.newestRun()?.exitCode === 1);
    assert.deepEqual(runs(), ['0', '1']);
    // What Simulate itself saves starts no run of its own.
    await editor.edit((edit) => { edit.replace(editor.document.lineAt(0).range, 'CODE = 2'); });
    await simulate(uri);
    await until('the run of the button', () => runs().at(-1) === '2' && api.newestRun()?.exitCode === 2);
    assert.deepEqual(runs(), ['0', '1', '2']);
    // A formatter changes the text while it is saved: what was saved is what runs last, and the next save waits for it.
    const formatter = vscode.languages.registerDocumentFormattingEditProvider({ language: 'python' }, {
      provideDocumentFormattingEdits: (document) => [vscode.TextEdit.replace(document.lineAt(0).range, document.lineAt(0).text.replace('10', '20').replace('11', '21'))],
    });
    await vscode.workspace.getConfiguration('editor').update('formatOnSave', true, vscode.ConfigurationTarget.Workspace);
    await save('CODE = 10');
    await until('the run of the formatted text', () => runs().at(-1) === '20' && api.newestRun()?.exitCode === 20);
    await save('CODE = 11');
    await until('the second run of formatted text', () => runs().at(-1) === '21' && api.newestRun()?.exitCode === 21);
    assert.ok(!runs().includes('11'), runs().join(' '));
    formatter.dispose();
    await vscode.workspace.getConfiguration('editor').update('formatOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand(Commands.ToggleSimulateOnSave);
  }],

  ['Crash and restart gives what an undisturbed run gives; continuing from the checkpoint finds nothing new', async () => {
    const api = await weir(), uri = job('jobs', 'totals.py');
    await simulate(uri);
    const { tookMs: _, ...whole } = await ended(api, uri);
    assert.deepEqual([whole.state, whole.batches, whole.inputRows, whole.outputRows], ['succeeded', 3, 300, 9]);
    await vscode.commands.executeCommand(Commands.Step, { file: uri.fsPath });
    await until('the first batch', () => api.newestRun()?.state === 'paused' && api.newestRun()?.batches === 1);
    await vscode.commands.executeCommand(Commands.CrashAndRestart, 'afterState');
    await until('the restarted batch', () => api.newestRun()?.state === 'paused' && (api.newestRun()?.batches ?? 0) >= 2);
    await vscode.commands.executeCommand(Commands.Pause);
    const { tookMs: __, ...again } = await ended(api, uri);
    assert.deepEqual(again, whole);
    await vscode.commands.executeCommand(Commands.ContinueFromCheckpoint, { file: uri.fsPath });
    const run = await ended(api, uri);
    assert.deepEqual([run.state, run.inputRows], ['succeeded', 0]);
  }],

  ['the sample opens in a fresh folder', async () => {
    await weir();
    await vscode.commands.executeCommand(Commands.OpenSample, path.join(folder(), 'jobs'));
    await until('the job', () => vscode.window.activeTextEditor?.document.uri.fsPath.endsWith(path.join('jobs', 'fraud-detection', 'job.py')));
    await vscode.commands.executeCommand(Commands.OpenSample, path.join(folder(), 'jobs'));
    await until('the second copy', () => vscode.window.activeTextEditor?.document.uri.fsPath.endsWith(path.join('jobs', 'fraud-detection-2', 'job.py')));
  }],

  ['a new job from a template: every question has a default, and the job opens beside its README', async () => {
    await weir();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const parent = path.join(folder(), 'new'), file = path.join(parent, 'it-monitoring', 'job.py'), going = vscode.commands.executeCommand(Commands.NewJob, { template: 'it-monitoring', parent });
    await accepting('the job', going, () => vscode.window.activeTextEditor?.document.uri.fsPath === file || existsSync(file));
    await going;
    await until('the job in an editor', () => vscode.window.visibleTextEditors.some(({ document }) => document.uri.fsPath === file));
    await until('the README beside it', () => vscode.window.tabGroups.all.some((group) => group.tabs.some((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.includes('markdown.preview'))));
    assert.ok(existsSync(path.join(parent, 'it-monitoring', 'captures', 'server-heartbeats.capture.jsonl')));
    assert.ok(!existsSync(path.join(parent, 'it-monitoring', 'template.json')));
  }],

  ['a new job whose wizard is closed writes nothing', async () => {
    await weir();
    const parent = path.join(folder(), 'closed'), going = vscode.commands.executeCommand(Commands.NewJob, { template: 'clickstream', parent });
    let over = false;
    void Promise.resolve(going).then(() => { over = true; });
    for (const end = Date.now() + 20_000; !over && Date.now() < end;) {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(over, 'the wizard is closed');
    assert.ok(!existsSync(parent));
  }],
];
