/** Tasks of the type `weir`: the command line that the extension brings, run by VS Code's own runtime, so that nothing has to be installed. */
import path from 'node:path';
import * as vscode from 'vscode';
import { ProblemMatcher, TaskType } from '../../contract';
import { argumentsOf, taskOf, type TaskDefinition } from './command-line';
import { streamingJobs, streamTests } from './find';

/** Offers tasks for the jobs and stream tests of the workspace, and makes those of tasks.json runnable. Nothing in an untrusted workspace. */
export function registerTasks(context: vscode.ExtensionContext): vscode.Disposable {
  const cli = path.join(context.extensionPath, 'dist', 'cli.js');
  return vscode.tasks.registerTaskProvider(TaskType, {
    provideTasks: async (cancel) => {
      if (!vscode.workspace.isTrusted) return [];
      const [jobs, tests] = await Promise.all([streamingJobs(cancel), streamTests(cancel)]);
      return [...tests.map((file) => offered(cli, 'test', file)), ...jobs.flatMap((file) => [offered(cli, 'simulate', file), offered(cli, 'check', file)])].filter((task) => task !== undefined);
    },
    resolveTask: (task) => {
      const definition = taskOf(task.definition);
      return vscode.workspace.isTrusted && definition ? made(cli, { ...definition, type: TaskType }, task.scope, task.name, task.definition) : undefined;
    },
  });
}

function offered(cli: string, kind: 'simulate' | 'test' | 'check', file: vscode.Uri): vscode.Task | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  if (!folder) return undefined;
  const shown = path.relative(folder.uri.fsPath, file.fsPath).replaceAll('\\', '/');
  const task = made(cli, { type: TaskType, kind, ...(kind === 'test' ? { path: shown } : { job: shown }) }, folder, `${kind} ${shown}`);
  if (kind === 'test') task.group = vscode.TaskGroup.Test;
  return task;
}

/** `written`: what the task is known by; VS Code takes no other for it. */
function made(cli: string, definition: TaskDefinition, scope: vscode.Task['scope'], name: string, written: vscode.TaskDefinition = definition): vscode.Task {
  const folder = scope !== undefined && typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0], cwd = folder?.uri.fsPath;
  // Electron is a Node of its own when it is told so; a server's runtime is one.
  const execution = new vscode.ProcessExecution(process.execPath, [cli, ...argumentsOf(definition, cwd ?? '')], { ...(cwd !== undefined && { cwd }), env: { ELECTRON_RUN_AS_NODE: '1' } });
  return new vscode.Task(written, scope ?? vscode.TaskScope.Workspace, name, 'weir', execution, `$${ProblemMatcher}`);
}
