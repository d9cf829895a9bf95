/** The language server in a real VS Code: a problem after a save, and its quick fix. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

const JOB = 'from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\nrows = spark.readStream.format("rate").load()\nrows.select("value")\n';

async function until<T>(what: string, found: () => T | undefined | false, timeout = 30_000): Promise<T> {
  for (const end = Date.now() + timeout; Date.now() < end;) {
    const value = found();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`waited ${timeout} ms for ${what}`);
}

export const languageCases: [string, () => Promise<void>][] = [
  ['a problem appears after a save, its page is linked, and the quick fix takes it away', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open'), uri = vscode.Uri.file(path.join(folder, 'problem.py'));
    await writeFile(uri.fsPath, JOB);
    try {
      const document = await vscode.workspace.openTextDocument(uri), ours = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'weir');
      await vscode.window.showTextDocument(document);
      const typed = new vscode.WorkspaceEdit();
      typed.replace(uri, new vscode.Range(3, 13, 3, 18), 'valeu');
      await vscode.workspace.applyEdit(typed);
      await document.save();
      const problem = await until('the problem', () => ours()[0]);
      assert.deepEqual([problem.range.start.line, problem.range.start.character, problem.range.end.character], [3, 12, 19]);
      assert.ok(typeof problem.code === 'object' && problem.code.value === 'spark-analysis');
      assert.match(problem.code.target.toString(true), /problems\/spark-analysis(?:"\])?$/);

      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, problem.range, vscode.CodeActionKind.QuickFix.value);
      const fix = actions.find(({ title }) => title === "Change to 'value'") ?? assert.fail(`no fix among ${actions.map(({ title }) => title).join(', ')}`);
      const page = actions.find(({ title }) => title === 'Read about spark-analysis')?.command ?? assert.fail('no page');
      await vscode.commands.executeCommand(page.command, ...(page.arguments ?? []) as unknown[]);
      await until('the page', () => vscode.window.tabGroups.all.some((group) => group.tabs.some(({ input, label }) => input instanceof vscode.TabInputWebview && label.includes('spark-analysis.md'))));
      await vscode.workspace.applyEdit(fix.edit!);
      await document.save();
      await until('the end of the problem', () => ours().length === 0);
      assert.equal(document.getText(), JOB);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(uri.fsPath, { force: true });
    }
  }],
];
