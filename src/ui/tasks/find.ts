/** Jobs and stream tests of the workspace that tasks are offered for. */
import * as vscode from 'vscode';

const EXCLUDED = '**/{node_modules,.venv,venv,site-packages,.git}/**';
/** Files that are looked at, bytes of each, and what is offered at most. */
const LOOKED = 500, LONGEST = 1_000_000, OFFERED = 50, AT_ONCE = 16;
const IMPORTS_SPARK = /^[ \t]*(?:from|import)[ \t]+pyspark\b/m, WRITES_STREAM = /\.\s*writeStream\b/;

/** Python files that start streaming queries. */
export async function streamingJobs(cancel: vscode.CancellationToken): Promise<vscode.Uri[]> {
  const files = sorted(await vscode.workspace.findFiles('**/*.py', EXCLUDED, LOOKED, cancel)), jobs: vscode.Uri[] = [];
  for (let at = 0; at < files.length && jobs.length < OFFERED && !cancel.isCancellationRequested; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE), are = await Promise.all(some.map(isJob));
    jobs.push(...some.filter((_, i) => are[i]));
  }
  return jobs.slice(0, OFFERED);
}

export const streamTests = async (cancel: vscode.CancellationToken): Promise<vscode.Uri[]> => sorted(await vscode.workspace.findFiles('**/*.stream-test.{yaml,yml}', EXCLUDED, OFFERED, cancel));

async function isJob(file: vscode.Uri): Promise<boolean> {
  try {
    if ((await vscode.workspace.fs.stat(file)).size > LONGEST) return false;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    return IMPORTS_SPARK.test(text) && WRITES_STREAM.test(text);
  } catch {
    // It went away meanwhile, or may not be read.
    return false;
  }
}

const sorted = (files: readonly vscode.Uri[]): vscode.Uri[] => files.filter(({ scheme }) => scheme === 'file').sort((a, b) => (a.path < b.path ? -1 : 1));
