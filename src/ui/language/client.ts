/** The client of the language server: a bundle of its own, loaded with the first job, so that activation does not pay for it. */
import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { LanguageOptions, LanguageSettings, PlannedNote, RunSettings, TopicFact } from '../../protocol/language';
import { LanguageMessages } from '../../protocol/language';

export interface RunningClient extends vscode.Disposable {
  /** Jobs may be run plan-only from here on. */
  trust(): void;
  /** What was changed in the settings. */
  configure(settings: LanguageSettings): void;
  onPlanned(told: (note: PlannedNote) => void): vscode.Disposable;
}

/** What the server asks of the editor. */
export interface Asked {
  topics(): Promise<TopicFact[]>;
  runOf(uri: string): RunSettings;
}

export async function startClient(server: string, options: LanguageOptions, { topics, runOf }: Asked, log: vscode.LogOutputChannel): Promise<RunningClient> {
  const program = { module: server, transport: TransportKind.ipc };
  const client = new LanguageClient('weir', 'Weir', { run: program, debug: program }, {
    documentSelector: [{ language: 'python', scheme: 'file' }, { language: 'python', scheme: 'untitled' }], initializationOptions: options, outputChannel: log,
  });
  client.onRequest(LanguageMessages.topics, () => topics());
  client.onRequest(LanguageMessages.run, (uri: string) => runOf(uri));
  await client.start();
  return {
    configure: (settings) => { void client.sendNotification(LanguageMessages.settings, settings); },
    trust: () => { void client.sendNotification(LanguageMessages.trusted); },
    onPlanned: (told) => client.onNotification(LanguageMessages.planned, told),
    dispose: () => { void client.dispose(); },
  };
}
