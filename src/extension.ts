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
  context.subscriptions.push(log, registerRuns(context, async () => (await import('./simulator/client')).startRun, log));
  return { activationMs: performance.now() - began };
}
