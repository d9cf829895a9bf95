import * as vscode from 'vscode';
import type { CommandArguments, CommandId, ContextKey, ContextKeys, SettingKey, Settings } from '../contract';
import { settingDefaults } from '../contract';

/** Only declared commands can be registered, with the arguments that they declare. */
export function registerCommand<K extends CommandId>(id: K, run: (...args: CommandArguments[K]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, run);
}

export const runCommand = <K extends CommandId>(id: K, ...args: CommandArguments[K]): Thenable<unknown> => vscode.commands.executeCommand(id, ...args);

/** A command as buttons, tree items and lenses take it. */
export function asCommand<K extends CommandId>(title: string, command: K, ...args: CommandArguments[K]): vscode.Command {
  return { title, command, arguments: args };
}

export function setting<K extends SettingKey>(key: K, scope?: vscode.Uri): Settings[K] {
  return vscode.workspace.getConfiguration(undefined, scope).get<Settings[K]>(key) ?? settingDefaults[key];
}

export const writeSetting = <K extends SettingKey>(key: K, value: Settings[K], target: vscode.ConfigurationTarget): Thenable<void> =>
  vscode.workspace.getConfiguration().update(key, value, target);

export const setContext = <K extends ContextKey>(key: K, value: ContextKeys[K]): Thenable<unknown> => vscode.commands.executeCommand('setContext', key, value);
