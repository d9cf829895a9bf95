import * as vscode from 'vscode';
import { Commands } from '../../contract';
import type { WrittenMessage } from '../../protocol/produce';
import { asCommand, setContext } from '../contract';
import type { Connections } from '../topics/connections';
import type { Ask } from '../topics/pick-topic';
import { describedMessages, formText, type Described, type Mistake } from './message-text';
import type { TopicPlace } from './writable';

interface Kept {
  place: { connection: string; topic: string };
  /** What became of the messages of this version of the text. */
  written: { version: number; at: Map<number, WrittenMessage> } | undefined;
}

/** Documents whose messages are written on request. Where each writes to is known here alone: a file cannot claim to be one. */
export class MessageDocuments implements vscode.CodeLensProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #kept = new WeakMap<vscode.TextDocument, Kept>();
  readonly #problems = vscode.languages.createDiagnosticCollection('weir.messages');
  readonly #parts: vscode.Disposable;

  constructor(private readonly connections: Connections, private readonly ask: Ask) {
    const inFront = (): void => { void setContext('weir.messageDocument', this.#of(vscode.window.activeTextEditor?.document) !== undefined); };
    this.#parts = vscode.Disposable.from(this.#changed, this.#problems, vscode.languages.registerCodeLensProvider({ language: 'jsonc', scheme: 'untitled' }, this),
      vscode.window.onDidChangeActiveTextEditor(inFront), vscode.workspace.onDidChangeTextDocument(({ document }) => { this.#check(document); }),
      vscode.workspace.onDidCloseTextDocument((document) => { this.#problems.delete(document.uri); }));
  }

  dispose(): void { this.#parts.dispose(); }

  /** A new one, with a message to fill in, or with the lines of a capture. */
  async open({ connection, topic }: TopicPlace, lines?: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ language: 'jsonc', content: formText(topic, connection.name, lines) });
    this.#kept.set(document, { place: { connection: connection.id, topic }, written: undefined });
    await vscode.window.showTextDocument(document);
    await setContext('weir.messageDocument', true);
    this.#check(document);
    this.#changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const kept = this.#of(document), found = this.#read(document);
    if (!kept || !found || found.mistake) return [];
    const name = this.connections.byId(kept.place.connection)?.name ?? vscode.l10n.t('a connection that is gone');
    const at = (index: number): vscode.Range => { const { line } = document.positionAt(found.messages[index]!.from); return new vscode.Range(line, 0, line, 0); };
    const lenses = found.messages.map((_, index) => {
      const written = kept.written?.version === document.version ? kept.written.at.get(index) : undefined;
      const title = written ? vscode.l10n.t('Written to partition {0} at offset {1}. Produce again', written.partition, written.offset < 0 ? '?' : written.offset) : vscode.l10n.t('$(send) Produce to {0} on {1}', kept.place.topic, name);
      return new vscode.CodeLens(at(index), asCommand(title, Commands.SendMessages, index));
    });
    const all = found.messages.length > 1 ? [new vscode.CodeLens(at(0), asCommand(vscode.l10n.t('Produce all {0}', found.messages.length), Commands.SendMessages))] : [];
    return [...all, ...lenses];
  }

  /** Writes the messages of the document in front: one of them, or all. Nothing is written of a document with a mistake. */
  async send(index?: number): Promise<void> {
    const document = vscode.window.activeTextEditor?.document, kept = this.#of(document), found = document && this.#read(document);
    if (!document || !kept || !found) return void vscode.window.showInformationMessage(vscode.l10n.t('Choose Produce Message at a topic first: it opens the document that is written from.'));
    const connection = this.connections.byId(kept.place.connection), { version } = document, chosen = typeof index === 'number' ? found.messages.slice(index, index + 1) : found.messages;
    if (!connection) return void vscode.window.showErrorMessage(vscode.l10n.t('The connection of this document was removed.'));
    if (found.mistake || chosen.length === 0) return void vscode.window.showErrorMessage(found.mistake ? vscode.l10n.t('Nothing was written. {0}', found.mistake.text) : vscode.l10n.t('There is no message in this document.'));
    const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Writing to {0}', kept.place.topic) },
      () => this.ask(connection, { ask: 'produce', topic: kept.place.topic, messages: chosen.map(({ message }) => message) }));
    if ('problem' in answer) return void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`.trim());
    if (kept.written?.version !== version) kept.written = { version, at: new Map() };
    answer.value.forEach((each, i) => kept.written?.at.set((typeof index === 'number' ? index : 0) + i, each));
    this.#changed.fire();
    const [first] = answer.value;
    const said = answer.value.length === 1 && first ? vscode.l10n.t('Written to partition {0} of {1} at offset {2}.', first.partition, kept.place.topic, first.offset < 0 ? '?' : first.offset) : vscode.l10n.t('{0} messages written to {1}.', answer.value.length, kept.place.topic);
    vscode.window.setStatusBarMessage(said, 5000);
  }

  #of(document: vscode.TextDocument | undefined): Kept | undefined { return document && this.#kept.get(document); }

  #read(document: vscode.TextDocument): { messages: Described[]; mistake?: Mistake } | undefined {
    const kept = this.#of(document);
    return kept && describedMessages(document.getText(), kept.place.topic);
  }

  #check(document: vscode.TextDocument): void {
    const found = this.#read(document);
    if (!found) return;
    const { mistake } = found, at = mistake && document.positionAt(mistake.at);
    this.#problems.set(document.uri, mistake && at ? [new vscode.Diagnostic(document.getWordRangeAtPosition(at) ?? new vscode.Range(at, at.translate(0, 1)), mistake.text)] : []);
  }
}
