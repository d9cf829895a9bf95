import assert from 'node:assert/strict';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, type WeirApi } from '../../src/contract';

const api = async (): Promise<WeirApi> => (vscode.extensions.getExtension<WeirApi>('weir.weir') ?? assert.fail('the extension is not installed')).activate();
const at = (...parts: string[]): string => path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open'), 'migrated', ...parts);
const there = (file: string): Promise<boolean> => stat(file).then(() => true, () => false);

async function until<T>(what: string, holds: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const value = await holds();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`waited for ${what}`);
}

const JOB = `from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.getOrCreate()
orders = spark.read.schema("shop STRING, amount DOUBLE").json("orders")
totals = orders.groupBy("shop").agg(F.sum("amount").alias("total"))
totals.show()
`;
const diffs = (): vscode.TabInputTextDiff[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs).flatMap(({ input }) => (input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'weir-migration' ? [input] : []));

/** Batch to streaming in the editor: a code action, the diff, and then the job with its test. */
export const migrateCases: [string, () => Promise<void>][] = [
  ['a batch job has the code action at its read and at its show, and nothing else has it', async () => {
    await rm(at(), { recursive: true, force: true });
    await mkdir(at('orders'), { recursive: true });
    await writeFile(at('orders', 'a.json'), '{"shop":"a","amount":1.5}\n{"shop":"b","amount":2}\n{"shop":"a","amou\n{"shop":"a","amount":3}\n{"shop":"c","amount":0.25}\n');
    await writeFile(at('totals.py'), JOB);
    const document = await vscode.workspace.openTextDocument(at('totals.py'));
    await vscode.window.showTextDocument(document);
    const actions = async (line: number): Promise<string[]> => (await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, new vscode.Range(line, 3, line, 3), 'refactor.rewrite')).map(({ title }) => title);
    await until('the code action', async () => (await actions(3)).includes('Turn into a streaming job over Kafka…'));
    assert.ok((await actions(5)).includes('Turn into a streaming job over Kafka…'));
    assert.deepEqual((await actions(2)).filter((title) => title.startsWith('Turn into')), []);
  }],

  ['the diff comes first, and what is discarded changes nothing', async () => {
    await vscode.commands.executeCommand(Commands.ToStreaming, { file: at('totals.py'), options: { topics: { '': 'shop-orders' } } });
    const [diff] = await until('the diff', () => diffs().length > 0 && diffs());
    assert.equal(diff!.original.fsPath, at('totals.py'));
    const shown = await vscode.workspace.openTextDocument(diff!.modified);
    assert.match(shown.getText(), /\.option\("subscribe", "shop-orders"\)/);
    assert.match(shown.getText(), /spark\.streams\.awaitAnyTermination\(\)/);
    assert.ok(!await there(at('captures')) && await readFile(at('totals.py'), 'utf8') === JOB, 'nothing is written yet');
    await vscode.commands.executeCommand(Commands.DiscardMigration);
    await until('the diff to close', () => diffs().length === 0);
    assert.equal(await readFile(at('totals.py'), 'utf8'), JOB);
  }],

  ['applied, the job is a streaming one, and the test that came with it passes', async () => {
    await vscode.commands.executeCommand(Commands.ToStreaming, { file: at('totals.py'), options: { topics: { '': 'shop-orders' } } });
    await until('the diff', () => diffs().length > 0);
    await vscode.commands.executeCommand(Commands.ApplyMigration);
    assert.match(await readFile(at('totals.py'), 'utf8'), /totals_query = \(\n {4}totals\.writeStream\.queryName\("totals"\)/);
    assert.equal(diffs().length, 0);
    assert.equal((await readFile(at('captures', 'shop-orders.capture.jsonl'), 'utf8')).trimEnd().split('\n').length, 5);
    const results = await until('the test', async () => { const found = await (await api()).runTests(at('totals.stream-test.yaml')); return found.length > 0 && found; });
    assert.deepEqual(results.map(({ name, outcome }) => `${name}: ${outcome}`), ['the totals of the batch job: passed'], JSON.stringify(results));
  }],

  ['a job that was edited meanwhile is not touched', async () => {
    await vscode.commands.executeCommand(Commands.ToBatch, { file: at('totals.py'), options: {} });
    await until('the diff', () => diffs().length > 0);
    const document = await vscode.workspace.openTextDocument(at('totals.py')), edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '# edited\n');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand(Commands.ApplyMigration);
    assert.match(document.getText(), /^# edited\n[^]*writeStream/);
    await vscode.commands.executeCommand(Commands.DiscardMigration);
    await document.save();
    await vscode.commands.executeCommand(Commands.ToBatch, { file: at('totals.py'), options: {} });
    await until('the diff', () => diffs().length > 0);
    await vscode.commands.executeCommand(Commands.ApplyMigration);
    assert.match(await readFile(at('totals.py'), 'utf8'), /\ntotals\.show\(\)\n/);
  }],

  ['what cannot be a stream is said at its line', async () => {
    await writeFile(at('sorted.py'), JOB.replace('totals.show()', 'orders.orderBy("amount").show()'));
    await vscode.commands.executeCommand(Commands.ToStreaming, { file: at('sorted.py'), options: {} });
    const [said] = await until('the reason', () => { const found = vscode.languages.getDiagnostics(vscode.Uri.file(at('sorted.py'))).filter(({ message }) => message.includes('Sorting is not supported')); return found.length > 0 && found; });
    assert.equal(said!.range.start.line, 5);
    assert.match(said!.message, /Take the sort out of the job/);
    assert.equal(diffs().length, 0);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(at(), { recursive: true, force: true });
  }],
];
