import path from 'node:path';
import type * as vscode from 'vscode';
import { Commands } from '../../contract';
import { registerCommand } from '../contract';
import { newJob } from './wizard';

/** New jobs from templates. */
export function registerTemplates(context: vscode.ExtensionContext): vscode.Disposable {
  const templates = path.join(context.extensionPath, 'media', 'templates');
  return registerCommand(Commands.NewJob, (offer) => newJob(templates, offer));
}
