import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, type WeirApi } from '../../src/contract';

const api = async (): Promise<WeirApi> => {
  const extension = vscode.extensions.getExtension<WeirApi>('weir.weir') ?? assert.fail('the extension is not installed');
  return extension.activate();
};

async function until<T>(what: string, holds: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const value = await holds();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`waited for ${what}`);
}

const at = (...parts: string[]): string => path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open'), ...parts);
const sample = (): string => at('fraud-detection', 'job.stream-test.yaml');
const written = (): string => at('jobs', 'totals.stream-test.yaml');

/** `numbers` is 0 … 299; the job adds them up by what is left of a division by three. */
const TESTS = `tests:
  - name: right
    inputs: { numbers: [ { value: 4 }, { value: 7 } ] }
    expect: { queries: { console: { rows: [ { rest: 1, count: 2, total: 11 } ] } } }
  - name: wrong
    inputs: { numbers: [ { value: 4 }, { value: 7 } ] }
    expect:
      queries:
        console:
          rows:
            - { rest: 1, count: 2, total: 12 }
`;

/** The Testing view over *.stream-test.yaml. */
export const testsCases: [string, () => Promise<void>][] = [
  ['the Testing view finds the tests of the workspace, each at its line', async () => {
    const tests = await (await api()).tests(), lines = (await readFile(sample(), 'utf8')).split('\n').flatMap((line, i) => (line.startsWith('  - name: ') ? [`${line.slice('  - name: '.length)}@${i + 1}`] : []));
    assert.equal(lines.length, 4);
    assert.deepEqual(tests[sample()], lines);
  }],

  ['the tests of the sample pass', async () => {
    const results = await (await api()).runTests(sample());
    assert.deepEqual(results.map(({ outcome }) => outcome), ['passed', 'passed', 'passed', 'passed'], JSON.stringify(results));
  }],

  ['a test that fails shows both sides at the row, and is found again after a change of its file', async () => {
    const weir = await api();
    await writeFile(written(), TESTS);
    await until('the file', async () => (await weir.tests())[written()]?.length === 2);
    const results = await weir.runTests(written());
    assert.deepEqual(results, [{ name: 'right', outcome: 'passed', messages: [] }, {
      name: 'wrong', outcome: 'failed',
      messages: [{ text: 'Rows of console: 1 row different.', line: 11, expected: '{ rest: 1, count: 2, total: 12 }\n', actual: '{ rest: 1, count: 2, total: 11 }\n' }],
    }]);
    await writeFile(written(), TESTS.replace('total: 12', 'total: 11'));
    assert.deepEqual(await weir.runTests(written(), 'wrong'), [{ name: 'wrong', outcome: 'passed', messages: [] }]);
  }],

  ['what is wrong in a file stands at its place, and nothing of it runs', async () => {
    const weir = await api(), uri = vscode.Uri.file(written());
    await writeFile(written(), TESTS.replace('inputs: { numbers', 'inptus: { numbers'));
    await vscode.window.showTextDocument(uri);
    const found = await until('the problem', () => { const all = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Weir'); return all.length > 0 && all; });
    assert.deepEqual(found.map(({ message, range }) => [message, range.start.line, range.start.character, range.end.character]), [['A test has no "inptus".\nDid you mean inputs?', 2, 4, 10]]);
    assert.deepEqual((await weir.runTests(written(), 'wrong')).map(({ outcome }) => outcome), ['errored']);
    await writeFile(written(), TESTS);
    await until('no problem', async () => { await weir.tests(); return vscode.languages.getDiagnostics(uri).every(({ source }) => source !== 'Weir'); });
  }],

  ['Record as Test adds the simulation on show to the file of its job, and the test passes', async () => {
    const weir = await api(), file = at('jobs', 'totals.py');
    await writeFile(written(), TESTS);
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    await vscode.commands.executeCommand(Commands.Simulate, { file });
    await until('the run', () => { const run = weir.newestRun(); return run?.file === file && run.state === 'succeeded'; });
    await vscode.commands.executeCommand(Commands.RecordAsTest, { key: '', name: 'three hundred numbers' });
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, written());
    const text = await readFile(written(), 'utf8');
    assert.ok(text.startsWith(TESTS), 'what stood there stays');
    assert.ok(text.includes('      numbers: numbers.capture.jsonl\n') && text.includes('- { rest: 0, count: 100, total: 14850 }'), text);
    assert.deepEqual(await weir.runTests(written(), 'three hundred numbers'), [{ name: 'three hundred numbers', outcome: 'passed', messages: [] }]);
    await rm(written());
    await until('the file to go', async () => (await weir.tests())[written()] === undefined);
  }],
];
