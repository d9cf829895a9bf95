import * as vscode from 'vscode';
import { setting } from '../contract';
import type { Services } from './commands';

/**
 * Simulate on save: a saved job runs again, in the panel that is already there. A job that has run before starts when the
 * save begins, with the text that is being written: the write and what VS Code does around it take longer than the first
 * micro-batch. Where the save changes the text (a formatter), the run starts again with what was saved.
 */
export function simulateOnSave(services: Services): vscode.Disposable {
  const saves = new Saves(services);
  return vscode.Disposable.from(
    vscode.workspace.onWillSaveTextDocument(({ document }) => { saves.begins(document); }),
    vscode.workspace.onDidSaveTextDocument((document) => { void saves.done(document); }),
  );
}

class Saves {
  /** Versions of the documents whose save is under way. */
  readonly #versions = new Map<string, number>();
  /** Files that started ahead in the save that is under way. */
  readonly #ahead = new Set<string>();
  /** Files whose last save changed their text: they wait for the end of the next one. */
  readonly #altered = new Set<string>();

  constructor(private readonly services: Services) {}

  begins(document: vscode.TextDocument): void {
    if (!this.#wanted(document)) return;
    const { fsPath: file } = document.uri, { runs, panels } = this.services;
    this.#versions.set(file, document.version);
    // Python reads the file as UTF-8; in another encoding the text is not what would be read.
    if (this.#altered.has(file) || document.encoding !== 'utf8' || !runs.newest(file) || !panels.has(file)) return;
    this.#ahead.add(file);
    void this.#start(file, runs.newest(file)?.model.start.line, document.getText());
  }

  async done(document: vscode.TextDocument): Promise<void> {
    if (!this.#wanted(document)) return;
    const { fsPath: file } = document.uri, { runs, starts } = this.services;
    const untouched = this.#versions.get(file) === document.version, ahead = this.#ahead.delete(file);
    this.#versions.delete(file);
    if (untouched) this.#altered.delete(file); else this.#altered.add(file);
    if (ahead && untouched) return;
    const found = await starts.of(document);
    // A module beside the job was saved: the job that ran last runs again.
    const job = found.length > 0 ? file : runs.newest()?.model.start.file;
    if (job !== undefined) await this.#start(job, runs.newest(job)?.model.start.line ?? found[0]?.endLine);
  }

  async #start(file: string, line: number | undefined, source?: string): Promise<void> {
    const { runs, panels } = this.services;
    const run = await runs.start({ file, ...(line !== undefined && { line }), ...(source !== undefined && { source }) });
    if (panels.has(file)) panels.show(run, false);
  }

  #wanted({ languageId, uri }: vscode.TextDocument): boolean {
    return languageId === 'python' && uri.scheme === 'file' && vscode.workspace.isTrusted && setting('weir.simulateOnSave', uri) && !this.services.starting.has(uri.fsPath);
  }
}
