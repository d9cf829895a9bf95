/** Tasks of the type `weir` in a real VS Code: found, run by its own runtime, ended; what they print becomes problems. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

const at = (...parts: string[]): string => path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open'), ...parts);

async function until<T>(what: string, found: () => T | undefined | false | Promise<T | undefined | false>, timeout = 40_000): Promise<T> {
  for (const end = Date.now() + timeout; Date.now() < end;) {
    const value = await found();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`waited ${timeout} ms for ${what}`);
}

async function taskNamed(name: string): Promise<vscode.Task> {
  const tasks = await vscode.tasks.fetchTasks({ type: 'weir' });
  return tasks.find((task) => task.name === name) ?? assert.fail(`no task ${name} among ${tasks.map((task) => task.name).join(', ')}`);
}

/** Runs it to its end. */
async function exitOf(task: vscode.Task): Promise<number | undefined> {
  let listener: vscode.Disposable | undefined;
  const ended = new Promise<number | undefined>((resolve) => { listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => { if (execution.task.name === task.name) resolve(exitCode); }); });
  await vscode.tasks.executeTask(task);
  return ended.finally(() => { listener?.dispose(); });
}

/** What the matcher found in a file, as `line:column severity code message`. */
const matched = (file: string): string[] => vscode.languages.getDiagnostics(vscode.Uri.file(file)).filter(({ source }) => source === 'Weir')
  .map(({ range, severity, code, message }) => `${range.start.line + 1}:${range.start.character + 1} ${vscode.DiagnosticSeverity[severity]} ${String(typeof code === 'object' ? code.value : code)} ${message}`);

const alive = (pid: number): boolean => { try { process.kill(pid, 0); return true; } catch { return false; } };

export const tasksCases: [string, () => Promise<void>][] = [
  ['tasks are offered for each streaming job and each stream test, and for nothing else', async () => {
    const names = (await vscode.tasks.fetchTasks({ type: 'weir' })).map((task) => task.name);
    for (const name of ['simulate fraud-detection/job.py', 'check fraud-detection/job.py', 'simulate jobs/totals.py', 'test fraud-detection/job.stream-test.yaml']) assert.ok(names.includes(name), `${name}: ${names.join(', ')}`);
    assert.ok(names.every((name) => !/saved\.py|generate\.py/.test(name)), names.join(', '));
    const test = await taskNamed('test fraud-detection/job.stream-test.yaml');
    assert.deepEqual([test.source, test.group?.id, test.problemMatchers], ['weir', vscode.TaskGroup.Test.id, ['$weir']]);
  }],

  ['a task runs the stream tests of the sample to their end, with exit code 0', async () => {
    assert.equal(await exitOf(await taskNamed('test fraud-detection/job.stream-test.yaml')), 0);
  }],

  ['the tasks of tasks.json run with what they name, and what goes wrong is a problem at its place', async () => {
    await mkdir(at('.vscode'), { recursive: true });
    await writeFile(at('jobs', 'tasks.py'), 'import sys\nfrom pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\nrows = spark.readStream.format("rate").load()\nopen(sys.argv[1], "w").write(" ".join(sys.argv[2:]))\nrows.select("valeu").writeStream.format("console").start()\n');
    await writeFile(at('jobs', 'tasks.stream-test.yaml'), 'job: totals.py\ntests:\n  - name: wrong\n    inputs: { numbers: [ { value: 4 } ] }\n    expect:\n      queries:\n        console:\n          rows: [ { rest: 1, count: 1, total: 5 } ]\n');
    const task = (label: string, more: object): object => ({ type: 'weir', label, problemMatcher: '$weir', ...more });
    await writeFile(at('.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [
      task('ours: run', { kind: 'simulate', job: 'jobs/tasks.py', arguments: [at('jobs', 'tasks.txt'), 'two words', '$HOME'], options: ['--timeout', '30'] }),
      task('ours: check', { kind: 'check', job: '${workspaceFolder}/jobs/tasks.py', options: ['--no-run'] }),
      task('ours: test', { kind: 'test', path: 'jobs/tasks.stream-test.yaml' }),
      task('ours: submit', { kind: 'submit', job: 'jobs/tasks.py', options: ['--dry-run', '--offline'] }),
    ] }));
    try {
      await until('the tasks', async () => (await vscode.tasks.fetchTasks()).some(({ name }) => name === 'ours: run'));
      const ours = async (name: string): Promise<vscode.Task> => (await vscode.tasks.fetchTasks()).find((each) => each.name === name) ?? assert.fail(name);
      const job = at('jobs', 'tasks.py');
      assert.equal(await exitOf(await ours('ours: run')), 1);
      assert.equal(await readFile(at('jobs', 'tasks.txt'), 'utf8'), 'two words $HOME');
      const [told] = await until('the problem of the run', () => { const all = matched(job); return all.length > 0 && all; });
      assert.match(told ?? '', /^6:1 Error spark-analysis .*'valeu' does not exist/);
      assert.equal(await exitOf(await ours('ours: test')), 1);
      const failed = await until('the failed row', () => { const all = matched(at('jobs', 'tasks.stream-test.yaml')); return all.length > 0 && all; });
      assert.deepEqual(failed, ['8:19 Error stream-test Rows of console: 1 row different.']);
      assert.equal(await exitOf(await ours('ours: check')), 0);
      // Nothing says where it is to go: the command line tells, with its exit code.
      assert.equal(await exitOf(await ours('ours: submit')), 2);
    } finally {
      await rm(at('.vscode', 'tasks.json'), { force: true });
      for (const name of ['tasks.py', 'tasks.txt', 'tasks.stream-test.yaml']) await rm(at('jobs', name), { force: true });
    }
  }],

  ['ending a task ends its process', async () => {
    await writeFile(at('jobs', 'for_ever.py'), 'import time\nfrom pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\nspark.readStream.format("rate").load().writeStream.format("console").start()\nwhile True:\n    time.sleep(1)\n');
    try {
      let listener: vscode.Disposable | undefined;
      const task = await taskNamed('simulate jobs/for_ever.py'), started = new Promise<number>((resolve) => { listener = vscode.tasks.onDidStartTaskProcess(({ processId }) => { resolve(processId); }); });
      const ended = new Promise<void>((resolve) => { const once = vscode.tasks.onDidEndTask(({ execution }) => { if (execution.task.name === task.name) { once.dispose(); resolve(); } }); });
      const execution = await vscode.tasks.executeTask(task), pid = await started;
      listener?.dispose();
      await new Promise((resolve) => setTimeout(resolve, 2000));
      assert.ok(alive(pid));
      execution.terminate();
      await ended;
      await until('the end of the process', () => !alive(pid));
    } finally {
      await rm(at('jobs', 'for_ever.py'), { force: true });
    }
  }],
];
