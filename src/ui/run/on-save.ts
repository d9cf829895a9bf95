import * as vscode from 'vscode';
import { setting } from '../contract';
import { begin, type Services } from './commands';

/** Simulate on save: a saved job runs again, in the panel that is already there. */
export function simulateOnSave(services: Services): vscode.Disposable {
  return vscode.workspace.onDidSaveTextDocument((document) => { void saved(services, document); });
}

async function saved(services: Services, document: vscode.TextDocument): Promise<void> {
  const { uri } = document;
  if (document.languageId !== 'python' || uri.scheme !== 'file' || !vscode.workspace.isTrusted || !setting('weir.simulateOnSave', uri)) return;
  // A module beside the job was saved: the job that ran last runs again.
  const starts = await services.starts.of(document);
  const job = starts.length > 0 ? uri.fsPath : services.runs.newest()?.model.start.file;
  if (job === undefined) return;
  const line = services.runs.newest(job)?.model.start.line ?? starts[0]?.endLine;
  await begin(services, { file: job, ...(line !== undefined && { line }) }, false);
}
