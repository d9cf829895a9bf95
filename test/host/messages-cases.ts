import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, type WeirApi } from '../../src/contract';

const api = async (): Promise<WeirApi> => {
  const extension = vscode.extensions.getExtension<WeirApi>('weir.weir') ?? assert.fail('the extension is not installed');
  return extension.activate();
};

async function until<T>(what: string, holds: () => T | undefined | false): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const value = holds();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`waited for ${what}`);
}

const workspace = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open');

/** The message viewer over the captures of the workspace. */
export const messagesCases: [string, () => Promise<void>][] = [
  ['the messages of a topic are read without a broker, exported as they are, and a job is simulated on them', async () => {
    const weir = await api(), file = path.join(workspace(), 'exported.capture.jsonl'), job = path.join(workspace(), 'jobs', 'totals.py');
    await vscode.window.showTextDocument(vscode.Uri.file(job));
    await vscode.commands.executeCommand(Commands.PeekTopic, { connection: `captures:${path.join(workspace(), 'jobs')}`, topic: 'numbers' });
    const shown = await until('the messages', () => { const now = weir.messages(); return now?.state === 'done' && now.matching === 300 ? now : undefined; });
    assert.deepEqual(shown, { topic: 'numbers', state: 'done', held: 300, matching: 300 });
    await vscode.commands.executeCommand(Commands.ExportMessages, 'capture', file);
    const lines = (await readFile(file, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { topic: string; offset: number });
    assert.deepEqual([lines.length, lines[0]?.topic, lines[0]?.offset, lines.at(-1)?.offset], [300, 'numbers', 0, 299]);
    await rm(file);
    await vscode.commands.executeCommand(Commands.SimulateOnMessages);
    const run = await until('the run', () => { const now = weir.newestRun(); return now?.file === job && !['starting', 'running'].includes(now.state) ? now : undefined; });
    assert.deepEqual([run.file, run.state, run.inputRows], [job, 'succeeded', 300]);
  }],

  ['a topic that is not there fails with its name, and stays a viewer', async () => {
    const weir = await api();
    await vscode.commands.executeCommand(Commands.PeekTopic, { connection: `captures:${path.join(workspace(), 'jobs')}`, topic: 'nowhere' });
    await until('the failure', () => weir.messages()?.state === 'failed');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  }],
];
