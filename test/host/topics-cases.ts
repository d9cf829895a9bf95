import assert from 'node:assert/strict';
import { unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, type WeirApi } from '../../src/contract';

const rows = async (...labels: string[]): Promise<string[]> => {
  const extension = vscode.extensions.getExtension<WeirApi>('weir.weir') ?? assert.fail('the extension is not installed');
  return (await extension.activate()).topicRows(...labels);
};

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`waited for ${what}`);
}

/** The Topics view over the captures of the workspace. */
export const topicsCases: [string, () => Promise<void>][] = [
  ['folders of captures show as connections by themselves, with topics, counts and partitions', async () => {
    assert.ok((await rows()).includes('jobs: captures'), (await rows()).join('\n'));
    assert.deepEqual(await rows('jobs'), ['numbers: 300 · 1p']);
    assert.deepEqual(await rows('jobs', 'numbers'), ['300 messages: 1 partition', 'Partition 0: 0 to 300']);
  }],

  ['a filter shows what matches, and an empty answer leads on', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open');
    const connection = `captures:${path.join(folder, 'jobs')}`;
    await vscode.commands.executeCommand(Commands.FilterTopics, { connection, filter: 'NUMB' });
    assert.deepEqual(await rows('jobs'), ['numbers: 300 · 1p']);
    await vscode.commands.executeCommand(Commands.FilterTopics, { connection, filter: 'zzz' });
    assert.deepEqual(await rows('jobs'), ['No topic has this in its name. Show all']);
    await vscode.commands.executeCommand(Commands.FilterTopics, { connection, filter: '' });
  }],

  ['a capture that cannot be read says so in its row; one that goes is gone after a refresh', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open'), file = path.join(folder, 'jobs', 'torn.capture.jsonl');
    await writeFile(file, '{"timestamp": 1, "val\n');
    await vscode.commands.executeCommand(Commands.RefreshTopics);
    await until('the row', async () => (await rows('jobs')).includes('torn: cannot be read'));
    const [problem, action] = await rows('jobs', 'torn');
    assert.match(problem ?? '', /torn\.capture\.jsonl/);
    assert.equal(action, 'Try Again');
    await unlink(file);
    await vscode.commands.executeCommand(Commands.RefreshTopics);
    await until('the row to go', async () => (await rows('jobs')).length === 1);
  }],

  ['the schema of a topic goes into the job at the cursor, as one step of undo, and into a new document where there is no job', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open');
    const at = { connection: `captures:${path.join(folder, 'fraud-detection', 'captures')}`, topic: 'card-transactions' };
    const before = 'import os\n\n\nprint(os.name)\n';
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'python', content: before }));
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await vscode.commands.executeCommand(Commands.InsertSchema, at, 'from_json');
    const text = editor.document.getText();
    assert.match(text, /^import os\nfrom pyspark\.sql import functions as F\n\n# Schema of card-transactions, from the \d+ of 1000 messages that are JSON objects\.\n/);
    assert.match(text, /F\.from_json\(F\.col\("value"\)\.cast\("string"\), CARD_TRANSACTIONS\)[\s\S]*\nprint\(os\.name\)\n$/);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand(Commands.InsertSchema, at, 'ddl');
    const opened = vscode.window.activeTextEditor?.document ?? assert.fail('nothing was opened');
    assert.equal(opened.languageId, 'python');
    assert.match(opened.getText(), /^# Schema of card-transactions, [^]*\nCARD_TRANSACTIONS = "card STRING, [^"]+"\n$/);
  }],

  ['nothing is written to captures: no document opens for it', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open');
    const at = { connection: `captures:${path.join(folder, 'jobs')}`, topic: 'numbers' };
    await vscode.commands.executeCommand(Commands.ProduceMessage, at);
    await vscode.commands.executeCommand(Commands.ReplayCapture, at);
    assert.equal(vscode.window.activeTextEditor, undefined);
    await vscode.commands.executeCommand(Commands.SendMessages);
  }],
];
