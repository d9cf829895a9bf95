/** Runs in the extension host of a real VS Code: the contract of `extensionTestsPath` is an exported `run`. */
import * as vscode from 'vscode';
import { cases as runCases } from './cases';
import { languageCases } from './language-cases';
import { messagesCases } from './messages-cases';
import { migrateCases } from './migrate-cases';
import { tasksCases } from './tasks-cases';
import { testsCases } from './tests-cases';
import { topicsCases } from './topics-cases';

const cases = [...runCases, ...topicsCases, ...messagesCases, ...languageCases, ...testsCases, ...tasksCases, ...migrateCases];

export async function run(): Promise<void> {
  const failures: string[] = [];
  for (const [name, body] of cases) {
    const began = Date.now();
    try {
      await body();
      console.log(`ok ${name} (${Date.now() - began} ms)`);
    } catch (error) {
      failures.push(name);
      console.log(`not ok ${name}\n${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  }
  console.log(`${cases.length - failures.length} passed, ${failures.length} failed`);
  if (failures.length > 0) throw new Error(`failed: ${failures.join(', ')}`);
}
