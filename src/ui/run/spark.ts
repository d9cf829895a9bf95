import path from 'node:path';
import * as vscode from 'vscode';
import type { RunHandle } from '../../protocol/rpc';
import type { RunEvent, RunOptions } from '../../protocol/run';
import { setting } from '../contract';
import { environment } from './environment';

export type SparkOptions = Pick<RunOptions, 'file' | 'args' | 'cwd' | 'env' | 'python'> & { jars: readonly string[] };

/** Loads what runs jobs on local Spark at the first run there. */
export type LoadSpark = () => Promise<{ startRun(options: SparkOptions, onEvent: (event: RunEvent) => void): RunHandle }>;

/** The part of the Python extension's API that says which interpreter is active. */
interface PythonExtension { environments?: { getActiveEnvironmentPath?(resource?: vscode.Uri): { path?: string } } }

export async function sparkOptions(file: string): Promise<SparkOptions> {
  const uri = vscode.Uri.file(file), folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(file);
  const named = setting('weir.spark.python', uri), python = named === '' ? await activePython(uri) : path.isAbsolute(named) || !/[\\/]/.test(named) ? named : path.resolve(folder, named);
  return { file, args: setting('weir.simulator.arguments', uri), cwd: folder, env: environment(process.env), jars: setting('weir.spark.jars', uri).map((jar) => path.resolve(folder, jar)), ...(python !== undefined && { python }) };
}

async function activePython(uri: vscode.Uri): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  if (!extension) return undefined;
  try {
    const found = (await extension.activate()).environments?.getActiveEnvironmentPath?.(uri).path;
    return found === '' ? undefined : found;
  } catch {
    return undefined;
  }
}
