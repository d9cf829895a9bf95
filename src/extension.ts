import path from 'node:path';
import * as vscode from 'vscode';
import { registerRuns } from './ui/run/feature';

/** What `activate` gives to other extensions and to our tests. */
export interface WeirApi {
  /** Milliseconds that `activate` took. */
  readonly activationMs: number;
}

/** Registers features; nothing is awaited, nothing heavy is loaded: clients, parsers and the simulator come at first use. */
export function activate(context: vscode.ExtensionContext): WeirApi {
  const began = performance.now();
  const log = vscode.window.createOutputChannel('Weir', { log: true });
  const simulator = async () => new (await import('./simulator/client')).Simulator({ folder: path.join(context.extensionPath, 'dist'), onNotice: (text) => { log.warn(text); } });
  context.subscriptions.push(log, registerRuns(context, simulator, log));
  return { activationMs: performance.now() - began };
}
