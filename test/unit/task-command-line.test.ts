/** Tasks of tasks.json as command lines, and the problem matcher over what `weir` prints. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { problemLine } from '../../src/cli/problem-line.ts';
import { TASK_KINDS, argumentsOf, taskOf } from '../../src/ui/tasks/command-line';

const folder = path.resolve('/w/jobs'), at = (name: string): string => path.join(folder, name);
const line = (raw: Record<string, unknown>): string[] | undefined => { const task = taskOf(raw); return task && argumentsOf(task, folder); };
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { contributes: { taskDefinitions: { properties: Record<string, { enum?: string[] }> }[]; problemPatterns: { regexp: string; file: number; line: number; column: number; severity: number; code: number; message: number }[] } };

test('each kind is a command, with options before the job and arguments behind it', () => {
  assert.deepEqual(line({ kind: 'simulate', job: 'a.py', target: 'spark', options: ['--python', 'v/bin/python'], arguments: ['--day', '1'] }), ['run', '--problems', '--target', 'spark', '--python', 'v/bin/python', at('a.py'), '--day', '1']);
  assert.deepEqual(line({ kind: 'test', options: ['--grep', 'late'] }), ['test', '--grep', 'late']);
  assert.deepEqual(line({ kind: 'test', path: 'tests' }), ['test', at('tests')]);
  assert.deepEqual(line({ kind: 'check', job: 'a.py' }), ['check', at('a.py')]);
  assert.deepEqual(line({ kind: 'submit', job: 'a.py', profile: 'cloud', options: ['--wait'] }), ['submit', '--profile', 'cloud', '--wait', at('a.py')]);
});

test('variables of VS Code and addresses stay; what is no task is none', () => {
  assert.deepEqual(line({ kind: 'check', job: '${file}' }), ['check', '${file}']);
  assert.deepEqual(line({ kind: 'submit', job: 'abfss://c@a.dfs.core.windows.net/a.py' }), ['submit', 'abfss://c@a.dfs.core.windows.net/a.py']);
  for (const raw of [{}, { kind: 'deploy' }, { kind: 7 }]) assert.equal(line(raw), undefined);
  assert.deepEqual(line({ kind: 'simulate', job: '', arguments: [1, true] }), ['run', '--problems', '1', 'true'], 'the command line says what is missing');
});

test('the manifest describes exactly what is read', () => {
  const { properties } = manifest.contributes.taskDefinitions[0]!;
  assert.deepEqual(properties['kind']!.enum, [...TASK_KINDS]);
  const all = taskOf({ kind: 'simulate', job: 'a', path: 'b', arguments: [], target: 'spark', profile: 'p', options: [] });
  assert.deepEqual(Object.keys(properties).sort(), Object.keys(all!).sort());
});

test('the problem matcher reads every line that weir prints of a problem, and no others', () => {
  const [pattern] = manifest.contributes.problemPatterns, regex = new RegExp(pattern!.regexp);
  const parts = (text: string): unknown[] | undefined => { const found = regex.exec(text); return found ? [pattern!.file, pattern!.line, pattern!.column, pattern!.severity, pattern!.code, pattern!.message].map((i) => found[i]) : undefined; };
  for (const file of ['job.py', '/w/a b/job.py', 'C:\\w\\job.py', 'tests/a.stream-test.yaml']) for (const severity of ['error', 'warning', 'info', 'hint'] as const) for (const before of ['', 'weir: ', '           ']) {
    const printed = before + problemLine({ file, line: 3, column: 47, severity, code: 'unknown-option', message: 'No: 1:2\n  more' });
    assert.deepEqual(parts(printed), [file, '3', '47', severity, 'unknown-option', 'No: 1:2 more'], printed);
  }
  for (const text of ['12:30:45 error', 'batch 3   120 in   8 out', 'weir: 2 passed, 0 failed', '  File "job.py", line 3, in <module>', 'ERROR: job.py:3: no']) assert.equal(parts(text), undefined, text);
});
